"""What is watched over: yearly reviews, who opened which file, copies that left, and the figures."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.hardship import CaseState, ExportState
from members.enums import Right
from members.forms.hardship_help import DecideForm, ExportForm
from members.http import MemberRequest
from members.models import FileOpening, HardshipCase, HardshipExport
from members.services.hardship import reviews
from members.services.hardship.exporting import ask_for_export, decide_export, fetch_export
from members.services.hardship.figures import figure_rows
from members.services.hardship.showing import rows_for_list
from members.views.hardship.base import (
    acted,
    area_page,
    attempt,
    form_page,
    may_write_in,
    page_of,
    require,
    row_in_scope,
    uncached,
    with_open_file,
)
from members.views.scoping import chosen_organization
from unionplan.core.counting import Window
from unionplan.core.notices import notify


@require_safe
@uncached
def review_list(request: MemberRequest) -> HttpResponse:
    """Files to look through: due, untouched for a year, never helped."""
    asked = request.GET.get("list", "due")
    today = timezone.localdate()
    cases = HardshipCase.objects.openable_by(request.user).for_listing()
    found = {
        "due": lambda: reviews.due(cases, today),
        "stale": lambda: reviews.stale(cases, today),
        "unhelped": lambda: reviews.never_helped(cases),
    }
    asked = asked if asked in found else "due"
    page = page_of(request, found[asked]())
    lists = [("due", _("复核到期")), ("stale", _("未改一年的档案")), ("unhelped", _("未帮扶过档案"))]
    context = {"page": page, "rows": rows_for_list(page.object_list), "asked": asked, "lists": lists, "today": today}
    return area_page(request, "members/hardship/reviews.html", context, here="reviews")


@require_safe
@uncached
def opening_list(request: MemberRequest) -> HttpResponse:
    """Who opened which file, when and why: case numbers only, for those who read the audit trail."""
    organizations = request.user.access.organizations_with(Right.READ_AUDIT)
    rows = FileOpening.objects.filter(organization__in=organizations).select_related(
        "case", "organization", "opened_by"
    )
    number = request.GET.get("q", "").strip()
    if number:
        rows = rows.filter(case__number__icontains=number)
    context = {"page": page_of(request, rows), "asked": number}
    return area_page(request, "members/hardship/openings.html", context, here="openings", right=Right.READ_AUDIT)


@require_safe
@uncached
def export_list(request: MemberRequest) -> HttpResponse:
    """Copies asked for, with the word of the second person."""
    organizations = request.user.access.organizations_with(Right.OPEN_HARDSHIP)
    rows = HardshipExport.objects.filter(organization__in=organizations).select_related(
        "organization", "asked_by", "decided_by"
    )
    context = {
        "page": page_of(request, rows),
        "may_ask": request.user.access.may_anywhere(Right.EDIT_HARDSHIP),
        "may_decide": request.user.access.may_anywhere(Right.APPROVE_HARDSHIP),
        "waiting": ExportState.WAITING,
        "ready": ExportState.READY,
    }
    return area_page(request, "members/hardship/exports.html", context, here="exports")


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def export_new(request: MemberRequest) -> HttpResponse:
    """Every file in force of one organization the reader keeps."""
    organization = may_write_in(request).first()
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and organization is not None:
        cases = HardshipCase.objects.editable_by(request.user).filter(organization=organization, state=CaseState.FILED)
        purpose = form.cleaned_data["purpose"]
        asked = attempt(
            form,
            lambda: ask_for_export(organization=organization, cases=cases, purpose=purpose, by=request.user),
        )
        if asked is not None:
            return _asked(request, asked)
    note = _("导出本单位全部已建档的档案；超过规定份数，须由另一人批准。")
    return form_page(
        request,
        form,
        title=_("导出困难职工档案"),
        action=_("申请导出"),
        back=reverse("members:hardship-exports"),
        note=note,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def case_export(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    """One file as a form to print."""
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        purpose = form.cleaned_data["purpose"]
        asked = attempt(
            form,
            lambda: ask_for_export(organization=case.organization, cases=[case], purpose=purpose, by=request.user),
        )
        if asked is not None:
            return _asked(request, asked)
    return form_page(
        request, form, title=_("导出登记表"), action=_("申请导出"), back=case.get_absolute_url(), case=case
    )


def _asked(request: MemberRequest, export: HardshipExport) -> HttpResponse:
    is_ready = export.state == ExportState.READY
    notify(request, _("可以下载了。") if is_ready else _("份数较多，须由另一人批准后下载。"))
    return redirect("members:hardship-exports")


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def export_decide(request: MemberRequest, pk: int) -> HttpResponse:
    export = row_in_scope(request, HardshipExport.objects.all(), pk, Right.APPROVE_HARDSHIP)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        is_approved = form.cleaned_data["decision"] == "yes"
        decided = attempt(form, lambda: decide_export(export_id=export.pk, is_approved=is_approved, by=request.user))
        if decided is not None:
            notify(request, _("已审批。"))
            return redirect("members:hardship-exports")
    note = _("%(who)s 申请导出 %(count)s 份，用途：%(purpose)s") % {
        "who": export.asked_by,
        "count": len(export.cases),
        "purpose": export.purpose,
    }
    return form_page(
        request, form, title=_("批准导出"), action=_("提交意见"), back=reverse("members:hardship-exports"), note=note
    )


@require_POST
@uncached
def export_fetch(request: MemberRequest, pk: int) -> HttpResponse:
    """The file itself; each time is written down."""
    export = row_in_scope(request, HardshipExport.objects.all(), pk, Right.OPEN_HARDSHIP)
    made = []
    if not acted(
        request,
        lambda: made.append(fetch_export(export_id=export.pk, by=request.user, now=timezone.now())),
        _("已下载，用后请销毁。"),
    ):
        return redirect("members:hardship-exports")
    copy = made[0]
    header = content_disposition_header(as_attachment=True, filename=copy.filename)
    return HttpResponse(copy.data, content_type=copy.content_type, headers={"Content-Disposition": header or ""})


@require_safe
@uncached
def figures(request: MemberRequest) -> HttpResponse:
    """This year's figures of an organization with everything below it."""
    organization = chosen_organization(request)
    today = timezone.localdate()
    context: dict[str, Any] = {"organization": organization, "today": today}
    if organization is not None:
        require(request, Right.OPEN_HARDSHIP, organization)
        shown = figure_rows(organization, Window(today.replace(month=1, day=1), today))
        context |= dict(zip(("rows", "kinds"), shown, strict=True))
    return area_page(request, "members/hardship/figures.html", context, here="figures")
