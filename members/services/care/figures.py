"""The figures of care by name: what targets of plans and REST clients can ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from members.choices.care import CheckKind
from members.choices.life import LifeEventKind
from members.enums import Right
from members.services.care.counting import care_rooms, checks_done, rest_cures, women_members
from members.services.insurance.counting import claims_paid, people_insured, policies_begun, premiums, renewal_rate
from members.services.life.counting import events_answered, events_answered_in_time, events_learned, events_of_kind
from unionplan.core.counting import Figure


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """`key` stays the same for good; `right` is what a reader needs in the organization to be told."""

    key: str
    label: str | Promise
    query: Callable[..., Figure]
    right: Right = Right.READ_MEMBERS


FIGURES: tuple[NamedFigure, ...] = (
    NamedFigure("life_events", _("得知的生活事件"), events_learned),
    NamedFigure("life_events_answered", _("生活事件回应率"), events_answered),
    NamedFigure("life_events_in_time", _("生活事件按时回应率"), events_answered_in_time),
    *(
        NamedFigure(
            f"life_events_{kind.value}",
            format_lazy("{what}：{kind}", what=_("生活事件"), kind=kind.label),
            partial(events_of_kind, kind),
        )
        for kind in LifeEventKind
    ),
    NamedFigure("insured", _("互助保障参保人数"), people_insured),
    NamedFigure("policies", _("互助保障参保份数"), policies_begun),
    NamedFigure("premiums", _("互助保障保费"), premiums),
    NamedFigure("claims_paid", _("互助保障赔付金额"), claims_paid, Right.READ_HEALTH),
    NamedFigure("renewal_rate", _("互助保障续保率"), renewal_rate),
    NamedFigure("checks_done", _("职工体检完成率"), checks_done),
    NamedFigure("women_checks_done", _("妇科检查完成率"), partial(checks_done, kind=CheckKind.WOMEN)),
    NamedFigure("rest_cures", _("疗休养人次"), rest_cures),
    NamedFigure("women_members", _("女会员人数"), women_members),
    NamedFigure("care_rooms", _("爱心母婴室"), care_rooms),
)
