"""Imports in the browser: the file, the columns, the check as it runs, the preview, the result, and the way back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from members.choices.transfers import WORKING, ImportMode, ImportState
from members.forms.imports import ColumnsForm, ConfirmForm, ImportFileForm
from members.http import MemberRequest
from members.models import ImportJob, Organization
from members.services.importing import kinds
from members.services.importing.applying import ask_back, check_again, confirm, is_remembered
from members.services.importing.intake import cancel, earlier_imports, start_check, take_in
from members.services.importing.kinds import ImportKind
from members.services.importing.reports import ON_SCREEN, error_workbook, wrong_cells
from members.sheets.templates import template_workbook
from members.sheets.words import notes_in_words
from members.views.scoping import chosen_organization, organization_in_scope
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 25


@require_safe
def import_list(request: MemberRequest) -> HttpResponse:
    """What came in, and what can be brought in, in one organization."""
    organization = chosen_organization(request)
    offered = [kind for kind in kinds.registered() if organization and _may(request, kind, organization)]
    if organization is None or not offered:
        raise PermissionDenied(_("导入需要在工会组织担任有相应权限的职务。"))
    jobs = ImportJob.objects.filter(organization=organization, kind__in=[kind.key for kind in offered])
    page = Paginator(jobs.select_related("created_by"), PER_PAGE).get_page(request.GET.get("page"))
    own = dict.fromkeys(office.organization for office in request.user.access.offices)
    context = {"organization": organization, "own_organizations": own, "kinds": offered, "page": page}
    return render(request, "members/imports/import_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: MemberRequest, organization: int, kind: str) -> HttpResponse:
    """Upload a table; what cannot be read is said beside the field (422)."""
    body, found = organization_in_scope(request, organization), _known(kind)
    _require(request, found, body)
    form = ImportFileForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        kind=found,
    )
    if form.is_valid():
        try:
            return redirect(_address(_taken(request, form, found, body)))
        except DomainError as error:
            form.refuse(error.field, error.message)
    context = {"form": form, "organization": body, "kind": found}
    return render(request, "members/imports/import_new.html", context, status=422 if form.errors else 200)


def _taken(request: MemberRequest, form: ImportFileForm, kind: ImportKind, organization: Organization) -> ImportJob:
    file = form.cleaned_data["file"]
    return take_in(
        data=file.read(),
        filename=file.name or "",
        kind=kind,
        organization=organization,
        by=request.user,
        encoding=form.cleaned_data["encoding"],
        options=form.options,
    )


@require_safe
def import_template(request: MemberRequest, kind: str) -> HttpResponse:
    """The workbook to fill in, with the allowed values."""
    found = _known(kind)
    if not request.user.access.may_anywhere(found.right):
        raise PermissionDenied(_("导入需要在工会组织担任有相应权限的职务。"))
    return _download(template_workbook(str(found.label), found.fields), f"{found.label}-{_('模板')}.xlsx")


@require_safe
def import_detail(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """The job where it stands: columns, progress, preview or result."""
    job, kind = job_in_reach(request, job_id)
    return _page(request, job, kind)


@require_safe
def import_progress(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """How far the worker is; once it has ended the whole page comes anew."""
    job, kind = job_in_reach(request, job_id)
    if job.state not in WORKING:
        return HttpResponseClientRefresh() if request.htmx else HttpResponseRedirect(_address(job))
    return render(request, "members/imports/_progress.html", {"job": job, "kind": kind})


@require_POST
def import_columns(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """Map the columns and let the check begin."""
    job, kind = job_in_reach(request, job_id)
    form = ColumnsForm(request.POST, job=job, kind=kind)
    if form.is_valid():
        try:
            start_check(job=job, kind=kind, columns=form.columns, name=form.cleaned_data["name"], by=request.user)
            return redirect(_address(job))
        except DomainError as error:
            form.add_error(None, error.message)
    return _page(request, job, kind, status=422, columns_form=form, again=True)


@require_POST
def import_confirm(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """Let the rows be written."""
    job, kind = job_in_reach(request, job_id)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        try:
            confirm(job=job, mode=ImportMode(form.cleaned_data["mode"]), by=request.user)
            return redirect(_address(job))
        except DomainError as error:
            form.add_error("mode", error.message)
    return _page(request, job, kind, status=422, confirm_form=form)


@require_POST
def import_step(request: MemberRequest, job_id: UUID, step: str) -> HttpResponse:
    """Check again, cancel, or take everything back; a refusal stands on the page (409)."""
    job, kind = job_in_reach(request, job_id)
    try:
        match step:
            case "again":
                check_again(job=job, by=request.user)
            case "cancel":
                cancel(job=job, by=request.user)
                notify(request, _("已取消，上传的文件和检查结果已删除。"))
            case "back":
                ask_back(job=job, kind=kind, by=request.user)
            case _:
                raise Http404
    except DomainError as error:
        return _page(request, job, kind, status=409, refusal=error.message)
    return redirect(_address(job))


@require_safe
def import_errors(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """The wrong rows as a workbook to repair, for the person who uploaded them."""
    job, kind = job_in_reach(request, job_id)
    if job.created_by_id != request.user.pk:
        raise PermissionDenied(_("有误的行只提供给上传文件的人。"))
    if job.state != ImportState.CHECKED:
        raise Http404
    return _download(
        error_workbook(job, kind, by=request.user), f"{_('有误的行')}-{job.filename.rpartition('.')[0]}.xlsx"
    )


def job_in_reach(request: MemberRequest, job_id: UUID) -> tuple[ImportJob, ImportKind]:
    """The job and its kind: 404 outside the person's reach, 403 without the right."""
    reach = Organization.objects.reachable_by(request.user)
    jobs = ImportJob.objects.filter(organization__in=reach).select_related("organization", "created_by")
    job = get_object_or_404(jobs, pk=job_id)
    kind = _known(job.kind)
    _require(request, kind, job.organization)
    return job, kind


