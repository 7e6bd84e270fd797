"""Life events in numbers. No reader is known here, so health kinds are told only from the number the rule names."""

from decimal import Decimal

from django.db.models import Count, F, QuerySet

from members.choices.life import HEALTH_KINDS, LifeEventKind
from members.models import LifeEvent, Organization, User
from members.services.care.rulebook import HEALTH_COUNT_FLOOR, needed_rule
from unionplan.core.counting import Figure, Window, share


def _learned(path: str, window: Window) -> QuerySet[LifeEvent]:
    within = LifeEvent.objects.standing().filter(organization__path__within=[path])
    return within.filter(learned_on__range=(window.start, window.end))


def _count(rows: QuerySet[LifeEvent], window: Window) -> Figure:
    return Figure(value=Decimal(rows.count()), unit="件", as_of=window.end, records=rows)


def events_learned(*, path: str, window: Window) -> Figure:
    """Events the union heard of in the window, over the subtree; all kinds together."""
    return _count(_learned(path, window), window)


def events_answered_in_time(*, path: str, window: Window) -> Figure:
    """The share of these that were answered by the day their organization's rule asked for."""
    rows = _learned(path, window)
    in_time = rows.filter(answered_on__isnull=False, answered_on__lte=F("answer_by"))
    return share(_count(in_time, window), _count(rows, window))


def events_answered(*, path: str, window: Window) -> Figure:
    """The share of these that were answered at all."""
    rows = _learned(path, window)
    return share(_count(rows.filter(answered_on__isnull=False), window), _count(rows, window))


def events_of_kind(kind: LifeEventKind, *, path: str, window: Window) -> Figure:
    """Events of one kind. A health kind below the least number has no value and no records: from “1 hospital stay” in a
    small union everybody knows who it was (rules.md 13.1)."""
    figure = _count(_learned(path, window).filter(kind=kind), window)
    if kind not in HEALTH_KINDS:
        return figure
    organization = Organization.objects.get(path=path)
    floor = Decimal(needed_rule(HEALTH_COUNT_FLOOR, organization, window.end).value)
    value = figure.value if figure.value is not None and figure.value >= floor else None
    return Figure(value=value, unit=figure.unit, as_of=figure.as_of)


def counts_by_kind(reader: User, *, path: str, window: Window) -> dict[LifeEventKind, int]:
    """How many of each kind this reader may see in the subtree: what is invisible is not counted either."""
    rows = _learned(path, window) & LifeEvent.objects.visible_to(reader)
    counted = rows.order_by().values_list("kind").annotate(number=Count("pk")).order_by("kind")
    return {LifeEventKind(kind): number for kind, number in counted}
