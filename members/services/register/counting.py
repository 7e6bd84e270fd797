"""Figures of the register that plan targets are measured from (systems.md OB-01, 02, 05, 06; product.md, way 4)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DateField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from members.choices.register import SetupForm
from members.enums import OrganizationKind
from members.models import GradeAward, Headcount, Organization, SetupCandidate, Term
from unionplan.core.counting import Figure, Window, share

# Bodies that are unions of their own; branches, groups and committees belong to one.
UNIONS = (
    OrganizationKind.BASE,
    OrganizationKind.REGIONAL,
    OrganizationKind.INDUSTRY,
    OrganizationKind.PROJECT,
    OrganizationKind.GRID,
)


def unions_set_up(*, path: str, window: Window) -> Figure:
    """Unions founded in the window (组建工会 5 家)."""
    rows = _unions(path).filter(founded_on__range=(window.start, window.end))
    return _count(rows, _("家"), window)


def unions_set_up_jointly(*, path: str, window: Window) -> Figure:
    """Of these, the ones several employers set up together (联建)."""
    joint = SetupCandidate.objects.filter(organization=OuterRef("pk"), form=SetupForm.JOINT)
    rows = _unions(path).filter(Exists(joint), founded_on__range=(window.start, window.end))
    return _count(rows, _("家"), window)


def unions_of_kind(*, path: str, window: Window, kind: OrganizationKind | None = None) -> Figure:
    """Unions there are at the end of the window, of one kind or of all."""
    rows = _unions(path).filter(Q(founded_on__isnull=True) | Q(founded_on__lte=window.end))
    return _count(rows.filter(kind=kind) if kind else rows, _("家"), window)


def unions_with_grade(*, path: str, window: Window, grade: str) -> Figure:
    """Unions that got the grade of that name in the window (创三星级工会 5 家)."""
    awards = GradeAward.objects.filter(
        organization=OuterRef("pk"), scheme__name=grade, awarded_on__range=(window.start, window.end)
    )
    rows = Organization.objects.filter(Exists(awards), path__within=[path]).order_by("path")
    return _count(rows, _("家"), window)


def terms_overdue(*, path: str, window: Window) -> Figure:
    """Committees whose last term was over at the end of the window and that have not been elected anew."""
    later = Term.objects.filter(
        organization=OuterRef("organization"), committee=OuterRef("committee"), ends_on__gt=OuterRef("ends_on")
    )
    rows = Term.objects.filter(
        ~Exists(later), organization__path__within=[path], organization__is_active=True, ends_on__lt=window.end
    )
    return _count(rows.order_by("ends_on", "pk"), _("个"), window)


def terms_elected_on_time(*, path: str, window: Window) -> Figure:
    """Of the committees whose term ended in the window, the share whose next term began by the day after."""
    ended = Term.objects.filter(organization__path__within=[path], ends_on__range=(window.start, window.end))
    at_once = Term.objects.filter(
        organization=OuterRef("organization"),
        committee=OuterRef("committee"),
        starts_on__gt=OuterRef("starts_on"),
        starts_on__lte=ExpressionWrapper(OuterRef("ends_on") + timedelta(days=1), output_field=DateField()),
    )
    in_time = ended.filter(Exists(at_once))
    return share(_count(in_time, _("个"), window), _count(ended, _("个"), window))


def staff_of(*, path: str, window: Window) -> Figure:
    """How many people work in the subtree, by the latest head counts reported until the end of the window: what the
    coverage of membership is measured against. A union whose superior union reported too is counted there."""
    rows = staff_rows(path, on=window.end)
    total = rows.aggregate(total=Sum("staff"))["total"]
    oldest = rows.order_by("as_of").values_list("as_of", flat=True).first()
    value = Decimal(total) if total is not None else None
    return Figure(value=value, unit=_("人"), as_of=oldest or window.end, records=rows)


def staff_rows(path: str, *, on: date) -> QuerySet[Headcount]:
    """The head counts behind `staff_of`: the latest of each reporting union, none of them below another. Two queries
    when read."""
    later = Headcount.objects.filter(organization=OuterRef("organization"), as_of__gt=OuterRef("as_of"), as_of__lte=on)
    latest = Headcount.objects.filter(
        ~Exists(later),
        organization__path__within=[path],
        organization__kind__in=UNIONS,
        organization__is_active=True,
        as_of__lte=on,
    )
    places = list(latest.order_by().values_list("pk", "organization_id", "organization__path"))
    reporting = {organization_id for _pk, organization_id, _path in places}
    topmost = [pk for pk, _own, place in places if not reporting & set(map(int, str(place).split(".")[:-1]))]
    return Headcount.objects.filter(pk__in=topmost).order_by("organization__path")


def _unions(path: str) -> QuerySet[Organization]:
    return Organization.objects.filter(path__within=[path], kind__in=UNIONS, is_active=True).order_by("path")


def _count(rows: QuerySet[Any], unit: str, window: Window) -> Figure:
    return Figure(value=Decimal(rows.count()), unit=unit, as_of=window.end, records=rows)
