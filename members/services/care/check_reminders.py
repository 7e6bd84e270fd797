"""Reminders before the deadline of a medical check: how many are still missing, never who or what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from members.choices.care import CheckKind
from members.models import CheckCampaign, User
from members.services import kinds
from members.services.care.duty import FOR_ALL, FOR_WOMEN, OUT_OF_OFFICE, people_on_duty
from members.services.kinds import Line, ReminderKind, Subject
from members.services.planning import PlannedReminder, hold_planning, write_reminders
from members.services.policies import effective_policies
from unionplan.core.calendar.describe import describe_day

KIND = "medical-check"
RULE = "medical-check.deadline"
_JUDGE = f"""
    SELECT c.id, CASE
        WHEN m.id IS NULL OR m.deadline <> c.subject_on THEN 'moved'
        WHEN m.closed_on IS NOT NULL THEN 'closed'
        WHEN EXISTS (SELECT 1 FROM members_checkentry e WHERE e.campaign_id = m.id) AND NOT EXISTS (
            SELECT 1 FROM members_checkentry e WHERE e.campaign_id = m.id AND e.done_on IS NULL) THEN 'done'
        WHEN {OUT_OF_OFFICE} THEN 'out_of_office'
        ELSE '' END
    FROM claimed c LEFT JOIN members_checkcampaign m ON m.id = c.subject_id
    WHERE c.kind = '{KIND}'
"""  # noqa: S608 - our own constants only


@transaction.atomic
def replan_checks(campaign_ids: Sequence[int]) -> None:
    """After a round was planned, filled or closed: the reminders of its deadline."""
    campaigns = list(CheckCampaign.objects.filter(pk__in=campaign_ids).select_related("organization"))
    hold_planning({campaign.organization_id for campaign in campaigns}, alone=False)
    now = timezone.now()
    planned = _planned(campaigns, today=timezone.localdate(now))
    write_reminders(kind=KIND, subject_ids=list(campaign_ids), planned=planned, now=now)


@transaction.atomic
def replan_organizations(organization_ids: Sequence[int]) -> None:
    """After a policy or an office changed: every open round of these organizations."""
    hold_planning(organization_ids, alone=True)
    running = CheckCampaign.objects.filter(organization__in=organization_ids, closed_on__isnull=True)
    ids = list(running.values_list("pk", flat=True))
    if ids:
        replan_checks(ids)


def _planned(campaigns: Iterable[CheckCampaign], *, today: date) -> Iterator[PlannedReminder]:
    rounds = [campaign for campaign in campaigns if campaign.closed_on is None]
    bodies = {campaign.organization_id: campaign.organization for campaign in rounds}
    policies = effective_policies(bodies)
    people = {
        kind: people_on_duty(bodies.values(), groups, today=today)
        for kind, groups in ((CheckKind.STAFF, FOR_ALL), (CheckKind.WOMEN, FOR_WOMEN))
    }
    for campaign in rounds:
        policy = policies[campaign.organization_id, RULE]
        for ahead, due in policy.moments_before(campaign.deadline):
            for person in people[CheckKind(campaign.kind)][campaign.organization_id]:
                yield PlannedReminder(
                    campaign.pk, campaign.deadline, f"d{ahead}", person, campaign.organization_id, due
                )


def lines(subjects: Sequence[Subject], reader: User | None) -> Mapping[Subject, Line]:
    """The round and how many people are still missing; one query."""
    rounds = CheckCampaign.objects.visible_to(reader) if reader else CheckCampaign.objects.all()
    missing = Count("entries", filter=Q(entries__done_on__isnull=True))
    found = {
        campaign.pk: campaign
        for campaign in rounds.filter(pk__in={pk for pk, _on in subjects})
        .select_related("organization")
        .annotate(missing=missing)
    }
    return {(pk, on): _line(found[pk]) for pk, on in subjects if pk in found}


def _line(campaign: CheckCampaign) -> Line:
    missing: int = campaign.missing  # type: ignore[attr-defined]  # annotated by `lines`
    note = ngettext("还有 %(missing)s 人未完成", "还有 %(missing)s 人未完成", missing) % {"missing": missing}
    return Line(
        title=campaign.name,
        url=reverse("members:check-detail", args=[campaign.pk]),
        on=campaign.deadline,
        when=describe_day(campaign.deadline, today=timezone.localdate()),
        section=campaign.organization.label,
        note=note,
    )


def register_checks() -> None:
    """Make medical checks known to the reminder engine."""
    kinds.register(
        ReminderKind(
            key=KIND,
            label=gettext_lazy("体检"),
            rules=(
                kinds.Rule(
                    key=RULE,
                    label=gettext_lazy("体检截止"),
                    explanation=gettext_lazy("在体检截止前几天提醒；遇休息日提前到之前的工作日。"),
                    phrase=gettext_lazy("提前 %(days)s 天"),
                    default_days=(30, 7),
                ),
            ),
            judge_sql=_JUDGE,
            lines=lines,
            replan=replan_organizations,
            reasons={
                "moved": gettext_lazy("时间已改"),
                "closed": gettext_lazy("体检已结束"),
                "done": gettext_lazy("已全部完成"),
                "out_of_office": gettext_lazy("本人已不在任"),
            },
        )
    )
