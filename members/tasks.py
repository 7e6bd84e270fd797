"""Ticks: each can come twice, late or never without harm, because PostgreSQL decides what is due."""

from celery import shared_task

from members.services import heartbeat
from members.services.delivery import deliver
from members.services.idempotency import purge_answers
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
