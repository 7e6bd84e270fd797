"""A document comes in through the browser: upload or paste, choose, look and correct, confirm."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.http import MemberRequest
from members.models import Organization, User
from plans.enums import PlanKind
from plans.forms.imports import HeadForm, ImportForm
from plans.models import ImportPreview, Plan, SourceDocument
from plans.permissions import may_change_plan, may_create_plan
from plans.services.imports.confirming import confirm_preview
from plans.services.imports.editing import change_head
from plans.services.imports.previews import create_previews, create_previews_of_text, earlier_plans
from plans.services.imports.reading import UnreadableError
from plans.views.import_presenting import PreviewPage
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify

RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: MemberRequest) -> HttpResponse:
    """Upload or paste; what cannot be read is said beside the field (422), what is too large with 413."""
    if not may_create_plan(request.user):
        raise PermissionDenied(_("导入计划需要在工会组织担任有编辑权限的职务。"))
    if request.method != "POST":
        return _form(request, ImportForm(by=request.user))
    form = ImportForm(request.POST, request.FILES, by=request.user)
    if not form.is_valid():
        return _form(request, form, status=413 if form.is_too_large else 422)
    try:
        source = _take_in(form, request.user)
    except UnreadableError as error:
        form.add_error("text" if form.cleaned_data["file"] is None else "file", error.message)
        return _form(request, form, status=422)
    return HttpResponseRedirect(reverse("plans:import-source", args=[source.pk]))


def _take_in(form: ImportForm, by: User) -> SourceDocument:
    data = form.cleaned_data
    organization: Organization = data["organization"]
    file: UploadedFile[Any] | None = data["file"]
    if file is None:
        return create_previews_of_text(text=data["text"], organization=organization, by=by)
    return create_previews(
        data=file.read(),
        filename=file.name or "",
        organization=organization,
        by=by,
        encoding=data["encoding"] or None,
    )


def _form(request: MemberRequest, form: ImportForm, *, status: int = 200) -> HttpResponse:
    waiting = (
        previews_in_reach(request.user)
        .filter(created_by=request.user, plan__isnull=True, expires_at__gt=timezone.now())
        .order_by("-created_at", "document_index")[:RECENT]
    )
    pages = [PreviewPage(preview) for preview in waiting]
    return render(request, "plans/import/new.html", {"form": form, "waiting": pages}, status=status)


def previews_in_reach(user: User) -> QuerySet[ImportPreview]:
    """Previews of organizations the person's offices reach."""
    reach = Organization.objects.reachable_by(user)
    return ImportPreview.objects.filter(source__organization__in=reach).select_related("source__organization", "plan")


def preview_in_reach(request: MemberRequest, preview_id: UUID) -> ImportPreview:
    """The preview when the person may work on it: 404 outside the person's reach, 403 without the right to write."""
    preview = get_object_or_404(previews_in_reach(request.user), pk=preview_id)
    require_writing(request.user, preview.source.organization)
    return preview


def require_writing(user: User, organization: Organization) -> None:
    """403 with the reason for somebody who may write no plan at all in this organization."""
    if not _may_write(user, organization, PlanKind.WOMEN):
        raise PermissionDenied(
            _("导入计划需要在“%(organization)s”担任有编辑权限的职务。") % {"organization": organization.label}
        )


def _may_write(user: User, organization: Organization, kind: str) -> bool:
    return may_change_plan(user, Plan(organization=organization, kind=kind, author=user))


def source_in_reach(request: MemberRequest, source_id: int) -> SourceDocument:
    """The document when the person's offices reach its organization; 404 otherwise."""
    reach = Organization.objects.reachable_by(request.user)
    sources = SourceDocument.objects.filter(organization__in=reach).select_related("organization")
    return get_object_or_404(sources, pk=source_id)


@require_safe
def import_file(request: MemberRequest, source_id: int) -> FileResponse:
    """The document as it came in, always as a download: nothing a stranger wrote is shown by the browser."""
    source = source_in_reach(request, source_id)
    return FileResponse(
        source.file.open(),
        as_attachment=True,
        filename=source.filename,
        content_type="application/octet-stream",
        headers={"Cache-Control": "private, no-store"},
    )


@require_safe
def import_source(request: MemberRequest, source_id: int) -> HttpResponse:
    """Which of the documents; a file with one goes straight to its preview."""
    source = source_in_reach(request, source_id)
    require_writing(request.user, source.organization)
    previews = list(source.previews.select_related("source__organization", "plan").order_by("document_index"))
    if len(previews) == 1:
        return HttpResponseRedirect(reverse("plans:import-preview", args=[previews[0].pk]))
    pages = [PreviewPage(preview) for preview in previews]
    context = {"source": source, "pages": pages, "earlier_plans": earlier_plans(source)[:3]}
    return render(request, "plans/import/source.html", context)


@require_safe
def import_preview(request: MemberRequest, preview_id: UUID) -> HttpResponse:
    """Source and tree side by side."""
    preview = preview_in_reach(request, preview_id)
    if preview.plan is not None or preview.expires_at <= timezone.now():
        return over(request, preview)
    page = PreviewPage(preview)
    return render(request, "plans/import/preview.html", {"page": page, "form": HeadForm(draft=page.draft)})


def over(request: MemberRequest, preview: ImportPreview) -> HttpResponse:
    """A preview that became a plan leads there; an expired one says so (410)."""
    if preview.plan is not None and preview.plan.removed_at is None:
        return HttpResponseRedirect(preview.plan.get_absolute_url())
    return render(request, "plans/import/over.html", {"preview": preview}, status=410)


@require_POST
def import_confirm(request: MemberRequest, preview_id: UUID) -> HttpResponse:
    """Make the plan, or only keep what was filled in (`keep`); 422 beside the field, twice gives the same plan."""
    preview = preview_in_reach(request, preview_id)
    if preview.plan is not None or preview.expires_at <= timezone.now():
        return over(request, preview)
    page = PreviewPage(preview)
    form = HeadForm(request.POST, draft=page.draft)
    if form.is_valid():
        if not _may_write(request.user, preview.source.organization, form.cleaned_data["kind"]):
            raise PermissionDenied(_("您只能在这个组织导入女职工工作计划。"))
        try:
            return _confirmed(request, preview, form)
        except DomainError as error:
            form.refuse(error)
    return render(request, "plans/import/preview.html", {"page": page, "form": form}, status=422)


def _confirmed(request: MemberRequest, preview: ImportPreview, form: HeadForm) -> HttpResponse:
    if "keep" in request.POST:
        change_head(preview_id=preview.pk, head=form.head())
        notify(request, _("已保存计划信息。"))
        return HttpResponseRedirect(reverse("plans:import-preview", args=[preview.pk]))
    plan = confirm_preview(preview_id=preview.pk, by=request.user, head=form.head())
    notify(request, _("已建立计划《%(title)s》，请核对后送审。") % {"title": plan.title})
    return HttpResponseRedirect(plan.get_absolute_url())
