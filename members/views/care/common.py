"""What the pages of care share: who may act, forms that keep what was typed, filters that can be taken off."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise

from members.enums import Right
from members.http import MemberRequest
from members.models import Organization
from members.models.organizations import OrganizationQuerySet
from members.permissions_care import acted_for, may_manage_care, why_not_care
from unionplan.core.errors import DomainError

PER_PAGE = 50
Words = str | Promise


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page with one form: its heading, the words of its button, where it leads back to, what to know before."""

    title: Words
    action: Words
    back: str
    crumbs: Sequence[tuple[Words, str]] = ()
    notes: Sequence[Words] = ()


def form_page(request: MemberRequest, form: Form, page: FormPage) -> HttpResponse:
    """The page, with 422 when something in the form is wrong."""
    context = {"form": form, "page": page}
    return render(request, "members/care/form.html", context, status=422 if form.errors else 200)


def done(form: Form, act: Callable[[dict[str, Any]], Any]) -> bool:
    """True when the form is valid and the service agreed; a refusal of the service stands beside its field."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def posted(request: MemberRequest) -> QueryDict | None:
    """What was sent, or nothing on the first look."""
    return request.POST if request.method == "POST" else None


def require_care(request: MemberRequest, organization: Organization) -> None:
    """403 with the reason for somebody who sees the organization and may not keep its care."""
    if not may_manage_care(request.user, organization):
        raise PermissionDenied(why_not_care(organization))


def managed_organizations(request: MemberRequest) -> OrganizationQuerySet:
    """Where the reader keeps care, from the top of the tree down."""
    return acted_for(request.user, Right.MANAGE_CARE).in_tree_order()


def page_of(request: MemberRequest, rows: "QuerySet[Any] | Sequence[Any]", *, per_page: int = PER_PAGE) -> Page[Any]:
    return Paginator(rows, per_page=per_page).get_page(request.GET.get("page"))


@dataclass(frozen=True, slots=True)
class Pill:
    """One filter in force and the address without it."""

    label: Words
    value: Words
    remove_url: str


def pills_of(request: MemberRequest, form: Form, *, but: Sequence[str] = ()) -> list[Pill]:
    """Filters of a valid form that narrow the list."""
    return list(_pills(request, form, but)) if form.is_valid() else []


def _pills(request: MemberRequest, form: Form, but: Sequence[str]) -> Iterator[Pill]:
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if name in but or value in (None, ""):
            continue
        rest = request.GET.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        labels = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
        yield Pill(field.label or name, labels.get(value, str(value)), f"?{rest.urlencode()}")
