"""Calendar addresses: a secret one per person, which can be renewed, and a public one per organization."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from members.models import CalendarFeed, Organization, User
from members.reach import Reach
from members.services.keys import digest_of
from members.services.reach import ANY_DAY, reach_columns
from unionplan.core.audit import record
from unionplan.core.prepared import Prepared

_LAST_READ_GRAIN = timedelta(hours=1)


@transaction.atomic
def renew_personal_feed(*, by: User) -> tuple[CalendarFeed, str]:
    """A new secret address for this person; the former one ends at once. The second value is shown once."""
    _end(CalendarFeed.objects.filter(user=by))
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(user=by, digest=digest_of(secret))
    record("members.feed.renewed", target=feed, actor=by)
    return feed, secret


@transaction.atomic
def end_personal_feed(*, by: User) -> None:
    """Close the person's address; harmless when there is none."""
    for feed in CalendarFeed.objects.select_for_update().filter(user=by, revoked_at__isnull=True):
        record("members.feed.ended", target=feed, actor=by)
    _end(CalendarFeed.objects.filter(user=by))


@transaction.atomic
def switch_public_feed(*, organization: Organization, on: bool, by: User) -> CalendarFeed | None:
    """Open or close the organization's public calendar; an open one keeps its address."""
    open_feed = public_feed_of(organization)
    if on and open_feed is None:
        slug = secrets.token_urlsafe(9)
        open_feed = CalendarFeed.objects.create(organization=organization, digest=digest_of(slug), public_slug=slug)
        record("members.feed.opened", target=open_feed, actor=by, organization_id=organization.pk)
    elif not on and open_feed is not None:
        _end(CalendarFeed.objects.filter(pk=open_feed.pk))
        record("members.feed.closed", target=open_feed, actor=by, organization_id=organization.pk)
        open_feed = None
    return open_feed


def public_feed_of(organization: Organization) -> CalendarFeed | None:
    """The organization's open public calendar, if any."""
    return CalendarFeed.objects.filter(organization=organization, revoked_at__isnull=True).first()


def find_feed(secret: str, *, now: datetime) -> CalendarFeed | None:
    """The live feed behind an address, personal (with its person's reach) or public; one query. None when it never was,
    was renewed, closed, or its person's account was."""
    found = _LIVE_FEED.row(digest=digest_of(secret), today=timezone.localdate(now))
    if found is None:
        return None
    feed = _feed_of(found)
    if feed.last_read_at is None or now - feed.last_read_at > _LAST_READ_GRAIN:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
    return feed


def _feed_of(found: Sequence[Any]) -> CalendarFeed:
    columns = iter(found)
    feed = CalendarFeed.from_db("default", _FEED_COLUMNS, [next(columns) for _ in _FEED_COLUMNS])
    person, organization = ([next(columns) for _ in names] for names in (_USER_COLUMNS, _ORGANIZATION_COLUMNS))
    if feed.user_id is not None:
        feed.user = User.from_db("default", _USER_COLUMNS, person)
        feed.reach = Reach(feed.user_id, *columns)
    else:
        feed.organization = Organization.from_db("default", _ORGANIZATION_COLUMNS, organization)
    return feed


_FEED_COLUMNS, _USER_COLUMNS, _ORGANIZATION_COLUMNS = (
    [column.attname for column in model._meta.concrete_fields] for model in (CalendarFeed, User, Organization)
)
_DIGEST = "digest of any feed"
_LIVE_FEED = Prepared(
    lambda: (
        CalendarFeed.objects.filter(digest=_DIGEST, revoked_at__isnull=True)
        .exclude(user__is_active=False)
        .order_by()
        .values_list(
            *_FEED_COLUMNS,
            *(f"user__{column}" for column in _USER_COLUMNS),
            *(f"organization__{column}" for column in _ORGANIZATION_COLUMNS),
            *reach_columns("user_id"),
        )
    ),
    digest=_DIGEST,
    today=ANY_DAY,
)


def _end(feeds: models.QuerySet[CalendarFeed]) -> None:
    feeds.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
