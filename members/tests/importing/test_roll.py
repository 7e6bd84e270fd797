"""A roll comes in: what each row would do, what is wrong with it, and what became of it."""

from datetime import date

import pytest
from django.urls import reverse

from members.choices.people import MemberState
from members.choices.transfers import ImportMode, ImportState
from members.models import ImportChange, ImportRow, Member, MemberIdentity, Membership
from members.services.importing.applying import confirm
from members.services.importing.kinds import Checking, ParsedRow
from members.services.importing.reports import error_workbook, wrong_cells
from members.services.importing.roll import ROLL
from members.services.importing.roll.judging import check_rows
from members.sheets.reading import open_table
from members.tests.factories import MemberFactory, MembershipFactory
from members.tests.importing.people import HEAD, brought_in, counts, identity, person, roll, taken_back, written
from members.tests.sheets.tables import raw_workbook, text_row, workbook
from members.tests.sheets.test_reading import RARE
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def reasons(job) -> list[tuple[int, str, str]]:
    return [(row.number, each["f"], each["r"]) for row in ImportRow.objects.filter(job=job) for each in row.problems]


def test_checking_writes_no_record_and_confirming_writes_all(union, officer):
    job = brought_in(roll(30), organization=union, by=officer)

    assert (job.state, counts(job)) == (ImportState.CHECKED, (30, 0, 0, 0, 0))
    assert Member.objects.count() == 0

    assert written(job, by=officer).state == ImportState.DONE
    member = Member.objects.get(identity__number_hash__isnull=False, name=person(7)[0])
    assert (member.home, member.state, member.joined_on) == (union, MemberState.ACTIVE, date(2020, 5, 1))
    assert (member.gender, member.born_on, member.workplace) == ("male", date(1960, 1, 8), "一车间")
    assert member.identity.number.reveal() == identity(7)
    assert member.identity.phone.reveal() == "+8613900000007"
    assert member.number
    assert Membership.objects.get(member=member).starts_on == date(2020, 5, 1)
    assert len(set(Member.objects.values_list("number", flat=True))) == 30
    assert not ImportRow.objects.exists()
    assert not job.file
    assert AuditEntry.objects.filter(action="members.import.applied", target_id=str(job.pk)).count() == 1


def test_the_same_file_again_changes_nothing(union, officer):
    written(brought_in(roll(10), organization=union, by=officer), by=officer)

    again = brought_in(roll(10), organization=union, by=officer)

    assert counts(again) == (0, 0, 10, 0, 0)
    with pytest.raises(DomainError):
        confirm(job=again, mode=ImportMode.ALL, by=officer)
    assert Member.objects.count() == 10


def test_a_known_person_is_changed_and_empty_cells_leave_values_alone(union, officer):
    written(brought_in(roll(3), organization=union, by=officer), by=officer)
    rows = [HEAD, person(0, workplace="二车间", phone=""), person(1, phone="13700000001"), person(2)]

    job = brought_in(workbook(rows), organization=union, by=officer)
    assert counts(job) == (0, 2, 1, 0, 0)
    written(job, by=officer)

    first, second = (Member.objects.get(name=person(number)[0]) for number in (0, 1))
    assert (first.workplace, first.identity.phone.reveal()) == ("二车间", "+8613900000000")
    assert (second.workplace, second.identity.phone.reveal()) == ("一车间", "+8613700000001")
    assert second.identity.number.reveal() == identity(1)
    assert first.version == 2


