"""Schemes with their dated premiums, and rounds of enrolment (systems.md HS-05)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from members.choices.insurance import Audience, ClaimDocument, Payer
from members.enums import Right
from members.models import InsuranceCampaign, InsurancePremium, InsuranceScheme, Organization, Rule, User
from members.services.care.months import add_months
from members.services.care.rulebook import LEAST_SHARE, REFUND, refuse
from members.services.insurance.eligible import expected_members
from members.services.insurance.renewals import replan_campaigns
from members.services.rules import rule_for
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class SchemeFields:
    """What officers say about a scheme; ages in whole years, both included, None: no limit."""

    name: str
    provider: str
    audience: Audience
    term_months: int
    least_age: int | None
    most_age: int | None
    documents: list[ClaimDocument]


def schemes_for(user: User) -> QuerySet[InsuranceScheme]:
    """Schemes of organizations whose members the person may see, and of the bodies above that offer them there."""
    paths = user.access.paths(Right.READ_MEMBERS)
    near = Q(organization__path__within=paths) | Q(organization__path__above=paths)
    return InsuranceScheme.objects.filter(near).select_related("organization")


def campaigns_for(user: User) -> QuerySet[InsuranceCampaign]:
    """Rounds of the organizations whose members the person may see."""
    paths = user.access.paths(Right.READ_MEMBERS)
    rows = InsuranceCampaign.objects.filter(organization__path__within=paths)
    return rows.select_related("organization", "scheme", "scheme__organization").order_by("-opens_on", "-pk")


@transaction.atomic
def create_scheme(*, organization: Organization, fields: SchemeFields, by: User) -> InsuranceScheme:
    """Add a scheme. Raises DomainError(field="name") when the organization has one of this name."""
    if InsuranceScheme.objects.filter(organization=organization, name=fields.name).exists():
        raise DomainError(_("已经有同名的保障项目。"), field="name")
    if fields.least_age is not None and fields.most_age is not None and fields.least_age > fields.most_age:
        raise DomainError(_("最高年龄不能小于最低年龄。"), field="most_age")
    scheme = InsuranceScheme.objects.create(
        organization=organization,
        name=fields.name,
        provider=fields.provider,
        audience=fields.audience,
        term_months=fields.term_months,
        least_age=fields.least_age,
        most_age=fields.most_age,
        documents=list(fields.documents),
    )
    record("members.scheme.created", target=scheme, actor=by, organization_id=organization.pk)
    return scheme


@transaction.atomic
def set_premium(
    *,
    scheme: InsuranceScheme,
    effective_from: date,
    amount: Decimal,
    source_document: str,
    by: User,
    source_clause: str = "",
) -> InsurancePremium:
    """From that day on this premium holds. Raises DomainError when one from that day or later is there: history is
    added to, not rewritten."""
    locked = InsuranceScheme.objects.select_for_update().get(pk=scheme.pk)
    if locked.premiums.filter(effective_from__gte=effective_from).exists():
        raise DomainError(_("已有从这一天或更晚起用的保费，请先核对。"), field="effective_from")
    premium = InsurancePremium.objects.create(
        scheme=locked,
        effective_from=effective_from,
        amount=amount,
        source_document=source_document,
        source_clause=source_clause,
    )
    changes = {"amount": ["", str(amount)], "effective_from": ["", effective_from.isoformat()]}
    record(
        "members.scheme.premium_set", target=locked, actor=by, organization_id=locked.organization_id, changes=changes
    )
    return premium


def premium_on(scheme: InsuranceScheme, day: date) -> InsurancePremium | None:
    """The premium that holds on that day, if any was ever set."""
    return scheme.premiums.filter(effective_from__lte=day).first()


@transaction.atomic
def open_campaign(
    *,
    scheme: InsuranceScheme,
    organization: Organization,
    opens_on: date,
    closes_on: date,
    starts_on: date,
    payer: Payer,
    by: User,
) -> InsuranceCampaign:
    """Open a round of enrolment in an organization the scheme is offered in; the term follows from the scheme. Raises
    DomainError for a window the wrong way round, a term without a premium, and a second round of the same term."""
    if not organization.lies_within(scheme.organization.path):
        raise DomainError(_("这个项目不在本单位办理。"))
    if closes_on < opens_on:
        raise DomainError(_("截止办理不能早于开始办理。"), field="closes_on")
    if premium_on(scheme, starts_on) is None:
        raise DomainError(_("保障开始那天还没有保费标准，请先登记保费。"), field="starts_on")
    if InsuranceCampaign.objects.filter(scheme=scheme, organization=organization, starts_on=starts_on).exists():
        raise DomainError(_("这一期已经开办，请直接在原来的参保办理里增加人员。"), field="starts_on")
    campaign = InsuranceCampaign.objects.create(
        scheme=scheme,
        organization=organization,
        opens_on=opens_on,
        closes_on=closes_on,
        starts_on=starts_on,
        expires_on=add_months(starts_on, scheme.term_months) - timedelta(days=1),
        payer=payer,
    )
    record("members.campaign.opened", target=campaign, actor=by, organization_id=organization.pk)
    replan_campaigns([campaign.pk])
    return campaign


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those expected have joined, and the least share the rule asks for (percent)."""

    joined: int
    expected: int
    rule: Rule | None

    @property
    def least(self) -> int:
        return int(self.rule.value) if self.rule else 0

    @property
    def percent(self) -> Decimal | None:
        if not self.expected:
            return None
        return (Decimal(self.joined) * 100 / self.expected).quantize(Decimal("0.1"))

    @property
    def is_enough(self) -> bool:
        return self.expected > 0 and self.joined * 100 >= self.least * self.expected


def share_of(campaign: InsuranceCampaign) -> Share:
    """Joined and expected people of a round; three queries."""
    joined = campaign.policies.filter(cancelled_on__isnull=True).count()
    rule = rule_for(LEAST_SHARE, campaign.organization, campaign.opens_on)
    return Share(joined, expected_members(campaign).count(), rule)


@transaction.atomic
def close_campaign(*, campaign_id: int, on: date, by: User) -> InsuranceCampaign:
    """Hand the round in: nobody joins any more. Refused, with the clause, while too few have joined."""
    campaign = (
        InsuranceCampaign.objects.select_for_update(of=("self",))
        .select_related("organization", "scheme")
        .get(pk=campaign_id)
    )
    if campaign.closed_on is not None:
        raise DomainError(_("这次参保已经办结。"))
    share = share_of(campaign)
    if share.rule is not None and not share.is_enough:
        raise refuse(
            _("参保 %(joined)s 人，应参保 %(expected)s 人，没有达到 %(least)s%%，不能办结"),
            share.rule,
            joined=share.joined,
            expected=share.expected,
            least=share.least,
        )
    campaign.closed_on = on
    campaign.save(update_fields=["closed_on"])
    record("members.campaign.closed", target=campaign, actor=by, organization_id=campaign.organization_id)
    return campaign


def refund_rule(organization: Organization, on: date) -> Rule | None:
    """What people are told about refunds before they join."""
    return rule_for(REFUND, organization, on)
