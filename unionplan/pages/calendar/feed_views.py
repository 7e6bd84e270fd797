"""The addresses calendar programs ask: no login, the address is the key."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.services.feeds import find_feed
from unionplan.core.api import not_modified
from unionplan.pages.calendar.feed import Feed


class FeedWishes(forms.Form):
    """What the reader's program may ask for: a reminder so many hours before."""

    alarm = forms.IntegerField(min_value=0, max_value=336, required=False)


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """A calendar as text/calendar, or 304; 404 for an address that never was, was renewed or closed."""
    now = timezone.now()
    row = find_feed(secret, now=now)
    wishes = FeedWishes(request.GET)
    if row is None or not wishes.is_valid():
        raise Http404
    found = Feed(
        row=row,
        today=timezone.localdate(now),
        site=settings.SITE_URL,
        alarm_hours=wishes.cleaned_data["alarm"],
    )
    etag = found.etag()
    if not_modified(request, etag):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(found.text(etag), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="unionplan.ics"'
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, max-age=900" if row.organization_id else "private, no-cache"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
