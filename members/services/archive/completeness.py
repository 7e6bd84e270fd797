"""How complete archives are, measured against the fields the dated rule names (systems.md OB-04)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from members.choices.people import ON_THE_ROLL
from members.models import ArchiveCampaign, Member, MemberIdentity, Organization, Rule, User
from members.services.archive.rulebook import FIELDS, REQUIRED_FIELDS
from members.services.organizations import subject_of
from unionplan.core.audit import record

_DAYS = ("born_on", "joined_on")
# Fields of the identity, and what their column says where there is nothing.
_IN_IDENTITY: dict[str, dict[str, Any]] = {
    "number": {"number_hash__isnull": True},
    "phone": {"phone_hash": ""},
    "bank_card": {"bank_card_hash": ""},
    "address": {"address": ""},
}


@dataclass(frozen=True, slots=True)
class Completeness:
    """Archives of one body with everything below it; `missing` counts those that lack a field, the most first."""

    organization: Organization
    total: int
    complete: int
    missing: tuple[tuple[str, int], ...] = ()

    @property
    def percent(self) -> Decimal | None:
        """With one decimal; None where there are no members."""
        return (Decimal(self.complete) * 100 / self.total).quantize(Decimal("0.1")) if self.total else None

    @property
    def missing_words(self) -> list[tuple[str, str, int]]:
        """Key, name and count of what is missing."""
        return [(field, str(FIELDS[field]), count) for field, count in self.missing]


def lacks(field: str) -> Q:
    """Members whose archive has nothing in that field of FIELDS, for a page of them: NOT EXISTS stops at the fiftieth
    row, where a join would first be made for the whole county."""
    if field in _IN_IDENTITY:
        identity = MemberIdentity.objects.filter(member=OuterRef("pk"))
        return Q(~Exists(identity.exclude(**_IN_IDENTITY[field])))
    return _empty(field)


def _empty(field: str) -> Q:
    """The same by a join, for sums over everybody and for several fields at once: the identity is read once."""
    if field in _IN_IDENTITY:
        return Q(identity__isnull=True) | Q(
            **{f"identity__{name}": value for name, value in _IN_IDENTITY[field].items()}
        )
    return Q(**{f"{field}__isnull": True}) if field in (*_DAYS, "home") else Q(**{field: ""})


def missing_fields(member: Member, on: date) -> list[str]:
    """What this archive lacks, by the rule of its union; two queries."""
    identity = MemberIdentity.objects.filter(member=member).first()
    return [field for field in required_for(member.home, on) if _is_empty(member, identity, field)]


def share_filled(member: Member, on: date) -> int:
    """How much of the required is there, in whole percent."""
    required = required_for(member.home, on)
    lacking = len(missing_fields(member, on))
    return 100 if not required else round((len(required) - lacking) * 100 / len(required))


def required_for(organization: Organization | None, on: date) -> list[str]:
    """Fields the rule that holds there asks for."""
    rules = Rule.objects.filter(key=REQUIRED_FIELDS).in_force(on)
    rule = rules.holding_for(organization).first() if organization else rules.filter(organization=None).first()
    return [field for field in (rule.value if rule else []) if field in FIELDS]


def incomplete(path: str, on: date) -> Q:
    """Members of the subtree whose archive lacks something, each by the rule of the own union. One query."""
    rules = list(Rule.objects.filter(key=REQUIRED_FIELDS).in_force(on).select_related("organization"))
    national = next((rule for rule in rules if rule.organization is None), None)
    local = [rule for rule in rules if rule.organization is not None and _touches(rule.organization, path)]
    if not local:
        return _lacking(national.value if national else [])
    wanted = Q(pk__in=[])
    for rule in [*local, *([national] if national else [])]:
        place = str(rule.organization.path) if rule.organization else ""
        inner = [str(one.organization.path) for one in local if one.organization and _below(one.organization, place)]
        here = Q(home__path__within=[place]) if place else Q()
        wanted |= here & ~Q(home__path__within=inner) & _lacking(rule.value) if inner else here & _lacking(rule.value)
    return wanted


def completeness_under(organization: Organization, on: date) -> list[Completeness]:
    """The body's own archives and those below each of its children, the least complete first; two queries."""
    depth = organization.depth
    rows = (
        roll_of(str(organization.path))
        .annotate(branch=Cast(_head("home__path", depth + 2), TextField()))
        .values("branch")
        .annotate(
            total=Count("pk"),
            lacking=Count("pk", filter=incomplete(str(organization.path), on)),
            **{f"no_{field}": Count("pk", filter=_empty(field)) for field in required_for(organization, on)},
        )
        .order_by()
    )
    found: dict[str, Mapping[str, Any]] = {row["branch"]: row for row in rows}
    bodies = Organization.objects.filter(path__in=list(found))
    parts = [_part(body, found[str(body.path)]) for body in bodies]
    return sorted(parts, key=lambda part: (part.percent or 0, str(part.organization.path)))


