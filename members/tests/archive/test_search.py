"""Names are found by their characters, their pinyin and their initials, and the pages of the hits keep one order."""

from datetime import date
from itertools import pairwise

import pytest

from members.models import Member
from members.services.archive.listing import Asked, page_of, people
from members.tests.factories import MembershipFactory, OrganizationFactory, officer_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
NAMES = ("张伟", "张伟明", "张西安", "西安", "先明", "仙伟", "王张", "占刚", "赵曾", "欧阳张", "阿依古丽·买买提")


@pytest.fixture
def officer():
    place = OrganizationFactory()
    for name in NAMES:
        MembershipFactory(member__name=name, organization=place)
    return officer_of(place)


def found(officer, text: str) -> list[str]:
    page = page_of(people(officer, Asked(text=text), on=DAY), ())
    return [row.name for row in page.rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张", ["张伟", "张伟明", "张西安"]),
        ("曾", ["赵曾"]),
        ("张伟", ["张伟", "张伟明"]),
        ("张伟明", ["张伟明"]),
        ("zhang", ["占刚", "张伟", "张伟明", "张西安"]),
        ("zhangwei", ["张伟", "张伟明"]),
        ("zhang w", ["张伟", "张伟明"]),
        ("xian", ["西安", "先明", "仙伟"]),
        ("zwm", ["张伟明"]),
        ("·买", ["阿依古丽·买买提"]),
        ("李", []),
        ("qqqq", []),
        ("不在这里的人", []),
    ],
)
def test_a_name_is_found_by_what_people_type(officer, text, names):
    assert found(officer, text) == names


@pytest.mark.parametrize("text", ["", "张", "zhang", "zw"])
def test_pages_of_hits_lead_forward_and_back_in_one_order(officer, text):
    rows = people(officer, Asked(text=text), on=DAY)
    wanted = list(rows.values_list("name", flat=True))
    assert wanted == [row.name for row in Member.objects.filter(name__in=wanted).order_by("pinyin", "pk")]

    pages = [page_of(rows, (), size=2)]
    while pages[-1].after:
        pages.append(page_of(rows, (), after=pages[-1].after, size=2))
    assert [row.name for page in pages for row in page.rows] == wanted

    for page, following in pairwise(pages):
        assert page_of(rows, (), before=following.before, size=2).rows == page.rows
