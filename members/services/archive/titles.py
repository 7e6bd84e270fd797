"""The register of model workers and other titles (systems.md HN-02): who, which, of which level, by which paper."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User, WorkerTitle
from members.services.archive.steps import check_day, locked, note
from unionplan.core.errors import DomainError


@transaction.atomic
def add_title(
    *,
    member_id: int,
    title: str,
    level: str,
    year: int,
    document: str,
    by: User,
    granted_by: str = "",
    benefits: str = "",
) -> WorkerTitle:
    """Enter a title with the paper that granted it. Raises DomainError for a year to come and for the same title
    twice."""
    if not 1949 <= year <= timezone.localdate().year:
        raise DomainError(_("请填写授予的年度，如 2024。"), field="year")
    member = locked(member_id)
    values = {"title": title.strip(), "level": level, "year": year}
    if WorkerTitle.objects.filter(member=member, **values).exists():
        raise DomainError(_("这个称号已经登记。"), field="title")
    row = WorkerTitle.objects.create(
        member=member, document=document.strip(), granted_by=granted_by.strip(), benefits=benefits.strip(), **values
    )
    note("title.added", member, by, changes={name: ["", value] for name, value in values.items()})
    return row


@transaction.atomic
def withdraw_title(*, member_id: int, title: str, year: int, on: date, document: str, by: User) -> WorkerTitle:
    """The title was taken away; the entry stays and says so. Raises DomainError beside `title` when the member holds
    none of that name and year."""
    check_day(on, field="on")
    member = locked(member_id)
    held = WorkerTitle.objects.filter(member=member, withdrawn_on__isnull=True)
    row = held.filter(title=title.strip(), year=year).first()
    if row is None:
        raise DomainError(_("没有登记这个年度的这个称号。"), field="title")
    row.withdrawn_on = on
    row.save(update_fields=["withdrawn_on"])
    note("title.withdrawn", member, by, changes={"withdrawn_on": ["", on.isoformat()]}, remark=document.strip())
    return row


def titles_under(*, path: str, level: str = "", year: int | None = None) -> QuerySet[WorkerTitle]:
    """Titles of members of a subtree, the latest first."""
    rows = WorkerTitle.objects.filter(member__home__path__within=[path], withdrawn_on__isnull=True)
    if level:
        rows = rows.filter(level=level)
    if year:
        rows = rows.filter(year=year)
    return rows.select_related("member", "member__home").order_by("-year", "level", "pk")
