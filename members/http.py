"""Requests whose reader is known."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from members.models import User


class MemberRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware: its user is a User, not a stranger."""

    user: User
    htmx: HtmxDetails
