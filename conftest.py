"""What every test relies on: real PostgreSQL and Redis, a media folder of its own, Chinese as the language."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django.fixtures import Settings

os.environ.setdefault("UNIONPLAN_ENV", "test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs an event loop in the thread

pytest_plugins = ["unionplan.tests.browser"]


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """Files written by a test stay with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """The source language; a test that wants English says so."""
    with translation.override("zh-hans"):
        yield
