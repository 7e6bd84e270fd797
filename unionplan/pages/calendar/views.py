"""The calendar's pages: month, week, year and list, for officers and members alike."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.http import MemberRequest
from unionplan.core.calendar import DateRange, festivals_in
from unionplan.core.calendar.describe import describe_range, festival_name
from unionplan.pages.calendar.entries import CalendarEntry, entries_between, short_and_long, undated_items
from unionplan.pages.calendar.grid import build_weeks
from unionplan.pages.calendar.wishes import VIEWS, CalendarForm, Period

LANES = 5
UNDATED_SHOWN = 20


@require_safe
def calendar(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    period = Period.from_address(request.GET.dict(), today=today)
    form = CalendarForm(request.GET, reader=request.user)
    wishes = form.wishes()
    entries = entries_between(request.user, period.shown, wishes, today=today)
    undated = undated_items(request.user, wishes, period.span.start.year)[: UNDATED_SHOWN + 1]
    context = {
        "today": today,
        "period": period,
        "views": VIEWS,
        "form": form,
        "pills": form.active(),
        "undated": list(undated),
        "undated_shown": UNDATED_SHOWN,
        **_shape(period, entries, today),
    }
    return render(request, "pages/calendar.html", context)


def _shape(period: Period, entries: Sequence[CalendarEntry], today: date) -> dict[str, Any]:
    """The entries as the view shows them; every view has the list of days behind it."""
    within = [entry for entry in entries if entry.start <= period.span.end and entry.end >= period.span.start]
    on_days, long = short_and_long(within)
    shape: dict[str, Any] = {"total": len(within), "long": long, "days": _by_day(on_days, period.span)}
    if period.view == "year":
        return {**shape, "months": _months(entries, period.span.start.year, today)}
    if period.view != "list":
        lanes = LANES if period.view == "month" else None
        bars, _long = short_and_long(entries)
        shape["weeks"], shape["unannounced"] = build_weeks(period.span, bars, today=today, lanes=lanes)
    return shape


def _by_day(entries: Sequence[CalendarEntry], span: DateRange) -> list[tuple[date, list[CalendarEntry]]]:
    """Days with something on, each entry on its first day within the span."""
    days: dict[date, list[CalendarEntry]] = defaultdict(list)
    for entry in entries:
        days[max(entry.start, span.start)].append(entry)
    return sorted(days.items())


def _months(entries: Sequence[CalendarEntry], year: int, today: date) -> list[dict[str, Any]]:
    months = []
    for number in range(1, 13):
        span = DateRange.month(year, number)
        on = [entry for entry in entries if entry.start <= span.end and entry.end >= span.start]
        names = [festival_name(festival.key) for _day, festival in festivals_in(span.start, span.end)]
        name = describe_range(span, today=today)
        months.append({"name": name, "first": span.start, "entries": on, "festivals": names})
    return months