def test_every_wrong_cell_is_named_with_row_column_and_reason_and_no_number_is_shown(union, officer):
    lost = raw_workbook(
        text_row(1, *HEAD)
        + text_row(2, "", identity(2)[:-1] + "Z", "男人", "123", "一车间", "2020-13-01")
        + '<row r="3"><c r="A3" t="inlineStr"><is><t>乙</t></is></c><c r="B3"><v>110105196001040010</v></c></row>'
        + f'<row r="4"><c r="A4" t="str"><v>丙</v></c><c r="B4" t="str"><f>C1</f><v>{identity(4)}</v></c></row>'
    )

    job = brought_in(lost, organization=union, by=officer)

    assert counts(job) == (0, 0, 0, 3, 0)
    assert reasons(job) == [
        (2, "name", "empty"), (2, "gender", "not_allowed"), (2, "phone", "identifier"), (2, "joined_on", "no_day"),
        (3, "identity", "digits_lost"), (4, "identity", "formula"),
    ]  # fmt: skip
    cells = wrong_cells(job, ROLL)
    assert [(cell.row, cell.column, cell.heading) for cell in cells][:2] == [(2, "A", "姓名"), (2, "C", "性别")]
    assert cells[1].allowed == "男、女"
    assert all(identity(4) not in str(cell) and "123" not in cell.shown for cell in cells)


def test_the_error_workbook_holds_the_wrong_rows_with_their_reason_and_comes_in_again(union, officer):
    rows = [("2026年名册",), HEAD, person(1), person(2, gender="不详"), person(3)]
    job = brought_in(workbook(rows), organization=union, by=officer)

    table = [row.cells for row in open_table(error_workbook(job, ROLL, by=officer), filename="a.xlsx").rows()]

    assert table == [[*HEAD, "原因"], [*person(2, gender="不详"), "性别：不在允许的取值之内"]]
    repaired = brought_in(workbook([table[0], [*person(2), "已改"]]), organization=union, by=officer)
    assert counts(repaired) == (1, 0, 0, 0, 0)


def test_all_or_nothing_or_the_good_rows_only(union, officer):
    job = brought_in(workbook([HEAD, person(1), person(2, gender="不详")]), organization=union, by=officer)

    with pytest.raises(DomainError):
        confirm(job=job, mode=ImportMode.ALL, by=officer)
    assert Member.objects.count() == 0

    written(job, by=officer, mode=ImportMode.GOOD)
    assert Member.objects.get().name == person(1)[0]


def test_doubles_in_the_file_and_in_the_register_are_asked_about(union, officer):
    there = MemberFactory(name="张小红", born_on=date(1990, 3, 8))
    MembershipFactory(member=there, organization=union)
    written(brought_in(roll(1), organization=union, by=officer), by=officer)
    rows = [
        HEAD,
        person(5),
        person(5, name="别名"),
        person(6, name="张小红", identity="", gender="女"),
        person(0, name="改了名"),
    ]

    job = brought_in(workbook(rows), organization=union, by=officer)

    assert counts(job) == (1, 0, 0, 1, 2)
    assert reasons(job) == [(3, "", "twice_in_file"), (4, "name", "same_person"), (5, "name", "name_differs")]
    known = (there.pk, Member.objects.get(name=person(0)[0]).pk)
    addresses = [reverse("members:member-detail", args=[pk]) for pk in known]
    assert [cell.url for cell in wrong_cells(job, ROLL)][1:] == addresses


def test_codes_lead_people_to_unions_below_and_to_no_other(county, union, sibling, chair, officer):
    head = (*HEAD, "所在工会编码")
    rows = [head, [*person(1), "C-1"], [*person(2), "C-2"], [*person(3), ""], [*person(4), "NOWHERE"]]

    job = brought_in(workbook(rows), organization=county, by=chair)
    assert counts(job) == (3, 0, 0, 1, 0)
    written(job, by=chair, mode=ImportMode.GOOD)
    assert {m.name: m.home for m in Member.objects.all()} == {
        person(1)[0]: union, person(2)[0]: sibling, person(3)[0]: county,
    }  # fmt: skip

    theirs = brought_in(workbook([head, [*person(8), "C-2"], [*person(2), ""]]), organization=union, by=officer)
    assert reasons(theirs) == [(2, "organization", "foreign_organization"), (3, "", "elsewhere")]


