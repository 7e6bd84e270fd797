"""Pages of dues: who may see and do what, one list in constant queries, and nobody else's money."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from members.choices.dues import BatchKind, EntryKind
from members.enums import OrganizationKind, Post
from members.models import DuesCorrection, DuesEntry, DuesReceipt, DuesRecord, DuesRule, Wage
from members.services.dues.batches import take_batch
from members.services.dues.correcting import ask_correction
from members.services.dues.matching import BatchRow
from members.tests.dues.doing import (
    MARCH,
    PAID_ON,
    charge_of,
    charged,
    finance_of,
    group_of,
    joined,
    pay,
    union,
)
from members.tests.factories import MembershipFactory, OrganizationFactory, UserFactory, officer_of
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return union(short_name="甲工会")


def _get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"members:{name}", args=args), query)


def _post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"members:{name}", args=args), data)


def test_a_group_leader_ticks_who_has_paid_and_receipts_follow(client, home):
    group = group_of(home)
    first, second = joined(group, member__name="乙二"), joined(group, member__name="乙一")
    leader = officer_of(group, post=Post.GROUP_LEADER)
    charged(home, group)

    page = _get(client, leader, "dues-collect", group.pk)
    assert "28.35" in page.text
    assert [row.member for row in page.context["owing"]] == [first, second]
    answer = _post(
        client, leader, "dues-collect", group.pk, paid_on="2026-03-12", method="cash", paid=[f"{first.pk}:28.35"]
    )

    assert answer.status_code == 302
    assert charge_of(first).balance == 0
    assert charge_of(second).balance == Decimal("28.35")
    assert DuesReceipt.objects.get().organization == home
    assert AuditEntry.objects.filter(action="members.dues.collected").count() == 1


def test_an_old_page_is_answered_beside_the_form_and_books_nothing(client, home):
    member, finance = joined(home, member__name="乙甲"), finance_of(home)
    charged(home)
    pay(charge_of(member), "10", finance)

    answer = _post(
        client, finance, "dues-collect", home.pk, paid_on="2026-03-12", method="cash", paid=[f"{member.pk}:28.35"]
    )

    assert answer.status_code == 422
    assert "乙甲的欠缴金额已变为 18.35 元" in answer.text
    assert DuesEntry.objects.count() == 1


def test_the_future_and_nobody_ticked_are_refused_beside_the_form(client, home):
    joined(home)
    charged(home)

    late = _post(
        client, finance_of(home), "dues-collect", home.pk, paid_on="2999-01-01", method="cash", paid=["1:1.00"]
    )
    none = _post(client, finance_of(home), "dues-collect", home.pk, paid_on="2026-03-12", method="cash")

    assert "收款日期不能晚于今天" in late.text
    assert "请先勾选" in none.text


@pytest.mark.parametrize(
    ("name", "own", "finance_above", "officer"),
    [
        ("dues-collect", 200, 403, 403),
        ("dues-periods", 200, 200, 200),
        ("dues-standards", 200, 200, 200),
        ("dues-standard-set", 200, 403, 403),
        ("dues-batches", 200, 200, 200),
        ("dues-figures-csv", 200, 200, 200),
    ],
)
def test_who_may_open_what(client, name, own, finance_above, officer):
    county = OrganizationFactory(kind=OrganizationKind.FEDERATION)
    home = union(parent=county)
    foreign = finance_of(union())

    assert _get(client, finance_of(home), name, home.pk).status_code == own
    assert _get(client, finance_of(county), name, home.pk).status_code == finance_above
    assert _get(client, officer_of(home), name, home.pk).status_code == officer
    assert _get(client, officer_of(home, post=Post.COMMITTEE), name, home.pk).status_code == 403
    assert _get(client, foreign, name, home.pk).status_code == 404
    assert _get(client, finance_of(union(parent=county)), name, home.pk).status_code == 404


def test_a_union_collects_for_its_groups_but_a_group_not_for_its_neighbour(client, home):
    first, second = group_of(home), group_of(home)

    assert _get(client, finance_of(home), "dues-collect", first.pk).status_code == 200
    leader = officer_of(first, post=Post.GROUP_LEADER)
    assert _get(client, leader, "dues-collect", second.pk).status_code == 404
    assert _get(client, leader, "dues-collect", home.pk).status_code == 404


def test_wages_and_statements_are_for_those_who_may_read_dues(client, home):
    member = joined(home, wage="4321.09")
    charged(home)

    page = _get(client, finance_of(home), "dues-member", member.pk)
    assert "4321.09" in page.text
    for stranger in (finance_of(union()), officer_of(home, post=Post.WOMEN_OFFICER), UserFactory()):
        assert _get(client, stranger, "dues-member", member.pk).status_code == 404
    auditor = officer_of(home, post=Post.AUDITOR)
    assert _get(client, auditor, "dues-wage", member.pk).status_code == 403


def test_a_wage_is_typed_by_post_and_stays_out_of_the_trail(client, home):
    member = joined(home, wage=None)

    answer = _post(
        client, finance_of(home), "dues-wage", member.pk, starts_on="2026-03-01", monthly="9876.54", source="三月工资表"
    )

    assert answer.status_code == 302
    assert Wage.objects.get(member=member).monthly == Decimal("9876.54")
    entry = AuditEntry.objects.get(action="members.dues.wage_set")
    assert "9876" not in f"{entry.changes} {entry.note} {entry.subject}"
    empty = _post(client, finance_of(home), "dues-wage", member.pk, starts_on="2026-03-01", source="三月工资表")
    assert "请至少填写一项工资" in empty.text


def test_a_member_reads_the_own_dues_and_receipt_and_nobody_elses(client, home):
    user, other = UserFactory(), UserFactory()
    member, neighbour = joined(home, member__user=user), joined(home, member__user=other, wage="3000")
    charged(home)
    pay(charge_of(member), "28.35", finance_of(home))
    pay(charge_of(neighbour), "15", finance_of(home))

    page = _get(client, user, "dues-own")
    own, foreign = (DuesReceipt.objects.get(member=each) for each in (member, neighbour))
    assert "28.35" in page.text
    assert "15.00" not in page.text
    assert _get(client, user, "dues-receipt", own.pk).status_code == 200
    assert _get(client, user, "dues-receipt", foreign.pk).status_code == 404


def test_any_amount_is_taken_over_the_counter_and_the_oldest_debt_is_paid_first(client, home):
    member, finance = joined(home), finance_of(home)
    charged(home)
    charged(home, on=date(2026, 4, 1))

    too_much = _post(client, finance, "dues-pay", member.pk, amount="56.71", paid_on="2026-04-12", method="cash")
    taken = _post(client, finance, "dues-pay", member.pk, amount="30", paid_on="2026-04-12", method="mobile")

    assert "金额超过欠缴会费" in too_much.text
    assert "30.00" in client.get(taken.url).text
    assert [charge_of(member, date(2026, month, 1)).balance for month in (3, 4)] == [0, Decimal("26.70")]
    assert _get(client, officer_of(home), "dues-pay", member.pk).status_code == 403


def test_the_history_of_dues_moves_along_with_the_member(client, home):
    member, former = joined(home), home
    charged(former)
    pay(charge_of(member), "28.35", finance_of(former))
    new = union()
    member.memberships.update(ends_on=date(2026, 3, 31))
    MembershipFactory(member=member, organization=new, starts_on=date(2026, 4, 1))

    page = _get(client, finance_of(new), "dues-member", member.pk)

    assert "28.35" in page.text
    assert _get(client, finance_of(new), "dues-receipt", DuesReceipt.objects.get().pk).status_code == 200
    assert _get(client, finance_of(former), "dues-member", member.pk).status_code == 404


def test_a_receipt_says_when_it_is_printed_again(client, home):
    member, finance = joined(home), finance_of(home)
    charged(home)
    pay(charge_of(member), "28.35", finance)
    receipt = DuesReceipt.objects.get()

    first = _post(client, finance, "dues-receipt-print", receipt.pk)
    again = _post(client, finance, "dues-receipt-print", receipt.pk)

    assert "补打" not in first.text
    assert "补打（第 2 次打印）" in again.text


def test_charging_from_the_page_says_how_many_and_who_waits_for_a_wage(client, home):
    joined(home)
    waiting = joined(home, wage=None, member__name="乙待")

    answer = _post(
        client, finance_of(home), "dues-periods", home.pk, cycle="month", on=timezone.localdate().isoformat()
    )

    assert answer.status_code == 302
    assert DuesRecord.objects.count() == 1
    page = client.get(answer.url)
    assert waiting.name in page.text
    assert "新增应缴 1 人" in page.text


def test_a_correction_goes_to_a_second_person(client, home):
    member, finance, chair = joined(home), finance_of(home), officer_of(home, post=Post.CHAIR)
    charged(home)
    pay(charge_of(member), "28.35", finance)
    record = charge_of(member)

    _post(client, finance, "dues-correct", record.pk, kind="refund", amount="8.35", method="cash", reason="多收")
    asked = DuesCorrection.objects.get()
    own = _post(client, finance, "dues-correction-approve", asked.pk)
    assert "另一个人复核" in client.get(own.url).text
    _post(client, chair, "dues-correction-approve", asked.pk)

    assert charge_of(member).balance == Decimal("8.35")
    assert _post(client, finance_of(union()), "dues-correction-approve", asked.pk).status_code == 404


def test_closing_and_opening_again_ask_for_the_right_people(client, home):
    joined(home)
    period = charged(home)
    finance, chair = finance_of(home), officer_of(home, post=Post.CHAIR)

    _post(client, finance, "dues-close", home.pk, period.pk)
    assert "已结账" in _get(client, finance, "dues-periods", home.pk).text
    assert _post(client, finance, "dues-reopen", home.pk, period.pk, reason="漏记").status_code == 403
    _post(client, chair, "dues-reopen", home.pk, period.pk, reason="漏记")
    assert AuditEntry.objects.get(action="members.dues.reopened").note == "漏记"


def test_a_standard_is_checked_beside_its_fields(client, home):
    finance = finance_of(home)
    good = {
        "starts_on": "2026-07-01",
        "base": ["post", "grade"],
        "rate": "0.5",
        "step": "10",
        "rounding": "jiao_down",
        "cycle": "month",
        "window_month": "1",
        "window_from": "1",
        "window_to": "20",
        "source_document": "本单位会费收缴办法",
    }

    wrong = _post(client, finance, "dues-standard-set", home.pk, **{**good, "window_month": "3", "window_to": "0"})
    assert wrong.status_code == 422
    assert "收缴月要在周期之内" in wrong.text
    assert _post(client, finance, "dues-standard-set", home.pk, **good).status_code == 302
    assert DuesRule.objects.get(organization=home).rate == Decimal("0.005")


@pytest.mark.parametrize("count", [1, 4])
def test_arrears_are_listed_in_constant_queries(client, django_assert_num_queries, home, count):
    for _ in range(count):
        joined(home)
    stranger = joined(union(), member__name="外单位会员")
    charged(home, stranger.home)
    client.force_login(finance_of(home))
    address = reverse("members:dues-arrears")

    with django_assert_num_queries(10):
        page = client.get(address)

    assert len(page.context["rows"]) == count
    assert stranger.name not in page.text


@pytest.mark.parametrize("count", [1, 4])
def test_a_group_is_listed_in_constant_queries(client, django_assert_num_queries, home, count):
    for _ in range(count):
        joined(home)
    charged(home)
    client.force_login(finance_of(home))
    address = reverse("members:dues-collect", args=[home.pk])

    with django_assert_num_queries(11):
        page = client.get(address)

    assert len(page.context["owing"]) == count


def test_open_rows_of_a_file_are_worked_off(client, home):
    member = joined(home, member__staff_number="A1", member__name="乙甲")
    charged(home)
    finance = finance_of(home)
    batch = take_batch(
        organization=home,
        kind=BatchKind.BANK,
        rows=[BatchRow(1, Decimal("28.35"), name="乙某"), BatchRow(2, Decimal("5"), name="路人")],
        file_name="三月.csv",
        file_digest="0" * 64,
        paid_on=PAID_ON,
        by=finance,
    )
    first, second = batch.lines.order_by("row")

    wrong = _post(client, finance, "dues-line-settle", first.pk, number="没有")
    assert "没有找到唯一的会员" in wrong.text
    _post(client, finance, "dues-line-settle", first.pk, number="A1")
    _post(client, finance, "dues-line-dismiss", second.pk, reason="不是会费")

    assert charge_of(member).balance == 0
    assert "没有这样的行" in _get(client, finance, "dues-batch", batch.pk).text
    assert _get(client, finance_of(union()), "dues-batch", batch.pk).status_code == 404
    assert _post(client, officer_of(home), "dues-line-settle", first.pk, number="A1").status_code == 403


def test_figures_show_the_own_subtree_only_and_take_it_along(client, home):
    joined(home)
    other = union(short_name="外单位")
    joined(other)
    period = charged(home, other, on=timezone.localdate().replace(day=1))
    finance = finance_of(home)

    page = _get(client, finance, "dues-figures")
    table = _get(client, finance, "dues-figures-csv", home.pk, period=period.pk)

    assert page.context["months"][0].figures.owed == Decimal("28.35")
    assert "外单位" not in page.text
    assert "28.35" in table.text
    assert _get(client, finance, "dues-figures", organization=other.pk).status_code == 404
    assert _get(client, UserFactory(), "dues-figures").status_code == 404


def test_what_waits_is_only_ours(client, home):
    member, foreign = joined(home, member__name="乙甲"), joined(union(), member__name="外单位会员")
    charged(home, foreign.home)
    for each in (member, foreign):
        ask_correction(
            charge=charge_of(each, MARCH),
            kind=EntryKind.WAIVER,
            amount=Decimal("-1"),
            reason="困难",
            by=finance_of(each.home),
        )

    page = _get(client, finance_of(home), "dues-corrections")

    assert "乙甲" in page.text
    assert "外单位会员" not in page.text
