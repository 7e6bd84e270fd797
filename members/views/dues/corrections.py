"""Counter-entries that wait for a second look."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.choices.dues import CorrectionState
from members.http import MemberRequest
from members.models import DuesCorrection
from members.permissions import may_manage_dues
from members.services.dues.correcting import approve_correction, refuse_correction
from members.views.dues.base import first_readable, readable, require_manage
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_safe
def dues_corrections(request: MemberRequest) -> HttpResponse:
    """What waits, and the latest decisions."""
    rows = DuesCorrection.objects.filter(record__organization__in=readable(request)).select_related(
        "record__member", "record__period", "record__organization", "asked_by", "decided_by"
    )
    context = {
        "organization": first_readable(request),
        "waiting": _with_verdicts(request, rows.filter(state=CorrectionState.ASKED)[:100]),
        "decided": rows.exclude(state=CorrectionState.ASKED)[:20],
    }
    return render(request, "members/dues/corrections.html", context)


def _with_verdicts(
    request: MemberRequest, waiting: Iterable[DuesCorrection]
) -> list[tuple[DuesCorrection, bool, bool]]:
    """Each request with two answers: is it the reader's own, and may the reader decide about it."""
    rows = list(waiting)
    bodies = {row.record.organization for row in rows}
    managed = {body.pk for body in bodies if may_manage_dues(request.user, body)}
    return [(row, row.asked_by_id == request.user.pk, row.record.organization_id in managed) for row in rows]


@require_POST
def dues_correction_approve(request: MemberRequest, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    return _decide(
        request,
        lambda: approve_correction(correction_id=asked.pk, by=request.user, on=timezone.localdate()),
        _("已复核入账。"),
    )


@require_POST
def dues_correction_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    answer = request.POST.get("reason", "")[:200]
    return _decide(
        request, lambda: refuse_correction(correction_id=asked.pk, by=request.user, answer=answer), _("已退回。")
    )


def _asked(request: MemberRequest, pk: int) -> DuesCorrection:
    rows = DuesCorrection.objects.filter(record__organization__in=readable(request))
    asked = get_object_or_404(rows.select_related("record__organization"), pk=pk)
    require_manage(request, asked.record.organization)
    return asked


def _decide(request: MemberRequest, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        messages.warning(request, str(error.message))
    else:
        notify(request, words)
    return redirect("members:dues-corrections")
