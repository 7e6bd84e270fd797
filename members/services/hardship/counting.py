"""What is counted of hardship and help, over a subtree and a window: plan targets are measured from these figures."""

from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from members.choices.hardship import AidKind, AidSource, StudyState
from members.models import AidRecord, CaseReview, HardshipCase, StudyAid, WorkReferral
from unionplan.core.counting import Figure, Window


def files_in_force(*, path: str, window: Window) -> Figure:
    """困难职工建档数: files that stood on the last day of the window."""
    cases = HardshipCase.objects.filter(organization__path__within=[path]).in_force(window.end)
    return Figure(Decimal(cases.count()), _("户"), window.end, cases)


def people_helped(*, path: str, window: Window) -> Figure:
    """帮扶人数: different members who were given help in the window."""
    given = _given(path, window)
    found = given.aggregate(people=Count("member", distinct=True))["people"]
    return Figure(Decimal(found), _("人"), window.end, given)


def times_helped(*, path: str, window: Window) -> Figure:
    """帮扶人次: help given in the window."""
    given = _given(path, window)
    return Figure(Decimal(given.count()), _("人次"), window.end, given)


def aid_given(*, path: str, window: Window, kind: AidKind | None = None, source: AidSource | None = None) -> Figure:
    """帮扶金额 in yuan, of one kind or source or of all."""
    given = _given(path, window)
    if kind is not None:
        given = given.filter(kind=kind)
    if source is not None:
        given = given.filter(source=source)
    total = given.aggregate(total=Sum("amount"))["total"] or Decimal("0.00")
    return Figure(total, _("元"), window.end, given)


def students_helped(*, path: str, window: Window) -> Figure:
    """助学人数: different children whose help was approved in the years of the window and given in it."""
    studies = StudyAid.objects.filter(
        organization__path__within=[path], aid__given_on__range=(window.start, window.end)
    ).exclude(state=StudyState.REFUSED)
    found = studies.aggregate(students=Count("student_hash", distinct=True))["students"]
    return Figure(Decimal(found), _("人"), window.end, studies)


def reviews_done(*, path: str, window: Window) -> Figure:
    """年度复核数: files looked through in the window, each once."""
    reviews = CaseReview.objects.filter(case__organization__path__within=[path], on__range=(window.start, window.end))
    found = reviews.aggregate(files=Count("case", distinct=True))["files"]
    return Figure(Decimal(found), _("户"), window.end, reviews)


def people_placed(*, path: str, window: Window) -> Figure:
    """就业帮扶: people who found work or were trained after a referral."""
    placed = WorkReferral.objects.filter(
        organization__path__within=[path], result__in=("placed", "trained"), result_on__range=(window.start, window.end)
    )
    found = placed.aggregate(people=Count("member", distinct=True))["people"]
    return Figure(Decimal(found), _("人"), window.end, placed)


def by_kind_and_source(*, path: str, window: Window) -> list[tuple[str, str, int, Decimal]]:
    """Kind, source, times and yuan of all help given in the window; one query."""
    rows = (
        _given(path, window)
        .values_list("kind", "source")
        .annotate(times=Count("pk"), yuan=Sum("amount"))
        .order_by("kind", "source")
    )
    return [(str(AidKind(k).label), str(AidSource(s).label), times, yuan) for k, s, times, yuan in rows]


def _given(path: str, window: Window) -> QuerySet[AidRecord]:
    return AidRecord.objects.filter(organization__path__within=[path]).given_between(window.start, window.end)
