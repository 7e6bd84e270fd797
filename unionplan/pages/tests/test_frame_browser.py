"""The frame in a real browser: by keyboard, in both languages and schemes, never wider than a phone."""

import pytest
from django.urls import reverse

from members.enums import Post
from members.tests.factories import MessageFactory, OrganizationFactory, officer_of
from unionplan.tests.browser import PHONE, assert_accessible, assert_no_sideways_scroll, login, speak

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "pages:desk",
    "pages:me",
    "account_change_password",
    "mfa_index",
    "usersessions_list",
    "members:organization-list",
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_frame_is_accessible(browser_page, language, scheme):
    chair = officer_of(OrganizationFactory(short_name="县总"), post=Post.CHAIR)
    MessageFactory(recipient=chair)
    login(browser_page, chair)
    speak(browser_page, language)
    browser_page.emulate_media(color_scheme=scheme)
    for name in PAGES:
        browser_page.set_viewport_size({"width": 1280, "height": 800})
        browser_page.goto(reverse(name))
        assert_accessible(browser_page)
        browser_page.set_viewport_size(PHONE)
        assert_no_sideways_scroll(browser_page)
