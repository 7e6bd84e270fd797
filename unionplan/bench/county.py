"""A county of its full size from a fixed seed: unions, members with everything their names are found by, wages, dues.

Set-based and without row history, so that two hundred thousand members stand in seconds. Made for a database that is
thrown away afterwards: triggers are off while rows are written, so their work is done here (paths, homes, sums).
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import StringIO
from typing import Any

from django.db import connection

from members.choices.dues import Cycle
from members.enums import OrganizationKind, Post
from members.models import DuesPeriod, DuesRule, Membership, Office, Organization, User
from unionplan.bench.data import SEED, without_history
from unionplan.core.names import keys_of

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "尉迟", "皇甫")
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力永健世广志义兴良海山仁波宁贵福生龙元全"
    "胜学祥才发武新利清飞彬富顺信子昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆"
)
_TOWNS = 20
_FORMS = ("establishment", "contract", "contract", "contract", "dispatched", "migrant", "new_form")
_MEMBER_COLUMNS = (
    "id, name, number, state, home_id, gender, born_on, ethnicity, political_status, education, skill_level, household,"
    " employment_form, workplace, staff_number, union_post, joined_on, pinyin, search_terms, version, changed_at"
)


@dataclass(frozen=True, slots=True)
class County:
    """The federation at the top, its chair, and the base unions members are at home in."""

    root: Organization
    chair: User
    homes: tuple[int, ...]


@cache
def standing(organizations: int) -> County:
    """The county of this run, built when it is asked for first."""
    return build(organizations=organizations)


def grow(county: County, *, members: int) -> None:
    """Let the county have at least so many members."""
    present = Membership.objects.filter(organization__in=county.homes).count()
    if present < members:
        add_members(county, count=members - present)


@without_history()
def build(*, organizations: int) -> County:
    """A federation, twenty towns, and base unions below them: `organizations` bodies in all."""
    root, *towns = Organization.objects.bulk_create(
        Organization(code=f"C{number:05}", name=_name_of(number), kind=OrganizationKind.FEDERATION)
        for number in range(_TOWNS + 1)
    )
    bases = Organization.objects.bulk_create(
        (
            Organization(code=f"C{number:05}", name=_name_of(number), kind=OrganizationKind.BASE)
            for number in range(_TOWNS + 1, organizations)
        ),
        batch_size=5000,
    )
    above = {town.pk: root.pk for town in towns}
    above |= {base.pk: towns[place % _TOWNS].pk for place, base in enumerate(bases)}
    _hang(above, root.pk)
    chair = User.objects.create(username="county", full_name="县主席")
    Office.objects.create(user=chair, organization=root, post=Post.CHAIR, starts_on=date(2020, 1, 1))
    root.refresh_from_db()
    return County(root=root, chair=chair, homes=tuple(base.pk for base in bases) or (root.pk,))


def _name_of(number: int) -> str:
    if number == 0:
        return "某县总工会"
    return f"第{number}镇总工会" if number <= _TOWNS else f"第{number}号企业工会"


def _hang(above: dict[int, int], root: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_organization SET path = id::text::ltree WHERE id = %s", [root])
        cursor.execute(
            "UPDATE members_organization o SET parent_id = a.parent FROM unnest(%s, %s) AS a(id, parent)"
            " WHERE o.id = a.id",
            [list(above), list(above.values())],
        )
        for _level in range(2):
            cursor.execute(
                "UPDATE members_organization o SET path = p.path || o.id::text FROM members_organization p"
                " WHERE p.id = o.parent_id AND p.path <> ''"
            )


@without_history()
def add_members(county: County, *, count: int) -> None:
    """`count` members more, each at home in one base union, with an open stay and a wage."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM members_member")
        first = cursor.fetchone()[0] + 1
        rows = StringIO("".join(_rows(county.homes, range(first, first + count))))
        cursor.copy_expert(f"COPY members_member ({_MEMBER_COLUMNS}) FROM STDIN", rows)
        cursor.execute("SELECT setval(pg_get_serial_sequence('members_member', 'id'), max(id)) FROM members_member")
        for statement in (_STAYS, _WAGES):
            cursor.execute(statement, [first])
        cursor.execute("ANALYZE members_member, members_membership, members_wage, members_organization")


