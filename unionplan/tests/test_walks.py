"""Every address as people who have no business there: nothing breaks, nothing of another organization shows, nothing
inline stands in a page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from members.enums import Post
from members.models import User
from members.tests.factories import OrganizationFactory, UserFactory, member_of, officer_of
from unionplan.tests.samples import NAME, SECRET, make_samples
from unionplan.tests.walking import Address, every_address

pytestmark = pytest.mark.django_db
REFUSED = {403, 404, 405}
# Addresses that belong to whoever holds their key.
BY_KEY = {"account_confirm_email", "account_reset_password_from_key"}


def chair_elsewhere() -> User:
    return officer_of(OrganizationFactory(), post=Post.CHAIR, writes_below=True)


def member_elsewhere() -> User:
    return member_of(OrganizationFactory())


def administrator() -> User:
    return UserFactory(is_staff=True, is_superuser=True)


def walk(user: User, method: str = "get"):
    """Every address with the answer this person gets; what one page does to the session does not reach the next."""
    client = Client()
    for address in every_address():
        client.cookies.clear()
        client.force_login(user)
        yield address, getattr(client, method)(address.path)


def asks_again(response) -> bool:
    """The person is asked for the password once more, before anything is looked up."""
    return response.status_code == 302 and response.url.startswith(reverse("account_reauthenticate"))


def is_admin(address: Address) -> bool:
    return address.path.startswith("/admin/")


@pytest.mark.parametrize("person", [chair_elsewhere, member_elsewhere])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_sees_or_touches_what_belongs_to_another_organization(person, method):
    make_samples()
    reader = person()
    wrong = []
    for address, response in walk(reader, method):
        assert response.status_code < 500, address.path
        told = response.text if not response.streaming else ""
        if NAME in told or SECRET in told:
            wrong.append(f"{address.path} tells what is not the reader's")
        is_refused = response.status_code in REFUSED or asks_again(response) or address.name in BY_KEY
        if address.takes_key and not is_admin(address) and not is_refused:
            wrong.append(f"{address.path} answers {response.status_code} for a foreign row")
        if is_admin(address) and response.status_code == 200:
            wrong.append(f"{address.path} is open to somebody who is not the administrator")
    assert wrong == []


def test_the_administrator_sees_accounts_and_organizations_but_no_content():
    make_samples()
    pages = {address.path: response for address, response in walk(administrator())}

    assert [path for path, page in pages.items() if page.status_code >= 500] == []
    assert [path for path, page in pages.items() if not page.streaming and SECRET in page.text] == []
    assert NAME in pages["/admin/members/organization/"].text


def test_every_page_keeps_the_content_policy():
    organization = OrganizationFactory()
    reader = officer_of(organization, post=Post.CHAIR)
    inline = re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style\b(?![^>]*nonce=)|\sstyle=\"|\son[a-z]+=\""
    )
    wrong = []
    for address, response in walk(reader):
        if response.headers.get("Content-Type", "").startswith("text/html"):
            policy = response.headers["Content-Security-Policy"]
            if "unsafe-inline" in policy or "unsafe-eval" in policy:
                wrong.append(f"{address.path} loosens the policy: {policy}")
            wrong += [f"{address.path} carries {mark}" for mark in inline.findall(response.text)]
    assert wrong == []
