"""Employers: found by a checked code, their years, and the unions in them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from members.enums import OrganizationKind
from members.models import Employer, EmployerFigures, Headcount, UnionEmployer
from members.services.register.codes import credit_code_of
from members.services.register.counting import staff_of
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.factories_register import (
    EmployerFactory,
    EmployerFiguresFactory,
    HeadcountFactory,
    UnionEmployerFactory,
)
from unionplan.core.counting import Window
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db
CODE = "91110000600037341L"  # the example of GB 32100


@pytest.fixture
def county():
    return OrganizationFactory(name="测试县总工会", kind=OrganizationKind.FEDERATION)


@pytest.fixture
def officer(county):
    return officer_of(county)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("9111000060003734", "应为 18 位，现在是 16 位"),
        ("91110000600037341M", "校验位不对"),
        ("91110000600037341I", "不使用的字符"),
    ],
)
def test_a_wrong_code_says_what_is_wrong_with_it(typed, says):
    with pytest.raises(DomainError, match=says):
        credit_code_of(typed)


def test_blanks_and_small_letters_of_a_code_are_put_right():
    assert credit_code_of(" 911100 0060003 7341l ") == CODE
    assert credit_code_of("  ") == ""


def test_an_employer_is_entered_and_a_known_code_is_told_beside_the_field(client, county, officer):
    client.force_login(officer)
    typed = {"name": "云溪织造厂", "credit_code": CODE.lower(), "industry": "03", "ownership": "170"}

    saved = client.post(reverse("members:employer-add", args=[county.pk]), typed)
    again = client.post(reverse("members:employer-add", args=[county.pk]), typed | {"name": "云溪二厂"})
    wrong = client.post(reverse("members:employer-add", args=[county.pk]), typed | {"credit_code": "123"})

    employer = Employer.objects.get()
    assert saved.url == reverse("members:employer-detail", args=[employer.pk])
    assert employer.credit_code == CODE
    assert again.status_code == 422
    assert "“云溪织造厂”已登记了这个统一社会信用代码" in again.text
    assert 'value="云溪二厂"' in again.text
    assert "应为 18 位，现在是 3 位" in wrong.text
    assert AuditEntry.objects.get(action="members.employer.added").organization_id == county.pk


def test_a_year_is_reported_anew_and_the_old_number_stays_in_the_trail(client, county, officer):
    employer = EmployerFactory(area=county)
    client.force_login(officer)
    typed = {"year": "2025", "sales": "8000000", "as_of": "2025-12-31", "staff": "120", "women": "40"}
    typed |= {"migrant": "60", "dispatched": "0"}
    address = reverse("members:employer-figures", args=[employer.pk])

    client.post(address, typed)
    client.post(address, typed | {"staff": "130"})
    wrong = client.post(address, typed | {"women": "500"})

    figures = EmployerFigures.objects.get()
    assert (figures.sales, figures.staff) == (Decimal("8000000.00"), 130)
    assert AuditEntry.objects.filter(action="members.employer.figures").first().changes == {"staff": [120, 130]}
    assert wrong.status_code == 422
    assert "其中数不能大于职工数 130" in wrong.text or "其中数不能大于职工数 120" in wrong.text
    assert "800 万元" in client.get(reverse("members:employer-detail", args=[employer.pk])).text


def test_one_employer_has_several_unions_and_a_joint_union_several_employers(client, county, officer):
    first, second = OrganizationFactory(parent=county, name="东工会"), OrganizationFactory(parent=county, name="西工会")
    employer, other = EmployerFactory(area=county), EmployerFactory(area=county)
    officer.offices.update(writes_below=True)
    client.force_login(officer)

    for row, union in ((employer, first), (employer, second), (other, first)):
        typed = {"organization": union.code, "starts_on": "2024-01-01"}
        assert client.post(reverse("members:employer-tie", args=[row.pk]), typed).status_code == 302
    twice = client.post(
        reverse("members:employer-tie", args=[employer.pk]), {"organization": "东工会", "starts_on": "2025-01-01"}
    )

    assert UnionEmployer.objects.count() == 3
    assert twice.status_code == 422
    assert "这段时间已登记“东工会”" in twice.text
    tie = UnionEmployer.objects.get(employer=other)
    client.post(reverse("members:tie-end", args=[tie.pk]), {"ends_on": "2025-12-31"})
    tie.refresh_from_db()
    assert tie.ends_on == date(2025, 12, 31)


def test_the_database_itself_refuses_two_ties_at_once(county):
    tie = UnionEmployerFactory(organization=county)

    with pytest.raises(IntegrityError), transaction.atomic():
        UnionEmployerFactory(organization=county, employer=tie.employer, starts_on=date(2025, 1, 1))


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_is_narrowed_by_the_address_in_constant_queries(
    client, county, officer, django_assert_num_queries, count
):
    for _number in range(count):
        employer = EmployerFactory(area=county, industry="03")
        EmployerFiguresFactory(employer=employer)
    with_union = EmployerFactory(area=county, name="已有工会的厂", industry="03")
    UnionEmployerFactory(employer=with_union, organization=county)
    EmployerFactory(name="别的县的厂", industry="03")
    client.force_login(officer)

    # session, account, two for rights, count, rows, unread
    with django_assert_num_queries(7):
        text = client.get(reverse("members:employer-list"), {"industry": "03", "union": "no"}).text

    assert text.count("测试单位") == count
    assert "已有工会的厂" not in text
    assert "别的县" not in text
    assert "去掉这个条件" in text


def test_a_head_count_carries_its_day_and_the_part_stays_within_the_whole(client, county, officer):
    client.force_login(officer)
    address = reverse("members:headcount-report", args=[county.pk])
    typed = {"as_of": "2026-03-31", "staff": "100", "women": "30", "migrant": "10", "dispatched": "5", "delegates": "9"}

    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed | {"delegates": "101"}).status_code == 422

    assert Headcount.objects.get().delegates == 9
    page = client.get(reverse("members:organization-detail", args=[county.pk])).text
    assert "2026年3月31日" in page


def test_a_branch_that_reported_too_is_not_counted_twice(county):
    base = OrganizationFactory(parent=county)
    branch = OrganizationFactory(parent=base)
    lone = OrganizationFactory(parent=county, kind=OrganizationKind.REGIONAL)
    HeadcountFactory(organization=base, staff=100, as_of=date(2024, 12, 31))
    HeadcountFactory(organization=base, staff=120)
    HeadcountFactory(organization=base, staff=999, as_of=date(2026, 12, 31))
    HeadcountFactory(organization=branch, staff=40)
    HeadcountFactory(organization=lone, staff=7)
    HeadcountFactory(staff=5_000)

    figure = staff_of(path=str(county.path), window=Window(date(2026, 1, 1), date(2026, 6, 30)))

    assert (figure.value, figure.unit, figure.as_of) == (127, "人", date(2025, 12, 31))
    assert [row.staff for row in figure.records] == [120, 7]
    nobody = staff_of(path=str(branch.path), window=Window(date(2020, 1, 1), date(2020, 6, 30)))
    assert nobody.value is None
