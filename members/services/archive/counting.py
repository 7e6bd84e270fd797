"""Figures of the archive that targets of plans are measured from (systems.md OB-03, OB-04; product.md, way 4)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.archive import StepKind
from members.choices.people import ON_THE_ROLL, Gender, Standing
from members.models import Member, Membership, MemberStep
from members.services.archive.completeness import incomplete, roll_of
from members.services.register.counting import staff_of
from unionplan.core.counting import Figure, Window, share


def new_members(*, path: str, window: Window) -> Figure:
    """People who became members in the window (发展新会员 300 人), by the day of the committee's approval. A
    transfer is no joining; imported members count by the day they joined."""
    here = Member.objects.filter(home__path__within=[path], state__in=ON_THE_ROLL)
    rows = here.filter(joined_on__range=(window.start, window.end))
    return _count(rows.order_by("joined_on", "pk"), window)


def members_on(*, path: str, window: Window, gender: str = "", employment_form: str = "", standing: str = "") -> Figure:
    """Members on the last day of the window, by their stay on that day: all, or of one gender, form or standing."""
    stays = Membership.objects.in_force(window.end).filter(member=OuterRef("pk"), organization__path__within=[path])
    if standing:
        stays = stays.filter(standing=Standing(standing))
    rows = Member.objects.filter(Exists(stays))
    narrowed = {"gender": gender, "employment_form": employment_form}
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value})
    return _count(rows.order_by("pinyin", "pk"), window)


def coverage(*, path: str, window: Window) -> Figure:
    """Members of full standing ÷ people employed, in percent; None while nobody has reported how many work there."""
    members = members_on(path=path, window=window, standing=Standing.FULL)
    return share(members, staff_of(path=path, window=window))


def archives_complete(*, path: str, window: Window) -> Figure:
    """Archives with every required field ÷ archives of members on the roll, in percent, by the rule of the last day.
    What an archive says is known for today only."""
    roll = roll_of(path)
    whole = _count(roll, window)
    lacking = roll.filter(incomplete(path, window.end))
    complete = Figure(
        value=(whole.value or Decimal(0)) - lacking.count(),
        unit=_("人"),
        as_of=window.end,
        records=roll.exclude(pk__in=lacking.values("pk")),
    )
    return share(complete, whole)


def moves(*, path: str, window: Window, kind: StepKind) -> Figure:
    """How often something happened to memberships in the window (转接、保留会籍、退会 …); the steps behind it."""
    place = Q(to_organization__path__within=[path]) | Q(from_organization__path__within=[path])
    rows = MemberStep.objects.filter(place, kind=kind, on__range=(window.start, window.end))
    return _count(rows.order_by("on", "pk"), window, unit=_("人次"))


def women_on(*, path: str, window: Window) -> Figure:
    """Women among the members on the last day of the window."""
    return members_on(path=path, window=window, gender=Gender.FEMALE)


def transferred(*, path: str, window: Window) -> Figure:
    """Transfers of membership out of, into and within the subtree in the window."""
    return moves(path=path, window=window, kind=StepKind.TRANSFERRED)


def _count(rows: QuerySet[Any], window: Window, unit: str = "") -> Figure:
    return Figure(value=Decimal(rows.count()), unit=unit or _("人"), as_of=window.end, records=rows)


# Key, words and query of every figure the archive offers.
FIGURES: tuple[tuple[str, Any, Callable[..., Figure]], ...] = (
    ("members.new", gettext_lazy("发展新会员"), new_members),
    ("members.total", gettext_lazy("会员"), members_on),
    ("members.women", gettext_lazy("女会员"), women_on),
    ("members.coverage", gettext_lazy("职工入会率"), coverage),
    ("members.archives_complete", gettext_lazy("档案完整率"), archives_complete),
    ("members.transferred", gettext_lazy("会籍转接"), transferred),
)
