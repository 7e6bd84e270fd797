"""Logging in: guessing is slow, an office of sixty behind one address is not; forged addresses gain nothing."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.urls import reverse

from members.enums import Post
from members.tests.factories import OfficeFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
LOGIN = reverse("account_login")


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


def attempt(password: str, *, username: str = "zhou", address: str = "10.0.0.1", forwarded: str = ""):
    """One try to log in from an address; the answer."""
    extra = {"REMOTE_ADDR": address} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    return Client().post(LOGIN, {"login": username, "password": password}, **extra)


def is_in(response) -> bool:
    return response.status_code == 302 and response.url == reverse("pages:desk")


def test_the_right_password_leads_to_the_desk(person):
    assert is_in(attempt(PASSWORD))


def test_a_wrong_password_is_told_above_the_form_without_saying_which_part_was_wrong(person):
    wrong_password, unknown_name = attempt("not-this-one-2026"), attempt(PASSWORD, username="nobody")

    assert "用户名或密码不正确。" in wrong_password.text
    assert "用户名或密码不正确。" in unknown_name.text


def test_the_eleventh_guess_from_one_address_is_refused_even_when_it_is_right(person):
    for number in range(10):
        assert not is_in(attempt(f"guess-number-{number}"))

    refused = attempt(PASSWORD)

    assert not is_in(refused)
    assert "尝试次数过多" in refused.text
    assert is_in(attempt(PASSWORD, address="10.0.0.2")), "the person is not locked out elsewhere"


def test_guesses_from_forged_addresses_all_count_for_the_real_one(person, monkeypatch):
    looked_at = []
    check = get_user_model().check_password
    monkeypatch.setattr(get_user_model(), "check_password", lambda user, raw: looked_at.append(raw) or check(user, raw))

    for number in range(40):
        attempt(f"guess-number-{number}", forwarded=f"203.0.113.{number}")

    assert len(looked_at) == 10


def test_spelling_the_name_otherwise_gives_no_further_tries(person):
    for number in range(10):
        attempt(f"guess-number-{number}", username=("zhou", "ZHOU", " zhou ")[number % 3])

    assert "尝试次数过多" in attempt(PASSWORD).text


def test_an_army_of_addresses_gets_sixty_guesses_an_hour(person):
    for number in range(60):
        attempt(f"guess-number-{number}", address=f"10.1.0.{number}")

    assert "尝试次数过多" in attempt(PASSWORD, address="10.2.0.1").text


def test_sixty_people_behind_one_address_log_in_one_after_the_other_even_with_slips():
    people = UserFactory.create_batch(60)
    password = make_password(PASSWORD)
    for user in people:
        user.password = password
    get_user_model().objects.bulk_update(people, ["password"])

    for user in people:
        assert not is_in(attempt("slip-of-the-finger", username=user.username))
    outcomes = [is_in(attempt(PASSWORD, username=user.username)) for user in people]

    assert outcomes == [True] * 60


def test_right_passwords_do_not_use_up_the_tries(person):
    assert [is_in(attempt(PASSWORD)) for _number in range(15)] == [True] * 15


def test_a_password_reset_by_mail_opens_a_held_up_account(person, client):
    for number in range(10):
        attempt(f"guess-number-{number}", address="127.0.0.1")
    assert "尝试次数过多" in attempt(PASSWORD, address="127.0.0.1").text

    client.post(reverse("account_reset_password"), {"email": person.email})
    link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
    form = client.get(link, follow=True)
    new = "four-quiet-green-hills"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert is_in(attempt(new, address="127.0.0.1"))


def test_a_weak_password_is_refused_beside_its_field(person, client):
    client.force_login(person)

    page = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "gonghui2026!", "password2": "gonghui2026!"},
    )

    assert "密码不能是常见词" in page.text
    assert 'aria-invalid="true"' in page.text


def test_nobody_signs_up(client):
    page = client.post(reverse("account_signup"), {"username": "new", "password1": PASSWORD, "password2": PASSWORD})

    assert "不开放注册" in page.text
    assert not get_user_model().objects.filter(username="new").exists()


def test_a_new_device_speaks_the_language_chosen_before(person):
    person.language = "en"
    person.save()

    assert attempt(PASSWORD).cookies["django_language"].value == "en"


def test_an_account_switched_off_is_out_on_the_next_request(person, client):
    client.force_login(person)
    assert client.get(reverse("pages:desk")).status_code == 200

    person.is_active = False
    person.save()

    assert client.get(reverse("pages:desk")).status_code == 302


def test_the_administrators_door_is_the_same_login(person):
    response = Client().get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith(LOGIN)


def test_an_officer_is_no_administrator(client):
    office = OfficeFactory(organization=OrganizationFactory(), post=Post.CHAIR)
    client.force_login(office.user)

    assert client.get(reverse("admin:index")).status_code in {302, 403}
