"""Ticks: each can come twice, late or never without harm, because PostgreSQL decides what is due."""

from celery import shared_task
from django.utils import timezone

from members.services import heartbeat
from members.services.archive.family import forget_families
from members.services.archive.leaving import propose_silent
from members.services.delivery import deliver
from members.services.dues.planning import ask_replan_for_new_month
from members.services.dues.runs import step as charge_step
from members.services.exporting.running import run_waiting_exports
from members.services.exporting.taking import take_down
from members.services.hardship.notices import take_down_ended
from members.services.idempotency import purge_answers
from members.services.importing.purging import purge_imports
from members.services.importing.running import run_waiting_imports
from members.services.own.copies import make_next, purge_copies
from members.services.planning import ask_replan_for_new_day, serve_replan_requests
from members.services.scanning import scan
from members.services.sessions import purge_sessions as purge

_REPLAN_SECONDS = 20.0


@shared_task(name="members.scan_reminders", ignore_result=True)  # type: ignore[untyped-decorator]
def scan_reminders() -> None:
    """Turn what is due into messages and leave a sign of life; then work out anew what somebody asked for."""
    now = heartbeat.database_now()
    scan(now=now)
    heartbeat.beat(heartbeat.SCANNER, now=now)
    ask_replan_for_new_day(now)
    serve_replan_requests(budget=_REPLAN_SECONDS)


@shared_task(name="members.deliver_messages", ignore_result=True)  # type: ignore[untyped-decorator]
def deliver_messages() -> None:
    """Send what is on its way out; the sign of life comes first, sending may take the whole tick."""
    heartbeat.beat(heartbeat.SENDER, now=heartbeat.database_now())
    deliver()


@shared_task(name="members.purge_sessions", ignore_result=True)  # type: ignore[untyped-decorator]
def purge_sessions() -> None:
    """Once a day: sessions that cannot log anybody in, answers of the API nobody will ask for again."""
    now = heartbeat.database_now()
    purge(now=now)
    purge_answers(now=now)


@shared_task(name="members.make_copies", ignore_result=True)  # type: ignore[untyped-decorator]
def make_copies() -> None:
    """Make the copies of own data people asked for; empty those whose day is over."""
    now = heartbeat.database_now()
    purge_copies(now=now)
    while make_next(now=now):
        pass


@shared_task(name="members.take_down_notices", ignore_result=True)  # type: ignore[untyped-decorator]
def take_down_notices() -> None:
    """Mark notices whose last day is over; nobody could read them since."""
    take_down_ended(now=heartbeat.database_now())


@shared_task(name="members.run_transfers", ignore_result=True)  # type: ignore[untyped-decorator]
def run_transfers() -> None:
    """Work through the imports and the copies that wait for a worker."""
    run_waiting_imports()
    run_waiting_exports()


@shared_task(name="members.purge_transfers", ignore_result=True)  # type: ignore[untyped-decorator]
def purge_transfers() -> None:
    """Once an hour: files and staged rows nobody came back to, copies whose time is over."""
    now = heartbeat.database_now()
    purge_imports(now=now)
    take_down(now=now)


@shared_task(name="members.look_after_archives", ignore_result=True)  # type: ignore[untyped-decorator]
def look_after_archives() -> None:
    """Once a day: propose to committees whom the rules let them ask about; forget families of people who left."""
    today = timezone.localdate(heartbeat.database_now())
    propose_silent(on=today)
    forget_families(on=today)


@shared_task(name="members.charge_dues", ignore_result=True)  # type: ignore[untyped-decorator]
def charge_dues() -> None:
    """Charge what somebody asked for, step after step; once a month plan the reminders of late dues."""
    ask_replan_for_new_month(heartbeat.database_now())
    while charge_step():
        pass
