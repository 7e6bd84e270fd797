"""The documented examples run as they are written, against a real server."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from members.enums import TokenScope
from members.services.keys import create_token
from members.tests.factories import OrganizationFactory, officer_of
from plans.models import PlanItem
from plans.tests.factories import PlanFactory, PlanItemFactory, SectionFactory

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "api.md"
EXAMPLES = re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.S)


@pytest.mark.django_db(transaction=True)
def test_every_example_of_the_api_page_works(live_server):
    organization = OrganizationFactory()
    plan = PlanFactory(organization=organization)
    item = PlanItemFactory(plan=plan, section=SectionFactory(plan=plan))
    _token, secret = create_token(by=officer_of(organization), name="例", scope=TokenScope.WRITE, days=1)
    names = {
        "PORTAL": live_server.url,
        "TOKEN": secret,
        "CODE": organization.code,
        "PLAN": str(plan.pk),
        "SECTION": str(item.section_id),
        "ITEM": str(item.pk),
        "PATH": "/usr/bin:/bin",
    }

    assert len(EXAMPLES) == 6
    for example in EXAMPLES:
        run = subprocess.run(["bash", "-eu", "-c", example], env=names, capture_output=True, text=True, check=False)
        assert run.returncode == 0, f"{example}\n{run.stderr}\n{run.stdout}"

    item.refresh_from_db()
    assert item.place == "职工活动中心"
    assert PlanItem.objects.filter(title="组织春季健步走").count() == 1
