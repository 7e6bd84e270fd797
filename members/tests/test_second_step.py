"""The second step: a code from the phone, once; recovery codes when the phone is lost; sessions that can be ended."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from members.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
DESK = reverse("pages:desk")


@pytest.fixture(autouse=True)
def quick_hasher(settings):
    """How long hashing takes is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person():
    user = UserFactory(username="zhou")
    user.set_password(PASSWORD)
    user.save()
    return user


def logged_in(user_agent: str = "") -> Client:
    client = Client(headers={"User-Agent": user_agent})
    client.post(reverse("account_login"), {"login": "zhou", "password": PASSWORD})
    return client


def code_for(secret: str) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def protected(client: Client) -> str:
    """Switch the authenticator on by its pages; the secret on the phone."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.text
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    return secret


def test_without_the_code_the_password_opens_nothing(person):
    secret = protected(logged_in())

    thief = logged_in()

    assert thief.get(DESK).status_code == 302
    wrong = thief.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "验证码不正确" in wrong.text
    assert thief.get(DESK).status_code == 302
    assert Authenticator.objects.get(user=person, type="totp").wrap().validate_code(code_for(secret))


def test_a_code_opens_the_door_once(person):
    secret = protected(logged_in())
    code = code_for(secret)
    first, second = logged_in(), logged_in()

    first.post(reverse("mfa_authenticate"), {"code": code})
    second.post(reverse("mfa_authenticate"), {"code": code})

    opened = [client.get(DESK).status_code for client in (first, second)]
    assert opened in ([200, 302], [302, 302]), "the code used for switching on counts as used, too"


def test_a_recovery_code_works_once_and_is_counted(person):
    client = logged_in()
    protected(client)
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    assert all(code in client.get(reverse("mfa_view_recovery_codes")).text for code in codes)

    lost_phone, again = logged_in(), logged_in()
    lost_phone.post(reverse("mfa_authenticate"), {"code": codes[0]})
    again.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert lost_phone.get(DESK).status_code == 200
    assert again.get(DESK).status_code == 302
    assert "还有 9 个未用" in lost_phone.get(reverse("mfa_index")).text


def test_guessing_codes_is_stopped(person):
    protected(logged_in())
    thief = logged_in()

    answers = [thief.post(reverse("mfa_authenticate"), {"code": f"{number:06d}"}).text for number in range(12)]

    assert "尝试次数过多" in answers[-1]


def test_the_secret_is_not_readable_by_the_administrator(person, client):
    secret = protected(logged_in())
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    row = Authenticator.objects.get(user=person, type="totp")

    page = client.get(reverse("admin:mfa_authenticator_change", args=[row.pk]))

    assert page.status_code == 200
    assert secret not in page.text
    assert get_adapter().decrypt(row.data["secret"]) not in page.text


def test_other_devices_are_seen_and_logged_out(person):
    office = logged_in("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36")
    phone = logged_in("Mozilla/5.0 (iPhone) MicroMessenger/8.0")
    for client in (office, phone):
        client.get(DESK)

    page = office.get(reverse("usersessions_list"))
    assert "微信 · iPhone" in page.text
    assert "Chrome · Windows" in page.text
    office.post(reverse("usersessions_list"))

    assert (office.get(DESK).status_code, phone.get(DESK).status_code) == (200, 302)


def test_a_changed_password_ends_the_other_sessions(person):
    office, phone = logged_in(), logged_in()
    new = "four-quiet-green-hills"

    office.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert phone.get(DESK).status_code == 302
