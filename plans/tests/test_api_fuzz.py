"""The API against its own schema: whatever fits the schema, and much that does not, never ends in a 500."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from members.enums import TokenScope
from members.services.keys import create_token
from members.tests.factories import OrganizationFactory, officer_of
from plans.tests.factories import OccurrenceFactory, PlanFactory, PlanItemFactory, TargetFactory, TimeWindowFactory

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
EXAMPLES = settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db(transaction=True)
def test_nothing_the_schema_allows_breaks_the_server(live_server):
    organization = OrganizationFactory()
    item = PlanItemFactory(plan=PlanFactory(organization=organization))
    OccurrenceFactory(window=TimeWindowFactory(item=item))
    TargetFactory(item=item)
    _token, secret = create_token(by=officer_of(organization), name="试", scope=TokenScope.WRITE, days=1)
    bearer = {"Authorization": f"Bearer {secret}"}
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/v1/schema/?format=json", headers=bearer)
    operations = [found.ok() for found in schema.get_all_operations()]
    called = []

    for operation in operations:

        @EXAMPLES
        @given(case=operation.as_strategy())
        def call(case):
            answer = case.call(headers=bearer)
            called.append(answer.status_code)
            case.validate_response(answer, checks=CHECKS)

        call()

    assert len(operations) == 33
    assert len(called) >= 200
    assert {200, 404} <= set(called)
