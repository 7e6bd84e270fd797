"""Dated rules: which value holds where and when, who may give a new one, and what is said when nobody has."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.enums import Post
from members.models import Rule
from members.services import rules
from members.services.rules import NoRuleError, RuleKey, decimal_of, set_rule, value_of
from members.tests.factories import OrganizationFactory, RuleFactory, member_of, officer_of
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db

KEY = "other.test_limit"
DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def limit(monkeypatch):
    monkeypatch.setitem(
        rules._keys, KEY, RuleKey(KEY, label="测试限额", explanation="每人每年不超过多少元。", unit="元")
    )


@pytest.fixture
def county():
    return OrganizationFactory(name="云溪县总工会")


@pytest.fixture
def base(county):
    return OrganizationFactory(name="测试基层工会", parent=county)


def national(value="1500", **extra):
    return RuleFactory(key=KEY, organization=None, value=value, **extra)


def test_the_nearest_word_holds(county, base):
    national("1500")
    RuleFactory(key=KEY, organization=county, value="1800")
    RuleFactory(key=KEY, organization=OrganizationFactory(parent=county), value="9999")

    assert value_of(KEY, base, DAY) == "1800"
    RuleFactory(key=KEY, organization=base, value="2000")
    assert value_of(KEY, base, DAY) == "2000"
    assert value_of(KEY, OrganizationFactory(), DAY) == "1500"


def test_each_day_has_its_own_value(base):
    national("1500", effective_from=date(2018, 3, 1), effective_to=date(2025, 8, 20))
    national("2200", effective_from=date(2025, 8, 21))

    assert value_of(KEY, base, date(2025, 8, 20)) == "1500"
    assert value_of(KEY, base, date(2025, 8, 21)) == "2200"


def test_nobody_has_said(base):
    with pytest.raises(NoRuleError, match="测试限额"):
        decimal_of(KEY, base, DAY)


def test_a_new_value_ends_the_one_before_and_keeps_it(base):
    chair = officer_of(base, post=Post.CHAIR)
    first = set_rule(
        key=KEY, organization=base, value="10", effective_from=date(2026, 1, 1), source_document="甲", by=chair
    )
    set_rule(key=KEY, organization=base, value="12", effective_from=DAY, source_document="乙", by=chair)

    first.refresh_from_db()
    assert first.effective_to == DAY - timedelta(days=1)
    assert value_of(KEY, base, DAY - timedelta(days=1)) == "10"
    assert value_of(KEY, base, DAY) == "12"
    assert AuditEntry.objects.filter(action="members.rule.set", organization_id=base.pk).count() == 2


def test_history_is_not_rewritten(base):
    chair = officer_of(base, post=Post.CHAIR)
    set_rule(key=KEY, organization=base, value="10", effective_from=DAY, source_document="甲", by=chair)

    with pytest.raises(DomainError) as refused:
        set_rule(key=KEY, organization=base, value="9", effective_from=DAY, source_document="乙", by=chair)

    assert refused.value.field == "effective_from"
    assert Rule.objects.get(organization=base).value == "10"


def test_the_list_names_value_source_and_owner(client, county, base):
    RuleFactory(key=KEY, organization=county, value="1800", source_document="云工发〔2026〕3号", source_clause="第二条")
    client.force_login(officer_of(base))

    text = client.get(reverse("members:rule-list")).text

    assert "测试限额" in text
    assert "1800 元" in text
    assert "沿用：云溪县总工会" in text
    assert "云工发〔2026〕3号" in text


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_for_one_value_and_for_many(client, base, count, django_assert_num_queries):
    for number in range(count):
        national(str(number), effective_from=date(2020 + number, 1, 1), effective_to=date(2020 + number, 12, 31))
    client.force_login(officer_of(base))

    with django_assert_num_queries(6):  # session, user, offices, memberships, rules, unread
        client.get(reverse("members:rule-list"))


def test_an_officer_registers_a_value(client, base):
    client.force_login(officer_of(base))
    typed = {"value": "2000.50", "effective_from": "2026-06-01", "source_document": "测试办法"}

    response = client.post(reverse("members:rule-set", args=[base.pk, KEY]), typed, follow=True)

    assert "2000.50 元" in response.text
    assert value_of(KEY, base, DAY) == "2000.50"


def test_bad_input_is_told_beside_the_field_and_stays(client, base):
    client.force_login(officer_of(base))
    typed = {"value": "两千", "effective_from": "2026-06-01", "source_document": ""}

    response = client.post(reverse("members:rule-set", args=[base.pk, KEY]), typed)

    assert response.status_code == 422
    assert "请填写数字" in response.text
    assert "两千" in response.text
    assert not Rule.objects.filter(organization=base).exists()


@pytest.mark.parametrize("relation", ["parent", "sibling", "absent"])
def test_other_organizations_are_not_found(client, county, base, relation):
    places = {"parent": county.pk, "sibling": OrganizationFactory(parent=county).pk, "absent": 999_999}
    client.force_login(officer_of(base, post=Post.CHAIR))

    for name in ("members:rule-detail", "members:rule-set"):
        assert client.get(reverse(name, args=[places[relation], KEY])).status_code == 404
    assert client.post(reverse("members:rule-set", args=[places[relation], KEY]), {}).status_code == 404


def test_reading_needs_no_right_to_change(client, base):
    client.force_login(officer_of(base, post=Post.COMMITTEE))
    national("1500")

    assert "1500 元" in client.get(reverse("members:rule-detail", args=[base.pk, KEY])).text
    assert client.get(reverse("members:rule-set", args=[base.pk, KEY])).status_code == 403


def test_a_plain_member_is_told_who_keeps_the_rules(client, base):
    client.force_login(member_of(base))

    assert "您目前没有任职" in client.get(reverse("members:rule-list")).text


def test_an_unknown_rule_is_not_found(client, base):
    client.force_login(officer_of(base))

    assert client.get(reverse("members:rule-detail", args=[base.pk, "no.such"])).status_code == 404


def test_today_is_the_first_day_offered(client, base):
    client.force_login(officer_of(base))

    page = client.get(reverse("members:rule-set", args=[base.pk, KEY]))

    assert timezone.localdate().isoformat() in page.text
