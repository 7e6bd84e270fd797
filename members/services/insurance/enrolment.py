"""A roster joins a round at once: first shown with every doubt, then enrolled exactly as shown."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.insurance import Audience, PolicyKind
from members.models import InsuranceCampaign, Member, Organization, Policy, User
from members.services.insurance.eligible import age_on, of_audience
from members.services.insurance.renewals import replan_campaigns
from members.services.insurance.schemes import premium_on
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

INSURED = "insured"
DOUBTS: dict[str, str | Promise] = {
    INSURED: gettext_lazy("已在保障期内"),
    "no_birthday": gettext_lazy("没有出生日期，无法核对年龄"),
    "too_young": gettext_lazy("未到最低年龄"),
    "too_old": gettext_lazy("超过最高年龄"),
    "no_gender": gettext_lazy("没有登记性别"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of the roster; `doubt` is a key of DOUBTS, empty for somebody who can join."""

    member: Member
    kind: PolicyKind
    doubt: str = ""

    @property
    def doubt_words(self) -> str | Promise:
        return DOUBTS[self.doubt] if self.doubt else ""


@dataclass(frozen=True, slots=True)
class Roster:
    """What enrolling a unit would do. `seal` stands for exactly these people and this premium."""

    unit: Organization
    joining: list[Candidate]
    doubtful: list[Candidate]
    premium: Decimal
    seal: str

    @property
    def total(self) -> Decimal:
        return self.premium * len(self.joining)


def roster_of(campaign: InsuranceCampaign, unit: Organization) -> Roster:
    """The unit's people as they would join today; two queries, whatever the number. Raises DomainError when the unit is
    not part of the round or no premium holds."""
    if not unit.lies_within(campaign.organization.path):
        raise DomainError(_("这个单位不在这次参保的范围内。"))
    premium = premium_on(campaign.scheme, campaign.starts_on)
    if premium is None:
        raise DomainError(_("保障开始那天还没有保费标准，请先登记保费。"))
    candidates = list(_candidates(campaign, unit))
    joining = [one for one in candidates if not one.doubt]
    return Roster(
        unit=unit,
        joining=joining,
        doubtful=[one for one in candidates if one.doubt],
        premium=premium.amount,
        seal=_seal(joining, premium.amount),
    )


def _candidates(campaign: InsuranceCampaign, unit: Organization) -> Iterator[Candidate]:
    own = Policy.objects.valid().filter(scheme=campaign.scheme, member=OuterRef("pk"))
    overlapping = own.filter(starts_on__lte=campaign.expires_on, expires_on__gte=campaign.starts_on)
    people = (
        of_audience(campaign.scheme, unit)
        .select_related("home")
        .defer("search_terms")
        .annotate(is_insured=Exists(overlapping), was_insured=Exists(own.filter(expires_on__lt=campaign.starts_on)))
        .order_by("home__path", "pinyin", "id")
    )
    for member in people:
        kind = PolicyKind.RENEWAL if member.was_insured else PolicyKind.NEW
        yield Candidate(member, kind, _doubt(campaign, member, is_insured=member.is_insured))


def _doubt(campaign: InsuranceCampaign, member: Member, *, is_insured: bool) -> str:
    scheme = campaign.scheme
    if is_insured:
        return INSURED
    if scheme.audience == Audience.WOMEN and not member.gender:
        return "no_gender"
    if scheme.least_age is None and scheme.most_age is None:
        return ""
    if member.born_on is None:
        return "no_birthday"
    age = age_on(member.born_on, campaign.starts_on)
    if scheme.least_age is not None and age < scheme.least_age:
        return "too_young"
    return "too_old" if scheme.most_age is not None and age > scheme.most_age else ""


def _seal(joining: list[Candidate], premium: Decimal) -> str:
    text = f"{premium}|" + ",".join(f"{one.member.pk}:{one.kind}" for one in joining)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@transaction.atomic
def enrol(
    *,
    campaign_id: int,
    unit: Organization,
    left_out: Collection[int],
    seal: str,
    by: User,
    today: date,
) -> int:
    """Everybody of the roster joins, except those left out; how many. Enrolments of one round take turns. Raises
    DomainError outside the window, after the round was handed in, and when the roster is not the one that was shown."""
    campaign = (
        InsuranceCampaign.objects.select_for_update(of=("self",))
        .select_related("organization", "scheme", "scheme__organization")
        .get(pk=campaign_id)
    )
    _refuse_closed(campaign, today)
    roster = roster_of(campaign, unit)
    if roster.seal != seal:
        raise DomainError(_("名单在您查看之后有变化，请核对新的名单再确认。"))
    chosen = [one for one in roster.joining if one.member.pk not in left_out]
    if not chosen:
        raise DomainError(_("没有选中任何人。"))
    try:
        with transaction.atomic():
            Policy.objects.bulk_create([_policy(campaign, one, roster.premium) for one in chosen], batch_size=1000)
    except IntegrityError as error:  # another round of the same scheme took some of them meanwhile
        raise DomainError(_("名单在您查看之后有变化，请核对新的名单再确认。")) from error
    changes: dict[str, list[object]] = {
        "people": [0, len(chosen)],
        "premium": ["", str(roster.premium)],
        "unit": ["", unit.label],
    }
    record(
        "members.campaign.enrolled",
        target=campaign,
        actor=by,
        organization_id=campaign.organization_id,
        changes=changes,
    )
    replan_campaigns([campaign.pk])
    return len(chosen)


def _refuse_closed(campaign: InsuranceCampaign, today: date) -> None:
    if campaign.closed_on is not None:
        raise DomainError(_("这次参保已经办结，不再增加人员。"))
    if not campaign.opens_on <= today <= campaign.closes_on:
        raise DomainError(_("现在不在办理时间内。"))


def _policy(campaign: InsuranceCampaign, one: Candidate, premium: Decimal) -> Policy:
    return Policy(
        campaign=campaign,
        scheme=campaign.scheme,
        organization=one.member.home,
        member=one.member,
        kind=one.kind,
        premium=premium,
        payer=campaign.payer,
        starts_on=campaign.starts_on,
        expires_on=campaign.expires_on,
    )
