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
def withdraw_title(*, title_id: int, on: date, by: User) -> WorkerTitle:
    """The title was taken away; the entry stays and says so."""
    check_day(on, field="on")
    row = WorkerTitle.objects.select_related("member").get(pk=title_id)
    row.withdrawn_on = on
    row.save(update_fields=["withdrawn_on"])
    note("title.withdrawn", row.member, by, changes={"withdrawn_on": ["", on.isoformat()]}, remark=str(row))
    return row


def titles_under(*, path: str, level: str = "", year: int | None = None) -> QuerySet[WorkerTitle]:
    """Titles of members of a subtree, the latest first."""
    rows = WorkerTitle.objects.filter(member__home__path__within=[path], withdrawn_on__isnull=True)
    if level:
        rows = rows.filter(level=level)
    if year:
        rows = rows.filter(year=year)
    return rows.select_related("member", "member__home").order_by("-year", "level", "pk")
