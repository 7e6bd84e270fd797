"""Celery: it wakes the portal up; what is due is decided by PostgreSQL (reliability.md §0.3)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionplan.settings")

app = Celery("unionplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Each tick expires before the next one, so ticks never pile up behind a busy worker.
app.conf.beat_schedule = {
    "reminders-scan": {"task": "members.scan_reminders", "schedule": 30.0, "options": {"expires": 25}},
    "dues-charge": {"task": "members.charge_dues", "schedule": 15.0, "options": {"expires": 12}},
    "messages-deliver": {"task": "members.deliver_messages", "schedule": 30.0, "options": {"expires": 25}},
    "copies-make": {"task": "members.make_copies", "schedule": 30.0, "options": {"expires": 25}},
    "transfers-run": {"task": "members.run_transfers", "schedule": 5.0, "options": {"expires": 4}},
    "transfers-purge": {"task": "members.purge_transfers", "schedule": 3600.0, "options": {"expires": 3000}},
    "previews-purge": {"task": "plans.purge_expired_previews", "schedule": 3600.0, "options": {"expires": 3000}},
    "notices-end": {"task": "members.take_down_notices", "schedule": 600.0, "options": {"expires": 590}},
    "archives-look-after": {"task": "members.look_after_archives", "schedule": 86400.0, "options": {"expires": 3600}},
    "sessions-purge": {"task": "members.purge_sessions", "schedule": 86400.0, "options": {"expires": 3600}},
}
