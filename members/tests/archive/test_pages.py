"""Pages of the archive: who sees what, what is typed where, and what never stands in an address or on a page."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from members.choices.archive import CorrectionState
from members.choices.people import MemberState
from members.enums import Post
from members.models import Application, CorrectionRequest, Leaving, Member, MemberIdentity, Transfer
from members.services.archive.joining import approve
from members.services.archive.listing import DEFAULT_COLUMNS
from members.services.archive.transferring import ask_transfer
from members.tests.archive.people import county, member_in, numbered
from members.tests.factories import MemberFactory, MembershipFactory, UserFactory, officer_of
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate().isoformat()


def url(name, *args):
    return reverse(f"members:{name}", args=args)


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_shows_the_readers_subtree_in_constant_queries(client, django_assert_num_queries, count):
    place = county()
    own = [member_in(place.first, name=f"甲{n}") for n in range(count)] + [member_in(place.group, name="甲组")]
    stranger = member_in(place.second, name="外人")
    client.force_login(place.officer)
    client.get(url("member-list"))
    with django_assert_num_queries(9):
        response = client.get(url("member-list"))
    assert {row.pk for row in response.context["page"].rows} == {member.pk for member in own}
    assert stranger.name not in response.text
    assert f"共 {count + 1} 人" in response.text


@pytest.mark.parametrize(
    ("where", "post", "expected"),
    [
        ("root", Post.OFFICER, {"一院", "护理", "二中"}),
        ("first", Post.OFFICER, {"一院", "护理"}),
        ("first", Post.WOMEN_OFFICER, {"一院", "护理"}),
        ("first", Post.FINANCE, {"一院", "护理"}),
        ("group", Post.GROUP_LEADER, {"护理"}),
        ("second", Post.CHAIR, {"二中"}),
        ("first", Post.AUDITOR, None),
        ("first", Post.COMMITTEE, None),
    ],
)
def test_who_reads_which_archives(client, where, post, expected):
    place = county()
    people = {
        "一院": member_in(place.first, name="一院"),
        "护理": member_in(place.group, name="护理"),
        "二中": member_in(place.second, name="二中"),
    }
    client.force_login(officer_of(getattr(place, where), post=post))
    response = client.get(url("member-list"))
    if expected is None:
        assert response.status_code == 403
        assert client.get(url("member-detail", people["一院"].pk)).status_code == 403
        assert client.get(url("member-detail", people["二中"].pk)).status_code == 404
        return
    assert {row.name for row in response.context["page"].rows} == expected
    for name, member in people.items():
        status = client.get(url("member-detail", member.pk)).status_code
        assert status == (200 if name in expected else 404), name
        searched = client.post(url("member-search"), {"q": "13800138000"})
        assert searched.status_code == 200


def test_plain_members_and_absent_rows(client):
    place = county()
    member = member_in(place.first)
    client.force_login(UserFactory())
    assert client.get(url("member-list")).status_code == 403
    assert client.get(url("member-detail", member.pk)).status_code == 404
    client.force_login(place.officer)
    assert client.get(url("member-detail", 10**9)).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=retained", {"老李"}),
        ("gender=female", {"陈丹"}),
        ("form=dispatched", {"陈丹"}),
        ("joined_from=2025-01-01", {"新王"}),
        ("joined_to=2024-12-31&gender=female", {"陈丹"}),
        ("missing=phone", {"老李", "新王"}),
        ("organization=YX01G1", {"新王"}),
        ("q=陈", {"陈丹"}),
        ("q=丹", {"陈丹"}),
        ("q=陈丹", {"陈丹"}),
        ("q=chen", {"陈丹"}),
        ("q=chendan", {"陈丹"}),
        ("q=chen+d", {"陈丹"}),
        ("q=cd", {"陈丹"}),
        ("q=YX0007", {"老李"}),
        ("q=zzz", set()),
        ("incomplete=on", {"老李", "新王", "陈丹"}),
    ],
)
def test_filters_and_search(client, query, expected):
    place = county()
    member_in(place.first, name="陈丹", gender="female", employment_form="dispatched", phone="13800138000")
    member_in(place.first, name="老李", state=MemberState.RETAINED, number="").__class__.objects.filter(
        name="老李"
    ).update(number="YX0007")
    member_in(place.group, name="新王", joined_on=date(2025, 6, 1))
    client.force_login(place.officer)
    response = client.get(f"{url('member-list')}?{query}")
    assert {row.name for row in response.context["page"].rows} == expected
    fragment = client.get(f"{url('member-list')}?{query}", headers={"HX-Request": "true"})
    assert "<html" not in fragment.text


def test_a_wrong_filter_says_so_beside_its_field(client):
    place = county()
    client.force_login(place.officer)
    response = client.get(f"{url('member-list')}?organization=YX02&joined_from=gestern")
    assert response.status_code == 422
    assert "没有找到" in response.text


def test_pages_go_on_by_the_last_person_and_come_back(client):
    place = county()
    names = [f"测{chr(0x4E00 + n * 37)}" for n in range(120)]
    for name in names:
        member_in(place.first, name=name)
    client.force_login(place.officer)
    seen, address = [], url("member-list")
    while address:
        page = client.get(address).context["page"]
        seen.append([row.pk for row in page.rows])
        address = f"{url('member-list')}?after={page.after}" if page.after else ""
    assert [len(part) for part in seen] == [50, 50, 20]
    everybody = Member.objects.order_by("pinyin", "pk").values_list("pk", flat=True)
    assert [pk for part in seen for pk in part] == list(everybody)
    back = client.get(f"{url('member-list')}?before={seen[2][0]}").context["page"]
    assert [row.pk for row in back.rows] == seen[1]
    assert client.get(f"{url('member-list')}?after=999999999").context["page"].rows[0].pk == seen[0][0]


def test_numbers_are_searched_by_post_and_stand_in_no_address(client):
    place = county()
    member = member_in(place.first, name="陈丹", number=numbered(1), phone="13800138000")
    member_in(place.second, name="外人", number=numbered(2))
    client.force_login(place.officer)
    for text in (numbered(1), "138-0013-8000"):
        response = client.post(url("member-search"), {"q": text})
        assert response.status_code == 200
        assert [row.pk for row in response.context["page"].rows] == [member.pk]
        assert text not in response.text
        assert "no-store" in response["Cache-Control"]
    assert client.post(url("member-search"), {"q": numbered(2)}).context["page"].rows == ()
    assert client.post(url("member-search"), {"q": "陈丹"})["Location"] == f"{url('member-list')}?q=%E9%99%88%E4%B8%B9"


def test_columns_are_chosen_in_the_address_and_numbers_are_masked(client):
    place = county()
    member_in(place.first, name="陈丹", number=numbered(1), phone="13800138678")
    client.force_login(place.officer)
    response = client.get(f"{url('member-list')}?c=identity&c=phone&c=home")
    assert [column.key for column in response.context["columns"]] == ["identity", "phone", "home"]
    assert f"3{'*' * 15}{numbered(1)[-2:]}" in response.text
    assert "1*******678" in response.text
    assert numbered(1) not in response.text
    assert [column.key for column in client.get(url("member-list")).context["columns"]] == list(DEFAULT_COLUMNS)


@pytest.mark.parametrize("post", [Post.OFFICER, Post.GROUP_LEADER])
def test_beside_the_mask_stands_nothing_that_tells_the_number(client, post):
    place = county()
    member = member_in(place.first, number=numbered(1), household="建德市")
    client.force_login(officer_of(place.first, post=post))
    page = client.get(url("member-detail", member.pk)).text
    assert numbered(1) not in page
    assert "1985" not in page
    assert ("建德市" in page) is (post == Post.OFFICER)
    assert ("6月7日" in page) is (post == Post.OFFICER)


def test_opening_a_number_asks_a_reason_and_shows_it_once(client):
    place = county()
    member = member_in(place.first, number=numbered(1))
    address = url("member-reveal", member.pk, "number")
    client.force_login(place.officer)
    assert client.get(address).status_code == 405
    assert client.post(address, {"reason": ""}).status_code == 422
    shown = client.post(address, {"reason": "办理工会卡"})
    assert numbered(1) in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert numbered(1) not in client.get(url("member-detail", member.pk)).text
    assert AuditEntry.objects.filter(action="members.identity.revealed", note="办理工会卡").count() == 1
    client.force_login(officer_of(place.first, post=Post.WOMEN_OFFICER))
    assert client.post(address, {"reason": "好奇"}).status_code == 403
    client.force_login(officer_of(place.second))
    assert client.post(address, {"reason": "好奇"}).status_code == 404


@pytest.mark.parametrize(
    "name", ["𠮷田𫝆", "阿卜杜热合曼·阿卜杜热依木江·买买提艾力·吐尔逊", "𰻝𱁬明", "葛\U000e0100明"]
)
def test_rare_and_long_names_survive_form_row_list_search_and_page(client, name):
    place = county()
    member = member_in(place.first)
    client.force_login(place.officer)
    form = client.get(url("member-change", member.pk)).context["form"]
    typed = {key: "" if value is None else value for key, value in form.initial.items()} | {"name": name}
    assert client.post(url("member-change", member.pk), typed).status_code == 302
    assert Member.objects.get(pk=member.pk).name == name
    assert name in client.get(url("member-detail", member.pk)).text
    found = client.get(url("member-list"), {"q": name[:2]})
    assert [row.name for row in found.context["page"].rows] == [name]
    assert name in found.text


def test_two_officers_saving_one_archive_see_both_texts(client):
    place = county()
    member = member_in(place.first, name="陈丹", workplace="一车间")
    client.force_login(place.officer)
    form = client.get(url("member-change", member.pk)).context["form"]
    typed = {key: "" if value is None else value for key, value in form.initial.items()}
    assert client.post(url("member-change", member.pk), typed | {"workplace": "二车间"}).status_code == 302
    late = client.post(url("member-change", member.pk), typed | {"workplace": "三车间"})
    assert late.status_code == 409
    assert "二车间" in late.text
    assert "三车间" in late.text
    assert Member.objects.get(pk=member.pk).workplace == "二车间"
    again = late.context["form"].data.copy()
    assert client.post(url("member-change", member.pk), again).status_code == 302
    assert Member.objects.get(pk=member.pk).workplace == "三车间"


def test_the_form_takes_numbers_and_never_gives_them_back(client):
    place = county()
    member = member_in(place.first, name="陈丹", number=numbered(1))
    client.force_login(place.officer)
    page = client.get(url("member-change", member.pk))
    assert numbered(1) not in page.text
    typed = {key: "" if value is None else value for key, value in page.context["form"].initial.items()}
    wrong = client.post(url("member-change", member.pk), typed | {"phone": "12351"})
    assert wrong.status_code == 422
    assert "11 位手机号" in wrong.text
    saved = client.post(url("member-change", member.pk), typed | {"phone": "13800138678", "address": "某街 1 号"})
    assert saved.status_code == 302
    identity = MemberIdentity.objects.get(member=member)
    assert (identity.number.reveal(), identity.phone.reveal(), identity.address.reveal()) == (
        numbered(1),
        "+8613800138678",
        "某街 1 号",
    )


def test_an_application_walks_from_the_group_to_the_number(client):
    place = county()
    client.force_login(officer_of(place.first, post=Post.COMMITTEE))
    person = {"name": "林可", "kind": "resident_id", "number": numbered(1), "phone": "13800138000", "applied_on": TODAY}
    wrong = client.post(url("application-file", place.first.pk), person | {"number": "123"})
    assert wrong.status_code == 422
    assert client.post(url("application-file", place.first.pk), person).status_code == 302
    application = Application.objects.get()
    client.force_login(place.leader)
    assert client.post(url("application-hear", application.pk), {"in_favour": "yes"}).status_code == 404
    client.force_login(place.officer)
    heard = {"in_favour": "yes", "opinion": "同意", "heard_on": TODAY}
    assert client.post(url("application-hear", application.pk), heard).status_code == 302
    decision = {"decided_on": TODAY, "document": "第三次会议"}
    assert client.post(url("application-decide", application.pk, "approve"), decision).status_code == 403
    client.force_login(officer_of(place.second, post=Post.CHAIR))
    assert client.post(url("application-decide", application.pk, "approve"), decision).status_code == 404
    client.force_login(place.chair)
    assert "林可" in client.get(url("application-decide", application.pk, "approve")).text
    assert client.post(url("application-decide", application.pk, "approve"), decision).status_code == 302
    assert Member.objects.get().state == MemberState.ACTIVE


@pytest.mark.parametrize("count", [1, 4])
def test_a_meeting_approves_what_was_ticked(client, django_assert_num_queries, count):
    place = county()
    client.force_login(place.officer)
    for serial in range(1, count + 2):
        person = {"name": f"林{serial}", "kind": "resident_id", "number": numbered(serial), "phone": "13800138000"}
        client.post(
            url("application-file", place.group.pk if serial == 1 else place.first.pk), person | {"applied_on": TODAY}
        )
    client.force_login(place.chair)
    client.get(url("application-list"))
    with django_assert_num_queries(7):
        client.get(url("application-list"))
    picked = list(Application.objects.values_list("pk", flat=True))[:count]
    decision = {"decided_on": TODAY, "document": "第三次会议"}
    assert client.post(url("application-approve-many"), decision).status_code == 422
    response = client.post(url("application-approve-many"), decision | {"picked": picked})
    assert [result.problem for result in response.context["results"]] == [""] * count
    assert Member.objects.filter(state=MemberState.ACTIVE).count() == count


def test_a_person_with_an_account_applies_for_the_own_self_once(client):
    place = county()
    account = UserFactory(full_name="林可")
    client.force_login(account)
    typed = {"organization": "YX01", "kind": "resident_id", "number": numbered(1), "phone": "13800138000"}
    assert client.post(url("join"), typed).status_code == 302
    member = Member.objects.get(user=account)
    assert (member.name, member.state) == ("林可", MemberState.APPLIED)
    assert "申请中" in client.get(url("join")).text
    approve(
        application_id=Application.objects.get().pk, decided_on=timezone.localdate(), document="会议", by=place.chair
    )
    assert "入会申请已批准：林可" in client.get(url("inbox")).text


@pytest.mark.parametrize(
    "verb", ["transfer", "retain", "expel", "death", "ask-to-leave", "leave-for", "title", "family"]
)
def test_verbs_name_the_person_and_ask_the_right(client, verb):
    place = county()
    member = member_in(place.first, name="陈丹")
    address = url("member-step", member.pk, verb)
    client.force_login(place.chair)
    assert "陈丹" in client.get(address).text
    assert client.post(address, {}).status_code == 422
    client.force_login(officer_of(place.first, post=Post.FINANCE))
    assert client.get(address).status_code == 403
    client.force_login(officer_of(place.second, post=Post.CHAIR))
    assert client.get(address).status_code == 404
    client.force_login(place.officer)
    assert client.get(address).status_code == (403 if verb in ("retain", "expel", "leave-for") else 200)
    assert client.get(url("member-step", member.pk, "promote")).status_code == 404


def test_a_union_keeps_the_archives_of_its_groups(client):
    place = county()
    member = member_in(place.group, name="陈丹")
    client.force_login(place.chair)
    step = {"on": TODAY, "reason": "退休", "document": ""}
    assert client.post(url("member-step", member.pk, "retain"), step).status_code == 302
    assert Member.objects.get(pk=member.pk).state == MemberState.RETAINED


def test_a_transfer_walks_from_one_union_to_the_other(client):
    place = county()
    member = member_in(place.first, name="陈丹", number=numbered(1))
    other = officer_of(place.second)
    client.force_login(other)
    pull = {"name": "陈丹", "number": numbered(1), "reason": "调入"}
    missed = client.post(url("transfer-pull", place.second.pk), pull | {"name": "陈舟"})
    assert missed.status_code == 422
    assert "一院" not in missed.text
    assert client.post(url("transfer-pull", place.second.pk), pull).status_code == 302
    transfer = Transfer.objects.get()
    assert client.post(url("transfer-act", transfer.pk, "release")).status_code == 403
    assert "陈丹" not in client.get(url("inbox")).text
    client.force_login(place.officer)
    assert "会籍转接：陈丹" in client.get(url("inbox")).text
    assert client.post(url("transfer-act", transfer.pk, "release")).status_code == 302
    assert client.post(url("transfer-act", transfer.pk, "accept"), {"from_day": TODAY}).status_code == 403
    client.force_login(other)
    assert "会籍转接：陈丹，待转入单位接收" in client.get(url("inbox")).text
    assert client.post(url("transfer-act", transfer.pk, "accept"), {"from_day": TODAY}).status_code == 302
    assert Member.objects.get(pk=member.pk).home == place.second
    assert client.get(url("member-detail", member.pk)).status_code == 200
    client.force_login(officer_of(place.group, post=Post.GROUP_LEADER))
    assert client.get(url("transfer-act", transfer.pk, "release")).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_lists_of_moves_need_constant_queries(client, django_assert_num_queries, count):
    place = county()
    for _number in range(count):
        member = member_in(place.first)
        ask_transfer(member_id=member.pk, target=place.second, reason="调动", by=place.officer)
        leaver = member_in(place.first)
        Leaving.objects.create(member=leaver, organization=place.first, kind="asked", opened_on=date(2026, 1, 1))
    client.force_login(place.officer)
    client.get(url("transfer-list"))
    with django_assert_num_queries(7):
        assert len(client.get(url("transfer-list")).context["page"]) == count
    with django_assert_num_queries(7):
        assert len(client.get(url("leaving-list")).context["page"]) == count


def test_leaving_pages_ask_the_committee(client):
    place = county()
    member = member_in(place.first, name="陈丹")
    client.force_login(place.officer)
    client.post(url("member-step", member.pk, "ask-to-leave"), {"on": TODAY, "reason": "个人原因"})
    leaving = Leaving.objects.get()
    decision = {"decided_on": TODAY, "document": "会议"}
    assert client.post(url("leaving-act", leaving.pk, "decide"), decision).status_code == 403
    client.force_login(place.chair)
    assert "陈丹" in client.get(url("leaving-act", leaving.pk, "decide")).text
    assert client.post(url("leaving-act", leaving.pk, "decide"), decision).status_code == 302
    assert Member.objects.get(pk=member.pk).state == MemberState.WITHDRAWN


def test_a_member_asks_for_a_correction_and_is_told(client):
    place = county()
    account = UserFactory(full_name="陈丹")
    member = MemberFactory(name="陈旦", user=account, state=MemberState.ACTIVE)
    MembershipFactory(member=member, organization=place.first)
    client.force_login(account)
    address = url("correction-request")
    wrong = client.post(address, {"field": "number", "proposed": "123", "note_text": ""})
    assert wrong.status_code == 422
    assert client.post(address, {"field": "name", "proposed": "陈丹", "note_text": "证件已换"}).status_code == 302
    assert client.post(address, {"field": "number", "proposed": numbered(1)}).status_code == 302
    assert client.post(address, {"field": "name", "proposed": "陈单"}).status_code == 422
    name, number = CorrectionRequest.objects.order_by("pk")
    client.force_login(place.officer)
    listed = client.get(url("correction-list")).text
    assert "陈丹" in listed
    assert numbered(1) not in listed
    confirm = client.get(url("correction-accept", name.pk)).text
    assert "陈旦" in confirm
    assert "“陈丹”" in confirm
    assert client.post(url("correction-accept", name.pk)).status_code == 302
    assert client.post(url("correction-accept", number.pk)).status_code == 302
    member.refresh_from_db()
    assert (member.name, member.identity.number.reveal()) == ("陈丹", numbered(1))
    assert [bool(one.proposed) for one in CorrectionRequest.objects.all()] == [False, False]
    client.force_login(account)
    assert "您申请更正的“姓名”：已更正" in client.get(url("inbox")).text
    client.force_login(place.officer)
    assert "您申请更正" not in client.get(url("inbox")).text


def test_an_officer_declines_with_a_reason_and_strangers_do_not_decide(client):
    place = county()
    account = UserFactory()
    member = MemberFactory(user=account, state=MemberState.ACTIVE)
    MembershipFactory(member=member, organization=place.first)
    client.force_login(account)
    client.post(url("correction-request"), {"field": "education", "proposed": "本科"})
    request = CorrectionRequest.objects.get()
    client.force_login(officer_of(place.second))
    assert client.post(url("correction-decline", request.pk), {"answer": "否"}).status_code == 404
    client.force_login(officer_of(place.first, post=Post.FINANCE))
    assert client.post(url("correction-decline", request.pk), {"answer": "否"}).status_code == 403
    client.force_login(place.officer)
    assert client.post(url("correction-decline", request.pk), {"answer": ""}).status_code == 422
    assert client.post(url("correction-decline", request.pk), {"answer": "无学历证书"}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.answer) == (CorrectionState.DECLINED, "无学历证书")


@pytest.mark.parametrize("count", [1, 4])
def test_completeness_counts_by_union_and_by_field(client, django_assert_num_queries, count):
    place = county()
    whole = {"gender": "male", "employment_form": "contract", "born_on": date(1990, 1, 1)}
    for serial in range(count):
        member_in(place.first, number=numbered(serial * 2 + 1), phone="13800138000", **whole)
        member_in(place.second, **whole)
    client.force_login(officer_of(place.root))
    client.get(url("archive-completeness"))
    with django_assert_num_queries(10):
        response = client.get(url("archive-completeness"))
    parts = {part.organization.code: part for part in response.context["parts"]}
    assert (parts["YX01"].complete, parts["YX01"].total, parts["YX02"].complete) == (count, count, 0)
    assert dict(parts["YX02"].missing) == {"number": count, "phone": count}
    assert response.context["total"].percent == 50


def test_batches_of_unions_are_started_watched_and_closed(client):
    place = county()
    member_in(place.first)
    client.force_login(officer_of(place.root))
    typed = {"name": "第一批", "starts_on": TODAY, "target_on": "", "unions": [place.first.pk]}
    assert client.post(url("campaign-start", place.root.pk), typed).status_code == 302
    page = client.get(f"{url('archive-completeness')}?organization={place.root.pk}")
    assert "第一批" in page.text
    assert "0 / 1" in page.text
    campaign = page.context["campaigns"][0]["campaign"]
    client.force_login(officer_of(place.second))
    assert client.post(url("campaign-close", campaign.pk)).status_code == 404


def test_titles_are_entered_and_listed_in_the_subtree(client):
    place = county()
    member = member_in(place.first, name="陈丹")
    other = member_in(place.second, name="外人")
    client.force_login(officer_of(place.second))
    title = {"title": "劳动模范", "level": "county", "year": 2024, "document": "某决定"}
    client.post(url("member-step", other.pk, "title"), title)
    client.force_login(place.officer)
    assert client.post(url("member-step", member.pk, "title"), title).status_code == 302
    twice = client.post(url("member-step", member.pk, "title"), title)
    assert twice.status_code == 422
    page = client.get(f"{url('title-list')}?level=county&year=2024").text
    assert "陈丹" in page
    assert "外人" not in page
    assert "陈丹" not in client.get(f"{url('title-list')}?level=national").text
    gone = {"title": "劳动模范", "year": 2023, "on": TODAY, "document": "撤销决定"}
    assert client.post(url("member-step", member.pk, "title-withdrawn"), gone).status_code == 422
    assert client.post(url("member-step", member.pk, "title-withdrawn"), gone | {"year": 2024}).status_code == 302
    assert "已撤销" in client.get(url("member-detail", member.pk)).text
    assert "陈丹" not in client.get(f"{url('title-list')}?level=county").text


def test_the_administrator_has_no_page_about_members(admin_client):
    member = member_in(county().first)
    index = admin_client.get(reverse("admin:index")).text
    assert "/admin/members/member/" not in index
    assert admin_client.get(f"/admin/members/member/{member.pk}/change/").status_code == 404
    assert admin_client.get(url("member-list")).status_code == 403
    assert admin_client.get(url("member-detail", member.pk)).status_code == 404


def test_the_exact_count_is_a_piece_of_its_own(client):
    place = county()
    member_in(place.first)
    client.force_login(place.officer)
    assert client.get(url("member-count")).text == "共 1 人"


def test_a_union_sets_how_it_numbers_its_members(client):
    place = county()
    address = url("number-scheme", place.first.pk)
    client.force_login(place.officer)
    assert "YX01" in client.get(address).text
    assert client.post(address, {"start": "一院", "with_year": "on", "digits": 2}).status_code == 422
    assert client.post(address, {"start": "一院", "with_year": "on", "digits": 4}).status_code == 302
    assert "一院" in client.get(address).text
    client.force_login(officer_of(place.second))
    assert client.post(url("number-scheme", place.second.pk), {"start": "一院", "digits": 4}).status_code == 422
    assert client.get(address).status_code == 404


def test_who_went_outside_comes_back_in_the_union_that_kept_the_archive(client):
    place = county()
    member = member_in(place.first, name="陈丹", number=numbered(1))
    client.force_login(place.chair)
    leave = {"destination": "邻县某厂工会", "on": date(2026, 3, 1).isoformat(), "document": "介绍信"}
    assert client.post(url("member-step", member.pk, "leave-for"), leave).status_code == 302
    client.force_login(officer_of(place.second))
    pull = {"name": "陈丹", "number": numbered(1), "reason": "调入"}
    assert "原工会" in client.post(url("transfer-pull", place.second.pk), pull).text
    client.force_login(place.chair)
    assert "转入会籍" in client.get(url("member-detail", member.pk)).text
    back = {"origin": "邻县某厂工会", "from_day": TODAY, "document": "介绍信"}
    assert client.post(url("member-step", member.pk, "come-in"), back).status_code == 302
    assert Member.objects.get(pk=member.pk).state == MemberState.ACTIVE
