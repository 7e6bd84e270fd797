"""Rest cures (systems.md HE-02, rules.md §12): quota, groups that go, applications, and who goes first."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from members.choices.care import NEXT_REST_STATES, RestGroup, RestState
from members.choices.people import MemberState
from members.models import Member, Organization, RestApplication, RestQuota, RestTrip, User
from members.models.organizations import OrganizationQuerySet
from members.services.care.months import add_months
from members.services.care.rulebook import DAYS_INSIDE, DAYS_OUTSIDE, MOST_PRICE, OUTSIDE_GAP, needed_rule, refuse
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

_HOLDING = (RestState.PLACED, RestState.WENT)  # states that use up a place


@dataclass(frozen=True, slots=True)
class TripFields:
    """One group: both days count, `price` in yuan for a person and a day."""

    name: str
    base: str
    is_outside: bool
    starts_on: date
    ends_on: date
    price: Decimal
    places: int


@transaction.atomic
def set_quota(*, organization: Organization, year: int, places: int, by: User) -> RestQuota:
    """How many people of the organization and below may go in that year. Never less than have a place already."""
    taken = _taken(organization, year)
    if places < taken:
        raise DomainError(_("已经安排了 %(taken)s 人，名额不能更少。") % {"taken": taken}, field="places")
    quota, _created = RestQuota.objects.update_or_create(
        organization=organization, year=year, defaults={"places": places}
    )
    changes = {"year": ["", year], "places": ["", places]}
    record("members.rest.quota_set", target=quota, actor=by, organization_id=organization.pk, changes=changes)
    return quota


@transaction.atomic
def create_trip(*, organization: Organization, fields: TripFields, by: User) -> RestTrip:
    """Plan a group. Too many days or too high a price are refused with the clause that says so."""
    if fields.ends_on < fields.starts_on:
        raise DomainError(_("返回不能早于出发。"), field="ends_on")
    days = (fields.ends_on - fields.starts_on).days + 1
    rule = needed_rule(DAYS_OUTSIDE if fields.is_outside else DAYS_INSIDE, organization, fields.starts_on)
    if days > int(rule.value):
        raise refuse(_("共 %(days)s 天，超过 %(most)s 天"), rule, field="ends_on", days=days, most=rule.value)
    rule = needed_rule(MOST_PRICE, organization, fields.starts_on)
    if fields.price > Decimal(rule.value):
        raise refuse(
            _("每人每天 %(price)s 元，超过 %(most)s 元"), rule, field="price", price=fields.price, most=rule.value
        )
    trip = RestTrip.objects.create(
        organization=organization,
        name=fields.name,
        base=fields.base,
        is_outside=fields.is_outside,
        starts_on=fields.starts_on,
        ends_on=fields.ends_on,
        price=fields.price,
        places=fields.places,
    )
    record("members.rest.trip_created", target=trip, actor=by, organization_id=organization.pk)
    return trip


@transaction.atomic
def apply(*, member: Member, year: int, group: RestGroup, on: date, by: User) -> RestApplication:
    """Note that a member wishes to go. Once a year; two at once take turns."""
    locked = Member.objects.select_for_update(of=("self",)).select_related("home").get(pk=member.pk)
    if locked.home is None or locked.state != MemberState.ACTIVE:
        raise DomainError(_("只有在会会员可以申请疗休养。"), field="member")
    if locked.rest_applications.filter(year=year).exclude(state=RestState.WITHDRAWN).exists():
        raise DomainError(_("这位会员本年度已经申请。"), field="member")
    application = RestApplication.objects.create(
        organization=locked.home, member=locked, year=year, group=group, applied_on=on
    )
    record("members.rest.applied", target=application, actor=by, organization_id=locked.home.pk)
    return application


@transaction.atomic
def place(*, application_id: int, trip_id: int, by: User) -> RestApplication:
    """Give an applicant a place in a group. Refused when the group is full, the quota used up, or (with the clause) the
    last trip outside the province is too near. Those who place people in one group take turns."""
    trip = RestTrip.objects.select_for_update(of=("self",)).select_related("organization").get(pk=trip_id)
    application = _locked(application_id)
    _refuse_step(application, RestState.PLACED)
    if not application.organization.lies_within(trip.organization.path):
        raise DomainError(_("这一批不面向申请人所在的单位。"))
    if trip.applications.filter(state__in=_HOLDING).count() >= trip.places:
        raise DomainError(_("这一批已满 %(places)s 人。") % {"places": trip.places})
    if trip.starts_on.year != application.year:
        raise DomainError(_("申请的年度和这一批的年度不同。"))
    _refuse_over_quota(application)
    _refuse_soon_outside(application, trip)
    application.trip = trip
    return _moved(application, RestState.PLACED, by)


@transaction.atomic
def move_application(*, application_id: int, to: RestState, by: User, today: date) -> RestApplication:
    """Any other step: went, missed, back to applied, withdrawn. NEXT_REST_STATES says which are possible."""
    application = _locked(application_id)
    _refuse_step(application, to)
    if to == RestState.PLACED:
        raise DomainError(_("请先选择批次。"))
    if to in {RestState.WENT, RestState.MISSED} and application.trip and application.trip.starts_on > today:
        raise DomainError(_("这一批还没有出发。"))
    if to in {RestState.APPLIED, RestState.WITHDRAWN}:
        application.trip = None
    return _moved(application, to, by)


def quota_of(organization: Organization, year: int) -> RestQuota | None:
    """The quota the organization takes its places from: its own, else the nearest above."""
    near = RestQuota.objects.filter(organization__path__above=[organization.path], year=year)
    return near.select_related("organization").order_by("-organization__path").first()


def taken_of(quota: RestQuota) -> int:
    """How many places of a quota are used."""
    return _taken(quota.organization, quota.year)


def quotas_with_taken(organizations: OrganizationQuerySet, year: int) -> list[tuple[RestQuota, int]]:
    """Quotas of these organizations with the places used, in tree order; two queries, whatever the number."""
    quotas = list(RestQuota.objects.filter(organization__in=organizations, year=year).select_related("organization"))
    held = RestApplication.objects.filter(organization__in=organizations, year=year, state__in=_HOLDING)
    counted = list(held.order_by().values_list("organization__path").annotate(Count("pk")))
    return [
        (quota, sum(number for path, number in counted if f"{path}.".startswith(f"{quota.organization.path}.")))
        for quota in sorted(quotas, key=lambda quota: quota.organization.path)
    ]


def _taken(organization: Organization, year: int) -> int:
    placed = RestApplication.objects.filter(organization__path__within=[organization.path], year=year)
    return placed.filter(state__in=_HOLDING).count()


def _refuse_over_quota(application: RestApplication) -> None:
    quota = quota_of(application.organization, application.year)
    if quota is None:
        raise DomainError(_("%(year)s 年还没有登记疗休养名额。") % {"year": application.year})
    RestQuota.objects.select_for_update().get(pk=quota.pk)
    if taken_of(quota) >= quota.places:
        raise DomainError(_("%(year)s 年的 %(places)s 个名额已经用完。") % {"year": quota.year, "places": quota.places})


def _refuse_soon_outside(application: RestApplication, trip: RestTrip) -> None:
    if not trip.is_outside:
        return
    rule = needed_rule(OUTSIDE_GAP, application.organization, trip.starts_on)
    since = add_months(trip.starts_on, -12 * int(rule.value))
    earlier = application.member.rest_applications.filter(
        Q(state__in=_HOLDING), trip__is_outside=True, trip__ends_on__gt=since
    ).exclude(pk=application.pk)
    if earlier.exists():
        raise refuse(_("这位会员 %(years)s 年内参加过跨省疗休养"), rule, years=rule.value)


def _locked(application_id: int) -> RestApplication:
    rows = RestApplication.objects.select_for_update(of=("self",)).select_related("organization", "member", "trip")
    return rows.get(pk=application_id)


def _refuse_step(application: RestApplication, to: RestState) -> None:
    before = RestState(application.state)
    if to not in NEXT_REST_STATES[before]:
        words = {"before": before.label, "to": to.label}
        raise DomainError(_("“%(before)s”的申请不能改为“%(to)s”。") % words)


def _moved(application: RestApplication, to: RestState, by: User) -> RestApplication:
    before = application.state
    application.state = to
    application.save(update_fields=["state", "trip"])
    changes = {"state": [before, to.value]}
    record(
        "members.rest.moved", target=application, actor=by, organization_id=application.organization_id, changes=changes
    )
    return application