def test_a_moved_person_is_not_moved_by_a_file(county, union, sibling, chair):
    head = (*HEAD, "所在工会编码")
    written(brought_in(workbook([head, [*person(1), "C-1"]]), organization=county, by=chair), by=chair)

    job = brought_in(workbook([head, [*person(1), "C-2"]]), organization=county, by=chair)

    assert reasons(job) == [(2, "organization", "transfer_needed")]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rare_names_survive(union, officer, kind):
    rows = [HEAD, *(person(number, name=name) for number, name in enumerate(RARE))]
    text = "\n".join(",".join(row) for row in rows)
    data = workbook(rows) if kind == "xlsx" else text.encode("gb18030")

    written(brought_in(data, organization=union, by=officer, filename=f"a.{kind}"), by=officer)

    assert set(Member.objects.values_list("name", flat=True)) == set(RARE)


def test_a_whole_import_is_taken_back(union, officer):
    written(brought_in(roll(2), organization=union, by=officer), by=officer)
    before = list(Member.objects.order_by("pk").values("pk", "name", "workplace"))
    rows = [HEAD, person(0, workplace="二车间", phone="13700000001"), *(person(number) for number in range(10, 15))]
    job = written(brought_in(workbook(rows), organization=union, by=officer), by=officer)
    assert Member.objects.count() == 7

    assert taken_back(job, by=officer).state == ImportState.UNDONE

    assert list(Member.objects.order_by("pk").values("pk", "name", "workplace")) == before
    assert Member.objects.get(name=person(0)[0]).identity.phone.reveal() == "+8613900000000"
    assert (MemberIdentity.objects.count(), Membership.objects.count(), ImportChange.objects.count()) == (2, 2, 2)


def test_what_something_was_built_on_stays(union, sibling, officer):
    job = written(brought_in(roll(3), organization=union, by=officer), by=officer)
    moved = Member.objects.get(name=person(1)[0])
    Membership.objects.filter(member=moved).update(ends_on=date(2024, 1, 1), end_reason="transferred")
    MembershipFactory(member=moved, organization=sibling, starts_on=date(2024, 1, 2))

    with pytest.raises(DomainError, match="会籍变动 1"):
        taken_back(job, by=officer)
    assert Member.objects.count() == 3


def test_a_member_changed_between_check_and_writing_stops_everything(union, officer):
    written(brought_in(roll(2), organization=union, by=officer), by=officer)
    rows = [HEAD, person(0, workplace="二车间"), *(person(number) for number in range(10, 15))]
    job = brought_in(workbook(rows), organization=union, by=officer)
    Member.objects.filter(name=person(0)[0]).update(version=5)

    job = written(job, by=officer)

    assert (job.state, Member.objects.count()) == (ImportState.CHECKED, 2)
    assert "重新检查" in job.failure


def test_an_identity_taken_since_the_check_stops_everything(union, officer):
    first = brought_in(roll(5), organization=union, by=officer)
    second = brought_in(roll(5, start=4), organization=union, by=officer)
    written(first, by=officer)

    second = written(second, by=officer)

    assert (second.state, Member.objects.count()) == (ImportState.CHECKED, 5)
    assert "重新检查" in second.failure


# places, identities by hash, members in reach (nobody is known yet, so nobody's identity is asked for), new keys
CHECK_QUERIES = 4


@pytest.mark.parametrize("count", [1, 300])
def test_checking_asks_the_same_questions_for_few_rows_and_for_many(union, officer, django_assert_num_queries, count):
    checking = Checking(organization=union, by=officer, options={}, today=date(2026, 11, 21))
    rows = [ParsedRow(number, {"name": person(number)[0], "identity": identity(number)}) for number in range(count)]
    assert officer.access.holds_office

    with django_assert_num_queries(CHECK_QUERIES):
        answers = check_rows(checking, rows)

    assert len(answers) == count
