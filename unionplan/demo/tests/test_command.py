"""When the demo is loaded and when it is refused."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.enums import DeliveryState
from members.models import Delivery, Organization, User
from members.tests.factories import OrganizationFactory
from plans.enums import PlanState
from plans.models import Occurrence, Plan
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_production_refuses(settings, tmp_path):
    settings.DEMO, settings.VAR_DIR = False, tmp_path

    with pytest.raises(CommandError, match="只用于试用"):
        call_command("demo", if_empty=True)

    assert not Organization.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_beside_somebodys_real_organization_nothing_is_loaded(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    OrganizationFactory()
    output = StringIO()

    call_command("demo", if_empty=True, stdout=output)

    assert output.getvalue() == ""
    assert User.objects.count() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_demo_set_on_the_first_workday_of_another_year_is_alive_too(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    output = StringIO()

    call_command("demo", today=date(2027, 1, 4), stdout=output)

    assert "26 个工会组织、300 名会员、28 份计划" in output.getvalue()
    assert set(Plan.objects.values_list("year", flat=True)) == {2026, 2027}
    assert (
        Occurrence.objects.filter(start__year=2027, start__month=1, item__plan__state=PlanState.APPROVED).count() > 20
    )
    assert not AuditEntry.objects.filter(at__date__gt=date(2027, 1, 4)).exists()


def test_a_portal_just_filled_is_ready(client, settings, tmp_path, mailoutbox):
    settings.VAR_DIR = tmp_path
    call_command("demo", stdout=StringIO())

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert Delivery.objects.filter(state=DeliveryState.SENT).exists()
    assert mailoutbox
