"""Closing a period's books: afterwards nothing is booked in them; what comes late stands in the open period."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.dues import CorrectionState
from members.models import DuesCorrection, DuesPeriod, DuesSheet, Organization, User
from members.models.dues_books import books_of
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

# A row for every part, also for those nobody was charged in, so that nothing can be charged there afterwards either.
_SHEETS = """
    INSERT INTO members_duessheet
        (period_id, organization_id, members, due, adjusted, paid, late_paid, late_adjusted)
    SELECT %(period)s, unnest(%(organizations)s), 0, 0, 0, 0, 0, 0 ORDER BY 2 ON CONFLICT DO NOTHING
"""


@transaction.atomic
def close_period(*, organization: Organization, period: DuesPeriod, by: User) -> int:
    """Close the books of the organization with its branches and groups; returns how many sheets were open. Raises
    DomainError before the period is over and while a counter-entry waits for its second look."""
    if timezone.localdate() <= period.ends_on:
        raise DomainError(_("%(period)s还没有结束，期满后才能结账。") % {"period": period})
    books = books_of(organization)
    waiting = DuesCorrection.objects.filter(
        record__organization__in=books, record__period=period, state=CorrectionState.ASKED
    )
    if waiting.exists():
        raise DomainError(_("还有更正申请等待复核，处理后才能结账。"))
    with connection.cursor() as cursor:
        cursor.execute(_SHEETS, {"period": period.pk, "organizations": sorted(books)})
    sheets = _held(books, period)
    open_sheets = [sheet.pk for sheet in sheets if sheet.closed_at is None]
    if not open_sheets:
        raise DomainError(_("%(period)s已经结账。") % {"period": period})
    DuesSheet.objects.filter(pk__in=open_sheets).update(closed_at=timezone.now(), closed_by=by)
    _trace("members.dues.closed", organization, period, by)
    return len(open_sheets)


@transaction.atomic
def reopen_period(*, organization: Organization, period: DuesPeriod, reason: str, by: User) -> int:
    """Open closed books again, with a reason in the trail; what was booked later meanwhile stays where it stands."""
    if not reason.strip():
        raise DomainError(_("请写明重新打开的原因。"), field="reason")
    sheets = [sheet.pk for sheet in _held(books_of(organization), period) if sheet.closed_at]
    if not sheets:
        raise DomainError(_("%(period)s没有结账。") % {"period": period})
    DuesSheet.objects.filter(pk__in=sheets).update(closed_at=None, closed_by=None)
    _trace("members.dues.reopened", organization, period, by, note=reason)
    return len(sheets)


def _held(books: list[int], period: DuesPeriod) -> list[DuesSheet]:
    """Locked in the order in which payments lock them."""
    sheets = DuesSheet.objects.filter(period=period, organization__in=books)
    return list(sheets.order_by("period_id", "organization_id").select_for_update())


def _trace(action: str, organization: Organization, period: DuesPeriod, by: User, note: str = "") -> None:
    record(
        action,
        target=organization,
        actor=by,
        organization_id=organization.pk,
        changes={"period": ["", f"{period.cycle} {period.starts_on.isoformat()}"]},
        note=note,
    )
