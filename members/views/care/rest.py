"""Rest cures: quota, groups, applications in the order of the rotation."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.care import RestGroup, RestState
from members.enums import Right
from members.forms.care import ApplyForm, PlaceForm, QuotaForm, TripForm
from members.http import MemberRequest
from members.models import Member, Organization, RestApplication, RestTrip
from members.models.organizations import OrganizationQuerySet
from members.permissions_care import acted_for, may_manage_care
from members.services.care.people import people_named
from members.services.care.rest import (
    TripFields,
    apply,
    create_trip,
    move_application,
    place,
    quotas_with_taken,
    set_quota,
)
from members.services.care.rotation import last_rest_of, longest_ago, never_been, waiting
from members.views.care.common import FormPage, done, form_page, managed_organizations, page_of, posted, require_care
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_safe
def rest_list(request: MemberRequest) -> HttpResponse:
    """Who waits, in turn; the groups of the year; the quotas."""
    today = timezone.localdate()
    year = _year(request, today.year)
    scope = RestApplication.objects.visible_to(request.user).filter(year=year)
    reach = Organization.objects.below(request.user.access.paths(Right.READ_MEMBERS))
    taken = Count("applications", filter=Q(applications__state__in=[RestState.PLACED, RestState.WENT]))
    trips = RestTrip.objects.filter(organization__in=reach, starts_on__year=year).select_related("organization")
    context = {
        "year": year,
        "years": range(today.year + 1, today.year - 4, -1),
        "page": page_of(request, waiting(scope)),
        "trips": trips.annotate(taken=taken).order_by("starts_on", "pk"),
        "quotas": quotas_with_taken(reach, year),
        "may_manage": request.user.access.may_anywhere(Right.MANAGE_CARE),
        "today": today,
    }
    return render(request, "members/care/rest_list.html", context)


def _year(request: MemberRequest, fallback: int) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else fallback


@require_safe
def rest_rotation(request: MemberRequest) -> HttpResponse:
    """Who has never been, or whose last time is longest ago: the people to ask next."""
    paths = request.user.access.paths(Right.READ_MEMBERS)
    show = request.GET.get("show", "never")
    asked = request.GET.get("q", "").strip()
    rows = longest_ago(paths) if show == "longest" else never_been(paths)
    context = {
        "page": page_of(request, people_named(rows, asked)),
        "show": show,
        "asked": asked,
        "may_manage": request.user.access.may_anywhere(Right.MANAGE_CARE),
        "today": timezone.localdate(),
    }
    return render(request, "members/care/rest_rotation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rest_quota(request: MemberRequest) -> HttpResponse:
    form = QuotaForm(posted(request), organizations=_kept(request), initial={"year": timezone.localdate().year})
    if done(form, lambda data: set_quota(by=request.user, **data)):
        notify(request, _("已登记名额。"))
        return redirect("members:rest-list")
    return form_page(request, form, _form(_("登记名额")))


@require_http_methods(["GET", "HEAD", "POST"])
def rest_trip_create(request: MemberRequest) -> HttpResponse:
    form = TripForm(posted(request), organizations=_kept(request))

    def act(data: dict[str, Any]) -> None:
        organization = data.pop("organization")
        create_trip(organization=organization, fields=TripFields(**data), by=request.user)

    if done(form, act):
        notify(request, _("已增加批次。"))
        return redirect("members:rest-list")
    return form_page(request, form, _form(_("增加批次")))


@require_http_methods(["GET", "HEAD", "POST"])
def rest_apply(request: MemberRequest, member: int) -> HttpResponse:
    """Note a member's wish to go."""
    seen = Member.objects.reachable_with(request.user).select_related("home__parent")
    person = get_object_or_404(seen, pk=member)
    assert person.home is not None  # noqa: S101 - reachable_with looks people up by their home
    require_care(request, person.home)
    today = timezone.localdate()
    form = ApplyForm(posted(request), initial={"year": today.year, "group": RestGroup.NONE})
    if done(
        form,
        lambda data: apply(member=person, year=data["year"], group=RestGroup(data["group"]), on=today, by=request.user),
    ):
        notify(request, _("已登记申请。"))
        return redirect("members:rest-list")
    last = last_rest_of(person)
    note = _("上次疗休养：%(day)s") % {"day": last.isoformat()} if last else _("从未参加过疗休养")
    return form_page(request, form, _form(_("%(name)s申请疗休养") % {"name": person.name}, _("登记申请"), note))


@require_safe
def rest_trip_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The roster of one group."""
    trip = _trip(request, pk)
    rows = RestApplication.objects.visible_to(request.user).filter(trip=trip).select_related("member", "organization")
    context = {
        "trip": trip,
        "roster": rows.order_by("organization__path", "member__pinyin"),
        "may_change": may_manage_care(request.user, trip.organization),
        "today": timezone.localdate(),
    }
    return render(request, "members/care/rest_trip.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rest_place(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the group an applicant goes with."""
    application = _application(request, pk)
    trips = RestTrip.objects.filter(
        organization__in=acted_for(request.user, Right.MANAGE_CARE),
        organization__path__above=[application.organization.path],
        starts_on__year=application.year,
    )
    if not trips.exists() and not may_manage_care(request.user, application.organization):
        require_care(request, application.organization)
    form = PlaceForm(posted(request), trips=trips)
    if done(form, lambda data: place(application_id=application.pk, trip_id=data["trip"].pk, by=request.user)):
        notify(request, _("已安排。"))
        return redirect("members:rest-list")
    title = _("安排%(name)s") % {"name": application.member.name}
    return form_page(request, form, _form(title, _("安排")))


@require_POST
def rest_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Went, missed, back to applied, withdrawn."""
    application = _application(request, pk)
    body = application.trip.organization if application.trip else application.organization
    require_care(request, body)
    back = reverse("members:rest-trip", args=[application.trip_id]) if application.trip_id else _home()
    to = request.POST.get("to", "")
    if to not in RestState.values:
        return redirect(back)
    try:
        move_application(application_id=application.pk, to=RestState(to), by=request.user, today=timezone.localdate())
    except DomainError as error:
        notify(request, error.message)
    else:
        notify(request, _("已保存。"))
    return redirect(back)


def _kept(request: MemberRequest) -> OrganizationQuerySet:
    organizations = managed_organizations(request)
    if not organizations.exists():
        raise PermissionDenied(_("疗休养由主席、副主席、干事或女职工委员安排。"))
    return organizations


def _home() -> str:
    return reverse("members:rest-list")


def _form(title: str, action: str = "", note: str = "") -> FormPage:
    return FormPage(title, action or title, _home(), [(_("疗休养"), _home())], [note] if note else [])


def _trip(request: MemberRequest, pk: int) -> RestTrip:
    paths = request.user.access.paths(Right.READ_MEMBERS)
    near = Q(organization__path__within=paths) | Q(organization__path__above=paths)
    return get_object_or_404(RestTrip.objects.filter(near).select_related("organization__parent"), pk=pk)


def _application(request: MemberRequest, pk: int) -> RestApplication:
    rows = RestApplication.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("member", "organization__parent", "trip__organization__parent"), pk=pk)
