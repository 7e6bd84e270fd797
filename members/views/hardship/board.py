"""The notice board of an organization: what members may read today, and objecting to it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.forms.hardship import ObjectionForm
from members.http import MemberRequest
from members.services.hardship.notices import board_for, object_to
from members.views.hardship.base import attempt, form_page, page_of, uncached
from unionplan.core.notices import notify


@require_safe
@uncached
def notice_board(request: MemberRequest) -> HttpResponse:
    """Masked names, unit, category and days; the day decides what is shown."""
    page = page_of(request, board_for(request.user, timezone.localdate()))
    return render(request, "members/hardship/board.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def notice_object(request: MemberRequest, pk: int) -> HttpResponse:
    """Say something against a notice; only the people who keep the file read it."""
    notice = get_object_or_404(board_for(request.user, timezone.localdate()), pk=pk)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = attempt(form, lambda: object_to(notice_id=notice.pk, words=form.cleaned_data["words"], by=request.user))
        if said is not None:
            notify(request, _("已提交，由建档工会核实处理。"))
            return redirect("members:hardship-notices")
    note = _("只有建档工会的经办人能看到您写的内容。")
    return form_page(
        request, form, title=_("提出异议"), action=_("提交异议"), back=reverse("members:hardship-notices"), note=note
    )
