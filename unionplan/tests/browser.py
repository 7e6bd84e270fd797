"""Fixtures and checks for tests in a real Chromium against a live server with real PostgreSQL.

    def test_something(browser_page, live_server):
        login(browser_page, user)
        browser_page.goto(live_server.url + reverse("pages:desk"))
        assert_accessible(browser_page)
        assert_no_sideways_scroll(browser_page)

A page that writes an error into the console (a script that failed, a breach of the content policy, a missing file)
fails its test; a test that provokes one on purpose says so with `expect_console(page, "part of the text")`."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from members.models import User

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-prefers-reduced-motion",
]
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
MISSING = (
    "Chromium is missing, so pages cannot be looked at. Install it with "
    "“apt-get install chromium fonts-noto-cjk”, or point CHROMIUM at the program."
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run; each test gets a context (cookies, storage) of its own."""
    if shutil.which(CHROMIUM) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser, live_server) -> Iterator[Page]:  # type: ignore[no-untyped-def]
    """A fresh page in Chinese, as wide as an office screen; errors in its console fail the test."""
    context = chromium.new_context(
        base_url=live_server.url, viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.expected_console = []  # type: ignore[attr-defined]
    page.live_url = live_server.url  # type: ignore[attr-defined]
    page.on("console", lambda message: _note(message, complaints))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    expected = page.expected_console  # type: ignore[attr-defined]
    context.close()
    unexpected = [text for text in complaints if not any(part in text for part in expected)]
    assert not unexpected, "the console complains: " + "; ".join(unexpected)


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error":
        complaints.append(f"{message.text} ({message.location.get('url', '')})")


def expect_console(page: Page, part: str) -> None:
    """This test provokes an error in the console whose text contains `part`."""
    page.expected_console.append(part)  # type: ignore[attr-defined]


def login(page: Page, user: User) -> None:
    """The page's browser is logged in as `user`, by a real session and without typing a password."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": _base_url(page),
            }
        ]
    )


def speak(page: Page, language: str) -> None:
    """The reader has chosen this language ("zh-hans" or "en")."""
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": _base_url(page)}])


def _base_url(page: Page) -> str:
    return page.live_url  # type: ignore[attr-defined,no-any-return]


def assert_accessible(page: Page) -> None:
    """axe-core finds no violation. It is evaluated past the content policy, which stays as strict as in production."""
    try:
        page.evaluate(AXE.read_text())
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    except Error as error:
        raise AssertionError(f"axe did not run: {error}") from error
    told = [
        f"{violation['id']}: {violation['help']} — " + " | ".join(node["html"][:160] for node in violation["nodes"])
        for violation in found
    ]
    assert not told, "\n".join([page.url, *told])


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing is wider than the window."""
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    window = page.evaluate("window.innerWidth")
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"
