"""Review reminders through the one engine: by case number, without a single fact of anybody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.hardship import CaseState
from members.enums import Post
from members.models import HardshipCase, Office, User
from members.services.kinds import Line, ReminderKind, Rule, Subject, register
from members.services.planning import PlannedReminder, hold_planning, write_reminders
from members.services.policies import effective_policies
from unionplan.core.calendar.describe import describe_day

KIND = "hardship-review"
_RULE = Rule(
    key="hardship-review",
    label=gettext_lazy("困难职工档案复核"),
    explanation=gettext_lazy("在复核到期前几天提醒经办人；遇休息日提前到之前的工作日。"),
    phrase=gettext_lazy("提前 %(days)s 天"),
    default_days=(30, 7),
)
# Who looks after files, the first group that has somebody in office.
_KEEPERS = ((Post.OFFICER,), (Post.CHAIR, Post.VICE_CHAIR))
_JUDGE = f"""
    SELECT c.id, CASE
        WHEN h.id IS NULL OR h.state <> '{CaseState.FILED}' THEN 'file_closed'
        WHEN h.review_due_on IS DISTINCT FROM c.subject_on THEN 'reviewed'
        WHEN NOT EXISTS (
            SELECT 1 FROM members_office f WHERE f.user_id = c.recipient_id AND f.organization_id = c.organization_id
              AND f.starts_on <= %(today)s AND (f.ends_on IS NULL OR f.ends_on >= %(today)s)) THEN 'out_of_office'
        ELSE '' END
    FROM claimed c LEFT JOIN members_hardshipcase h ON h.id = c.subject_id
    WHERE c.kind = '{KIND}'
"""  # noqa: S608 - our own constants only
_REASONS = {
    "file_closed": gettext_lazy("档案已结束"),
    "reviewed": gettext_lazy("已经复核"),
    "out_of_office": gettext_lazy("本人已不在任"),
}


def register_reminders() -> None:
    """Make reviews known to the reminder engine."""
    register(
        ReminderKind(
            key=KIND,
            label=gettext_lazy("困难职工档案复核"),
            rules=(_RULE,),
            judge_sql=_JUDGE,
            lines=lines,
            replan=replan_organizations,
            reasons=_REASONS,
        )
    )


@transaction.atomic
def replan_case(case: HardshipCase) -> None:
    """After a file was filed, reviewed or closed: its waiting reminders follow."""
    hold_planning([case.organization_id], alone=False)
    _replan([case.pk])


@transaction.atomic
def replan_organizations(organization_ids: Sequence[int]) -> None:
    """After a policy or an office changed."""
    hold_planning(organization_ids, alone=True)
    _replan(list(HardshipCase.objects.filter(organization__in=organization_ids).values_list("pk", flat=True)))


def _replan(case_ids: list[int]) -> None:
    now = timezone.now()
    filed = HardshipCase.objects.filter(pk__in=case_ids, state=CaseState.FILED, review_due_on__isnull=False)
    write_reminders(kind=KIND, subject_ids=case_ids, planned=_planned(list(filed), now.date()), now=now)


def _planned(cases: list[HardshipCase], today: date) -> Iterable[PlannedReminder]:
    policies = effective_policies({case.organization_id for case in cases})
    keepers = _keepers({case.organization_id for case in cases}, today)
    for case in cases:
        policy, due_on = policies[case.organization_id, _RULE.key], case.review_due_on
        if due_on is None:
            continue
        for days, due_at in policy.moments_before(due_on):
            for keeper in keepers[case.organization_id]:
                yield PlannedReminder(
                    subject_id=case.pk,
                    subject_on=due_on,
                    slot=f"d{days}",
                    recipient_id=keeper,
                    organization_id=case.organization_id,
                    due_at=due_at,
                )


def _keepers(organization_ids: set[int], today: date) -> dict[int, list[int]]:
    posts: dict[tuple[int, str], set[int]] = defaultdict(set)
    offices = Office.objects.in_force(today).filter(organization__in=organization_ids, user__is_active=True)
    for organization_id, post, user_id in offices.values_list("organization_id", "post", "user_id"):
        posts[organization_id, post].add(user_id)
    found = {}
    for organization_id in organization_ids:
        groups = [{user for post in group for user in posts[organization_id, post]} for group in _KEEPERS]
        found[organization_id] = sorted(next((group for group in groups if group), set()))
    return found


def lines(subjects: Sequence[Subject], reader: User | None) -> Mapping[Subject, Line]:
    """Files this reader may open, by number; an organization's channel is told nothing about files."""
    if reader is None:
        return {}
    ids = {pk for pk, _on in subjects}
    cases = {case.pk: case for case in HardshipCase.objects.openable_by(reader).filter(pk__in=ids).for_listing()}
    today = timezone.localdate()
    return {
        (pk, on): Line(
            title=_("困难职工档案 %(number)s 年度复核") % {"number": cases[pk].number},
            url=cases[pk].get_absolute_url(),
            on=on,
            when=describe_day(on, today=today) if on else "",
            section=cases[pk].organization.label,
        )
        for pk, on in subjects
        if pk in cases
    }
