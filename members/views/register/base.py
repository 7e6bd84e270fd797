"""What every page of the register does the same way: fetch through the scope, ask the right, call one service."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers

from members.http import MemberRequest
from members.models import Organization
from members.permissions import may_manage_offices, may_manage_register, why_not_appoint, why_not_register
from members.views.scoping import organization_in_scope
from unionplan.core.errors import DomainError, EditConflictError
from unionplan.core.htmx import wants_fragment

Done = TypeVar("Done")
Row = TypeVar("Row", bound=Model)
PER_PAGE = 50

# One address serves the page and the piece of it: caches are told what it depends on.
serves_fragments = vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")


def require_register(request: MemberRequest, organization: Organization) -> None:
    """403 with the reason for somebody who sees the organization but may not keep its register."""
    if not may_manage_register(request.user, organization):
        raise PermissionDenied(why_not_register(organization))


def require_offices(request: MemberRequest, organization: Organization) -> None:
    """403 with the reason for somebody who sees the organization but may not decide about its offices."""
    if not may_manage_offices(request.user, organization):
        raise PermissionDenied(why_not_appoint(organization))


def register_of(request: MemberRequest, pk: int) -> Organization:
    """An organization whose register the reader keeps; 404 out of scope, 403 without the right."""
    organization = organization_in_scope(request, pk)
    require_register(request, organization)
    return organization


def attempt(form: Form, act: Callable[[], Done], *, conflicts: list[EditConflictError] | None = None) -> Done | None:
    """What the service answers, or None with its refusal written beside the field; that somebody saved first goes to
    `conflicts` where the page shows both texts."""
    try:
        return act()
    except EditConflictError as error:
        if conflicts is None:
            form.add_error(None, error.message)
        else:
            conflicts.append(error)
            typed = cast(QueryDict, form.data).copy()
            typed["version"] = str(error.current.version)
            form.data = typed
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
    return None


def saves(form: Form, act: Callable[[], object], *, conflicts: list[EditConflictError] | None = None) -> bool:
    """Whether the service took it; where it did not, the form says why."""
    return attempt(form, act, conflicts=conflicts) is not None


def posted(request: MemberRequest) -> Any:
    """What was typed, or None while the form is only shown."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: MemberRequest,
    form: Form,
    *,
    title: str,
    action: str,
    back: str,
    crumbs: Sequence[tuple[str, str]] = (),
    lead: str = "",
    conflict: EditConflictError | None = None,
) -> HttpResponse:
    """The one page for typing something in: 422 when it came back with a mistake, 409 when somebody saved first."""
    context = {"form": form, "title": title, "action": action, "back": back, "crumbs": crumbs, "lead": lead}
    if conflict is not None:
        context |= {"conflict": conflict.message, "conflict_rows": conflict_rows(form, conflict)}
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "members/register/form.html", context, status=status)


def conflict_rows(form: Form, conflict: EditConflictError) -> list[dict[str, str]]:
    """What stands and what was typed, field by field, where they differ."""
    rows = []
    for name, value in conflict.yours.items():
        field = form.fields.get(name)
        choices = dict(getattr(field, "choices", ()))
        now = getattr(conflict.current, name)
        theirs, yours = (str(choices.get(one, one) if one is not None else "") for one in (now, value))
        if field is not None and theirs != yours:
            rows.append({"label": str(field.label), "theirs": theirs, "yours": yours})
    return rows


def page_of(request: MemberRequest, rows: "QuerySet[Row]") -> "Page[Row]":
    """The page the address asks for."""
    return Paginator(rows, per_page=PER_PAGE).get_page(request.GET.get("page"))


def list_template(request: MemberRequest, page: str, fragment: str) -> str:
    """The whole page, or the piece htmx swaps."""
    return fragment if wants_fragment(request.htmx) else page
