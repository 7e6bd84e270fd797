"""The world of the authorisation table: made once for all tests here, undone after them."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import clear_url_caches, set_urlconf
from pytest_django.fixtures import Settings

from unionplan.tests.authorisation.policy import Table, read_table
from unionplan.tests.authorisation.world import World, fill, make_tree


@pytest.fixture(scope="module")
def table() -> Table:
    return read_table()


@pytest.fixture(scope="module", autouse=True)
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of the rows lie for as long as the rows do."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def own_files(settings: Settings, shelf: Path) -> None:
    """Every test here reads the files the rows were made with."""
    settings.MEDIA_ROOT = shelf


@pytest.fixture(scope="module")
def world(shelf: Path, django_db_setup: None, django_db_blocker) -> Iterator[World]:  # type: ignore[no-untyped-def]
    """Rows in every place, in one transaction that is never committed; thousands of refusals are not logged."""
    with (
        django_db_blocker.unblock(),
        override_settings(ROOT_URLCONF="unionplan.tests.authorisation.urls", MEDIA_ROOT=shelf),
    ):
        logging.disable(logging.ERROR)
        with transaction.atomic():
            made = make_tree()
            fill(made, "own", "child", "parent", "sibling", "foreign")
            yield made
            transaction.set_rollback(True)
        logging.disable(logging.NOTSET)
    set_urlconf(None)
    clear_url_caches()
