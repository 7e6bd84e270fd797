"""Correcting one part of a preview: in place with htmx, on a small page without it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from members.http import MemberRequest
from plans.enums import SectionType
from plans.forms.base import ConflictRow
from plans.forms.imports import NodeForm, SectionTypeForm, TargetFormSet, TargetRows
from plans.models import ImportPreview
from plans.services.drafts import DraftNode
from plans.services.imports.editing import change_node, drop_node, keep_node, retype_section, settle_warning
from plans.views.base import is_fragment, refused_in_place
from plans.views.import_presenting import PreviewPage
from plans.views.imports import preview_in_reach
from unionplan.core.errors import DomainError, EditConflictError


@require_http_methods(["GET", "HEAD", "POST"])
def node_edit(request: MemberRequest, preview_id: UUID, key: str) -> HttpResponse:
    """The form of one item; 422 with the words typed when something is wrong, 409 with both texts on a conflict."""
    preview = preview_in_reach(request, preview_id)
    node = _node(preview, key)
    if request.method != "POST":
        if "row" in request.GET:
            return _part(request, preview, key)
        return _form(request, preview, node, NodeForm(node=node), TargetFormSet(node=node))
    form, rows = NodeForm(request.POST, node=node), TargetFormSet(request.POST, node=node)
    if not (form.is_valid() and rows.is_valid()):
        return _form(request, preview, node, form, rows, status=422)
    version = form.cleaned_data["version"]
    try:
        change_node(preview_id=preview.pk, key=key, change=form.change(rows.targets()), expected_version=version)
    except EditConflictError as conflict:
        return _conflict(request, preview, conflict)
    except DomainError as error:
        form.add_error("title" if error.field == "title" else None, error.message)
        return _form(request, preview, node, form, rows, status=422)
    return _part(request, preview, key)


def _node(preview: ImportPreview, key: str) -> DraftNode:
    try:
        return PreviewPage(preview).draft.node(key)
    except KeyError as error:
        raise Http404 from error


def _form(
    request: MemberRequest,
    preview: ImportPreview,
    node: DraftNode,
    form: NodeForm,
    rows: TargetRows,
    *,
    status: int = 200,
    conflict: EditConflictError | None = None,
    conflict_rows: list[ConflictRow] | None = None,
) -> HttpResponse:
    context = {
        "page": PreviewPage(preview),
        "node": node,
        "form": form,
        "rows": rows,
        "conflict": conflict,
        "conflict_rows": conflict_rows,
    }
    template = "plans/import/_node_form.html" if is_fragment(request) else "plans/import/node.html"
    response = render(request, template, context, status=status)
    return refused_in_place(response, target=f"#r-{node.key}") if status != 200 else response


def _conflict(request: MemberRequest, preview: ImportPreview, conflict: EditConflictError) -> HttpResponse:
    """Both texts above the form; saving it again is a decision, because it now carries the newer version."""
    node: DraftNode = conflict.current
    typed = request.POST.copy()
    typed["version"] = str(node.version)
    form, theirs = NodeForm(typed, node=node), NodeForm(node=node)
    form.is_valid()
    rows = [
        ConflictRow(str(form.fields[name].label), str(theirs[name].value() or ""), str(form[name].value() or ""))
        for name in form.fields
        if name != "version" and theirs[name].value() != form[name].value()
    ]
    formset = TargetFormSet(typed, node=node)
    return _form(request, preview, node, form, formset, status=409, conflict=conflict, conflict_rows=rows)


def _part(request: MemberRequest, preview: ImportPreview, key: str) -> HttpResponse:
    """The part as it now stands, with the counter and the list of doubts; without htmx back to its place."""
    if not is_fragment(request):
        return HttpResponseRedirect(f"{reverse('plans:import-preview', args=[preview.pk])}#n-{key}")
    page = PreviewPage(ImportPreview.objects.select_related("source__organization").get(pk=preview.pk))
    response = render(request, "plans/import/_answer.html", {"page": page, "row": page.row(key) if key else None})
    return trigger_client_event(response, "saved", {}, after="swap") if request.method == "POST" else response


def _act(request: MemberRequest, preview: ImportPreview, key: str, act: Callable[[], object]) -> HttpResponse:
    """One small step and the part as it then stands; a refusal (409) is said in a note, nothing is lost."""
    try:
        act()
    except ImportPreview.DoesNotExist as error:
        raise Http404 from error
    except DomainError as error:
        if not is_fragment(request):
            messages.error(request, error.message)
            return HttpResponseRedirect(reverse("plans:import-preview", args=[preview.pk]))
        response = _part(request, preview, key)
        response.status_code = 409
        return trigger_client_event(response, "notice", {"text": error.message, "tone": "error"}, after="swap")
    return _part(request, preview, key)


@require_POST
def node_step(request: MemberRequest, preview_id: UUID, key: str, step: str) -> HttpResponse:
    """Leave a part out of the plan, or take it in again."""
    preview = preview_in_reach(request, preview_id)
    act = {"drop": drop_node, "keep": keep_node}.get(step)
    if act is None:
        raise Http404
    return _act(request, preview, key, lambda: act(preview_id=preview.pk, key=key))


@require_POST
def section_retype(request: MemberRequest, preview_id: UUID, key: str) -> HttpResponse:
    """Give a heading another kind."""
    preview = preview_in_reach(request, preview_id)
    form = SectionTypeForm(request.POST)
    if not form.is_valid():
        return _part(request, preview, key)
    kind, version = SectionType(form.cleaned_data["section_type"]), form.cleaned_data["version"]
    return _act(
        request,
        preview,
        key,
        lambda: retype_section(preview_id=preview.pk, key=key, section_type=kind, expected_version=version),
    )


@require_POST
def warning_step(request: MemberRequest, preview_id: UUID, key: str) -> HttpResponse:
    """A doubt was looked at (`settled=1`), or is open again."""
    preview = preview_in_reach(request, preview_id)
    settled = request.POST.get("settled", "1") == "1"
    node = next((doubt.warning.node for doubt in PreviewPage(preview).doubts if doubt.warning.key == key), "")
    return _act(request, preview, node, lambda: settle_warning(preview_id=preview.pk, key=key, settled=settled))
