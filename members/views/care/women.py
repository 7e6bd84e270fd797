"""Women members and their committees, special protection, care rooms, and what the law says of the four periods."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.care import RoomGrade, SpecialPeriodKind
from members.choices.life import OpenReason
from members.enums import Right
from members.forms.care import RoomChangeForm, RoomForm, SpecialForm
from members.forms.life import OpenForm
from members.http import MemberRequest
from members.models import CareRoom, Member, SpecialPeriod
from members.permissions_care import may_manage_care, may_read_health, why_not_health
from members.services.care.people import people_named
from members.services.care.special import PeriodFact, no_overtime, report_period, withdraw_period
from members.services.care.women import change_room, open_room, period_texts, rooms_in, women_by_union, women_in
from members.services.life.opening import open_health_fact
from members.views.care.common import FormPage, done, form_page, managed_organizations, page_of, posted, require_care
from unionplan.core.notices import notify


@require_safe
def women_home(request: MemberRequest) -> HttpResponse:
    """Unions with their women members, committees and officers; the texts of the four periods."""
    access = request.user.access
    today = timezone.localdate()
    context = {
        "page": page_of(request, women_by_union(access.paths(Right.READ_MEMBERS), today=today)),
        "texts": period_texts(access.offices[0].organization, today) if access.offices else [],
        "may_read_health": access.may_anywhere(Right.READ_HEALTH),
    }
    return render(request, "members/care/women_home.html", context)


@require_safe
def women_roster(request: MemberRequest) -> HttpResponse:
    """Every woman on the roll within reach."""
    asked = request.GET.get("q", "").strip()
    rows = people_named(women_in(request.user.access.paths(Right.READ_MEMBERS)), asked)
    context = {
        "page": page_of(request, rows),
        "asked": asked,
        "may_manage": request.user.access.may_anywhere(Right.MANAGE_CARE),
    }
    return render(request, "members/care/women_roster.html", context)


@never_cache
@require_safe
def special_list(request: MemberRequest) -> HttpResponse:
    """Who is under special protection, and who works no overtime. Which period it is, is not shown here."""
    if not request.user.access.may_anywhere(Right.READ_HEALTH):
        raise PermissionDenied(why_not_health())
    today = timezone.localdate()
    rows = (
        SpecialPeriod.objects.visible_to(request.user)
        .filter(withdrawn_on__isnull=True, ends_on__gte=today)
        .select_related("member", "organization")
    )
    context = {
        "page": page_of(request, rows),
        "lines": no_overtime(rows, today=today),
        "today": today,
    }
    return render(request, "members/care/special_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def special_create(request: MemberRequest, member: int) -> HttpResponse:
    person = get_object_or_404(Member.objects.reachable_with(request.user).select_related("home__parent"), pk=member)
    assert person.home is not None  # noqa: S101 - reachable_with looks people up by their home
    require_care(request, person.home)
    if not may_read_health(request.user, person.home):
        raise PermissionDenied(why_not_health())
    form = SpecialForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        fact = PeriodFact(SpecialPeriodKind(data["kind"]), data["difficult"], data["children"])
        report_period(member=person, fact=fact, starts_on=data["starts_on"], ends_on=data["ends_on"], by=request.user)

    if done(form, act):
        notify(request, _("已登记。"))
        return redirect("members:special-list")
    back = reverse("members:women-roster")
    crumbs = [(_("女职工"), reverse("members:women-home")), (_("女会员"), back)]
    title = _("登记%(name)s的特殊保护") % {"name": person.name}
    return form_page(request, form, FormPage(title, _("登记"), back, crumbs))


@never_cache
@require_safe
def special_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _special_page(request, _period(request, pk), {})


def _special_page(
    request: MemberRequest, period: SpecialPeriod, extra: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {
        "period": period,
        "open_form": OpenForm(initial={"reason": OpenReason.PROTECTION}),
        "may_change": may_manage_care(request.user, period.organization) and period.withdrawn_on is None,
        "today": timezone.localdate(),
    } | extra
    return render(request, "members/care/special_detail.html", context, status=status)


@never_cache
@require_POST
def special_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Show which period it is, on this answer only; the reason is recorded."""
    period = _period(request, pk)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _special_page(request, period, {"open_form": form}, status=422)
    text = open_health_fact(
        target=period,
        column="fact",
        organization_id=period.organization_id,
        reason=OpenReason(form.cleaned_data["reason"]),
        by=request.user,
    )
    return _special_page(request, period, {"opened": PeriodFact.opened(text)})


@require_POST
def special_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    period = _period(request, pk)
    require_care(request, period.organization)
    withdraw_period(period_id=period.pk, on=timezone.localdate(), by=request.user)
    notify(request, _("已撤回。"))
    return redirect("members:special-list")


@require_safe
def room_list(request: MemberRequest) -> HttpResponse:
    rows = rooms_in(request.user.access.read_paths)
    context = {
        "page": page_of(request, rows),
        "kept": set(managed_organizations(request).values_list("pk", flat=True)),
        "today": timezone.localdate(),
    }
    return render(request, "members/care/room_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def room_create(request: MemberRequest) -> HttpResponse:
    organizations = managed_organizations(request)
    if not organizations.exists():
        raise PermissionDenied(_("母婴室由主席、副主席、干事或女职工委员登记。"))
    form = RoomForm(posted(request), organizations=organizations)
    if done(form, lambda data: open_room(by=request.user, **data | {"grade": RoomGrade(data["grade"])})):
        notify(request, _("已登记。"))
        return redirect("members:room-list")
    back = reverse("members:room-list")
    return form_page(request, form, FormPage(_("登记母婴室"), _("登记"), back, [(_("爱心母婴室"), back)]))


@require_http_methods(["GET", "HEAD", "POST"])
def room_change(request: MemberRequest, pk: int) -> HttpResponse:
    rows = CareRoom.objects.filter(organization__path__within=list(request.user.access.read_paths))
    room = get_object_or_404(rows.select_related("organization__parent"), pk=pk)
    require_care(request, room.organization)
    form = RoomChangeForm(posted(request), initial={"grade": room.grade, "closed_on": room.closed_on})
    if done(
        form,
        lambda data: change_room(
            room_id=room.pk, grade=RoomGrade(data["grade"]), closed_on=data["closed_on"], by=request.user
        ),
    ):
        notify(request, _("已保存。"))
        return redirect("members:room-list")
    back = reverse("members:room-list")
    return form_page(request, form, FormPage(room.name, _("保存"), back, [(_("爱心母婴室"), back)]))


def _period(request: MemberRequest, pk: int) -> SpecialPeriod:
    rows = SpecialPeriod.objects.visible_to(request.user).select_related("member", "organization__parent")
    return get_object_or_404(rows, pk=pk)
