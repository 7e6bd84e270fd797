"""The loaded demo, as the person who starts the portal for the first time meets it."""

import stat
from datetime import date, datetime

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from members.enums import OrganizationKind, ReminderState
from members.models import Member, Membership, Message, Office, Organization, Reminder, User
from members.services.feeds import public_feed_of
from plans.enums import Audience, ItemState, PlanKind, PlanState
from plans.models import Occurrence, Plan, PlanItem, Revision
from plans.permissions import may_approve_plan, may_change_plan
from unionplan.core.calendar import SHANGHAI, DateRange
from unionplan.core.models import AuditEntry
from unionplan.demo.federation import BASE_KINDS
from unionplan.demo.loading import ACCOUNTS_FILE, load
from unionplan.demo.people import OFFICERS
from unionplan.pages.desk import Desk

pytestmark = pytest.mark.django_db  # each test in a savepoint inside the module's transaction
NOW = datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)
TODAY = NOW.date()
MONTH = DateRange.month(2026, 11)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for this file, in a transaction that nobody commits; the folder with the accounts."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=folder / "media"):
            assert load(now=NOW, folder=folder) is not None
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def accounts(demo) -> dict[str, str]:
    rows = [line.split("\t") for line in (demo / ACCOUNTS_FILE).read_text().splitlines()]
    return {username: password for _role, username, password in rows}


def test_the_federation_is_as_large_as_promised(demo):
    kinds = list(Organization.objects.values_list("kind", flat=True))
    root = Organization.objects.get(parent=None)
    townships = root.children.filter(kind__in=[OrganizationKind.FEDERATION, OrganizationKind.UNION_FEDERATION])

    assert root.name == "禾溪县总工会"
    assert townships.count() == 3
    assert sum(kind in BASE_KINDS for kind in kinds) == 12
    assert set(kinds) >= {OrganizationKind.BRANCH, OrganizationKind.GROUP, OrganizationKind.WOMEN}
    assert User.objects.filter(offices__isnull=False).distinct().count() == len(OFFICERS) == 20
    assert Member.objects.count() == Membership.objects.in_force(TODAY).count() == 300
    assert {member.home_id for member in Member.objects.all()} == set(
        Membership.objects.in_force(TODAY).values_list("organization_id", flat=True)
    )
    kept = Membership.objects.in_force(TODAY).filter(standing="retained")
    assert set(kept.values_list("member__state", flat=True)) == {"retained"}
    assert Member.objects.filter(search_terms__contains=["hgy"]).count() <= 1  # the chair is an officer, not a member
    assert Member.objects.exclude(pinyin="").count() == 300
    assert User.objects.filter(member__isnull=False, offices__isnull=True, is_staff=False).count() == 300
    assert User.objects.values("full_name").distinct().count() == User.objects.count() == 321


def test_two_years_of_plans_stand_in_every_state(demo):
    states = set(Plan.objects.values_list("year", "state"))

    assert {(2025, PlanState.CLOSED), (2026, PlanState.APPROVED), (2026, PlanState.SUBMITTED)} <= states
    assert not PlanItem.objects.filter(
        plan__state=PlanState.CLOSED, has_children=False, state__in=[ItemState.PLANNED, ItemState.IN_PROGRESS]
    ).exists()
    assert Plan.objects.exclude(returned_reason="").get().state == PlanState.DRAFT
    assert set(PlanItem.objects.filter(plan__state=PlanState.APPROVED).values_list("state", flat=True)) == set(
        ItemState
    )
    assert set(Revision.objects.values_list("plan__state", flat=True)) == {PlanState.APPROVED, PlanState.CLOSED}
    chain = Plan.objects.get(kind="month")
    assert [chain.parent.kind, chain.parent.parent.kind, chain.parent.parent.parent.kind] == [
        "half_year",
        "annual",
        "five_year",
    ]


def test_a_table_of_a_word_file_became_work(demo):
    plan = Plan.objects.get(organization__code="HX-LT")
    items = PlanItem.objects.filter(plan=plan, section__title__contains="活动安排表")

    assert plan.source.kind == "docx"
    assert items.count() == 10
    assert items.get(title__startswith="劳动保障法律宣传").occurrences.get().start == date(2026, 11, 21)


def test_everybody_does_only_what_the_office_allows(demo):
    for plan in Plan.objects.select_related("organization", "author", "approver"):
        assert may_change_plan(plan.author, plan), plan
        assert plan.approver is None or may_approve_plan(plan.approver, plan), plan


