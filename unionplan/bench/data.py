"""Plans of the sizes the limits are stated for, from a fixed seed."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from members.enums import OrganizationKind, Post, TokenScope
from members.models import Office, Organization, User
from members.services.keys import create_token
from plans.enums import PlanKind, PlanState
from plans.models import Occurrence, Plan, PlanItem, Section, Target, TimeWindow

SEED = 20260308
_WORDS = ("组织", "慰问", "职工", "技能", "比武", "座谈", "培训", "健步走", "读书", "安全", "劳模", "女职工", "送清凉")


@dataclass(frozen=True, slots=True)
class World:
    """What the measurements ask for."""

    organization: Organization
    officer: User
    secret: str
    plan: Plan


def build(*, items: int) -> World:
    """One organization with an officer, a token, and a plan of `items` items."""
    organization = Organization.objects.create(name="县总工会", code="BENCH", kind=OrganizationKind.FEDERATION)
    officer = User.objects.create(username="bench", full_name="测试员")
    Office.objects.create(user=officer, organization=organization, post=Post.CHAIR, starts_on=date(2020, 1, 1))
    _token, secret = create_token(by=officer, name="bench", scope=TokenScope.WRITE, days=1)
    plan = add_plans(organization, officer, count=1, items=items)[0]
    return World(organization=organization, officer=officer, secret=secret, plan=plan)


@contextmanager
def without_history() -> Iterator[None]:
    """No row history for made-up rows: its triggers would take most of the time. Needs the rights of the trial's own
    database user."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")


@without_history()
def add_plans(organization: Organization, officer: User, *, count: int, items: int) -> list[Plan]:
    """Approved plans with `items` items each: ten sections, one window, one occurrence and one target an item."""
    plans = Plan.objects.bulk_create(_plan(organization, officer, number) for number in range(count))
    sections = Section.objects.bulk_create(
        Section(plan=plan, position=position, title=f"第{position}部分工作") for plan in plans for position in range(10)
    )
    rng = random.Random(SEED)  # noqa: S311 - repeatable data, no secret
    rows = PlanItem.objects.bulk_create(
        (_item(section, rng, position) for section in sections for position in range(max(1, items // 10))),
        batch_size=5000,
    )
    _facts(rows, rng)
    return plans


def _plan(organization: Organization, officer: User, number: int) -> Plan:
    year = 2026 - number % 5
    return Plan(
        organization=organization,
        kind=PlanKind.ANNUAL,
        title=f"{year}年工会工作计划（{number}）",
        year=year,
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        author=officer,
        state=PlanState.APPROVED,
        approver=officer,
        approved_at=timezone.now(),
    )


def _item(section: Section, rng: random.Random, position: int) -> PlanItem:
    title = "".join(rng.choices(_WORDS, k=6))
    return PlanItem(plan_id=section.plan_id, section=section, position=position, title=title, body=title * 4)


def _facts(items: list[PlanItem], rng: random.Random) -> None:
    starts = [date(2026, 1, 1) + timedelta(days=rng.randrange(330)) for _ in items]
    windows = TimeWindow.objects.bulk_create(
        (
            TimeWindow(item=item, text="当月", start=start, end=start + timedelta(days=6), precision="day")
            for item, start in zip(items, starts, strict=True)
        ),
        batch_size=5000,
    )
    Occurrence.objects.bulk_create(
        (
            Occurrence(window=row, item_id=row.item_id, start=start, end=start + timedelta(days=6))
            for row, start in zip(windows, starts, strict=True)
        ),
        batch_size=5000,
    )
    Target.objects.bulk_create(
        (Target(item=item, text="参加30人以上", metric="参加", value=30, unit="人") for item in items), batch_size=5000
    )
