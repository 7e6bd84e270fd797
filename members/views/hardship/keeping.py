"""Household, income sheet and papers of an opened file."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.hardship import EvidenceKind, MoneyLine
from members.enums import Right
from members.forms.hardship import EvidenceForm, MoneyForm, RelativeForm
from members.http import MemberRequest
from members.models import HardshipCase
from members.services.hardship.cases import add_money, add_relative, remove_money, remove_relative
from members.services.hardship.evidence import add_evidence, open_evidence, remove_evidence
from members.services.hardship.openings import note_look
from members.views.hardship.base import acted, attempt, form_page, with_open_file


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def relative_add(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    form = RelativeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        number, guardian, paper = (facts.pop(key) for key in ("number", "guardian", "guardian_paper"))
        added = attempt(
            form,
            lambda: add_relative(
                case_id=case.pk, facts=facts, number=number, guardian=guardian, guardian_paper=paper, by=request.user
            ),
        )
        if added is not None:
            return _saved(request, case)
    note = _("家庭成员是第三人，只登记认定所需的内容。")
    return form_page(
        request, form, title=_("增加家庭成员"), action=_("保存"), back=case.get_absolute_url(), case=case, note=note
    )


@require_POST
@with_open_file(Right.EDIT_HARDSHIP)
def relative_remove(request: MemberRequest, case: HardshipCase, relative: int) -> HttpResponse:
    row = get_object_or_404(case.family, pk=relative)
    acted(request, lambda: remove_relative(relative_id=row.pk, by=request.user), _("已删除家庭成员及其信息。"))
    return redirect(case.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def money_add(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    form = MoneyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        added = attempt(
            form,
            lambda: add_money(
                case_id=case.pk,
                kind=MoneyLine(data["kind"]),
                amount=data["amount"],
                whose=data["whose"],
                note=data["note"],
                by=request.user,
            ),
        )
        if added is not None:
            return _saved(request, case)
    return form_page(request, form, title=_("增加一行收支"), action=_("保存"), back=case.get_absolute_url(), case=case)


@require_POST
@with_open_file(Right.EDIT_HARDSHIP)
def money_remove(request: MemberRequest, case: HardshipCase, line: int) -> HttpResponse:
    row = get_object_or_404(case.income_lines, pk=line)
    acted(request, lambda: remove_money(line_id=row.pk, by=request.user), _("已删除这一行。"))
    return redirect(case.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def evidence_add(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    form = EvidenceForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        added = attempt(
            form,
            lambda: add_evidence(
                case_id=case.pk,
                kind=EvidenceKind(form.cleaned_data["kind"]),
                filename=file.name,
                data=file.read(),
                by=request.user,
            ),
        )
        if added is not None:
            return _saved(request, case)
    return form_page(request, form, title=_("上传证明材料"), action=_("上传"), back=case.get_absolute_url(), case=case)


@require_safe
@with_open_file()
def evidence_fetch(request: MemberRequest, case: HardshipCase, evidence: int) -> HttpResponseBase:
    """One paper, always as a download; the look is written down."""
    row = get_object_or_404(case.evidence.filter(removed_at__isnull=True), pk=evidence)
    note_look(case, request.user, what=f"evidence:{row.pk}", now=timezone.now())
    ending = "pdf" if row.content_type == "application/pdf" else "jpg"
    header = content_disposition_header(as_attachment=True, filename=f"{case.number}-{row.pk}.{ending}")
    return StreamingHttpResponse(
        open_evidence(row), content_type="application/octet-stream", headers={"Content-Disposition": header or ""}
    )


@require_POST
@with_open_file(Right.EDIT_HARDSHIP)
def evidence_remove(request: MemberRequest, case: HardshipCase, evidence: int) -> HttpResponse:
    row = get_object_or_404(case.evidence.filter(removed_at__isnull=True), pk=evidence)
    acted(request, lambda: remove_evidence(evidence_id=row.pk, by=request.user), _("已删除这份材料。"))
    return redirect(case.get_absolute_url())


def _saved(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    from unionplan.core.notices import notify

    notify(request, _("已保存。"))
    return redirect(case.get_absolute_url())
