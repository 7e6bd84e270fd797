"""A small tree, and people who may bring members in, somewhere or nowhere."""

import pytest

from members.enums import OrganizationKind, Post
from members.tests.factories import OrganizationFactory, officer_of


@pytest.fixture
def county():
    return OrganizationFactory(name="测试县总工会", code="C", kind=OrganizationKind.FEDERATION)


@pytest.fixture
def union(county):
    return OrganizationFactory(name="第一基层工会", code="C-1", parent=county)


@pytest.fixture
def sibling(county):
    return OrganizationFactory(name="第二基层工会", code="C-2", parent=county)


@pytest.fixture
def chair(county):
    """Keeps members in the county and everything below it."""
    return officer_of(county, post=Post.CHAIR, writes_below=True)


@pytest.fixture
def officer(union):
    """Keeps members in one union."""
    return officer_of(union)
