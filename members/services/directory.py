"""Reading the tree with the people in office, and what was done in an organization, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from members.enums import Right
from members.models import Office, Organization, User
from members.models.organizations import OrganizationQuerySet
from members.services.organizations import subject_of
from unionplan.core.models import AuditEntry

HISTORY_LENGTH = 20
ACTION_WORDS: dict[str, str | Promise] = {
    "members.organization.created": pgettext_lazy("history", "建立组织"),
    "members.organization.changed": pgettext_lazy("history", "修改组织信息"),
    "members.organization.moved": pgettext_lazy("history", "调整上级"),
    "members.organization.move_taken_back": pgettext_lazy("history", "撤销调整上级"),
    "members.headcount.reported": pgettext_lazy("history", "登记职工人数"),
    "members.employer.added": pgettext_lazy("history", "登记用人单位"),
    "members.employer.changed": pgettext_lazy("history", "修改用人单位"),
    "members.employer.figures": pgettext_lazy("history", "登记单位年度数据"),
    "members.employer.tied": pgettext_lazy("history", "登记单位所属工会"),
    "members.employer.tie_ended": pgettext_lazy("history", "结束单位所属工会"),
    "members.group.created": pgettext_lazy("history", "建立片组"),
    "members.group.changed": pgettext_lazy("history", "修改片组"),
    "members.group.joined": pgettext_lazy("history", "片组增加成员"),
    "members.group.left": pgettext_lazy("history", "片组成员退出"),
    "members.setup.created": pgettext_lazy("history", "列入建会对象"),
    "members.setup.changed": pgettext_lazy("history", "修改建会对象"),
    "members.setup.advanced": pgettext_lazy("history", "推进建会"),
    "members.term.begun": pgettext_lazy("history", "登记新一届"),
    "members.term.election_recorded": pgettext_lazy("history", "登记选举记录"),
    "members.term.end_changed": pgettext_lazy("history", "调整任期"),
    "members.grade.scheme_created": pgettext_lazy("history", "建立等级"),
    "members.grade.scheme_changed": pgettext_lazy("history", "修改等级"),
    "members.grade.awarded": pgettext_lazy("history", "评定等级"),
    "members.grade.withdrawn": pgettext_lazy("history", "撤销评定"),
    "members.office.work_handed_over": pgettext_lazy("history", "移交工作"),
    "members.office.appointed": pgettext_lazy("history", "任命"),
    "members.office.ended": pgettext_lazy("history", "结束任职"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One line of an organization's history."""

    at: datetime
    who: str
    words: str | Promise
    what: str


def managed_by(user: User) -> OrganizationQuerySet:
    """Organizations whose offices and place the person decides about."""
    offices = [office for office in user.access.offices if Right.MANAGE_OFFICES in office.rights]
    below = [office.organization.path for office in offices if office.writes_below]
    here = Q(pk__in=[office.organization_id for office in offices])
    return Organization.objects.filter(here | Q(path__within=below)).in_tree_order()


def offices_of(organization: Organization) -> list[Office]:
    """Every office ever held there, newest first."""
    return list(
        Office.objects.filter(organization=organization).select_related("user").order_by("-starts_on", "post", "id")
    )


def history_of(organization: Organization) -> list[Act]:
    """The latest acts on the organization and its offices."""
    entries = AuditEntry.objects.filter(subject=subject_of(organization.pk))[:HISTORY_LENGTH]
    return [
        Act(at=entry.at, who=entry.actor_label, words=ACTION_WORDS[entry.action], what=entry.target_label)
        for entry in entries
        if entry.action in ACTION_WORDS
    ]
