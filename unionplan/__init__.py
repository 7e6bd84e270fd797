"""The wiring: settings, URLs, Celery and the pages that mix apps."""

from unionplan.celery import app as celery_app

__all__ = ["celery_app"]
