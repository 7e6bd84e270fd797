"""What a list of life events shows, narrowed by the address."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from members.choices.life import LifeEventKind
from members.models import LifeEvent, Organization, User
from members.models.life import LifeEventQuerySet


class Show(StrEnum):
    """Which events a list shows."""

    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    ALL = "all"


SHOW_LABELS: dict[Show, str | Promise] = {
    Show.OPEN: gettext_lazy("待回应"),
    Show.OVERDUE: gettext_lazy("已超时限"),
    Show.ANSWERED: gettext_lazy("已回应"),
    Show.WITHDRAWN: gettext_lazy("已撤回"),
    Show.ALL: gettext_lazy("全部"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for; None narrows nothing."""

    show: Show = Show.OPEN
    kind: LifeEventKind | None = None
    organization: Organization | None = None


def events_for(user: User, wanted: Wanted, *, today: date) -> LifeEventQuerySet:
    """Events this person may see; open ones with the nearest day first, others the latest first."""
    rows = narrowed(LifeEvent.objects.visible_to(user), wanted.show, today=today)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.organization:
        rows = rows.filter(organization__path__within=[wanted.organization.path])
    order = ("answer_by", "pk") if wanted.show in {Show.OPEN, Show.OVERDUE} else ("-learned_on", "-pk")
    return rows.select_related("member", "organization", "word", "reported_by").order_by(*order)


def narrowed(rows: LifeEventQuerySet, show: Show, *, today: date) -> LifeEventQuerySet:
    """The events of one tab."""
    if show == Show.OPEN:
        return rows.open()
    if show == Show.OVERDUE:
        return rows.overdue(today)
    if show == Show.ANSWERED:
        return rows.standing().filter(answered_on__isnull=False)
    if show == Show.WITHDRAWN:
        return rows.filter(withdrawn_at__isnull=False)
    return rows
