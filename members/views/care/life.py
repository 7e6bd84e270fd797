"""Life events: reported in three taps, listed, opened, answered, put right."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.life import AnswerWay, ChangeReason, LifeEventKind, OpenReason, Relation
from members.enums import Right
from members.forms.life import (
    OTHER,
    YESTERDAY,
    AnswerForm,
    CorrectForm,
    EventFilterForm,
    OpenForm,
    TellForm,
    WithdrawForm,
)
from members.http import MemberRequest
from members.models import LifeEvent, Member, Organization
from members.permissions_care import may_read_health, may_report_life_events, why_not_health
from members.services.care.people import people_named, people_to_act_for
from members.services.life.answers import MANUAL, answer_event, answers_of, take_back_answer
from members.services.life.listing import Show, Wanted, events_for, narrowed
from members.services.life.opening import open_health_fact
from members.services.life.reporting import (
    PossibleDoubleError,
    Told,
    correct_event,
    report_event,
    withdraw_event,
)
from members.services.life.words import Choice, choices_for
from members.views.care.common import FormPage, done, form_page, page_of, pills_of, posted
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_safe
def lifeevent_list(request: MemberRequest) -> HttpResponse:
    """Events the reader may see; what must be answered first comes first."""
    today = timezone.localdate()
    reach = Organization.objects.reachable_by(request.user).in_tree_order()
    form = EventFilterForm({"show": Show.OPEN.value} | request.GET.dict(), organizations=reach)
    wanted = _wanted(form) if form.is_valid() else Wanted()
    everything = LifeEvent.objects.visible_to(request.user)
    context = {
        "form": form,
        "page": page_of(request, events_for(request.user, wanted, today=today)),
        "pills": pills_of(request, form, but=["show"]),
        "show": wanted.show,
        "tabs": [
            (value, label, narrowed(everything, Show(value), today=today).count() if value in _COUNTED else None)
            for value, label in form.fields["show"].choices  # type: ignore[attr-defined]
        ],
        "today": today,
        "may_report": request.user.access.may_anywhere(Right.REPORT_LIFE_EVENTS),
    }
    return render(request, "members/life/event_list.html", context)


_COUNTED = {Show.OPEN.value, Show.OVERDUE.value}


def _wanted(form: EventFilterForm) -> Wanted:
    data = form.cleaned_data
    kind = LifeEventKind(data["kind"]) if data["kind"] else None
    return Wanted(Show(data["show"]), kind, data["organization"])


@require_safe
def lifeevent_report(request: MemberRequest) -> HttpResponse:
    """First tap: who. People of the reader's own groups and unions."""
    if not request.user.access.may_anywhere(Right.REPORT_LIFE_EVENTS):
        raise PermissionDenied(_("报告会员的生活事件由工会小组长和工会干部办理。"))
    asked = request.GET.get("q", "").strip()
    people = people_named(people_to_act_for(request.user, Right.REPORT_LIFE_EVENTS), asked)
    return render(request, "members/life/report.html", {"page": page_of(request, people), "asked": asked})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lifeevent_tell(request: MemberRequest, member: int) -> HttpResponse:
    """Second and third tap: what and when. The day's button sends the form, with or without a script."""
    person = _person(request, member)
    assert person.home is not None  # noqa: S101 - people_to_act_for looks people up by their home
    today = timezone.localdate()
    form = TellForm(posted(request), occasions=choices_for(person.home), initial={"relation": Relation.SELF})
    is_double = False
    if form.is_valid():
        try:
            report_event(
                member=person,
                told=_told(form, today),
                by=request.user,
                today=today,
                confirmed=form.cleaned_data["confirmed"],
            )
        except PossibleDoubleError as error:
            is_double = True
            form.add_error(None, error.message)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            notify(request, _("已报告，负责的干部会收到消息。"))
            return redirect("members:lifeevent-report")
    recent = LifeEvent.objects.visible_to(request.user).standing().filter(member=person)
    context = {
        "form": form,
        "person": person,
        "is_double": is_double,
        "recent": recent.filter(learned_on__gte=today - timedelta(days=60)).select_related("word")[:5],
        "today": today,
        "yesterday": today - timedelta(days=1),
    }
    return render(request, "members/life/tell.html", context, status=422 if form.errors else 200)


def _person(request: MemberRequest, pk: int) -> Member:
    """Somebody the reader may report for; seen but not of their own union is a 403, not seen a 404."""
    person = people_to_act_for(request.user, Right.REPORT_LIFE_EVENTS).filter(pk=pk).first()
    if person is None:
        get_object_or_404(Member.objects.reachable_with(request.user), pk=pk)
        raise PermissionDenied(_("请由这位会员所在单位的工会小组长或工会干部报告。"))
    return person


def _told(form: TellForm, today: date) -> Told:
    data = form.cleaned_data
    chosen: Choice = form.occasions[data["occasion"]]
    day = {OTHER: data["happened_on"], YESTERDAY: today - timedelta(days=1)}.get(data["when"], today)
    return Told(
        kind=chosen.kind,
        word=chosen.word,
        relation=Relation(data["relation"] or Relation.SELF),
        happened_on=day,
        learned_on=data["learned_on"] or today,
        details=data["details"],
    )


@never_cache
@require_safe
def lifeevent_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _detail(request, _event(request, pk), {})


