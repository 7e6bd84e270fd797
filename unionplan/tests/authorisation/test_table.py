"""Every address of the portal × method × role × place, against `table.txt`."""

import pytest

from unionplan.tests.authorisation.knocking import compare, doors
from unionplan.tests.authorisation.world import ROLES

pytestmark = pytest.mark.django_db
MOST_EXEMPT = 10


def test_the_table_speaks_of_every_address(table):
    missing = [name for name in doors() if not table.speaks_of(name)]
    gone = [name for name in table.names - set(doors()) if not name.endswith(":*")]

    assert missing == []
    assert gone == []
    assert len(table.exempt) <= MOST_EXEMPT


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_the_tables(world, table, role):
    tally = compare(world, table, role)

    assert tally.cases > len(doors()) / 2
    assert not tally.wrong, "\n".join(tally.wrong)
