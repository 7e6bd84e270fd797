"""Rounds of medical checks (systems.md HE-01). The union organizes, the employer pays; done or not done is all that is
kept of a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from members.choices.care import CheckGroup, CheckKind, CostBearer
from members.models import CheckCampaign, CheckEntry, CheckProvider, Organization, User
from members.services.care.check_reminders import replan_checks
from members.services.care.rulebook import COST_BEARERS, needed_rule, refuse
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

# Everybody of the groups at home in the subtree, once; who is on the roster already stays as they are.
_INVITE = """
    INSERT INTO members_checkentry (campaign_id, member_id, organization_id, "group")
    SELECT %(campaign)s, m.id, m.home_id,
           CASE WHEN m.state = 'retained' OR m.employment_form = 'retired' THEN 'retired' ELSE 'serving' END
    FROM members_member m JOIN members_organization o ON o.id = m.home_id
    WHERE o.path <@ %(path)s::ltree AND m.state IN ('active', 'retained')
      AND (NOT %(women)s OR m.gender = 'female')
      AND (CASE WHEN m.state = 'retained' OR m.employment_form = 'retired' THEN 'retired' ELSE 'serving' END)
          = ANY(%(groups)s)
    ON CONFLICT (campaign_id, member_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class CheckFields:
    """What officers say about a round."""

    name: str
    kind: CheckKind
    groups: list[CheckGroup]
    opens_on: date
    deadline: date
    cost_bearer: CostBearer


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """How far one unit is."""

    organization: Organization
    done: int
    total: int


@transaction.atomic
def create_campaign(*, organization: Organization, fields: CheckFields, by: User) -> CheckCampaign:
    """Plan a round. Refused, with the clause, when somebody else shall pay than the rule allows."""
    rule = needed_rule(COST_BEARERS, organization, fields.opens_on)
    if fields.cost_bearer not in rule.value:
        raise refuse(_("体检费用不能由“%(bearer)s”承担"), rule, field="cost_bearer", bearer=fields.cost_bearer.label)
    if fields.deadline < fields.opens_on:
        raise DomainError(_("截止日期不能早于开始日期。"), field="deadline")
    if CheckCampaign.objects.filter(organization=organization, name=fields.name).exists():
        raise DomainError(_("已经有同名的体检安排。"), field="name")
    campaign = CheckCampaign.objects.create(
        organization=organization,
        name=fields.name,
        kind=fields.kind,
        groups=list(fields.groups),
        opens_on=fields.opens_on,
        deadline=fields.deadline,
        cost_bearer=fields.cost_bearer,
    )
    record("members.check.created", target=campaign, actor=by, organization_id=organization.pk)
    replan_checks([campaign.pk])
    return campaign


@transaction.atomic
def shortlist(
    *, campaign: CheckCampaign, name: str, price: Decimal, visited_on: date | None, by: User
) -> CheckProvider:
    """Put a clinic on the shortlist. Raises DomainError(field="name") when it is there already."""
    if campaign.providers.filter(name=name).exists():
        raise DomainError(_("这家机构已经在候选名单里。"), field="name")
    provider = CheckProvider.objects.create(campaign=campaign, name=name, price=price, visited_on=visited_on)
    record("members.check.shortlisted", target=provider, actor=by, organization_id=campaign.organization_id)
    return provider


@transaction.atomic
def choose_provider(*, provider_id: int, decided_on: date, approved_by: str, by: User) -> CheckCampaign:
    """Decide for one of the shortlist, with the day and who approved it; a later decision replaces an earlier one."""
    provider = CheckProvider.objects.select_related("campaign").get(pk=provider_id)
    campaign = CheckCampaign.objects.select_for_update().get(pk=provider.campaign_id)
    _refuse_closed(campaign)
    if not approved_by.strip():
        raise DomainError(_("请填写批准人。"), field="approved_by")
    campaign.providers.filter(is_chosen=True).update(is_chosen=False)
    campaign.providers.filter(pk=provider.pk).update(is_chosen=True)
    campaign.decided_on, campaign.approved_by = decided_on, approved_by.strip()[:40]
    campaign.save(update_fields=["decided_on", "approved_by"])
    changes = {"provider": ["", provider.name], "decided_on": ["", decided_on.isoformat()]}
    record(
        "members.check.provider_chosen",
        target=campaign,
        actor=by,
        organization_id=campaign.organization_id,
        changes=changes,
    )
    return campaign


@transaction.atomic
def invite(*, campaign_id: int, by: User) -> int:
    """Put everybody of the groups on the roster, in one statement; how many are new. A repeat adds who came since."""
    campaign = CheckCampaign.objects.select_for_update(of=("self",)).select_related("organization").get(pk=campaign_id)
    _refuse_closed(campaign)
    with connection.cursor() as cursor:
        cursor.execute(
            _INVITE,
            {
                "campaign": campaign.pk,
                "path": str(campaign.organization.path),
                "women": campaign.kind == CheckKind.WOMEN,
                "groups": list(campaign.groups),
            },
        )
        added: int = cursor.rowcount
    changes = {"people": [0, added]}
    record(
        "members.check.invited", target=campaign, actor=by, organization_id=campaign.organization_id, changes=changes
    )
    replan_checks([campaign.pk])
    return added


@transaction.atomic
def mark_entries(*, campaign_id: int, entry_ids: Collection[int], done_on: date | None, by: User, today: date) -> int:
    """Mark these people as done on a day, or (None) as not done; how many changed."""
    campaign = CheckCampaign.objects.select_for_update().get(pk=campaign_id)
    _refuse_closed(campaign)
    if done_on is not None and not campaign.opens_on <= done_on <= today:
        raise DomainError(_("完成日期应在开始日期之后，不能晚于今天。"), field="done_on")
    entries = campaign.entries.filter(pk__in=entry_ids, done_on__isnull=done_on is not None)
    changed = entries.update(done_on=done_on)
    if changed:
        what = "done" if done_on else "reopened"
        record(
            f"members.check.{what}",
            target=campaign,
            actor=by,
            organization_id=campaign.organization_id,
            changes={"people": [0, changed]},
        )
    return changed


@transaction.atomic
def close_checks(*, campaign_id: int, on: date, by: User) -> CheckCampaign:
    """The round is over: nothing is marked any more."""
    campaign = CheckCampaign.objects.select_for_update().get(pk=campaign_id)
    _refuse_closed(campaign)
    campaign.closed_on = on
    campaign.save(update_fields=["closed_on"])
    record("members.check.closed", target=campaign, actor=by, organization_id=campaign.organization_id)
    replan_checks([campaign.pk])
    return campaign


def entries_for(campaign: CheckCampaign, paths: Collection[str]) -> QuerySet[CheckEntry]:
    """The roster as far as the reader's paths reach, unit by unit."""
    reach = campaign.entries.filter(organization__path__within=list(paths))
    return reach.select_related("member", "organization").order_by("organization__path", "member__pinyin", "pk")


def progress_by_unit(campaign: CheckCampaign, paths: Collection[str]) -> list[UnitProgress]:
    """Done and total of each unit the reader reaches; two queries."""
    rows = (
        campaign.entries.filter(organization__path__within=list(paths))
        .order_by()
        .values("organization")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(done_on__isnull=False)))
    )
    counted = {row["organization"]: (row["done"], row["total"]) for row in rows}
    units = Organization.objects.filter(pk__in=counted).in_tree_order()
    return [UnitProgress(unit, *counted[unit.pk]) for unit in units]


def _refuse_closed(campaign: CheckCampaign) -> None:
    if campaign.closed_on is not None:
        raise DomainError(_("这次体检已经结束。"))
