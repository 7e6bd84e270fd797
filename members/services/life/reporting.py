"""Life events are reported, corrected and withdrawn here; health facts go into the sealed column and nowhere else."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.life import HEALTH_KINDS, ChangeReason, LifeEventKind, Relation
from members.models import LifeEvent, LifeEventWord, Member, Organization, User
from members.models.life import LifeEventQuerySet
from members.services.care.rulebook import ANSWER_DAYS, needed_rule
from members.services.life.reminding import replan_events, tell_people_on_duty
from unionplan.core.audit import record
from unionplan.core.errors import DomainError, EditConflictError

NEAR = timedelta(days=14)  # the same occasion told twice usually comes within two weeks


class PossibleDoubleError(DomainError):
    """Somebody may have reported this already; said once, and the reporter decides."""

    code = "possible_double"


@dataclass(frozen=True, slots=True)
class Told:
    """What a reporter says about an occasion. `details` are optional words; of a health kind they are sealed."""

    kind: LifeEventKind
    relation: Relation
    happened_on: date
    learned_on: date
    word: LifeEventWord | None = None
    details: str = ""


@transaction.atomic
def report_event(*, member: Member, told: Told, by: User, today: date, confirmed: bool = False) -> LifeEvent:
    """Report an occasion in the member's organization and tell those responsible. Two people reporting at once take
    turns: the second is asked whether it is the same (PossibleDoubleError) unless `confirmed`."""
    locked = Member.objects.select_for_update(of=("self",)).select_related("home").get(pk=member.pk)
    if locked.home is None:
        raise DomainError(_("这位会员还没有所在工会，不能登记。"))
    _check_days(told, today)
    if not confirmed and similar_events(member=locked, told=told).exists():
        raise PossibleDoubleError(_("两周内已经有人报告过同类事件。如果是另一件事，请再次确认。"))
    event = LifeEvent(organization=locked.home, member=locked, reported_by=by, **_columns(told, locked.home))
    event.save()
    _note("reported", event, by)
    replan_events([event.pk])
    tell_people_on_duty(event, but=by)
    return event


@transaction.atomic
def correct_event(
    *, event_id: int, expected_version: int, told: Told, because: ChangeReason, by: User, today: date
) -> LifeEvent:
    """Put right what was reported; why is kept. Empty details leave sealed facts as they are. What once was sealed
    never becomes plain: a kind that is no health fact keeps it sealed."""
    event = _locked(event_id)
    if event.version != expected_version:
        raise EditConflictError(
            _("有人先改过这条记录，请核对后再保存。"),
            current=event,
            yours={"happened_on": told.happened_on.isoformat()},
        )
    if event.withdrawn_at is not None:
        raise DomainError(_("这条记录已撤回，不能再改。"))
    _check_days(told, today)
    before = _traced(event)
    for name, value in _columns(told, event.organization, event).items():
        setattr(event, name, value)
    event.version += 1
    event.save()
    changes = {name: [before[name], new] for name, new in _traced(event).items() if before[name] != new}
    _note("corrected", event, by, note=str(because.label), changes=changes)
    replan_events([event.pk])
    return event


@transaction.atomic
def withdraw_event(*, event_id: int, because: ChangeReason, by: User) -> LifeEvent:
    """Take a report back: it stays in the record with the reason, and is counted and answered no more."""
    event = _locked(event_id)
    if event.withdrawn_at is not None:
        raise DomainError(_("这条记录已经撤回。"))
    event.withdrawn_at, event.withdrawn_because = timezone.now(), because
    event.version += 1
    event.save()
    _note("withdrawn", event, by, note=str(because.label))
    replan_events([event.pk])
    return event


def similar_events(*, member: Member, told: Told) -> LifeEventQuerySet:
    """Standing events of the same kind for the same person within two weeks."""
    return LifeEvent.objects.standing().filter(
        member=member,
        kind=told.kind,
        relation=told.relation,
        happened_on__range=(told.happened_on - NEAR, told.happened_on + NEAR),
    )


def _traced(event: LifeEvent) -> dict[str, str]:
    """What the trail may tell about a change; words and kinds stay out of it."""
    return {name: str(getattr(event, name)) for name in ("happened_on", "learned_on", "relation")}


def _columns(told: Told, organization: Organization, event: LifeEvent | None = None) -> dict[str, object]:
    days = int(needed_rule(ANSWER_DAYS, organization, told.learned_on).value)
    columns: dict[str, object] = {
        "kind": told.kind,
        "word": told.word,
        "relation": told.relation,
        "happened_on": told.happened_on,
        "learned_on": told.learned_on,
        "answer_by": told.learned_on + timedelta(days=days),
    }
    details = told.details.strip()
    if told.kind not in HEALTH_KINDS:
        return columns | {"note": details[:200]}
    moved = details or (event.note if event is not None else "")
    return columns | {"note": ""} | ({"facts": moved} if moved else {})


def _check_days(told: Told, today: date) -> None:
    if told.learned_on > today:
        raise DomainError(_("得知日期不能晚于今天。"), field="learned_on")
    if told.happened_on > today + timedelta(days=366):
        raise DomainError(_("发生日期太远，请核对年份。"), field="happened_on")


def _locked(event_id: int) -> LifeEvent:
    events = LifeEvent.objects.select_for_update(of=("self",)).select_related("organization", "word")
    return events.get(pk=event_id)


def _note(
    what: str, event: LifeEvent, by: User, *, note: str = "", changes: dict[str, list[str]] | None = None
) -> None:
    record(
        f"members.lifeevent.{what}",
        target=event,
        actor=by,
        organization_id=event.organization_id,
        changes={} if event.is_health else changes,
        note=note,
    )
