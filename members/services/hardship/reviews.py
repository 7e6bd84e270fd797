"""The yearly look at every file (rules.md 4.2), and the two lists every federation asks for."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.hardship import AidState, CaseState, ReviewResult
from members.models import AidRecord, CaseReview, User
from members.models.hardship.cases import CaseQuerySet
from members.services.hardship import reminding
from members.services.hardship.cases import lock_case, touch
from members.services.hardship.rulebook import REVIEW_MONTHS, measure, months_later
from unionplan.core.errors import DomainError


@transaction.atomic
def review_case(*, case_id: int, on: date, result: ReviewResult, findings: str, by: User) -> CaseReview:
    """Note the yearly look; the next one is due by the rule. Raises DomainError for a file not in force, a day to come
    and a review without findings."""
    case = lock_case(case_id)
    if case.state != CaseState.FILED:
        raise DomainError(_("只有已建档的档案需要年度复核。"))
    if on > timezone.localdate() or (case.filed_on and on < case.filed_on):
        raise DomainError(_("复核日期须在建档之后、今天之前。"), field="on")
    if not findings.strip():
        raise DomainError(_("请写明复核情况。"), field="findings")
    review = CaseReview(case=case, on=on, result=result, made_by=by)
    review.write_facts({"findings": findings.strip()})
    review.save()
    months = int(measure(REVIEW_MONTHS, case.organization, on).value)
    case.review_due_on = months_later(on, months)
    case.save(update_fields=["review_due_on"])
    touch(case, by, "reviewed", result=["", str(result)])
    reminding.replan_case(case)
    return review


def stale(cases: CaseQuerySet, today: date) -> CaseQuerySet:
    """未改一年的档案: in force, and nobody changed or reviewed them for a year."""
    return cases.filter(state=CaseState.FILED, touched_on__lte=months_later(today, -12))


def never_helped(cases: CaseQuerySet) -> CaseQuerySet:
    """未帮扶过档案: in force, and no help was ever given."""
    given = AidRecord.objects.filter(case=OuterRef("pk"), state=AidState.GIVEN)
    return cases.filter(~Exists(given), state=CaseState.FILED)


def due(cases: CaseQuerySet, today: date) -> CaseQuerySet:
    """Files whose review is due today or earlier."""
    return cases.filter(state=CaseState.FILED, review_due_on__lte=today)
