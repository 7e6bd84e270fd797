"""Women workers under special protection: which period it is stays sealed; what follows from it at work is told."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from members.choices.care import SpecialPeriodKind
from members.choices.people import Gender
from members.models import Member, Organization, Rule, SpecialPeriod, User
from members.services.care.months import add_months
from members.services.care.rulebook import (
    LATE_PREGNANCY,
    LEAVE_DAYS,
    LEAVE_DIFFICULT,
    LEAVE_EACH_MORE,
    NURSING_MONTHS,
    needed_rule,
    refuse,
)
from members.services.register.rulebook import nearest_rules
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

_TERM_MONTHS = 10  # how far ahead a pregnancy may run; the day of birth ends it earlier


@dataclass(frozen=True, slots=True)
class PeriodFact:
    """What is sealed: the period, and for a leave whether the birth was difficult and how many children were born."""

    kind: SpecialPeriodKind
    difficult: bool = False
    children: int = 1

    def sealed(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def opened(cls, text: str) -> "PeriodFact":
        values = json.loads(text)
        return cls(SpecialPeriodKind(values["kind"]), values.get("difficult", False), values.get("children", 1))


@dataclass(frozen=True, slots=True)
class NoOvertime:
    """Somebody who works no overtime and no night shift, from a day to a day; why is not said."""

    period: SpecialPeriod
    starts_on: date
    ends_on: date


def leave_days(organization: Organization, fact: PeriodFact, on: date) -> int:
    """Days of maternity leave by the rules in force on its first day: 98, more for a difficult birth and for each
    further child (女职工劳动保护特别规定第七条)."""
    days = int(needed_rule(LEAVE_DAYS, organization, on).value)
    if fact.difficult:
        days += int(needed_rule(LEAVE_DIFFICULT, organization, on).value)
    return days + (fact.children - 1) * int(needed_rule(LEAVE_EACH_MORE, organization, on).value)


def last_day(organization: Organization, fact: PeriodFact, starts_on: date) -> date:
    """The last day of a period that begins on `starts_on`: for nursing the day of birth counts from."""
    if fact.kind == SpecialPeriodKind.LEAVE:
        return starts_on + timedelta(days=leave_days(organization, fact, starts_on) - 1)
    if fact.kind == SpecialPeriodKind.NURSING:
        months = int(needed_rule(NURSING_MONTHS, organization, starts_on).value)
        return add_months(starts_on, months) - timedelta(days=1)
    return add_months(starts_on, _TERM_MONTHS)


@transaction.atomic
def report_period(
    *, member: Member, fact: PeriodFact, starts_on: date, by: User, ends_on: date | None = None
) -> SpecialPeriod:
    """Keep a period. Without an end the rules give it; a leave shorter than the law is refused with the clause."""
    locked = Member.objects.select_for_update(of=("self",)).select_related("home").get(pk=member.pk)
    if locked.home is None or locked.gender != Gender.FEMALE:
        raise DomainError(_("只能为所在工会的女会员登记。"), field="member")
    least = last_day(locked.home, fact, starts_on)
    end = ends_on or least
    if fact.kind == SpecialPeriodKind.LEAVE and end < least:
        rule = needed_rule(LEAVE_DAYS, locked.home, starts_on)
        days = (least - starts_on).days + 1
        raise refuse(_("产假不得少于 %(days)s 天"), rule, field="ends_on", days=days)
    if end < starts_on:
        raise DomainError(_("结束日期不能早于开始日期。"), field="ends_on")
    period = SpecialPeriod(
        organization=locked.home, member=locked, fact=fact.sealed(), starts_on=starts_on, ends_on=end, reported_by=by
    )
    period.save()
    record("members.special.reported", target=period, actor=by, organization_id=locked.home.pk)
    return period


@transaction.atomic
def withdraw_period(*, period_id: int, on: date, by: User) -> None:
    """The entry was a slip or the woman asked for it; it protects and warns no more."""
    period = SpecialPeriod.objects.select_for_update().get(pk=period_id)
    if period.withdrawn_on is None:
        period.withdrawn_on = on
        period.save(update_fields=["withdrawn_on"])
        record("members.special.withdrawn", target=period, actor=by, organization_id=period.organization_id)


def fact_of(period: SpecialPeriod) -> PeriodFact:
    """The sealed fact, for rules that follow from it; showing it to a person goes through `open_health_fact`."""
    return PeriodFact.opened(period.fact.reveal())


def no_overtime(periods: Iterable[SpecialPeriod], *, today: date) -> list[NoOvertime]:
    """Who works no overtime and no night shift now or later: from the seventh month, and until a child is one year old.
    Leave needs no such line: she is at home. Two queries, whatever the number."""
    rows = list(periods)
    bodies = {period.organization_id: period.organization for period in rows}
    rules = nearest_rules(LATE_PREGNANCY, bodies.values(), today)
    found = []
    for period in rows:
        span = _span_without_overtime(period, rules[period.organization_id])
        if span is not None and span[1] >= today:
            found.append(NoOvertime(period, *span))
    return sorted(found, key=lambda line: (line.starts_on, line.period.pk))


def _span_without_overtime(period: SpecialPeriod, late: Rule | None) -> tuple[date, date] | None:
    fact = fact_of(period)
    if fact.kind == SpecialPeriodKind.NURSING:
        return period.starts_on, period.ends_on
    if fact.kind == SpecialPeriodKind.PREGNANCY and late is not None:
        start = add_months(period.starts_on, int(late.value))
        return (start, period.ends_on) if start <= period.ends_on else None
    return None
