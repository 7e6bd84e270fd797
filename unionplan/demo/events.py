"""What takes place in the demo: events at different points of their way, with places, people who wait and ticks."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from activities.enums import AttendanceWay, EventKind, EventState, ForWhom
from activities.models import Event
from activities.services.attendance import note_attendance
from activities.services.events import SessionInput, change_event_state, create_event
from activities.services.registrations import sign_up
from members.models import Member, Organization, User
from plans.models import PlanItem


def put_on_events(bodies: Mapping[str, Organization], people: Mapping[str, User], *, now: datetime) -> list[Event]:
    """Five events: one over, one full, one open with families, one for the retired, one still in preparation."""
    hospital, county = bodies["HX-01"], bodies["HX"]
    walk = _event(
        hospital, people["hospital"], now, days=9, title="冬日健步走", kind=EventKind.SPORT, place="禾溪湿地公园东门",
        capacity=40, companions_max=2, asks_photo_consent=True, text="全程五公里，请穿运动鞋。有家属同行请一并报名。",
    )  # fmt: skip
    _fill(walk, hospital, 26, people["hospital"], now)
    course = _event(
        hospital, people["hospital3"], now, days=16, title="插花入门课", kind=EventKind.ARTS, place="职工之家二楼",
        capacity=12, gender="female", text="花材由工会准备。",
    )  # fmt: skip
    _fill(course, hospital, 18, people["hospital3"], now)
    tea = _event(
        county, people["chair"], now, days=23, title="退休会员迎新茶话会", kind=EventKind.FESTIVAL, place="县文化宫",
        for_whom=ForWhom.RETIRED, capacity=60,
    )  # fmt: skip
    over = _event(
        hospital, people["hospital"], now, days=-12, title="羽毛球友谊赛", kind=EventKind.SPORT, place="县体育馆",
        capacity=24,
    )  # fmt: skip
    _fill(over, hospital, 24, people["hospital"], now)
    _tick(over, people["hospital"], all_but=3)
    change_event_state(event_id=over.pk, to=EventState.DONE, by=people["hospital"], now=now)
    draft = _event(
        county, people["women"], now, days=100, title="三八节专场演出", kind=EventKind.FESTIVAL, place="县大剧院",
        gender="female", capacity=400, is_published=False, plan_item=_item(county, "三八"),
    )  # fmt: skip
    return [walk, course, tea, over, draft]


def _item(organization: Organization, word: str) -> PlanItem | None:
    return PlanItem.objects.filter(plan__organization=organization, title__contains=word).order_by("id").first()


def _event(
    organization: Organization, by: User, now: datetime, *, days: int, is_published: bool = True, **fields: Any
) -> Event:
    day = timezone.localdate(now) + timedelta(days=days)
    starts_at = timezone.make_aware(datetime.combine(day, time(14, 30)))
    event = create_event(
        organization=organization, sessions=[SessionInput(starts_at, starts_at + timedelta(hours=2))], by=by, **fields
    )
    if is_published:
        event = change_event_state(event_id=event.pk, to=EventState.PUBLISHED, by=by, now=now)
    return event


def _fill(event: Event, organization: Organization, count: int, by: User, now: datetime) -> None:
    """The first members of the union it is for sign up, in order."""
    members = Member.objects.filter(home__path__within=[organization.path], state="active").order_by("id")
    if event.gender:
        members = members.filter(gender=event.gender)
    consent = True if event.asks_photo_consent else None
    for number, member in enumerate(members.select_related("home", "user").exclude(user__username="member")[:count]):
        companions = 1 if event.companions_max and number % 6 == 0 else 0
        sign_up(
            event_id=event.pk,
            member=member,
            by=by,
            now=now,
            companions=companions,
            on_behalf=True,
            photo_consent=consent,
        )


def _tick(event: Event, by: User, *, all_but: int) -> None:
    session = event.sessions.get()
    places = list(event.registrations.standing().select_related("member"))
    for place in places[: len(places) - all_but]:
        note_attendance(session=session, member=place.member, by=by, way=AttendanceWay.LIST)
