"""What every page about a file does the same way: scope, right, reason for opening, and no copy in caches."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from members.enums import Right
from members.http import MemberRequest
from members.models import HardshipCase, Member, Organization
from members.models.organizations import OrganizationQuerySet
from members.permissions_hardship import may_edit_hardship, why_not_hardship
from members.services.hardship.openings import grant_of, may_hand_in
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify

Done = TypeVar("Done")
Row = TypeVar("Row", bound=Model)
View = Callable[..., HttpResponseBase]
PER_PAGE = 25


def uncached(view: View) -> View:
    """No browser and no proxy keeps a page about people in hardship."""

    @wraps(view)
    def wrapped(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return wrapped


def require(request: MemberRequest, right: Right, organization: Organization) -> None:
    """403 with the reason for somebody who sees the organization but lacks the right."""
    if not request.user.access.may(right, organization):
        raise PermissionDenied(why_not_hardship(right, organization))


def require_anywhere(request: MemberRequest, right: Right) -> None:
    """403 for somebody who holds the right nowhere."""
    if not request.user.access.may_anywhere(right):
        raise PermissionDenied(_("困难帮扶的页面由主席、副主席和干事查看，查阅记录由经审委员查看。"))


_PLACES = (
    ("files", _lazy("档案"), "members:hardship-list", Right.OPEN_HARDSHIP),
    ("reviews", _lazy("复核"), "members:hardship-reviews", Right.OPEN_HARDSHIP),
    ("aid", _lazy("帮扶"), "members:aid-list", Right.OPEN_HARDSHIP),
    ("study", _lazy("金秋助学"), "members:study-list", Right.OPEN_HARDSHIP),
    ("referrals", _lazy("就业帮扶"), "members:referral-list", Right.OPEN_HARDSHIP),
    ("notices", _lazy("公示栏"), "members:hardship-notices", Right.READ),
    ("figures", _lazy("统计"), "members:hardship-figures", Right.OPEN_HARDSHIP),
    ("exports", _lazy("导出"), "members:hardship-exports", Right.OPEN_HARDSHIP),
    ("openings", _lazy("查阅记录"), "members:hardship-openings", Right.READ_AUDIT),
)


def area_page(
    request: MemberRequest,
    template: str,
    context: dict[str, Any],
    *,
    here: str,
    right: Right = Right.OPEN_HARDSHIP,
) -> HttpResponse:
    """A page of the area with the places this reader may go to. 403 for somebody who holds `right` nowhere."""
    require_anywhere(request, right)
    may = request.user.access.may_anywhere
    places = [(key, label, reverse(name)) for key, label, name, asked in _PLACES if may(asked)]
    return render(request, template, {**context, "places": places, "here": here})


def row_in_scope(
    request: MemberRequest, rows: QuerySet[Row], pk: int, right: Right, *, through: str = "organization"
) -> Row:
    """A row of an organization the reader's offices reach: 404 out of scope, 403 without the right."""
    within = rows.filter(**{f"{through}__in": Organization.objects.reachable_by(request.user)})
    row = get_object_or_404(within.select_related(through), pk=pk)
    organization: Any = row
    for part in through.split("__"):
        organization = getattr(organization, part)
    require(request, right, organization)
    return row


def case_in_scope(request: MemberRequest, pk: int, right: Right = Right.OPEN_HARDSHIP) -> HardshipCase:
    """A file the reader may ask for. It is not open yet."""
    return row_in_scope(request, HardshipCase.objects.select_related("member__identity"), pk, right)


def with_open_file(right: Right = Right.OPEN_HARDSHIP) -> Callable[[View], View]:
    """The view gets a file that was opened with a reason; without one the reader is asked first."""

    def decorate(view: View) -> View:
        @wraps(view)
        @uncached
        def wrapped(request: MemberRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            case = case_in_scope(request, pk, right)
            if not is_opened(request, case):
                return ask_first(request, case)
            return view(request, case, *args, **kwargs)

        return wrapped

    return decorate


def is_opened(request: MemberRequest, case: HardshipCase) -> bool:
    """Opened with a reason; what was typed in time may still be handed in."""
    now = timezone.now()
    if request.method == "POST" and may_hand_in(case, request.user, now):
        return True
    return grant_of(case, request.user, now) is not None


def ask_first(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    """To the page that asks why, and back here afterwards."""
    back = request.path if request.method == "GET" else case.get_absolute_url()
    return redirect(f"{reverse('members:hardship-open', args=[case.pk])}?next={back}")


def attempt(form: Form, act: Callable[[], Done]) -> Done | None:
    """What the service answers, or None with its refusal written beside the field."""
    try:
        return act()
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None


def acted(request: MemberRequest, act: Callable[[], Any], done: str) -> bool:
    """A step without a form: done, or the refusal as a note on the next page."""
    from django.contrib import messages

    try:
        act()
    except DomainError as error:
        messages.error(request, error.message)
        return False
    notify(request, done)
    return True


def form_page(
    request: MemberRequest,
    form: Form,
    *,
    title: str,
    action: str,
    back: str,
    case: HardshipCase | None = None,
    note: str = "",
) -> HttpResponse:
    """A form on a page of its own; 422 when something is wrong with it."""
    context = {
        "form": form,
        "title": title,
        "action": action,
        "back": back,
        "case": case,
        "note": note,
        "is_upload": form.is_multipart(),
    }
    return render(request, "members/hardship/form.html", context, status=422 if form.errors else 200)


def page_of(request: MemberRequest, rows: QuerySet[Row]) -> Page[Row]:
    """The page the address asks for."""
    return Paginator(rows, per_page=PER_PAGE).get_page(request.GET.get("page"))


def may_write_in(request: MemberRequest) -> OrganizationQuerySet:
    """Organizations in which the reader keeps files. 403 for somebody without any."""
    found = request.user.access.organizations_with(Right.EDIT_HARDSHIP).filter(is_active=True).in_tree_order()
    if not request.user.access.may_anywhere(Right.EDIT_HARDSHIP):
        raise PermissionDenied(_("登记困难帮扶，需要在工会担任主席、副主席或干事。"))
    return found


def member_named(form: Form, organization: Organization, words: str) -> Member | None:
    """The one member of this organization with that number or name; else None, with the reason beside the field."""
    inside = Member.objects.filter(home__path__within=[organization.path]).select_related("identity", "home")
    found = list(inside.filter(number=words.strip())[:1]) or list(inside.filter(name=words.strip())[:2])
    if len(found) == 1:
        return found[0]
    several = _("有同名会员，请填写会员号。")
    form.add_error("member", several if found else _("本单位没有这名会员，请核对会员号或姓名。"))
    return None


def may_edit(request: MemberRequest, case: HardshipCase) -> bool:
    return may_edit_hardship(request.user, case.organization)