def test_history_is_told_in_the_order_of_days(demo):
    for plan in Plan.objects.filter(state=PlanState.CLOSED):
        days = [plan.created_at, plan.submitted_at, plan.approved_at, plan.closed_at]
        assert days == sorted(days)
        assert plan.closed_at.date() < date(2026, 2, 1)
        trail = AuditEntry.objects.filter(subject=f"plan:{plan.pk}", target_type="plans.plan").order_by("at")
        assert [entry.action.rsplit(".", 1)[1] for entry in trail] == ["imported", "submitted", "approved", "closed"]
        assert all(entry.actor_label for entry in trail)
    assert not AuditEntry.objects.filter(at__gt=NOW, subject__startswith="plan:").exists()


def test_this_month_is_alive(demo):
    in_month = Occurrence.objects.filter(
        start__lte=MONTH.end, end__gte=MONTH.start, item__plan__state=PlanState.APPROVED
    )
    chair = User.objects.get(username="chair")
    desk = Desk(reader=chair, today=TODAY)

    assert in_month.values("start").distinct().count() >= 20
    assert any(item.is_late for item in desk.now.rows)
    assert any(item.is_today for item in desk.now.rows)
    assert desk.month.total >= 10
    assert len(desk.to_approve) == 1
    assert 0 < desk.standing.done < desk.standing.total


def test_reminders_came_through_the_engine_and_more_are_waiting(demo):
    readers = set(Message.objects.values_list("recipient__username", flat=True))

    assert readers >= {"chair", "officer", "women", "township"}
    assert Message.objects.filter(recipient__username="officer", read_at=None).count() == 1
    assert Reminder.objects.filter(state=ReminderState.WAITING, due_at__lte=NOW).count() == 0
    assert Reminder.objects.filter(state=ReminderState.WAITING, due_at__gt=NOW).count() > 50


def test_the_public_calendar_of_the_county_is_open(demo, client):
    feed = public_feed_of(Organization.objects.get(parent=None))
    answer = client.get(reverse("pages:feed-public", args=[feed.public_slug]))
    shown = PlanItem.objects.public().filter(plan__organization__parent=None).first()

    assert answer.status_code == 200
    assert shown.audience == Audience.PUBLIC
    assert "职工象棋比赛决赛" in answer.text.replace("\r\n ", "")
    assert "经审委员抽看" not in answer.text.replace("\r\n ", "")


def test_only_the_told_accounts_can_log_in_and_only_with_their_random_passwords(demo, accounts):
    path = demo / ACCOUNTS_FILE
    usable = {user.username for user in User.objects.all() if user.has_usable_password()}

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert usable == set(accounts) == {
        "admin", "chair", "officer", "women", "finance", "auditor", "township", "hospital", "member",
    }  # fmt: skip
    assert len(set(accounts.values())) == len(accounts)
    for username, password in accounts.items():
        user = User.objects.get(username=username)
        validate_password(password, user)
        assert user.check_password(password)
    assert authenticate(username="chair", password=accounts["chair"]).full_name == "荷谷雨"


def test_the_administrator_holds_no_office_and_reads_no_plan(demo):
    admin = User.objects.get(username="admin")

    assert admin.is_superuser
    assert not Office.objects.filter(user=admin).exists()
    assert not Plan.objects.visible_to(admin).exists()


def test_every_page_of_every_plan_answers(demo):
    client = Client()
    client.force_login(User.objects.get(username="chair"))
    names = ("plan-detail", "plan-history", "plan-revisions")

    for plan in Plan.objects.exclude(kind="personal"):
        for name in names:
            answer = client.get(reverse(f"plans:{name}", args=[plan.pk]))
            assert answer.status_code == 200, (plan, name)
        assert plan.title in client.get(plan.get_absolute_url()).text
    for name in ("pages:desk", "pages:calendar", "members:inbox", "plans:plan-list", "members:organization-list"):
        assert client.get(reverse(name)).status_code == 200, name


def test_a_member_sees_what_is_meant_for_members(demo):
    member = User.objects.get(username="member")
    seen = PlanItem.objects.visible_to(member)

    assert seen.filter(title__contains="羽毛球").exists()
    assert not seen.filter(audience=Audience.OFFICERS).exists()
    assert not seen.filter(plan__organization__code="HX-07").exists()
    assert not seen.filter(plan__kind=PlanKind.PERSONAL).exists()


def counts() -> dict[str, int]:
    tables = set(connection.introspection.table_names())
    return {
        model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.db_table in tables
    }


def test_loading_again_changes_nothing(demo, accounts, settings):
    settings.VAR_DIR = demo
    before = counts(), (demo / ACCOUNTS_FILE).read_bytes()

    call_command("demo", if_empty=True)
    with pytest.raises(CommandError, match="已有工会组织"):
        call_command("demo")

    assert (counts(), (demo / ACCOUNTS_FILE).read_bytes()) == before
