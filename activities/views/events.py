"""Events: the list, one event, making and changing it, announcing, cancelling, ending."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.enums import EventState
from activities.filters import EventFilter
from activities.forms import EventForm, QuestionFormSet, ReasonForm, SessionFormSet, questions_of, sessions_of
from activities.models import Event
from activities.permissions import may_manage_event, may_manage_events, why_not_manage
from activities.services.audience import why_not_for
from activities.services.events import change_event, change_event_state, create_event, suggestion_from
from activities.services.listing import for_listing, fullness_of, own_places, place_in_line
from activities.services.questions import write_questions
from members.enums import Right
from members.http import MemberRequest
from members.models import Member, Organization
from plans.models import PlanItem
from unionplan.core.errors import DomainError, EditConflictError
from unionplan.core.notices import notify

PER_PAGE = 25


@require_safe
def event_list(request: MemberRequest) -> HttpResponse:
    """What is on: for members what is meant for them, for officers everything within reach."""
    now = timezone.now()
    events = for_listing(Event.objects.visible_to(request.user), now=now)
    filters = EventFilter(request.GET, queryset=events, reader=request.user)
    page = Paginator(filters.qs, per_page=PER_PAGE).get_page(request.GET.get("page"))
    own = own_places(request.user, list(page))
    context = {
        "filters": filters,
        "page": page,
        "rows": [(event, own.get(event.pk)) for event in page],
        "now": now,
        "may_create": request.user.access.may_anywhere(Right.MANAGE_EVENTS),
    }
    return render(request, "activities/event_list.html", context)


@require_safe
def event_detail(request: MemberRequest, pk: int) -> HttpResponse:
    event = visible_event(request, pk)
    now = timezone.now()
    member = Member.objects.filter(user=request.user).select_related("home").first()
    own = own_places(request.user, [event]).get(event.pk)
    context = {
        "event": event,
        "sessions": event.sessions.all(),
        "fullness": fullness_of(event),
        "own": own,
        "line": place_in_line(own) if own else 0,
        "open": event.takes_sign_ups(now),
        "now": now,
        "why_not": why_not_for(event, member, on=timezone.localdate(now)) if member else "",
        "is_member": member is not None,
        "may_manage": may_manage_event(request.user, event),
        "item": _item_for(request, event),
    }
    return render(request, "activities/event_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def event_create(request: MemberRequest) -> HttpResponse:
    """A new event, free or from a plan item (`?item=`), in the organization of the item or of the reader's office."""
    item = _asked_item(request)
    organization = item.plan.organization if item else _own_organization(request)
    if not may_manage_events(request.user, organization):
        raise PermissionDenied(why_not_manage(organization))
    start = suggestion_from(item) if item else {}
    session: dict[str, Any] = {name: start.pop(name) for name in ("starts_at", "ends_at") if name in start}
    forms = _forms(request, organization, initial=start, sessions=[session] if session else [])
    if _all_valid(forms):
        try:
            with transaction.atomic():
                event = create_event(
                    organization=organization,
                    plan_item=item,
                    sessions=sessions_of(forms["sessions"]),
                    by=request.user,
                    **forms["form"].cleaned_data,
                )
                write_questions(event, questions_of(forms["questions"]))
        except DomainError as error:
            _show(forms, error)
        else:
            notify(request, _("已建立，确认无误后请发布。"))
            return redirect(event)
    return _form_page(request, forms, {"organization": organization, "item": item, "title": _("新建活动")})


@require_http_methods(["GET", "HEAD", "POST"])
def event_change(request: MemberRequest, pk: int) -> HttpResponse:
    event = managed_event(request, pk)
    forms = _forms(request, event.organization, **_as_typed(event))
    if _all_valid(forms):
        try:
            with transaction.atomic():
                change_event(
                    event_id=event.pk,
                    expected_version=_version(request),
                    sessions=sessions_of(forms["sessions"]),
                    by=request.user,
                    now=timezone.now(),
                    **forms["form"].cleaned_data,
                )
                write_questions(event, questions_of(forms["questions"]))
        except EditConflictError as error:
            forms["conflict"] = True
            _show(forms, error)
        except DomainError as error:
            _show(forms, error)
        else:
            notify(request, _("已保存。"))
            return redirect(event)
    return _form_page(request, forms, {"event": event, "organization": event.organization, "title": _("修改活动")})


@require_POST
def event_publish(request: MemberRequest, pk: int) -> HttpResponse:
    return _move(request, pk, EventState.PUBLISHED, _("已发布，会员现在可以看到。"))


