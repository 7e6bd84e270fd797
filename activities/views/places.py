"""Signing up and leaving, the list of who comes, and the ticks of who came."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.enums import AttendanceWay
from activities.forms import SignUpForm
from activities.models import EventSession, Registration
from activities.permissions import may_manage_event, why_not_manage
from activities.services.attendance import arrive_by_code, note_attendance, take_back_attendance
from activities.services.listing import fullness_of, place_in_line
from activities.services.registrations import sign_up, withdraw
from activities.views.events import managed_event, visible_event
from members.http import MemberRequest
from members.models import Member
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_http_methods(["GET", "HEAD", "POST"])
def place_take(request: MemberRequest, pk: int) -> HttpResponse:
    """Two taps: the button on the event's page posts here. Where the event asks something, the form comes first."""
    event = visible_event(request, pk)
    member = Member.objects.filter(user=request.user).select_related("home").first()
    if member is None:
        raise PermissionDenied(_("报名需要会员身份。您的账号没有对应的会员档案，请联系所在工会。"))
    form = SignUpForm(
        request.POST if request.method == "POST" else None, event=event, questions=list(event.questions.all())
    )
    if form.is_valid():
        try:
            registration = sign_up(event_id=pk, member=member, by=request.user, now=timezone.now(), **form.values())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            notify(request, _words(registration))
            return redirect(event)
    context = {"event": event, "form": form, "fullness": fullness_of(event)}
    return render(request, "activities/place_take.html", context, status=422 if form.errors else 200)


@require_POST
def place_leave(request: MemberRequest, pk: int) -> HttpResponse:
    """One's own place, or anybody's for whoever keeps the list."""
    registration = get_object_or_404(Registration.objects.select_related("event__organization", "member"), pk=pk)
    event = visible_event(request, registration.event_id)
    is_own = registration.member.user_id == request.user.pk
    if not is_own and not may_manage_event(request.user, event):
        raise PermissionDenied(why_not_manage(event.organization))
    try:
        withdraw(registration_id=registration.pk, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        notify(request, _("已取消报名。"))
    return redirect(event) if is_own else redirect("activities:place-list", pk=event.pk)


@require_safe
def place_list(request: MemberRequest, pk: int) -> HttpResponse:
    """Who comes and who waits, in order, with answers and ticks for each session."""
    event = managed_event(request, pk)
    registrations = event.registrations.standing().select_related("member__home").prefetch_related("answers__question")
    sessions = list(event.sessions.prefetch_related("attendances"))
    came = {(mark.session_id, mark.member_id) for session in sessions for mark in session.attendances.all()}
    rows = [
        {"registration": each, "ticks": [(session, (session.pk, each.member_id) in came) for session in sessions]}
        for each in registrations
    ]
    context = {"event": event, "rows": rows, "sessions": sessions, "fullness": fullness_of(event)}
    return render(request, "activities/place_list.html", context)


@require_POST
def attendance_tick(request: MemberRequest, pk: int, member: int) -> HttpResponse:
    """Came, or did not after all (`came` absent)."""
    session = get_object_or_404(EventSession.objects.select_related("event__organization"), pk=pk)
    event = managed_event(request, session.event_id)
    registration = get_object_or_404(event.registrations.standing().select_related("member"), member_id=member)
    if request.POST.get("came"):
        note_attendance(session=session, member=registration.member, by=request.user, way=AttendanceWay.LIST)
    else:
        take_back_attendance(session=session, member=registration.member)
    return redirect("activities:place-list", pk=event.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: MemberRequest, code: str) -> HttpResponse:
    """The address behind the picture at the door: a button, so that a preview of the link notes nobody."""
    member = get_object_or_404(Member, user=request.user)
    said, failed = "", False
    if request.method == "POST":
        try:
            attendance = arrive_by_code(code=code, member=member, by=request.user, now=timezone.now())
        except DomainError as error:
            said, failed = error.message, True
        else:
            said = _("已登记到场：%(event)s") % {"event": attendance.session.event}
    context = {"said": said, "failed": failed}
    return render(request, "activities/arrive.html", context, status=409 if failed else 200)


def _words(registration: Registration) -> str:
    if registration.state == "waiting":
        return _("名额已满，您排在候补第 %(line)s 位；有空位会自动转为已报名并通知您。") % {
            "line": place_in_line(registration)
        }
    return _("报名成功。")
