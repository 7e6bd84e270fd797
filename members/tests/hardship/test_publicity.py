"""Publicity: separate consent, the least that is needed, and gone on its day without anybody's help (rules.md 13.4)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.choices.hardship import CaseState, Step, TakenDown
from members.choices.own import ConsentPurpose
from members.models import Objection
from members.services import consents
from members.services.hardship import notices
from members.services.hardship.openings import ask_to_open
from members.tasks import take_down_notices
from members.tests.factories import OrganizationFactory, member_of
from members.tests.hardship.world import FORM, at, resident
from unionplan.core.calendar.workdays import SHANGHAI
from unionplan.core.errors import DomainError

BOARD = "members:hardship-notices"


def board(client, user) -> str:
    client.force_login(user)
    response = client.get(reverse(BOARD))
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return response.text


def test_nothing_is_shown_without_the_separate_consent(world):
    case = world.compared()
    today = timezone.localdate()

    with pytest.raises(DomainError, match="单独同意"):
        notices.publish(case_id=case.pk, starts_on=today, ends_on=today + timedelta(days=20), by=world.officer)
    assert not case.notices.exists()


def test_a_consent_for_another_file_or_purpose_is_none(world):
    case = world.compared()
    consents.give(member=case.member, purpose=ConsentPurpose.PICTURE, paper="1", by=world.officer)
    consents.give(
        member=case.member, purpose=ConsentPurpose.PUBLICITY, scope="hardship:999", paper="2", by=world.officer
    )

    with pytest.raises(DomainError, match="单独同意"):
        notices.publish(case_id=case.pk, starts_on=timezone.localdate(), ends_on=date(2099, 1, 1), by=world.officer)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 3, 2), date(2026, 3, 6)),  # Monday to Friday
        (date(2026, 3, 7), date(2026, 3, 13)),  # begins on a Saturday: five workdays of the week after
        (date(2026, 9, 28), date(2026, 10, 9)),  # seven days off in between
    ],
)
def test_five_workdays_are_counted_with_days_off_and_make_up_days(world, start, last):
    with at(start - timedelta(days=1)):
        case = world.compared()
        world.consent(case)
    with at(start):
        assert notices.last_day(case, start) == last
        with pytest.raises(DomainError, match="不少于 5 个工作日"):
            notices.publish(case_id=case.pk, starts_on=start, ends_on=last - timedelta(days=1), by=world.officer)
        notice = notices.publish(case_id=case.pk, starts_on=start, ends_on=last, by=world.officer)
    assert notice.ends_on == last


def test_members_of_the_organization_read_a_masked_name_and_nothing_else(client, world):
    branch = OrganizationFactory(parent=world.union)
    notice = world.published()

    for reader in (member_of(world.union), member_of(branch), world.auditor):
        told = board(client, reader)
        assert "禾**" in told
        for secret in (
            world.member.name,
            resident(),
            resident()[-4:],
            FORM["address"],
            "尿毒症",
            "透析",
            notice.case.number,
        ):
            assert secret not in told
    for stranger in (member_of(OrganizationFactory(parent=world.county)), member_of(world.county)):
        assert "禾**" not in board(client, stranger)


def test_after_its_last_day_nobody_reads_it_although_no_job_ran(client, world):
    reader = member_of(world.union)
    notice = world.published()

    with at(notice.ends_on, hour=23):
        assert "禾**" in board(client, reader)
    with at(notice.ends_on + timedelta(days=1), hour=0):
        assert "禾**" not in board(client, reader)
        assert client.get(reverse("members:hardship-notice-object", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.taken_down_at is None


def test_the_tick_marks_what_is_over_once_and_leaves_the_rest(world):
    notice = world.published()
    take_down_notices()
    notice.refresh_from_db()
    assert notice.taken_down_at is None

    later = datetime.combine(notice.ends_on + timedelta(days=1), time(0), SHANGHAI)
    assert notices.take_down_ended(now=later) == 1
    assert notices.take_down_ended(now=later) == 0
    notice.refresh_from_db()
    assert notice.taken_down_for == TakenDown.ENDED


def test_taking_the_consent_back_takes_the_notice_down_in_the_same_moment(client, world):
    reader = member_of(world.union)
    notice = world.published()
    assert "禾**" in board(client, reader)

    consents.withdraw(
        member=world.member, purpose=ConsentPurpose.PUBLICITY, scope=f"hardship:{notice.case_id}", by=world.officer
    )

    assert "禾**" not in board(client, reader)
    notice.refresh_from_db()
    assert notice.taken_down_for == TakenDown.CONSENT
    with at(notice.ends_on + timedelta(days=1)), pytest.raises(DomainError, match="重新公示"):
        world.step(notice.case, Step.REVIEW, by=world.chair)


def test_an_objection_is_read_by_the_keepers_only_and_holds_the_approval(client, world):
    notice = world.published()
    neighbour = member_of(world.union)
    client.force_login(neighbour)
    client.post(reverse("members:hardship-notice-object", args=[notice.pk]), {"words": "他家有两套房"})

    objection = Objection.objects.get()
    assert objection.facts["words"] == "他家有两套房"
    with at(notice.ends_on + timedelta(days=1)), pytest.raises(DomainError, match="异议"):
        world.step(notice.case, Step.REVIEW, by=world.chair)
    notices.settle_objection(objection_id=objection.pk, is_upheld=False, finding="查无第二套", by=world.officer)
    with at(notice.ends_on + timedelta(days=1)):
        assert world.step(notice.case, Step.REVIEW, by=world.chair).state == CaseState.REVIEWED


def test_an_upheld_objection_stops_the_file(world):
    notice = world.published()
    objection = notices.object_to(notice_id=notice.pk, words="有店铺", by=world.auditor)
    notices.settle_objection(objection_id=objection.pk, is_upheld=True, finding="属实", by=world.officer)

    with at(notice.ends_on + timedelta(days=1)), pytest.raises(DomainError, match="异议成立"):
        world.step(notice.case, Step.REVIEW, by=world.chair)


def test_a_notice_needs_comparison_and_category(world):
    case = world.open()

    with pytest.raises(DomainError, match="比对"):
        notices.publish(case_id=case.pk, starts_on=timezone.localdate(), ends_on=date(2099, 1, 1), by=world.officer)


def test_the_form_of_publicity_offers_the_earliest_end(client, world):
    case = world.compared()
    world.consent(case)
    client.force_login(world.officer)
    ask_to_open(case=case, purpose="visit", note="", by=world.officer, now=timezone.now())

    page = client.get(reverse("members:hardship-publish", args=[case.pk]))

    assert notices.last_day(case, timezone.localdate()).isoformat() in page.text