def _page(
    request: MemberRequest, job: ImportJob, kind: ImportKind, *, status: int = 200, again: bool = False, **more: Any
) -> HttpResponse:
    """The page that belongs to the job's state; `again` shows the columns once more."""
    mapping = (
        job.state == ImportState.MAPPING or again or ("columns" in request.GET and job.state == ImportState.CHECKED)
    )
    context = {
        "job": job,
        "kind": kind,
        "organization": job.organization,
        "notes": notes_in_words(job.notes),
        "mapping": mapping,
        "working": job.state in WORKING,
        "earlier": earlier_imports(job)[:3],
        "mine": job.created_by_id == request.user.pk,
    }
    if mapping:
        context["columns_form"] = ColumnsForm(job=job, kind=kind)
    elif job.state == ImportState.CHECKED:
        cells = wrong_cells(job, kind)
        initial = {"mode": ImportMode.GOOD if job.count_wrong + job.count_double else ImportMode.ALL}
        context |= {"cells": cells, "limit": ON_SCREEN, "confirm_form": ConfirmForm(initial=initial)}
    elif job.state == ImportState.DONE:
        context |= {"remembered": is_remembered(job), "result_url": kind.result_url(job)}
    return render(request, "members/imports/import_detail.html", context | more, status=status)


def _known(key: str) -> ImportKind:
    kind = kinds.known(key)
    if kind is None:
        raise Http404
    return kind


def _may(request: MemberRequest, kind: ImportKind, organization: Organization) -> bool:
    return request.user.access.may(kind.right, organization)


def _require(request: MemberRequest, kind: ImportKind, organization: Organization) -> None:
    if not _may(request, kind, organization):
        raise PermissionDenied(
            _("在“%(organization)s”导入%(kind)s需要“%(right)s”的权限。")
            % {"organization": organization.label, "kind": kind.label, "right": kind.right.label}
        )


def _address(job: ImportJob) -> str:
    return reverse("members:import-detail", args=[job.pk])


def _download(content: bytes, filename: str) -> HttpResponse:
    """A workbook as a download nobody keeps on the way."""
    response = HttpResponse(content, content_type=XLSX)
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
