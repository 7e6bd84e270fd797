"""Checks, rest cures and women's care in numbers, over a subtree and a window."""

from decimal import Decimal

from members.choices.care import CheckKind, RestState
from members.choices.people import ON_THE_ROLL, Gender
from members.models import CareRoom, CheckEntry, Member, RestApplication
from unionplan.core.counting import Figure, Window, share


def checks_done(*, path: str, window: Window, kind: CheckKind = CheckKind.STAFF) -> Figure:
    """Of the people invited to rounds whose deadline is in the window, the share that has been checked. Its parts count
    people; records are left out of the parts nobody else should list."""
    rows = CheckEntry.objects.filter(
        organization__path__within=[path],
        campaign__kind=kind,
        campaign__deadline__range=(window.start, window.end),
    )
    done = rows.filter(done_on__isnull=False)
    return share(
        Figure(value=Decimal(done.count()), unit="人", as_of=window.end, records=done),
        Figure(value=Decimal(rows.count()), unit="人", as_of=window.end, records=rows),
    )


def rest_cures(*, path: str, window: Window) -> Figure:
    """People who came back from a rest cure in the window."""
    rows = RestApplication.objects.filter(
        organization__path__within=[path], state=RestState.WENT, trip__ends_on__range=(window.start, window.end)
    )
    return Figure(value=Decimal(rows.count()), unit="人次", as_of=window.end, records=rows)


def women_members(*, path: str, window: Window) -> Figure:
    """Women on the roll today; the archive keeps no earlier picture, so the day is the window's end."""
    rows = Member.objects.filter(home__path__within=[path], gender=Gender.FEMALE, state__in=ON_THE_ROLL)
    return Figure(value=Decimal(rows.count()), unit="人", as_of=window.end, records=rows)


def care_rooms(*, path: str, window: Window) -> Figure:
    """Care rooms open on the last day of the window."""
    rows = CareRoom.objects.filter(organization__path__within=[path], opened_on__lte=window.end)
    rows = rows.exclude(closed_on__lte=window.end)
    return Figure(value=Decimal(rows.count()), unit="个", as_of=window.end, records=rows)
