"""Reminders before the policies of a round run out: one line for the round, not one for each of its people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.choices.insurance import Audience
from members.enums import Right
from members.models import InsuranceCampaign, Policy, User
from members.services import kinds
from members.services.care.duty import FOR_ALL, FOR_WOMEN, OUT_OF_OFFICE, people_on_duty
from members.services.kinds import Line, ReminderKind, Subject
from members.services.planning import PlannedReminder, hold_planning, write_reminders
from members.services.policies import effective_policies
from unionplan.core.calendar.describe import describe_day

KIND = "insurance-round"
RULE = "insurance-round.expiry"
_LEFT = """
    SELECT 1 FROM members_policy p WHERE p.campaign_id = m.id AND p.cancelled_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM members_policy n WHERE n.scheme_id = p.scheme_id AND n.member_id = p.member_id
        AND n.starts_on > p.starts_on AND n.cancelled_on IS NULL)
"""
_JUDGE = f"""
    SELECT c.id, CASE
        WHEN m.id IS NULL OR m.expires_on <> c.subject_on THEN 'moved'
        WHEN NOT EXISTS ({_LEFT}) THEN 'renewed'
        WHEN {OUT_OF_OFFICE} THEN 'out_of_office'
        ELSE '' END
    FROM claimed c LEFT JOIN members_insurancecampaign m ON m.id = c.subject_id
    WHERE c.kind = '{KIND}'
"""  # noqa: S608 - our own constants only


@transaction.atomic
def replan_campaigns(campaign_ids: Sequence[int]) -> None:
    """After a round was opened or somebody joined it: the reminders of its expiry."""
    campaigns = list(InsuranceCampaign.objects.filter(pk__in=campaign_ids).select_related("organization", "scheme"))
    hold_planning({campaign.organization_id for campaign in campaigns}, alone=False)
    now = timezone.now()
    planned = _planned(campaigns, today=timezone.localdate(now))
    write_reminders(kind=KIND, subject_ids=list(campaign_ids), planned=planned, now=now)


@transaction.atomic
def replan_organizations(organization_ids: Sequence[int]) -> None:
    """After a policy or an office changed: every round of these organizations that still runs."""
    hold_planning(organization_ids, alone=True)
    running = InsuranceCampaign.objects.filter(organization__in=organization_ids, expires_on__gte=timezone.localdate())
    ids = list(running.values_list("pk", flat=True))
    if ids:
        replan_campaigns(ids)


def _planned(campaigns: Iterable[InsuranceCampaign], *, today: date) -> Iterator[PlannedReminder]:
    rounds = [campaign for campaign in campaigns if campaign.expires_on >= today]
    bodies = {campaign.organization_id: campaign.organization for campaign in rounds}
    policies = effective_policies(bodies)
    people = {
        audience: people_on_duty(bodies.values(), groups, today=today)
        for audience, groups in ((Audience.ALL, FOR_ALL), (Audience.WOMEN, FOR_WOMEN))
    }
    for campaign in rounds:
        policy = policies[campaign.organization_id, RULE]
        for ahead, due in policy.moments_before(campaign.expires_on):
            for person in people[Audience(campaign.scheme.audience)][campaign.organization_id]:
                yield PlannedReminder(
                    campaign.pk, campaign.expires_on, f"d{ahead}", person, campaign.organization_id, due
                )


def lines(subjects: Sequence[Subject], reader: User | None) -> Mapping[Subject, Line]:
    """How many policies of a round run out, with the way to the list; two queries."""
    rounds = InsuranceCampaign.objects.filter(pk__in={pk for pk, _on in subjects})
    if reader is not None:
        rounds = rounds.filter(organization__path__within=reader.access.paths(Right.READ_MEMBERS))
    found = {campaign.pk: campaign for campaign in rounds.select_related("organization", "scheme")}
    left = dict(
        Policy.objects.not_renewed().filter(campaign__in=found).values_list("campaign").annotate(Count("pk")).order_by()
    )
    return {(pk, on): _line(found[pk], left.get(pk, 0)) for pk, on in subjects if pk in found}


def _line(campaign: InsuranceCampaign, left: int) -> Line:
    title = ngettext("%(scheme)s：%(left)s 份即将到期", "%(scheme)s：%(left)s 份即将到期", left)
    return Line(
        title=title % {"scheme": campaign.scheme.name, "left": left},
        url=f"{reverse('members:policy-roll')}?state=ending&campaign={campaign.pk}",
        on=campaign.expires_on,
        when=describe_day(campaign.expires_on, today=timezone.localdate()),
        section=campaign.organization.label,
        note=_("尚未续保的人员见名单"),
    )


def register_renewals() -> None:
    """Make the end of insurance terms known to the reminder engine."""
    kinds.register(
        ReminderKind(
            key=KIND,
            label=gettext_lazy("互助保障到期"),
            rules=(
                kinds.Rule(
                    key=RULE,
                    label=gettext_lazy("互助保障到期"),
                    explanation=gettext_lazy("在保障到期前几天提醒续保；遇休息日提前到之前的工作日。"),
                    phrase=gettext_lazy("提前 %(days)s 天"),
                    default_days=(90, 60, 30),
                    least=1,
                ),
            ),
            judge_sql=_JUDGE,
            lines=lines,
            replan=replan_organizations,
            reasons={
                "moved": gettext_lazy("时间已改"),
                "renewed": gettext_lazy("已全部续保或没有参保人员"),
                "out_of_office": gettext_lazy("本人已不在任"),
            },
        )
    )
