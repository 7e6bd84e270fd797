import pytest

from members.tests.hardship.world import World


@pytest.fixture
def world(db):
    return World()
