"""Signs of life of the jobs that must not fall silent (reliability.md R13)."""

from datetime import datetime

from django.db import connection

SCANNER = "reminder-scanner"
SENDER = "message-sender"


def beat(name: str, *, now: datetime) -> None:
    """Leave a sign of life; a clock that went back moves the sign back too, so silence is still noticed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_heartbeat (name, beat_at) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET beat_at = EXCLUDED.beat_at",
            [name, now],
        )


def database_now() -> datetime:
    """The database's clock: what is due is decided by one clock, not by each worker's own (reliability.md R5)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
