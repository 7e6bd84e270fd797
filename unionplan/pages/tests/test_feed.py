"""Calendars to subscribe to: what programs read, who sees what, and when the answer is "unchanged"."""

from datetime import UTC, date, datetime, time, timedelta

import dateutil.rrule
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from members.enums import Post
from members.services.feeds import end_personal_feed, renew_personal_feed, switch_public_feed
from members.tests.factories import OrganizationFactory, UserFactory, member_of, officer_of
from plans.enums import Audience, ItemState
from plans.models import PlanItem
from plans.services.items import change_item
from plans.services.removal import remove_item
from plans.services.states import change_item_state
from plans.tests.factories import OccurrenceFactory, PlanFactory, PlanItemFactory, TimeWindowFactory
from unionplan.core.calendar import Freq, RecurrenceSpec

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring")]
# address with reach, facts, cache look-up, offices, memberships, windows, days; keeping the text: five
FULL_QUERIES = 12
UNCHANGED_QUERIES = 2


@pytest.fixture
def spring():
    with time_machine.travel(datetime(2026, 3, 2, 1, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def plan():
    return PlanFactory(organization=OrganizationFactory(), approved=True)


@pytest.fixture
def officer(plan):
    return officer_of(plan.organization)


def address_of(user) -> str:
    _feed, secret = renew_personal_feed(by=user)
    return reverse("pages:feed", args=[secret])


def on_days(plan, start=date(2026, 3, 8), end=date(2026, 3, 8), **fields) -> PlanItem:
    window_fields = {name: fields.pop(name) for name in ("start_time", "end_time") if name in fields}
    item = PlanItemFactory(plan=plan, **fields)
    window = TimeWindowFactory(item=item, start=start, end=end, text="3月8日", **window_fields)
    OccurrenceFactory(window=window)
    return item


def events(answer) -> list:
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_whole_days_end_on_the_day_after_and_lines_fold_at_75_octets(client, plan, officer):
    item = on_days(plan, end=date(2026, 3, 10), title="三八国际妇女节" * 12, place="职工之家")
    answer = client.get(address_of(officer))

    (event,) = events(answer)
    assert (event.start, event.end) == (date(2026, 3, 8), date(2026, 3, 11))
    assert b"DTSTART;VALUE=DATE:20260308\r\n" in answer.content
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (item.title, "职工之家")
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert calendar["X-WR-CALNAME"] == calendar["NAME"]
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=4)


def test_exact_times_are_shanghais(client, plan, officer):
    on_days(plan, start_time=time(14, 30), end_time=time(16))
    answer = client.get(address_of(officer))
    (event,) = events(answer)
    assert event.start.astimezone(UTC) == datetime(2026, 3, 8, 6, 30, tzinfo=UTC)
    assert event.end.astimezone(UTC) == datetime(2026, 3, 8, 8, tzinfo=UTC)
    assert b"BEGIN:VTIMEZONE" in answer.content


def test_a_rhythm_is_a_rule_that_gives_the_same_days(client, plan, officer):
    item = PlanItemFactory(plan=plan)
    spec = RecurrenceSpec(freq=Freq.MONTHLY, day=10)
    window = TimeWindowFactory(
        item=item, start=date(2026, 1, 10), end=date(2026, 12, 10), is_recurring=True, spec=spec.to_dict()
    )
    days = [date(2026, month, 10) for month in range(1, 13)]
    for day in days:
        OccurrenceFactory(window=window, start=day, end=day)

    (event,) = events(client.get(address_of(officer)))

    rule = event["RRULE"].to_ical().decode()
    read = dateutil.rrule.rrulestr(rule, dtstart=datetime.combine(event.start, time()))
    assert [moment.date() for moment in read] == days


def test_a_rhythm_no_rule_can_say_is_written_day_by_day(client, plan, officer):
    item = PlanItemFactory(plan=plan)
    spec = RecurrenceSpec(freq=Freq.MONTHLY)
    window = TimeWindowFactory(
        item=item, start=date(2026, 1, 1), end=date(2026, 2, 28), is_recurring=True, spec=spec.to_dict()
    )
    OccurrenceFactory(window=window, start=date(2026, 1, 1), end=date(2026, 1, 31))
    OccurrenceFactory(window=window, start=date(2026, 2, 1), end=date(2026, 2, 28))
    found = events(client.get(address_of(officer)))
    assert [event.start for event in found] == [date(2026, 1, 1), date(2026, 2, 1)]
    assert len({str(event["UID"]) for event in found}) == 2


def test_an_edit_keeps_the_uid_and_raises_the_sequence(client, plan, officer):
    item = on_days(plan)
    address = address_of(officer)
    (before,) = events(client.get(address))
    change_item(item_id=item.pk, fields={"title": "改名"}, by=officer, reason="上级要求")
    (after,) = events(client.get(address))
    assert after["UID"] == before["UID"]
    assert str(item.pk) not in str(after["UID"]).partition("@")[0].split("-")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(after["SUMMARY"]) == "改名"


def test_what_is_cancelled_is_said_for_thirty_days(client, plan, officer):
    item = on_days(plan)
    change_item_state(item_id=item.pk, to=ItemState.CANCELLED, by=officer, reason="经费调整")
    address = address_of(officer)
    assert [str(event["STATUS"]) for event in events(client.get(address))] == ["CANCELLED"]
    with time_machine.travel(datetime(2026, 4, 20, tzinfo=UTC)):
        assert events(client.get(address)) == []


def test_what_is_removed_is_said_for_thirty_days_to_those_who_saw_it(client, plan, officer):
    item = on_days(plan)
    other = member_of(OrganizationFactory())
    remove_item(item_id=item.pk, by=officer, reason="上级要求")
    address = address_of(officer)
    assert [str(event["STATUS"]) for event in events(client.get(address))] == ["CANCELLED"]
    assert events(client.get(address_of(other))) == []
    with time_machine.travel(datetime(2026, 4, 20, tzinfo=UTC)):
        assert events(client.get(address)) == []


@pytest.mark.parametrize("change", ["edit", "state", "remove", "add", "plan", "office"])
def test_unchanged_until_something_the_reader_sees_changes(client, plan, officer, change):
    item = on_days(plan)
    address = address_of(officer)
    etag = client.get(address)["ETag"]
    same = {"If-None-Match": etag}
    assert client.get(address, headers=same).status_code == 304

    acts = {
        "edit": lambda: change_item(item_id=item.pk, fields={"title": "改名"}, by=officer, reason="上级要求"),
        "state": lambda: change_item_state(item_id=item.pk, to=ItemState.DONE, by=officer),
        "remove": lambda: remove_item(item_id=item.pk, by=officer, reason="上级要求"),
        "add": lambda: on_days(plan),
        "plan": lambda: plan.save(),
        "office": lambda: officer.offices.update(ends_on=date(2026, 3, 1)),
    }
    with time_machine.travel(datetime(2026, 3, 2, 2, tzinfo=UTC)):
        acts[change]()
        assert client.get(address, headers=same).status_code == 200


def test_a_feed_shows_what_its_person_may_see_now(client, plan):
    shown = on_days(plan)
    on_days(plan, audience=Audience.OFFICERS, title="内部事项")
    on_days(PlanFactory(approved=True), title="别家事项")
    on_days(PlanFactory(organization=plan.organization), title="草案事项")
    member, officer = member_of(plan.organization), officer_of(plan.organization, post=Post.COMMITTEE)

    assert [str(event["SUMMARY"]) for event in events(client.get(address_of(member)))] == [shown.title]
    address = address_of(officer)
    assert {str(event["SUMMARY"]) for event in events(client.get(address))} == {shown.title, "内部事项"}
    officer.offices.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert events(client.get(address)) == []


def test_a_renewed_or_closed_address_opens_nothing(client, plan, officer):
    on_days(plan)
    former = address_of(officer)
    present = address_of(officer)
    assert client.get(former).status_code == 404
    assert client.get(present).status_code == 200
    end_personal_feed(by=officer)
    assert client.get(present).status_code == 404
    assert client.get(reverse("pages:feed", args=["guess"])).status_code == 404


def test_a_closed_account_closes_its_address(client, plan, officer):
    address = address_of(officer)
    officer.is_active = False
    officer.save()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("change", ["office removed", "office ended", "closed account", "ended address"])
def test_what_was_taken_away_is_no_longer_answered_as_unchanged(client, plan, officer, change):
    on_days(plan)
    address = address_of(officer)
    same = {"If-None-Match": client.get(address)["ETag"]}
    assert client.get(address, headers=same).status_code == 304
    acts = {
        "office removed": lambda: officer.offices.all().delete(),
        "office ended": lambda: officer.offices.update(ends_on=date(2026, 3, 1)),
        "closed account": lambda: type(officer).objects.update(is_active=False),
        "ended address": lambda: end_personal_feed(by=officer),
    }
    acts[change]()
    answer = client.get(address, headers=same)
    if change.startswith("office"):
        assert events(answer) == []
    else:
        assert answer.status_code == 404


def test_facts_asked_in_one_prepared_query_are_those_of_the_items_shown(client, plan, officer):
    """Every item a feed shows, and no other, moves its ETag."""
    shown = on_days(plan)
    hidden = [on_days(PlanFactory(approved=True)), on_days(PlanFactory(organization=plan.organization))]
    address = address_of(officer)
    etag = client.get(address)["ETag"]
    for item in hidden:
        PlanItem.objects.filter(pk=item.pk).update(version=7)
        assert client.get(address)["ETag"] == etag
    PlanItem.objects.filter(pk=shown.pk).update(version=7)
    assert client.get(address)["ETag"] != etag


def test_the_public_calendar_shows_public_items_of_approved_plans_only(client, plan, officer):
    public = on_days(plan, audience=Audience.PUBLIC)
    on_days(plan, title="会员事项")
    draft = PlanFactory(organization=plan.organization)
    on_days(draft, audience=Audience.PUBLIC, title="草案事项")
    feed = switch_public_feed(organization=plan.organization, on=True, by=officer)
    address = reverse("pages:feed-public", args=[feed.public_slug])

    answer = client.get(address)

    (event,) = events(answer)
    assert str(event["SUMMARY"]) == public.title
    assert "URL" not in event
    same = {"If-None-Match": answer["ETag"]}
    assert client.get(address, headers=same).status_code == 304
    switch_public_feed(organization=plan.organization, on=False, by=officer)
    assert client.get(address, headers=same).status_code == 404


def test_a_reminder_only_where_the_reader_asks_for_one(client, plan, officer):
    on_days(plan)
    address = address_of(officer)
    assert not events(client.get(address))[0].walk("VALARM")
    (alarm,) = events(client.get(f"{address}?alarm=24"))[0].walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(hours=-24)
    assert client.get(f"{address}?alarm=soon").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_a_feed_costs_the_same_queries_for_one_entry_and_for_many(
    client, plan, officer, django_assert_num_queries, count
):
    for _ in range(count):
        on_days(plan)
    address = address_of(officer)
    client.get(reverse("pages:healthz"))
    renewed = client.get(address)["ETag"]  # notes the first reading
    plan.save()
    with time_machine.travel(datetime(2026, 3, 2, 1, 30, tzinfo=UTC), tick=False):
        plan.save()
        with django_assert_num_queries(FULL_QUERIES):
            fresh = client.get(address)
        assert fresh["ETag"] != renewed
        with django_assert_num_queries(UNCHANGED_QUERIES):
            assert client.get(address, headers={"If-None-Match": fresh["ETag"]}).status_code == 304


def test_nobody_without_an_account_reads_a_personal_feed_by_guessing_ids(client):
    user = UserFactory()
    renew_personal_feed(by=user)
    for guess in (str(user.pk), user.username, "1"):
        assert client.get(reverse("pages:feed", args=[guess])).status_code == 404
