"""Lists tell numbers, masked names and states, in the same number of queries for one row and for many."""

import pytest
from django.urls import reverse
from django.utils import timezone

from members.enums import Post
from members.models import CaseFacts, HardshipCase
from members.services.hardship.openings import ask_to_open
from members.tests.factories import member_of, officer_of
from members.tests.factories_hardship import AidRecordFactory, FileOpeningFactory, HardshipCaseFactory
from members.tests.hardship.world import FORM, person, resident


def url(name, *args):
    return reverse(f"members:{name}", args=args)


@pytest.mark.parametrize("count", [1, 6])
@pytest.mark.parametrize(
    ("name", "make", "queries"),
    [
        ("hardship-list", HardshipCaseFactory, 7),
        ("aid-list", AidRecordFactory, 8),
    ],
)
def test_lists_are_read_in_constant_queries(client, world, django_assert_num_queries, name, make, queries, count):
    for _turn in range(count):
        make(organization=world.union)
    client.force_login(world.officer)
    client.get(url(name))

    with django_assert_num_queries(queries):
        page = client.get(url(name))

    assert len(page.context["rows"]) == count


@pytest.mark.parametrize("count", [1, 6])
def test_openings_are_read_in_constant_queries(client, world, django_assert_num_queries, count):
    case = HardshipCaseFactory(organization=world.union)
    for _turn in range(count):
        FileOpeningFactory(case=case)
    client.force_login(world.auditor)
    client.get(url("hardship-openings"))

    with django_assert_num_queries(7):
        page = client.get(url("hardship-openings"))

    assert len(page.context["page"]) == count


def test_the_list_shows_a_masked_name_and_the_state_only(client, world):
    case = world.open()
    client.force_login(world.officer)

    page = client.get(url("hardship-list"))

    assert "禾**" in page.text
    assert case.number in page.text
    for secret in (world.member.name, resident(), FORM["address"], "尿毒症"):
        assert secret not in page.text
    assert case.number not in client.get(url("hardship-list") + "?state=filed").text


def test_an_opened_file_shows_its_facts_but_hides_numbers(client, world):
    case = world.compared()
    ask_to_open(case=case, purpose="visit", note="", by=world.officer, now=timezone.now())
    client.force_login(world.officer)

    page = client.get(case.get_absolute_url())

    for told in (world.member.name, "透析三年", "尿毒症", "24000", "测试县低保标准", "材料.pdf"):
        assert told in page.text
    for secret in (resident(), FORM["bank_card"]):
        assert secret not in page.text
    title = page.text.partition("<title>")[2].partition("</title>")[0]
    assert case.number in title
    assert world.member.name not in title


def test_an_application_is_taken_in_by_name_and_opens_its_form(client, world):
    client.force_login(world.officer)
    asked = {
        "organization": world.union.pk, "member": "禾白露", "scheme": "current", "level": "base",
        "opened_on": timezone.localdate().isoformat(), "consent_paper": "TY-9",
    }  # fmt: skip

    answer = client.post(url("hardship-new"), asked)

    case = HardshipCase.objects.get()
    assert answer.url == url("hardship-form", case.pk)
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(("words", "told"), [("无此人", "没有这名会员"), ("同名人", "会员号")])
def test_an_unknown_or_ambiguous_name_is_told_beside_the_field(client, world, words, told):
    for order in (44, 55):
        person(world.union, name="同名人", order=order)
    client.force_login(world.officer)
    asked = {
        "organization": world.union.pk, "member": words, "scheme": "current", "level": "base",
        "opened_on": timezone.localdate().isoformat(), "consent_paper": "TY-9",
    }  # fmt: skip

    answer = client.post(url("hardship-new"), asked)

    assert answer.status_code == 422
    assert told in answer.text
    assert not HardshipCase.objects.exists()


def test_the_second_to_save_sees_both_texts(client, world):
    case = world.open()
    ask_to_open(case=case, purpose="intake", note="", by=world.officer, now=timezone.now())
    client.force_login(world.officer)

    answer = client.post(url("hardship-form", case.pk), FORM | {"version": 1, "address": "禾溪县桑树街"})

    assert answer.status_code == 422
    for told in ("有人保存了", FORM["address"], "禾溪县桑树街"):
        assert told in answer.text
    assert CaseFacts.objects.get(case=case).facts["address"] == FORM["address"]
    again = client.post(url("hardship-form", case.pk), FORM | {"version": 2, "address": "禾溪县桑树街"})
    assert again.status_code == 302


def test_a_step_that_is_refused_is_told_beside_the_form(client, world):
    case = world.open()
    ask_to_open(case=case, purpose="visit", note="", by=world.chair, now=timezone.now())
    client.force_login(world.chair)

    answer = client.post(url("hardship-step", case.pk, "review"), {"on": timezone.localdate().isoformat()})

    assert answer.status_code == 422
    assert "次序" in answer.text
    assert client.get(url("hardship-step", case.pk, "publicise")).status_code == 404


def test_the_member_sees_the_own_state_and_help_and_nobody_elses(client, world):
    from members.services.hardship.own import SECTION, own_hardship

    case = world.filed()
    stranger = world.open(person(world.union, name="麦谷雨", order=33))
    AidRecordFactory(
        member=world.member,
        organization=world.union,
        case=case,
        state="given",
        given_on=timezone.localdate(),
        amount=800,
    )

    own = own_hardship(world.member, timezone.localdate())

    assert [each.case for each in own.files] == [case]
    assert own.total == 800
    told = " ".join(
        str(line.value) for block in SECTION.blocks(world.member, timezone.localdate()) for line in block.lines
    )
    assert "800.00 元" in told
    assert stranger.number not in told


LISTS = (
    "hardship-list", "hardship-reviews", "aid-list", "study-list", "referral-list", "hardship-figures",
    "hardship-exports",
)  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_for_those_who_look_after_households(client, world, name):
    client.force_login(world.officer)
    assert client.get(url(name)).status_code == 200
    for blind in (world.auditor, officer_of(world.union, post=Post.FINANCE), member_of(world.union)):
        client.force_login(blind)
        assert client.get(url(name)).status_code == 403


def test_the_auditor_is_shown_the_way_to_the_openings_only(client, world):
    client.force_login(world.auditor)

    page = client.get(url("hardship-openings"))

    assert url("hardship-notices") in page.text
    for name in LISTS:
        assert (
            f'href="{url(name)}"'
            not in page.text.partition("hardship.css")[2].partition('class="pills')[2].partition("</nav>")[0]
        )
    client.force_login(world.officer)
    assert client.get(url("hardship-openings")).status_code == 403


def test_a_name_is_looked_for_without_standing_in_an_address(client, world):
    case, other = world.open(), world.open(person(world.union, name="麦谷雨", order=33))
    client.force_login(world.officer)

    page = client.post(url("hardship-list"), {"name": "麦谷"})

    assert [row.case for row in page.context["rows"]] == [other]
    assert case.number not in page.text
    assert "麦谷" not in page.text