def _rows(homes: tuple[int, ...], ids: range) -> Iterator[str]:
    rng = random.Random(SEED + ids.start)  # noqa: S311 - repeatable data, no secret
    for number in ids:
        name = _person(rng)
        keys = keys_of(name)
        columns = (
            str(number), name, f"H{number:08}", "active", str(rng.choice(homes)), rng.choice(("male", "female")),
            f"{rng.randrange(1962, 2005)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}", "汉族", "masses",
            "college", "", "", rng.choice(_FORMS), f"{rng.randrange(1, 9)}车间", f"{number:07}", "",
            f"{rng.randrange(1995, 2024)}-{rng.randrange(1, 13):02}-01", keys.pinyin,
            f"{{{','.join(keys.terms)}}}", "1", "2026-01-05 01:00:00+00",
        )  # fmt: skip
        yield "\t".join(columns) + "\n"


def _person(rng: random.Random) -> str:
    surname = rng.choice(_COMPOUND) if rng.random() < 0.01 else rng.choice(_SURNAMES)
    return surname + "".join(rng.choices(_GIVEN, k=1 if rng.random() < 0.15 else 2))


_STAYS = """
    INSERT INTO members_membership (member_id, organization_id, standing, starts_on, end_reason)
    SELECT id, home_id, 'full', joined_on, '' FROM members_member WHERE id >= %s
"""
_WAGES = """
    INSERT INTO members_wage (member_id, starts_on, monthly, source, recorded_at)
    SELECT id, '1990-01-01', 3000 + id %% 600 * 10, '', now() FROM members_member WHERE id >= %s
"""


@without_history()
def add_dues(county: County, *, year: int, months: int) -> list[DuesPeriod]:
    """Charges of every member for the first `months` of a year, four in five of them paid, and the books of each union.
    The payments stand as sums only: receipts and entries are not made up."""
    periods = DuesPeriod.objects.bulk_create(
        DuesPeriod(cycle=Cycle.MONTH, starts_on=date(year, month, 1), ends_on=date(year, month, 28))
        for month in range(1, months + 1)
    )
    rule = DuesRule.objects.filter(organization__isnull=True).latest("starts_on")
    facts: dict[str, Any] = {"rule": rule.pk, "periods": [period.pk for period in periods]}
    with connection.cursor() as cursor:
        cursor.execute(_CHARGES, facts)
        cursor.execute(_BOOKS, facts)
        cursor.execute("ANALYZE members_duesrecord, members_duessheet, members_duesperiod")
    return periods


_CHARGES = """
    INSERT INTO members_duesrecord (member_id, period_id, organization_id, rule_id, base, rate, months, due,
        payable_from, payable_by, adjusted, paid)
    SELECT w.member_id, p.id, m.home_id, %(rule)s, w.monthly, 0.005, 1, c.due, p.starts_on, p.starts_on + 24, 0,
        CASE WHEN (w.member_id + p.id) %% 5 = 0 THEN 0 ELSE c.due END
    FROM members_duesperiod p CROSS JOIN members_wage w JOIN members_member m ON m.id = w.member_id
        CROSS JOIN LATERAL (SELECT round(floor(w.monthly / 10) * 10 * 0.005, 2) AS due) c
    WHERE p.id = ANY(%(periods)s)
"""
_BOOKS = """
    INSERT INTO members_duessheet (period_id, organization_id, members, due, adjusted, paid, late_paid, late_adjusted)
    SELECT period_id, organization_id, count(*), sum(due), 0, sum(paid), 0, 0
    FROM members_duesrecord WHERE period_id = ANY(%(periods)s) GROUP BY 1, 2
"""
