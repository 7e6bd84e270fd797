"""Grades and area groups, and the figures plan targets are measured from."""

from datetime import date

import pytest
from django.urls import reverse

from members.choices.register import Cadence, GroupRole
from members.enums import OrganizationKind, Post
from members.models import AreaGroup, GradeAward, GradeScheme
from members.services.register.counting import (
    terms_elected_on_time,
    terms_overdue,
    unions_of_kind,
    unions_set_up,
    unions_with_grade,
)
from members.services.register.groups import join_group, leave_group
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.factories_register import (
    AreaGroupFactory,
    AreaGroupMemberFactory,
    GradeAwardFactory,
    GradeSchemeFactory,
    TermFactory,
)
from unionplan.core.counting import Window
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def county():
    return OrganizationFactory(name="测试县总工会", kind=OrganizationKind.FEDERATION)


@pytest.fixture
def officer(county):
    return officer_of(county)


def test_a_grade_is_set_up_awarded_once_a_year_and_taken_back_with_a_reason(client, county, officer):
    union = OrganizationFactory(parent=county, name="测试厂工会", contact_leader="联系领导甲")
    elsewhere = OrganizationFactory(name="别的县工会")
    client.force_login(officer)
    new = {"name": "三星级", "criteria": "有牌子、有经费、有活动", "rank": "2", "starts_on": "2026-01-01"}
    assert client.post(reverse("members:scheme-add", args=[county.pk]), new).status_code == 302
    assert client.post(reverse("members:scheme-add", args=[county.pk]), new).status_code == 422
    address = reverse("members:grade-award", args=[GradeScheme.objects.get().pk])
    typed = {"organization": union.code, "year": "2026", "awarded_on": "2026-11-01", "evidence": "验收 92 分"}

    assert client.post(address, typed).status_code == 302
    again = client.post(address, typed)
    foreign = client.post(address, typed | {"organization": elsewhere.code})
    early = client.post(address, typed | {"awarded_on": "2025-11-01", "year": "2025"})

    assert "该工会这一年已评为“三星级”" in again.text
    assert "没有找到可以选的工会" in foreign.text
    assert "在这一天没有施行" in early.text
    page = client.get(reverse("members:grade-list")).text
    assert "联系领导甲" in page
    assert "验收 92 分" in page
    award = GradeAward.objects.get()
    withdraw = reverse("members:grade-withdraw", args=[award.pk])
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    assert client.post(withdraw, {"reason": "材料不实"}).status_code == 302
    assert not GradeAward.objects.exists()
    assert AuditEntry.objects.get(action="members.grade.withdrawn").note == "材料不实"


def test_a_grade_set_above_is_seen_below_but_awarded_by_its_owner_only(client, county):
    union = OrganizationFactory(parent=county)
    scheme = GradeSchemeFactory(organization=county, name="六好工会")
    GradeAwardFactory(scheme=scheme, organization=union)
    GradeAwardFactory(scheme=scheme, organization=OrganizationFactory(parent=county, name="邻厂工会"))
    client.force_login(officer_of(union, post=Post.CHAIR))

    text = client.get(reverse("members:grade-list")).text

    assert "六好工会" in text
    assert "已评 1 家次" in text
    assert "邻厂工会" not in text
    assert client.get(reverse("members:grade-award", args=[scheme.pk])).status_code == 403


def test_figures_count_within_the_subtree_and_the_window(county):
    town = OrganizationFactory(parent=county, kind=OrganizationKind.FEDERATION, founded_on=date(2026, 3, 1))
    new = OrganizationFactory(parent=town, founded_on=date(2026, 1, 1))
    OrganizationFactory(parent=town, founded_on=date(2026, 12, 31), kind=OrganizationKind.GRID)
    OrganizationFactory(parent=town, founded_on=date(2025, 12, 31))
    OrganizationFactory(parent=town, founded_on=date(2027, 1, 1))
    OrganizationFactory(parent=new, founded_on=date(2026, 5, 1), kind=OrganizationKind.GROUP)
    OrganizationFactory(parent=town, founded_on=date(2026, 5, 1), is_active=False)
    OrganizationFactory(founded_on=date(2026, 5, 1))
    path = str(county.path)

    founded = unions_set_up(path=path, window=YEAR)

    assert (founded.value, founded.unit, founded.as_of) == (2, "家", date(2026, 12, 31))
    assert founded.records.count() == 2
    assert unions_of_kind(path=path, window=YEAR).value == 3
    assert unions_of_kind(path=path, window=YEAR, kind=OrganizationKind.GRID).value == 1
    assert unions_of_kind(path=str(new.path), window=YEAR).value == 1


