"""A calendar feed of 300 entries beside the smallest answer Django gives."""

from datetime import date

from members.enums import OrganizationKind, Post
from members.models import Office, Organization, User
from members.services.feeds import renew_personal_feed
from unionplan.bench.data import add_plans
from unionplan.bench.figures import Figure, interleaved
from unionplan.bench.web import serving

_GOAL_KEPT, _GOAL_UNCHANGED = 1 / 6, 1 / 3


def measure(*, entries: int, seconds: float, rounds: int) -> list[Figure]:
    """The kept text and the 304; one person's feed of one plan."""
    organization = Organization.objects.create(name="镇总工会", code="FEED", kind=OrganizationKind.FEDERATION)
    reader = User.objects.create(username="feed", full_name="读者")
    Office.objects.create(user=reader, organization=organization, post=Post.OFFICER, starts_on=date(2020, 1, 1))
    add_plans(organization, reader, count=1, items=entries)
    address = f"/calendar/feed/{renew_personal_feed(by=reader)[1]}.ics"
    with serving("unionplan.wsgi:application") as server:
        head, body = server.get(address)
        etag = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"etag")).split(b": ")[1].decode()
        kept, unchanged, hello = interleaved(
            lambda: server.rate(address, seconds=seconds),
            lambda: server.rate(address, seconds=seconds, headers={"If-None-Match": etag}, status=304),
            lambda: server.rate("/healthz", seconds=seconds),
            rounds=rounds,
        )
    found = body.count(b"BEGIN:VEVENT")
    return [
        Figure(f"feed of {found} entries, kept text", kept, hello, "req/s", _GOAL_KEPT),
        Figure(f"feed of {found} entries, 304", unchanged, hello, "req/s", _GOAL_UNCHANGED),
    ]
