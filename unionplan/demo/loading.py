"""The whole demo in one transaction: either all of it is there, or nothing."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from members.models import Organization, User
from members.services.feeds import switch_public_feed
from plans.enums import PlanState
from plans.models import Plan
from plans.services.plans import close_plan
from unionplan.core.audit import acting
from unionplan.core.calendar import DateRange
from unionplan.core.enums import Channel
from unionplan.demo.care import load_care
from unionplan.demo.dues import load_dues
from unionplan.demo.events import put_on_events
from unionplan.demo.federation import COUNTY, build_tree
from unionplan.demo.hardship import load_hardship
from unionplan.demo.history import date_beginnings, date_plan
from unionplan.demo.importing import bring_in, decide
from unionplan.demo.inbox import fill_inboxes
from unionplan.demo.moments import Course, course_of, recent_course
from unionplan.demo.papers import Ending, Paper, papers
from unionplan.demo.people import Account, enrol_members, make_admin, seat_officers
from unionplan.demo.progress import Taken, steps_of, take_steps

ACCOUNTS_FILE = "demo-accounts.txt"
_LOCK = 7_302  # one loading at a time, whoever starts it
_ON_THE_DESK = frozenset({Ending.DRAFT, Ending.SUBMITTED, Ending.SENT_BACK})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was made."""

    organizations: int
    members: int
    plans: int
    reminders: int


@transaction.atomic
def load(*, now: datetime, folder: Path) -> Loaded | None:
    """Load the demo as it stands on the day of `now` (aware, Asia/Shanghai) and write the accounts somebody may log in
    with into `folder`. None, and nothing is touched, where any organization exists already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if Organization.objects.exists():
        return None
    today = now.date()
    told: list[Account] = []
    with acting(actor_id=None, channel=Channel.COMMAND):
        admin = make_admin(told)
        bodies = build_tree(by=admin)
        took_office = date(today.year - 2, 3, 1)
        people = seat_officers(bodies, starts_on=took_office, by=admin, told=told)
        _tell_planner()
        date_beginnings([body.pk for body in bodies.values()], on=took_office)
        members = enrol_members(bodies, joined_from=date(today.year - 7, 1, 15), told=told)
        plans = _bring_in_all(bodies, people, today)
        put_on_events(bodies, people, now=now)
        load_dues(bodies, people, today=today)
        load_care(bodies, people, members, today=today)
        load_hardship(bodies, people, members, today=timezone.localdate())  # files know no day but the clock's
        switch_public_feed(organization=bodies[COUNTY], on=True, by=people["chair"])
        reminders = fill_inboxes([plan for plan in plans if plan.state == PlanState.APPROVED], now=now)
    write_accounts(folder / ACCOUNTS_FILE, told)
    return Loaded(len(bodies), len(members), len(plans), reminders)


def _bring_in_all(bodies: Mapping[str, Organization], people: Mapping[str, User], today: date) -> list[Plan]:
    made: dict[str, Plan] = {}
    for paper in papers(today):
        plan = bring_in(paper, bodies=bodies, people=people, above=made.get(paper.under), today=today)
        taken = _live_through(plan, paper, people, today)
        plan.refresh_from_db()
        date_plan(plan, course=_course(plan, paper, today), taken=taken)
        _tell_planner()
        made[paper.name] = plan
    return list(made.values())


def _tell_planner() -> None:
    """Rows that nobody committed yet count for nothing with the database's own statistics: a background look at the
    tables would find them empty, and questions about them would then take minutes. Our look sees the rows, and keeps
    the other away until the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE plans_plan, plans_section, plans_planitem, plans_timewindow, plans_occurrence, plans_target,"
            " plans_editstep, members_reminder, core_auditentry"
        )


def _live_through(plan: Plan, paper: Paper, people: Mapping[str, User], today: date) -> list[Taken]:
    """Progress up to today, and the year's end where it is over.

    What was done is noted before the approval, because in a plan in force every step would have its reminders worked
    out anew; what was dropped or put off comes after it, because only there it leaves a revision."""
    is_closed = paper.ending == Ending.CLOSED
    steps = [] if paper.ending in _ON_THE_DESK else steps_of(plan, is_closed=is_closed, today=today)
    taken = take_steps(plan, [(item, step) for item, step in steps if not step.reason], today=today)
    decide(plan, paper, author=people[paper.author], decider=people[paper.decider])
    taken += take_steps(plan, [(item, step) for item, step in steps if step.reason], today=today)
    if is_closed:
        close_plan(plan_id=plan.pk, by=people[paper.decider])
    return taken


def _course(plan: Plan, paper: Paper, today: date) -> Course:
    if paper.ending in _ON_THE_DESK:
        return recent_course(today)
    period = DateRange(plan.period_start, plan.period_end)
    return course_of(period.start, period.end, today)


def write_accounts(path: Path, accounts: Sequence[Account]) -> None:
    """One line each: role, login name and password with tabs between; only the owner of the file may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{each.role}\t{each.username}\t{each.password}\n" for each in accounts)
