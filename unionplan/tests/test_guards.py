"""The whole house: closed doors, a factory for every model, no forgotten migration, template or inline script."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from unionplan.tests.samples import factories, make_samples, our_models
from unionplan.tests.walking import every_address

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})
CODE = sorted(
    path
    for folder in ("unionplan", "members", "plans", "activities")
    for path in (ROOT / folder).rglob("*.py")
    if "tests" not in path.parts and "migrations" not in path.parts
)
# Doors that are open to strangers, each with its reason.
OPEN = {
    "account_login": "the way in",
    "account_logout": "logging out twice is harmless",
    "account_inactive": "tells why the login was refused",
    "account_signup": "says that nobody signs up",
    "account_email_verification_sent": "says that a mail is under way",
    "account_confirm_email": "the address in the mail is the key",
    "account_reset_password": "for people who cannot log in",
    "account_reset_password_done": "for people who cannot log in",
    "account_reset_password_from_key": "the address in the mail is the key",
    "account_reset_password_from_key_done": "for people who cannot log in",
    "mfa_login_webauthn": "the way in with a passkey",
    "pages:favicon": "the same for everybody",
    "pages:healthz": "asked by the watcher of the process",
    "pages:readyz": "asked by the balancer",
    "pages:switch-language": "also on the login page",
    "pages:feed": "calendar programs cannot log in; the secret in the address is the key",
    "pages:feed-public": "what an organization shows to everybody",
}
# Markup that is told to be safe, each with its reason.
TRUSTED: dict[str, str] = {}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_door_is_closed_to_strangers(method):
    make_samples()
    client = Client()
    wrong = []
    for address in every_address():
        client.cookies.clear()
        response = getattr(client, method)(address.path)
        if not _is_closed(address.path, response) and address.name not in OPEN:
            wrong.append(f"{address.name} {address.path} answers {response.status_code}")
        assert response.status_code < 500, address.path
    assert wrong == []


def _is_closed(path: str, response) -> bool:
    if path.startswith("/api/") and response.status_code in {401, 403}:
        return True
    login_pages = (reverse("account_login"), reverse("admin:login"))
    return response.status_code == 302 and response.url.startswith(login_pages)


def test_every_open_door_still_exists():
    names = {address.name for address in every_address()}

    assert set(OPEN) - names == set()


def test_every_model_has_a_factory():
    assert [model._meta.label for model in our_models() if model not in factories()] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_no_template_is_orphaned():
    words = "\n".join(path.read_text() for path in [*CODE, *TEMPLATES])
    names = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]
    used = [name for name in names if f'"{name}"' in words or f"'{name}'" in words or _overrides_a_library(name)]

    assert [name for name in names if name not in used] == []


def _overrides_a_library(name: str) -> bool:
    """A page of a library in our own words; it must still exist there, or nobody would ever ask for ours."""
    libraries = Path(get_template("admin/base.html").origin.name).parents[5]
    return any(libraries.glob(f"allauth/templates/{name}")) or name == "429.html"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_templates_carry_no_inline_script_style_or_handler(path):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    scripts = re.findall(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text)

    assert scripts == []
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=[\"']|href=[\"']javascript:", text) == []


def test_nothing_is_declared_safe_without_a_reason():
    marks = re.compile(r"\|\s*safe\b|mark_safe\(|SafeString\(|autoescape off|\.safe\b")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in [*CODE, *TEMPLATES]
        if marks.search(path.read_text()) and path.suffix != ".txt"
    }

    assert found == set(TRUSTED)