def test_grades_count_unions_not_awards(county):
    union = OrganizationFactory(parent=county)
    star, good = GradeSchemeFactory(organization=county, name="三星级"), GradeSchemeFactory(name="三星级")
    GradeAwardFactory(scheme=star, organization=union, awarded_on=date(2026, 5, 1), year=2026)
    GradeAwardFactory(scheme=good, organization=union, awarded_on=date(2026, 6, 1), year=2026)
    GradeAwardFactory(scheme=star, organization=county, awarded_on=date(2025, 5, 1))
    GradeAwardFactory(scheme__name="合格", organization=union, awarded_on=date(2026, 5, 1))

    assert unions_with_grade(path=str(county.path), window=YEAR, grade="三星级").value == 1


def test_terms_over_and_terms_followed_in_time(county):
    first, second, third = (OrganizationFactory(parent=county) for _n in range(3))
    TermFactory(organization=first, ends_on=date(2026, 6, 30))
    TermFactory(organization=first, number=2, starts_on=date(2026, 7, 1), ends_on=date(2031, 6, 30))
    TermFactory(organization=second, ends_on=date(2026, 6, 30))
    TermFactory(organization=second, number=2, starts_on=date(2026, 9, 1), ends_on=date(2031, 8, 31))
    TermFactory(organization=third, ends_on=date(2026, 6, 30))
    TermFactory(ends_on=date(2026, 6, 30))

    on_time = terms_elected_on_time(path=str(county.path), window=YEAR)

    assert (str(on_time.value), on_time.numerator.value, on_time.denominator.value) == ("33.33", 1, 3)
    assert [term.organization for term in terms_overdue(path=str(county.path), window=YEAR).records] == [third]


def test_an_area_group_cuts_across_the_tree(client, county, officer):
    east, west = (OrganizationFactory(parent=county, name=name) for name in ("东镇总工会", "西镇总工会"))
    lead, other = OrganizationFactory(parent=east, name="外经工会"), OrganizationFactory(parent=west, name="统计工会")
    client.force_login(officer)
    new = {"name": "第一片组", "cadence": Cadence.QUARTERLY, "starts_on": "2026-01-01", "purpose": "互动互助"}

    assert client.post(reverse("members:group-add", args=[county.pk]), new).status_code == 302
    group = AreaGroup.objects.get()
    join = reverse("members:group-join", args=[group.pk])
    for union, role in ((lead, GroupRole.LEAD), (other, GroupRole.MEMBER)):
        assert (
            client.post(join, {"organization": union.code, "role": role, "starts_on": "2026-01-01"}).status_code == 302
        )
    twice = client.post(join, {"organization": other.code, "role": "member", "starts_on": "2026-02-01"})

    assert "“统计工会”已在这个片组里" in twice.text
    client.force_login(officer_of(west))
    page = client.get(reverse("members:group-detail", args=[group.pk]))
    assert page.status_code == 200
    assert "外经工会" in page.text
    assert client.get(join).status_code == 403


def test_a_union_leaves_and_may_come_back(county, officer):
    member = AreaGroupMemberFactory(group__keeper=county)
    with pytest.raises(DomainError, match="止不能早于起"):
        leave_group(member_id=member.pk, ends_on=date(2019, 1, 1), by=officer)
    leave_group(member_id=member.pk, ends_on=date(2026, 3, 31), by=officer)

    again = {"organization": member.organization, "role": GroupRole.MEMBER, "by": officer}
    with pytest.raises(DomainError, match="已在这个片组里"):
        join_group(group_id=member.group_id, starts_on=date(2026, 3, 31), **again)
    assert join_group(group_id=member.group_id, starts_on=date(2026, 4, 1), **again).ends_on is None


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_of_groups_costs_the_same_for_one_and_for_many(
    client, county, officer, django_assert_num_queries, count
):
    for _number in range(count):
        group = AreaGroupFactory(keeper=county)
        AreaGroupMemberFactory(group=group, role=GroupRole.LEAD, organization__short_name="牵头局")
    AreaGroupFactory(name="别的县片组")
    client.force_login(officer)

    # session, account, two for rights, count, groups, members, unread
    with django_assert_num_queries(8):
        text = client.get(reverse("members:group-list")).text

    assert text.count("牵头局") == count
    assert "别的县" not in text