def total_of(parts: Iterable[Completeness], organization: Organization) -> Completeness:
    """The parts together."""
    parts = list(parts)
    sums: dict[str, int] = {}
    for part in parts:
        for field, count in part.missing:
            sums[field] = sums.get(field, 0) + count
    ranked = tuple(sorted(sums.items(), key=lambda pair: -pair[1]))
    return Completeness(organization, sum(p.total for p in parts), sum(p.complete for p in parts), ranked)


def roll_of(path: str) -> QuerySet[Member]:
    """Members on the roll at home in the subtree."""
    return Member.objects.filter(state__in=ON_THE_ROLL, home__path__within=[path])


@transaction.atomic
def start_campaign(
    *,
    organization: Organization,
    name: str,
    unions: Iterable[Organization],
    starts_on: date,
    by: User,
    target_on: date | None = None,
) -> ArchiveCampaign:
    """A batch of unions that complete their archives, until a day if one is set (分期分批)."""
    campaign = ArchiveCampaign.objects.create(
        organization=organization, name=name.strip(), starts_on=starts_on, target_on=target_on
    )
    campaign.unions.set(unions)
    _note("started", campaign, by)
    return campaign


@transaction.atomic
def close_campaign(*, campaign_id: int, by: User) -> ArchiveCampaign:
    """The batch is over, complete or not."""
    campaign = ArchiveCampaign.objects.select_related("organization").get(pk=campaign_id)
    campaign.closed_on = timezone.localdate()
    campaign.save(update_fields=["closed_on"])
    _note("closed", campaign, by)
    return campaign


def progress_of(campaign: ArchiveCampaign, on: date) -> Completeness:
    """The archives of the unions of the batch, with everything below them."""
    paths = [str(path) for path in campaign.unions.values_list("path", flat=True)]
    rows = Member.objects.filter(state__in=ON_THE_ROLL, home__path__within=paths)
    counted = rows.aggregate(
        total=Count("pk"), lacking=Count("pk", filter=incomplete(str(campaign.organization.path), on))
    )
    return Completeness(campaign.organization, counted["total"], counted["total"] - counted["lacking"])


def _part(body: Organization, row: Mapping[str, Any]) -> Completeness:
    missing = [(field, row.get(f"no_{field}", 0)) for field in FIELDS]
    ranked = tuple(sorted(((field, count) for field, count in missing if count), key=lambda pair: -pair[1]))
    return Completeness(body, row["total"], row["total"] - row["lacking"], ranked)


def _lacking(fields: Iterable[str]) -> Q:
    wanted = Q(pk__in=[])
    for field in fields:
        if field in FIELDS:
            wanted |= _empty(field)
    return wanted


def _is_empty(member: Member, identity: MemberIdentity | None, field: str) -> bool:
    if field in _IN_IDENTITY:
        return identity is None or not getattr(identity, field)
    return not getattr(member, "home_id" if field == "home" else field)


def _touches(organization: Organization, path: str) -> bool:
    """The rule of a body above holds below it; one below counts for its own part."""
    return organization.lies_within(path) or f"{path}.".startswith(f"{organization.path}.")


def _below(organization: Organization, path: str) -> bool:
    return str(organization.path) != path and (not path or organization.lies_within(path))


def _head(column: str, levels: int) -> Func:
    """The first levels of a path; of a shorter one all there is."""
    return Func(
        F(column),
        Value(0),
        Func(Func(F(column), function="nlevel"), Value(levels), function="LEAST"),
        function="subpath",
    )


def _note(what: str, campaign: ArchiveCampaign, by: User) -> None:
    organization_id = campaign.organization_id
    record(
        f"members.archive_campaign.{what}",
        target=campaign,
        actor=by,
        organization_id=organization_id,
        subject=subject_of(organization_id),
    )
