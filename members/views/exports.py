"""Copies in the browser: asked for, let out by a second person, watched, downloaded; and the list of who had what."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from members.choices.transfers import ExportFormat, ExportState
from members.forms.exports import DecisionForm, ExportForm
from members.http import MemberRequest
from members.models import ExportJob, Organization
from members.services.exporting import kinds
from members.services.exporting.kinds import ExportKind
from members.services.exporting.requests import ask_copy, decide
from members.services.exporting.taking import take_copy
from members.views.scoping import chosen_organization, organization_in_scope
from unionplan.core.errors import DomainError, NotAllowedError
from unionplan.core.notices import notify

PER_PAGE = 25
WORKING = (ExportState.QUEUED, ExportState.RUNNING)
TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


@require_safe
def export_list(request: MemberRequest) -> HttpResponse:
    """Who had which copy of this organization's records, and what for."""
    organization = chosen_organization(request)
    offered = [kind for kind in kinds.registered() if organization and _may(request, kind, organization)]
    if organization is None or not offered:
        raise PermissionDenied(_("导出需要在工会组织担任有相应权限的职务。"))
    jobs = ExportJob.objects.filter(organization=organization, kind__in=[kind.key for kind in offered])
    page = Paginator(jobs.select_related("created_by", "decided_by"), PER_PAGE).get_page(request.GET.get("page"))
    own = dict.fromkeys(office.organization for office in request.user.access.offices)
    context = {"organization": organization, "own_organizations": own, "kinds": offered, "page": page}
    return render(request, "members/exports/export_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def export_new(request: MemberRequest, organization: int, kind: str) -> HttpResponse:
    """Ask for a copy; a refusal stands beside its field (422)."""
    body, found = organization_in_scope(request, organization), _known(kind)
    _require(request, found, body)
    may_unmask = request.user.access.may(found.unmasked_right, body)
    sent = request.POST if request.method == "POST" else None
    form = ExportForm(sent, kind=found, may_unmask=may_unmask)
    if form.is_valid():
        try:
            return redirect(_address(_asked(request, form, found, body)))
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    context = {"form": form, "organization": body, "kind": found}
    return render(request, "members/exports/export_new.html", context, status=422 if form.errors else 200)


def _asked(request: MemberRequest, form: ExportForm, kind: ExportKind, organization: Organization) -> ExportJob:
    data = form.cleaned_data
    return ask_copy(
        kind=kind,
        organization=organization,
        purpose=data["purpose"],
        columns=data["columns"],
        by=request.user,
        format=ExportFormat(data["format"]),
        is_unmasked=data.get("is_unmasked", False),
        options={"below": data["below"], "gone": data["gone"]},
    )


@require_safe
def export_detail(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """One copy: where it stands, who let it out, how often it was taken."""
    job, kind = job_in_reach(request, job_id)
    return _page(request, job, kind)


@require_safe
def export_progress(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """How far the worker is; once it has ended the whole page comes anew."""
    job, _kind = job_in_reach(request, job_id)
    if job.state not in WORKING:
        return HttpResponseClientRefresh() if request.htmx else HttpResponseRedirect(_address(job))
    return render(request, "members/exports/_progress.html", {"job": job})


@require_POST
def export_decide(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """The second person's word: approve, or refuse with a reason."""
    job, kind = job_in_reach(request, job_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        approve = "approve" in request.POST
        try:
            decide(job=job, kind=kind, approve=approve, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowedError as error:
            raise PermissionDenied(error.message) from error
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            notify(request, _("已同意导出。") if approve else _("已退回这次导出。"))
            return redirect(_address(job))
    return _page(request, job, kind, form=form, status=422)


@require_safe
def export_file(request: MemberRequest, job_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The file, for the person who asked for it and still may have it."""
    job, kind = job_in_reach(request, job_id)
    try:
        pieces = take_copy(job=job, kind=kind, by=request.user)
    except NotAllowedError as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        return _page(request, job, kind, refusal=error.message, status=409)
    response = StreamingHttpResponse(pieces, content_type=TYPES[ExportFormat(job.format)])
    filename = f"{kind.label}-{job.organization.label}-{job.created_at:%Y%m%d}.{job.format}"
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def job_in_reach(request: MemberRequest, job_id: UUID) -> tuple[ExportJob, ExportKind]:
    """The copy and its kind: 404 outside the person's reach, 403 without the right."""
    reach = Organization.objects.reachable_by(request.user)
    jobs = ExportJob.objects.filter(organization__in=reach).select_related("organization", "created_by", "decided_by")
    job = get_object_or_404(jobs, pk=job_id)
    kind = _known(job.kind)
    _require(request, kind, job.organization)
    return job, kind


def _page(
    request: MemberRequest,
    job: ExportJob,
    kind: ExportKind,
    *,
    form: DecisionForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    mine = job.created_by_id == request.user.pk
    may_decide = not mine and request.user.access.may(kind.unmasked_right, job.organization)
    context = {
        "job": job,
        "kind": kind,
        "organization": job.organization,
        "labels": [column.label for key in job.columns if (column := kind.column(key))],
        "working": job.state in WORKING,
        "mine": mine,
        "may_decide": may_decide and job.state == ExportState.WAITING,
        "form": form or DecisionForm(),
        "refusal": refusal,
    }
    return render(request, "members/exports/export_detail.html", context, status=status)


def _known(key: str) -> ExportKind:
    kind = kinds.known(key)
    if kind is None:
        raise Http404
    return kind


def _may(request: MemberRequest, kind: ExportKind, organization: Organization) -> bool:
    return request.user.access.may(kind.right, organization)


def _require(request: MemberRequest, kind: ExportKind, organization: Organization) -> None:
    if not _may(request, kind, organization):
        raise PermissionDenied(
            _("从“%(organization)s”导出%(kind)s需要“%(right)s”的权限。")
            % {"organization": organization.label, "kind": kind.label, "right": kind.right.label}
        )


def _address(job: ExportJob) -> str:
    return reverse("members:export-detail", args=[job.pk])
