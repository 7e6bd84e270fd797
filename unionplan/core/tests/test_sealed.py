"""Sealed values: shown to nobody by accident, bound to their row, sealed anew while people work."""

import base64
import logging
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pghistory.models import Event as HistoryEvent

from members.models import MemberIdentity, OrganizationChannel
from members.services.archive.identities import find_by_identity, set_identity
from members.services.channels import add_channel, address_of
from members.tests.factories import MemberFactory, OrganizationFactory, UserFactory
from unionplan.core.crypto import UnsealableError, seal, seal_many, unseal
from unionplan.core.rotation import rehash, rotate
from unionplan.core.sealed import SealedField, sealed_fields
from unionplan.tests.samples import our_models

NUMBER = "11010519491231002X"
OLD, NEW = (f"{name}:{base64.b64encode(bytes([byte]) * 32).decode()}" for name, byte in (("old", 1), ("new", 2)))
OLD_LOOKUP, NEW_LOOKUP = (base64.b64encode(bytes([byte]) * 32).decode() for byte in (3, 4))


def identity_of(number=NUMBER, **values):
    member = MemberFactory()
    set_identity(member=member, by=None, number=number, **values)
    return MemberIdentity.objects.get(member=member)


@pytest.mark.django_db
def test_a_sealed_value_prints_as_dots_and_opens_when_asked(caplog):
    identity = identity_of()
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("%s %r", identity.number, identity.number)
    assert NUMBER not in f"{caplog.text}{identity.number}{identity.number!r}{vars(identity)!r}"
    assert identity.number.reveal() == NUMBER
    assert not identity.phone


@pytest.mark.django_db
def test_a_token_copied_into_another_row_or_column_does_not_open():
    identity = identity_of()
    other = MemberFactory()
    MemberIdentity.objects.create(member=other)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM members_memberidentity WHERE member_id = %s", [identity.pk])
        token = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE members_memberidentity SET number = %s, phone = %s WHERE member_id = %s", [token, token, other.pk]
        )
    assert NUMBER not in token
    stolen = MemberIdentity.objects.get(member=other)
    for secret in (stolen.number, stolen.phone):
        with pytest.raises(UnsealableError):
            secret.reveal()


def test_a_changed_token_and_an_unknown_key_do_not_open():
    token = seal("内容", bound_to="a.b.1")
    assert unseal(token, bound_to="a.b.1") == "内容"
    changed = token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:]
    for broken in (changed, f"nobody{token}", "trial:###", ""):
        with pytest.raises(UnsealableError):
            unseal(broken, bound_to="a.b.1")


def test_many_are_sealed_each_for_its_own_place():
    tokens = seal_many([("甲", "a.b.1"), ("", "a.b.2"), ("甲", "a.b.3")])
    assert tokens[1] == ""
    assert [unseal(tokens[0], bound_to="a.b.1"), unseal(tokens[2], bound_to="a.b.3")] == ["甲", "甲"]
    assert tokens[0] != tokens[2]


def test_no_history_keeps_sealed_columns():
    """A copy in a history table would stay sealed with a key that was meant to go."""
    tables = [model for model, _field in sealed_fields()]
    assert MemberIdentity in tables
    assert not [model for model in tables if issubclass(model, HistoryEvent)]
    assert {model for model in our_models() if any(isinstance(f, SealedField) for f in model._meta.fields)} <= set(
        tables
    )


@pytest.mark.django_db
def test_rotation_seals_everything_anew_and_then_the_old_key_may_go(settings):
    settings.FIELD_KEYS = [OLD]
    identities = [identity_of(phone="13800138000"), identity_of("440524188001010014", address="某路 1 号")]
    channel = add_channel(
        organization=OrganizationFactory(), name="", url="jsons://hooks.example.org/secret", by=UserFactory()
    )
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("rotate_field_keys", batch=1)
    settings.FIELD_KEYS = [NEW]
    first, second = (MemberIdentity.objects.get(pk=identity.pk) for identity in identities)
    assert (first.number.reveal(), first.phone.reveal()) == (NUMBER, "+8613800138000")
    assert (second.number.reveal(), second.address.reveal()) == ("440524188001010014", "某路 1 号")
    assert address_of(OrganizationChannel.objects.get(pk=channel.pk)) == "jsons://hooks.example.org/secret"
    assert sum(column.changed for column in rotate()) == 0


@pytest.mark.django_db
def test_rotation_goes_on_where_it_was_stopped(settings):
    settings.FIELD_KEYS = [OLD]
    number = identity_of().pk
    identity_of("440524188001010014")
    settings.FIELD_KEYS = [NEW, OLD]
    MemberIdentity.objects.get(pk=number).save()  # untouched values keep the token they have
    first = MemberIdentity.objects.get(pk=number)
    first.number = NUMBER
    first.save()
    assert {column.column: column.changed for column in rotate()}["members_memberidentity.number"] == 1


@pytest.mark.django_db
def test_rotation_leaves_what_does_not_open_and_says_so(settings):
    settings.FIELD_KEYS = [OLD]
    lost = identity_of()
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CommandError, match="1 values do not open"):
        call_command("rotate_field_keys")
    settings.FIELD_KEYS = [OLD]
    assert MemberIdentity.objects.get(pk=lost.pk).number.reveal() == NUMBER


@pytest.mark.django_db(transaction=True)
def test_rotation_loses_no_change_made_meanwhile_and_never_breaks_a_read(settings):
    settings.FIELD_KEYS = [OLD]
    keys = [identity_of(number).pk for number in (NUMBER, "440524188001010014", "34052419800101001X")]
    settings.FIELD_KEYS = [NEW, OLD]
    stop, failures, last = Event(), [], {}

    def work():
        try:
            turn = 0
            while not stop.is_set():
                key = keys[turn % 3]
                turn += 1
                row = MemberIdentity.objects.get(pk=key)
                row.number.reveal()
                last[key] = row.address = f"某路 {turn} 号"
                row.save(update_fields=["address"])
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    worker = Thread(target=work)
    worker.start()
    for _round in range(15):
        settings.FIELD_KEYS = [OLD, NEW] if _round % 2 else [NEW, OLD]
        list(rotate(batch=1))
    stop.set()
    worker.join()
    assert failures == []
    assert {key: MemberIdentity.objects.get(pk=key).address.reveal() for key in keys} == last


@pytest.mark.django_db
def test_a_new_lookup_key_finds_old_rows_before_and_after_they_are_hashed_anew(settings):
    settings.LOOKUP_KEY = OLD_LOOKUP
    identity = identity_of(phone="13800138000")
    settings.LOOKUP_KEY = f"{NEW_LOOKUP},{OLD_LOOKUP}"
    assert [member.pk for member in find_by_identity(NUMBER)] == [identity.pk]
    call_command("rehash", batch=1)
    settings.LOOKUP_KEY = NEW_LOOKUP
    assert [member.pk for member in find_by_identity(NUMBER)] == [identity.pk]
    assert [member.pk for member in find_by_identity("138 0013 8000")] == [identity.pk]
    assert sum(column.changed for column in rehash()) == 0
