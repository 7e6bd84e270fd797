"""Numbers in the archive: kept sealed, unique, found, opened with a reason, prepared for imports."""

import json
import logging
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from members.choices.people import IdentityKind
from members.models import Member, MemberIdentity
from members.services.archive.identities import (
    IDENTITY_COLUMNS,
    IdentityRow,
    find_by_identity,
    reveal,
    sealed_rows,
    set_identity,
)
from members.tests.archive.people import county, member_in, numbered
from members.tests.factories import MemberFactory, officer_of
from unionplan.core.errors import DomainError, NotAllowedError
from unionplan.core.models import AuditEntry

CARD = "6222020000000000000"


def everything_at_rest() -> str:
    """What a thief of the tables would read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT json_agg(i)::text FROM members_memberidentity i")
        identities = cursor.fetchone()[0]
    return identities + json.dumps(list(AuditEntry.objects.values("changes", "note", "target_label")), default=str)


@pytest.mark.django_db
def test_numbers_are_sealed_masked_and_found_and_nothing_is_readable_at_rest():
    place = county()
    member = member_in(place.first)
    number = numbered(12)
    doubts = set_identity(
        member=member, by=place.officer, number=number, phone="138-0013-8678", bank_card=CARD, address="某街 1 号"
    )
    identity = MemberIdentity.objects.get(member=member)
    assert doubts == ()
    assert (identity.number_mask, identity.phone_mask, identity.bank_card_mask) == (
        f"3{'*' * 15}{number[-2:]}",
        "1*******678",
        "***************0000",
    )
    for text in (number, number.lower(), f" {number[:6]} {number[6:]}", "13800138678", "+86 138 0013 8678"):
        assert [one.pk for one in find_by_identity(text)] == [member.pk]
    assert not find_by_identity(numbered(13)).exists()
    assert not find_by_identity("张三").exists()
    at_rest = everything_at_rest()
    assert not [secret for secret in (number, "13800138678", CARD, "某街") if secret in at_rest]


@pytest.mark.django_db
def test_a_number_fills_in_birth_date_and_gender_and_doubts_what_was_stated_otherwise():
    place = county()
    member = member_in(place.first)
    set_identity(member=member, by=None, number=numbered(12))
    member.refresh_from_db()
    assert (member.born_on.isoformat(), member.gender) == ("1985-06-07", "female")
    other = member_in(place.first, gender="male")
    assert set_identity(member=other, by=None, number=numbered(14)) == ("gender",)


@pytest.mark.django_db
def test_what_is_left_out_stays_and_an_empty_text_takes_away():
    member = member_in(county().first, number=numbered(1), phone="13800138000")
    set_identity(member=member, by=None, phone="")
    identity = MemberIdentity.objects.get(member=member)
    assert identity.number.reveal() == numbered(1)
    assert (bool(identity.phone), identity.phone_hash, identity.phone_mask) == (False, "", "")


@pytest.mark.django_db
def test_a_number_belongs_to_one_member_and_the_other_is_named_only_within_reach():
    place = county()
    first = member_in(place.first, name="陈丹", number=numbered(1))
    taken = member_in(place.first)
    with pytest.raises(DomainError) as near:
        set_identity(member=taken, by=place.officer, number=numbered(1))
    stranger = officer_of(place.second)
    with pytest.raises(DomainError) as far:
        set_identity(member=member_in(place.second), by=stranger, number=numbered(1))
    assert near.value.field == far.value.field == "number"
    assert "陈丹" in near.value.message
    assert "一院工会" in near.value.message
    assert "陈丹" not in far.value.message
    assert "一院" not in far.value.message
    assert numbered(1) not in near.value.message
    assert [one.pk for one in find_by_identity(numbered(1))] == [first.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"number": "110105194912310021"}, "number"),
        ({"phone": "12351"}, "phone"),
        ({"bank_card": "1234567890123"}, "bank_card"),
        ({"kind": IdentityKind.RESIDENCE_PERMIT, "number": numbered(1)}, "number"),
        ({"kind": IdentityKind.PASSPORT, "number": "E1"}, "number"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field_and_nothing_is_kept(values, field):
    member = MemberFactory()
    with pytest.raises(DomainError) as refused:
        set_identity(member=member, by=None, **values)
    assert refused.value.field == field
    assert not MemberIdentity.objects.exists()
    assert values.get(field) not in refused.value.message


@pytest.mark.django_db
def test_papers_of_other_kinds_are_kept_and_found():
    permit, passport = MemberFactory(), MemberFactory()
    set_identity(member=permit, by=None, kind=IdentityKind.RESIDENCE_PERMIT, number=numbered(1, region="830000"))
    set_identity(member=passport, by=None, kind=IdentityKind.PASSPORT, number="e1234 5678")
    assert find_by_identity(numbered(1, region="830000")).get() == permit
    assert find_by_identity("E12345678").get() == passport


@pytest.mark.django_db
def test_opening_asks_right_and_reason_and_is_written_down_without_the_value(caplog):
    place = county()
    member = member_in(place.first, number=numbered(1))
    with pytest.raises(NotAllowedError):
        reveal(member=member, field="number", reason="核对", by=place.leader)
    with pytest.raises(NotAllowedError):
        reveal(member=member, field="number", reason="核对", by=officer_of(place.root))
    with pytest.raises(DomainError, match="原因"):
        reveal(member=member, field="number", reason=" ", by=place.officer)
    with caplog.at_level(logging.DEBUG):
        assert reveal(member=member, field="number", reason="办理工会卡", by=place.officer) == numbered(1)
    entry = AuditEntry.objects.get(action="members.identity.revealed")
    assert (entry.actor, entry.note, entry.changes) == (place.officer, "办理工会卡", {"field": ["", "number"]})
    assert numbered(1) not in caplog.text


@pytest.mark.django_db
def test_rows_for_an_import_open_and_are_found_like_those_saved_one_by_one():
    members = [MemberFactory() for _number in range(3)]
    rows = [
        IdentityRow(
            member_id=member.pk, number=numbered(serial), phone="+8613800138000", bank_card=CARD, address="某街"
        )
        for serial, member in enumerate(members, 1)
    ] + [IdentityRow(member_id=MemberFactory().pk)]
    with connection.cursor() as cursor:
        for row in sealed_rows(rows, batch=2):
            marks = ", ".join(["%s"] * len(IDENTITY_COLUMNS))
            cursor.execute(
                f"INSERT INTO members_memberidentity ({', '.join(IDENTITY_COLUMNS)}) VALUES ({marks})",
                list(row),
            )
    second = MemberIdentity.objects.get(member=members[1])
    assert (second.number.reveal(), second.phone.reveal(), second.address.reveal()) == (
        numbered(2),
        "+8613800138000",
        "某街",
    )
    assert find_by_identity(numbered(2)).get() == members[1]
    assert Member.objects.filter(identity__number_hash__isnull=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_one_number_at_once_one_is_told():
    place = county()
    members = [member_in(place.first) for _number in range(4)]
    start, refused = Barrier(4), []

    def enter(member):
        start.wait()
        try:
            set_identity(member=member, by=None, number=numbered(1))
        except DomainError as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=enter, args=[member]) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert find_by_identity(numbered(1)).count() == 1
    assert [error.field for error in refused] == ["number"] * 3
    assert not [error for error in refused if numbered(1) in f"{error!r}{error.__cause__!r}"]