@require_POST
def event_finish(request: MemberRequest, pk: int) -> HttpResponse:
    return _move(request, pk, EventState.DONE, _("活动已结束，请补充到场名单和总结。"))


@require_http_methods(["GET", "HEAD", "POST"])
def event_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Asks the reason, which everybody signed up reads."""
    event = managed_event(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change_event_state(
                event_id=pk, to=EventState.CANCELLED, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            notify(request, _("已取消，并通知了报名的会员。"))
            return redirect(event)
    context = {"event": event, "form": form, "standing": event.registrations.standing().count()}
    return render(request, "activities/event_cancel.html", context, status=422 if form.errors else 200)


def visible_event(request: MemberRequest, pk: int) -> Event:
    """An event the reader may see; else 404."""
    return get_object_or_404(Event.objects.visible_to(request.user).select_related("organization"), pk=pk)


def managed_event(request: MemberRequest, pk: int) -> Event:
    """Visible and with the right; else 404, or 403 with the reason."""
    event = visible_event(request, pk)
    if not may_manage_event(request.user, event):
        raise PermissionDenied(why_not_manage(event.organization))
    return event


def _move(request: MemberRequest, pk: int, to: EventState, words: str) -> HttpResponse:
    event = managed_event(request, pk)
    try:
        change_event_state(event_id=pk, to=to, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        notify(request, words)
    return redirect(event)


def _item_for(request: MemberRequest, event: Event) -> PlanItem | None:
    """The plan item behind the event, for whoever may read it."""
    if event.plan_item_id is None:
        return None
    return PlanItem.objects.visible_to(request.user).filter(pk=event.plan_item_id).select_related("plan").first()


def _asked_item(request: MemberRequest) -> PlanItem | None:
    asked = request.GET.get("item", "")
    if not asked:
        return None
    items = PlanItem.objects.visible_to(request.user).select_related("plan__organization")
    return get_object_or_404(items, pk=int(asked) if asked.isdecimal() else 0)


def _own_organization(request: MemberRequest) -> Organization:
    """The one in the address, else the first in which the reader may put on events."""
    allowed = request.user.access.organizations_with(Right.MANAGE_EVENTS).in_tree_order()
    asked = request.GET.get("organization", "")
    if asked:
        return get_object_or_404(Organization.objects.reachable_by(request.user), pk=int(asked or 0))
    first = allowed.first()
    if first is None:
        raise PermissionDenied(_("组织活动需要在工会担任主席、副主席、干事、委员或女职工委员。"))
    return first


def _forms(
    request: MemberRequest,
    organization: Organization,
    *,
    initial: dict[str, Any],
    sessions: list[dict[str, Any]],
    questions: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    typed = request.POST if request.method == "POST" else None
    below = Organization.objects.below([organization.path]).in_tree_order()
    return {
        "form": EventForm(typed, organizations=below, initial=initial),
        "sessions": SessionFormSet(typed, prefix="sessions", initial=sessions),
        "questions": QuestionFormSet(typed, prefix="questions", initial=questions or []),
    }


def _as_typed(event: Event) -> dict[str, Any]:
    """The event as its form shows it."""
    names = [name for name in EventForm.base_fields if name != "invited"]
    return {
        "initial": {name: getattr(event, name) for name in names} | {"invited": list(event.invited.all())},
        "sessions": [
            {"starts_at": each.starts_at, "ends_at": each.ends_at, "note": each.note} for each in event.sessions.all()
        ],
        "questions": [
            {"text": each.text, "kind": each.kind, "choices": "、".join(each.choices), "is_required": each.is_required}
            for each in event.questions.all()
        ],
    }


def _version(request: MemberRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0


def _all_valid(forms: dict[str, Any]) -> bool:
    valid = [forms[name].is_valid() for name in ("form", "sessions", "questions")]  # each tells its own errors
    return all(valid)


def _show(forms: dict[str, Any], error: DomainError) -> None:
    """The rule's sentence beside its field; what belongs to a time stands at the first one."""
    form = forms["form"]
    if error.field in form.fields:
        form.add_error(error.field, error.message)
    elif error.field in {"starts_at", "ends_at"}:
        forms["sessions"].forms[0].add_error(error.field, error.message)
    else:
        form.add_error(None, error.message)


def _form_page(request: MemberRequest, forms: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    wrong = any(not part.is_valid() for part in (forms["form"], forms["sessions"], forms["questions"]) if part.is_bound)
    status = 409 if forms.get("conflict") else 422 if wrong else 200
    return render(request, "activities/event_form.html", {**forms, **context}, status=status)
