"""How events are answered. Visits live in an app above: it registers itself here as a source and calls `answer_event`
when a visit is recorded, so that nothing imports upward."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, Min
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.life import AnswerWay
from members.models import LifeEvent, LifeEventAnswer, User
from members.services.life.reminding import replan_events
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """Where answers come from. `addresses` gives the page of each of its rows (by `source_id`) this reader may open."""

    key: str
    label: str | Promise
    addresses: Callable[[Sequence[int], User], Mapping[int, str]] = lambda ids, reader: {}


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer as a reader sees it; `days` since the union heard of the event."""

    answer: LifeEventAnswer
    label: str
    url: str
    days: int


_sources: dict[str, AnswerSource] = {}


def register(source: AnswerSource) -> None:
    """Make a source known to this process; registering the same key again replaces it."""
    _sources[source.key] = source


register(AnswerSource(MANUAL, gettext_lazy("手工登记")))


@transaction.atomic
def answer_event(
    *,
    event_id: int,
    on: date,
    by: User,
    today: date,
    way: AnswerWay = AnswerWay.VISIT,
    source: str = MANUAL,
    source_id: int | None = None,
) -> LifeEventAnswer:
    """Note that the union answered on that day. The same row of a source answers once; said again it moves the day.
    Raises DomainError for a withdrawn event, a day before the union knew, and a day to come."""
    event = LifeEvent.objects.select_for_update().get(pk=event_id)
    if event.withdrawn_at is not None:
        raise DomainError(_("这条记录已撤回。"))
    if on > today:
        raise DomainError(_("回应日期不能晚于今天。"), field="on")
    if on < event.learned_on:
        raise DomainError(_("回应日期不能早于得知日期。"), field="on")
    if source_id is None:
        source_id = (event.answers.filter(source=source).aggregate(last=Max("source_id"))["last"] or 0) + 1
    answer, _created = LifeEventAnswer.objects.update_or_create(
        event=event, source=source, source_id=source_id, defaults={"on": on, "way": way, "by": by}
    )
    _follow(event, "answered", by)
    return answer


@transaction.atomic
def take_back_answer(*, event_id: int, source: str, source_id: int, by: User) -> None:
    """The visit was deleted, or the entry was a slip: the event is open again unless something else answered it."""
    event = LifeEvent.objects.select_for_update().get(pk=event_id)
    deleted, _rows = event.answers.filter(source=source, source_id=source_id).delete()
    if deleted:
        _follow(event, "answer_taken_back", by)


def answers_of(event: LifeEvent, reader: User) -> list[ShownAnswer]:
    """All answers, the first one first, with the page behind each where the reader may open it."""
    answers = list(event.answers.select_related("by"))
    shown = []
    for key in dict.fromkeys(answer.source for answer in answers):
        source = _sources.get(key)
        own = [answer for answer in answers if answer.source == key]
        addresses = source.addresses([answer.source_id for answer in own], reader) if source else {}
        label = str(source.label) if source else key
        shown += [
            ShownAnswer(answer, label, addresses.get(answer.source_id, ""), (answer.on - event.learned_on).days)
            for answer in own
        ]
    return sorted(shown, key=lambda each: (each.answer.on, each.answer.pk))


def _follow(event: LifeEvent, what: str, by: User) -> None:
    event.answered_on = event.answers.aggregate(first=Min("on"))["first"]
    event.version += 1
    event.save()
    record(f"members.lifeevent.{what}", target=event, actor=by, organization_id=event.organization_id)
    replan_events([event.pk])
