"""Who goes next: those who have never been, then those whose last time is longest ago (systems.md HE-02)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Case, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Value, When

from members.choices.care import RestGroup, RestState
from members.choices.people import MemberState
from members.models import Member, RestApplication
from members.models.care import RestApplicationQuerySet


def _went() -> QuerySet[RestApplication]:
    return RestApplication.objects.filter(member=OuterRef("pk"), state=RestState.WENT)


def never_been(paths: Collection[str]) -> QuerySet[Member]:
    """Serving members who have never been on a rest cure; `applied` says whether they wish to go now."""
    wish = RestApplication.objects.filter(member=OuterRef("pk"), state__in=[RestState.APPLIED, RestState.PLACED])
    return (
        Member.objects.filter(home__path__within=list(paths), state=MemberState.ACTIVE)
        .exclude(Exists(_went()))
        .annotate(wishes=Exists(wish))
        .select_related("home")
        .defer("search_terms")
        .order_by("pinyin", "pk")
    )


def longest_ago(paths: Collection[str]) -> QuerySet[Member]:
    """Serving members who have been, the one whose last return is longest ago first (`last_rest`)."""
    last = Max("rest_applications__trip__ends_on", filter=Q(rest_applications__state=RestState.WENT))
    wish = RestApplication.objects.filter(member=OuterRef("pk"), state__in=[RestState.APPLIED, RestState.PLACED])
    return (
        Member.objects.filter(
            home__path__within=list(paths), state=MemberState.ACTIVE, rest_applications__state=RestState.WENT
        )
        .annotate(last_rest=last, wishes=Exists(wish))
        .select_related("home")
        .defer("search_terms")
        .order_by("last_rest", "pinyin", "pk")
    )


def waiting(applications: RestApplicationQuerySet) -> RestApplicationQuerySet:
    """Open applications in the order of the rotation: priority groups, then never been, then longest ago, then the
    earliest application. `last_rest` is the day of the last return, None for never."""
    last = Max("member__rest_applications__trip__ends_on", filter=Q(member__rest_applications__state=RestState.WENT))
    first = Case(When(group=RestGroup.NONE, then=Value(1)), default=Value(0), output_field=IntegerField())
    never = Case(When(last_rest__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        applications.filter(state=RestState.APPLIED)
        .annotate(last_rest=last)
        .annotate(by_group=first, by_turn=never)
        .select_related("member", "organization")
        .order_by("by_group", "by_turn", "last_rest", "applied_on", "pk")
    )


def last_rest_of(member: Member) -> date | None:
    """The day of the last return, None for never."""
    found: date | None = member.rest_applications.filter(state=RestState.WENT).aggregate(last=Max("trip__ends_on"))[
        "last"
    ]
    return found
