"""What care tells the rest of the house; called once when the app is ready."""

from members.models import (
    CheckEntry,
    Claim,
    LifeEvent,
    LifeEventAnswer,
    Policy,
    RestApplication,
    SpecialPeriod,
)
from members.services.care.check_reminders import register_checks
from members.services.care.own import register_sections
from members.services.care.rulebook import register_rules
from members.services.insurance.renewals import register_renewals
from members.services.life.reminding import register_life_events
from members.services.own import collecting
from members.services.own.collecting import Collector


def register_care() -> None:
    """Rules, reminders, sections of the own page, and tables of the copy of own data."""
    register_rules()
    register_life_events()
    register_renewals()
    register_checks()
    register_sections()
    collecting.register(
        Collector(LifeEvent, "member", frozenset({"answer_by"})),
        Collector(LifeEventAnswer, "event__member", frozenset({"source", "source_id", "event"})),
        Collector(Policy, "member"),
        Collector(Claim, "policy__member"),
        Collector(CheckEntry, "member"),
        Collector(RestApplication, "member"),
        Collector(SpecialPeriod, "member"),
    )
