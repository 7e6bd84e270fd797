"""Old sessions go: their rows are of no use once they cannot log anybody in."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef


def purge_sessions(*, now: datetime) -> int:
    """Delete sessions that have run out and the list entries of sessions that are gone; how many rows went."""
    sessions, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    live = Session.objects.filter(session_key=OuterRef("session_key"))
    entries, _by_model = UserSession.objects.filter(~Exists(live)).delete()
    return int(sessions + entries)