def _detail(request: MemberRequest, event: LifeEvent, extra: dict[str, Any], *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "event": event,
        "answers": answers_of(event, request.user),
        "today": today,
        "may_act": may_report_life_events(request.user, event.organization) and event.withdrawn_at is None,
        "may_open": event.is_health and may_read_health(request.user, event.organization) and bool(event.facts),
        "open_form": OpenForm(),
        "answer_form": AnswerForm(initial={"on": today, "way": AnswerWay.VISIT}),
        "withdraw_form": WithdrawForm(),
    } | extra
    return render(request, "members/life/event_detail.html", context, status=status)


@never_cache
@require_POST
def lifeevent_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the sealed words once, on this answer only; the reason is recorded."""
    event = _event(request, pk)
    if not may_read_health(request.user, event.organization):
        raise PermissionDenied(why_not_health())
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _detail(request, event, {"open_form": form}, status=422)
    facts = open_health_fact(
        target=event,
        column="facts",
        organization_id=event.organization_id,
        reason=OpenReason(form.cleaned_data["reason"]),
        by=request.user,
    )
    return _detail(request, event, {"opened": facts})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lifeevent_correct(request: MemberRequest, pk: int) -> HttpResponse:
    event = _event_to_act_on(request, pk)
    occasions = _with_present(choices_for(event.organization), event)
    form = CorrectForm(posted(request), occasions=occasions, initial=_as_typed(event, occasions))
    if done(form, lambda data: _correct(request, event, form)):
        notify(request, _("已更正。"))
        return redirect("members:lifeevent-detail", pk=event.pk)
    notes = [_("情况说明不填，保留原来加密的内容。")] if event.is_health else []
    page = FormPage(_("更正生活事件"), _("保存更正"), _address(event), _crumbs(event), notes)
    return form_page(request, form, page)


def _correct(request: MemberRequest, event: LifeEvent, form: CorrectForm) -> None:
    data = form.cleaned_data
    chosen: Choice = form.occasions[data["occasion"]]
    correct_event(
        event_id=event.pk,
        expected_version=data["version"],
        told=Told(
            kind=chosen.kind,
            word=chosen.word,
            relation=Relation(data["relation"]),
            happened_on=data["happened_on"],
            learned_on=data["learned_on"],
            details=data["details"],
        ),
        because=ChangeReason(data["because"]),
        by=request.user,
        today=timezone.localdate(),
    )


def _with_present(occasions: list[Choice], event: LifeEvent) -> list[Choice]:
    """The choices of today, and the event's own word where it is out of use."""
    kind = LifeEventKind(event.kind)
    if any(_is_present(choice, event) for choice in occasions):
        return occasions
    return [Choice("present", event.words, kind, event.word), *occasions]


def _is_present(choice: Choice, event: LifeEvent) -> bool:
    return choice.kind == event.kind and (choice.word.pk if choice.word else None) == event.word_id


def _as_typed(event: LifeEvent, occasions: list[Choice]) -> dict[str, Any]:
    present = next(choice.value for choice in occasions if _is_present(choice, event))
    return {
        "occasion": present,
        "relation": event.relation,
        "happened_on": event.happened_on,
        "learned_on": event.learned_on,
        "details": event.note,
        "because": ChangeReason.MISTAKEN,
        "version": event.version,
    }


@require_POST
def lifeevent_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    event = _event_to_act_on(request, pk)
    form = WithdrawForm(request.POST)
    if done(
        form,
        lambda data: withdraw_event(event_id=event.pk, because=ChangeReason(data["because"]), by=request.user),
    ):
        notify(request, _("已撤回。"))
        return redirect("members:lifeevent-detail", pk=event.pk)
    return _detail(request, event, {"withdraw_form": form}, status=422)


@require_POST
def lifeevent_answer(request: MemberRequest, pk: int) -> HttpResponse:
    event = _event_to_act_on(request, pk)
    form = AnswerForm(request.POST)
    if done(
        form,
        lambda data: answer_event(
            event_id=event.pk, on=data["on"], way=AnswerWay(data["way"]), by=request.user, today=timezone.localdate()
        ),
    ):
        notify(request, _("已登记回应。"))
        return redirect("members:lifeevent-detail", pk=event.pk)
    return _detail(request, event, {"answer_form": form}, status=422)


@require_POST
def lifeevent_unanswer(request: MemberRequest, pk: int, source_id: int) -> HttpResponse:
    """Take an answer back that was entered by hand; visits are taken back where they are kept."""
    event = _event_to_act_on(request, pk)
    take_back_answer(event_id=event.pk, source=MANUAL, source_id=source_id, by=request.user)
    notify(request, _("已取消这次回应。"))
    return redirect("members:lifeevent-detail", pk=event.pk)


def _event(request: MemberRequest, pk: int) -> LifeEvent:
    rows = LifeEvent.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("member", "organization__parent", "word", "reported_by"), pk=pk)


def _event_to_act_on(request: MemberRequest, pk: int) -> LifeEvent:
    event = _event(request, pk)
    if not may_report_life_events(request.user, event.organization):
        raise PermissionDenied(_("请由这位会员所在单位的工会小组长或工会干部办理。"))
    return event


def _address(event: LifeEvent) -> str:
    return reverse("members:lifeevent-detail", args=[event.pk])


def _crumbs(event: LifeEvent) -> list[tuple[str, str]]:
    return [(_("生活事件"), reverse("members:lifeevent-list")), (event.words, _address(event))]
