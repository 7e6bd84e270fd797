"""What the desk shows: what is late or due today, what comes this month, and which plans wait for this person.

An officer's desk covers the organizations the person holds office in (or one chosen organization with everything below
it) and items of the person's own; a member's desk covers what approved plans show to members. Six queries for an
officer and two for a member, however many rows there are; the counts come along as a window over the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)

from members.enums import Right
from members.models import Organization, User
from plans.enums import OPEN_ITEM_STATES, ItemState, PlanKind, PlanState
from plans.models import Occurrence, Plan, PlanItem
from unionplan.core.calendar.ranges import month_end

COLUMN_LENGTH = 12
# A stretch longer than this is "this month", not "today": a month-long task would otherwise be due every day.
SHORT_STRETCH = timedelta(days=6)
WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Column:
    """The first rows of a list and how many there are in all."""

    rows: Sequence[PlanItem]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Standing:
    """How this year's approved plans stand: leaves of the outline, cancelled ones left out."""

    total: int
    done: int


def _column(items: "QuerySet[PlanItem]") -> Column:
    rows = list(items.annotate(total=Window(Count("pk"))).select_related("plan__organization", "owner")[:COLUMN_LENGTH])
    return Column(rows=rows, total=rows[0].total if rows else 0)


class Desk:
    """One person's desk on one day; each part is asked for when the page shows it."""

    def __init__(self, *, reader: User, today: date, within: Organization | None = None) -> None:
        self.reader = reader
        self.today = today
        self.within = within
        self.month_start = today.replace(day=1)
        self.month_end = month_end(today.year, today.month)

    @property
    def _reach(self) -> Q:
        """Plans the desk is about, seen from an item."""
        if self.within is not None:
            return Q(plan__organization__path__within=[self.within.path])
        own = [office.organization_id for office in self.reader.access.offices]
        return Q(plan__organization__in=own) | Q(owner=self.reader)

    @property
    def _work(self) -> "QuerySet[PlanItem]":
        """Open leaves of approved plans on this desk."""
        items = PlanItem.objects.visible_to(self.reader).filter(
            plan__state=PlanState.APPROVED, has_children=False, state__in=list(OPEN_ITEM_STATES)
        )
        return items.filter(self._reach) if self.reader.access.holds_office else items

    def _stretches(self) -> "QuerySet[Occurrence]":
        return Occurrence.objects.filter(item=OuterRef("pk"))

    @property
    def _today_stretches(self) -> "QuerySet[Occurrence]":
        """Stretches that begin or end today, or are short and run today."""
        running = self._stretches().filter(start__lte=self.today, end__gte=self.today)
        return running.filter(Q(start=self.today) | Q(end=self.today) | Q(start__gte=F("end") - SHORT_STRETCH))

    @cached_property
    def now(self) -> Column:
        """Late work first (its last stretch is over), then what is due today."""
        last_end = Subquery(self._stretches().order_by("-end").values("end")[:1], output_field=DateField())
        items = self._work.annotate(last_end=last_end, is_today=Exists(self._today_stretches))
        items = items.filter(Q(last_end__lt=self.today) | Q(is_today=True))
        is_late = Case(When(last_end__lt=self.today, then=Value(True)), default=False, output_field=BooleanField())
        return _column(items.annotate(is_late=is_late).order_by("-is_late", "last_end", "id"))

    @cached_property
    def month(self) -> Column:
        """The rest of this month: what is still on or comes, nothing of the first column."""
        return self._ahead(until=self.month_end, without=self._today_stretches)

    @cached_property
    def week(self) -> Column:
        """For a member: what takes place within seven days."""
        return self._ahead(until=self.today + WEEK, only=self._short_stretches(self.today + WEEK))

    @cached_property
    def after_week(self) -> Column:
        """For a member: the rest of this month, nothing of the week."""
        return self._ahead(until=self.month_end, without=self._short_stretches(self.today + WEEK))

    def _short_stretches(self, until: date) -> "QuerySet[Occurrence]":
        return self._ahead_stretches(until).filter(start__gte=F("end") - SHORT_STRETCH)

    def _ahead_stretches(self, until: date) -> "QuerySet[Occurrence]":
        return self._stretches().filter(start__lte=until, end__gte=self.today)

    def _ahead(
        self,
        *,
        until: date,
        only: "QuerySet[Occurrence] | None" = None,
        without: "QuerySet[Occurrence] | None" = None,
    ) -> Column:
        """Work still to come until a day: dated work by its day, then what takes weeks or the whole month."""
        stretches = self._ahead_stretches(until) if only is None else only
        items = self._work.filter(Exists(stretches))
        if without is not None:
            items = items.filter(~Exists(without))
        first = stretches.order_by("start", "end")
        items = items.annotate(
            stretch_start=Subquery(first.values("start")[:1], output_field=DateField()),
            stretch_end=Subquery(first.values("end")[:1], output_field=DateField()),
        )
        is_long = Case(When(stretch_start__lt=F("stretch_end") - SHORT_STRETCH, then=Value(1)), default=Value(0))
        return _column(items.order_by(is_long, "stretch_start", "stretch_end", "id"))

    @cached_property
    def to_approve(self) -> list[Plan]:
        """Plans sent for approval to this person."""
        waiting = self._plans.filter(self._holds(Right.APPROVE_PLANS), state=PlanState.SUBMITTED)
        return list(waiting.order_by("submitted_at", "id")[:COLUMN_LENGTH])

    @cached_property
    def drafts(self) -> list[Plan]:
        """The person's own drafts, and plans sent back to an office that edits but does not approve; these first."""
        editing = self._holds(Right.EDIT_PLANS) | (Q(kind=PlanKind.WOMEN) & self._holds(Right.EDIT_WOMEN_PLANS))
        sent_back = editing & ~self._holds(Right.APPROVE_PLANS) & ~Q(returned_reason="")
        open_drafts = self._plans.filter(sent_back | Q(author=self.reader), state=PlanState.DRAFT)
        returned_first = Case(When(returned_reason="", then=Value(1)), default=Value(0))
        return list(open_drafts.order_by(returned_first, "-updated_at", "id")[:COLUMN_LENGTH])

    @property
    def may_write(self) -> bool:
        """Whether a new plan can start from here."""
        return self.reader.access.may_anywhere(Right.EDIT_PLANS)

    @property
    def waiting_count(self) -> int:
        """Plans in the third column."""
        return len(self.to_approve) + len(self.drafts)

    @property
    def _plans(self) -> "QuerySet[Plan]":
        plans = Plan.objects.visible_to(self.reader).select_related("organization", "author")
        return plans.filter(organization__path__within=[self.within.path]) if self.within is not None else plans

    def _holds(self, right: Right) -> Q:
        """Plans where an office of this person gives the right (and below, where the office says so)."""
        offices = [office for office in self.reader.access.offices if right in office.rights]
        below = [office.organization.path for office in offices if office.writes_below]
        here = Q(organization__in=[office.organization_id for office in offices])
        return here | Q(organization__path__within=below)

    @cached_property
    def standing(self) -> Standing:
        """This year's work in figures."""
        leaves = PlanItem.objects.visible_to(self.reader).filter(
            self._reach, plan__state=PlanState.APPROVED, plan__year=self.today.year, has_children=False
        )
        counted = leaves.exclude(state=ItemState.CANCELLED).aggregate(
            total=Count("pk"), done=Count("pk", filter=Q(state=ItemState.DONE))
        )
        return Standing(**counted)
