"""Numbers of people: what is accepted, what is doubted, what is never told (rules.md §10)."""

from datetime import date
from itertools import product

import pytest
from stdnum.cn import ric

from unionplan.core.identifiers import (
    IdentifierError,
    mask_card,
    mask_identity,
    mask_name,
    mask_phone,
    read_bank_card,
    read_paper,
    read_phone,
    read_resident_id,
)

TODAY = date(2026, 6, 1)


def read(text, **stated):
    return read_resident_id(text, today=TODAY, **stated)


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５19491231002Ｘ",
        "110105-19491231-002x",
    ],
)
def test_a_number_is_read_however_it_was_typed(text):
    found = read(text)
    assert (found.number, found.born_on, found.gender) == ("11010519491231002X", date(1949, 12, 31), "female")
    assert found.warnings == ()


def test_an_old_number_of_fifteen_digits_is_converted_and_says_so():
    found = read("130503670401001")
    assert found.number == "130503196704010016"
    assert found.warnings == ("converted",)


def test_what_was_stated_otherwise_is_a_doubt_and_never_a_refusal():
    found = read("11010519491231002X", gender="male", born_on=date(1950, 1, 1))
    assert found.warnings == ("gender", "born_on")
    assert all("11010519491231002X" not in sentence for sentence in found.in_words())


def test_a_district_younger_than_the_table_is_a_doubt_only():
    assert read(numbered("330113", "20210615", "001")).warnings == ("region",)


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_residence_permits_carry_the_same_check_digit(region):
    found = read(numbered(region, "19900101", "002"))
    assert found.is_permit
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "18 位"),
        ("1101051949123100", "18 位"),
        ("110105194912310021", "校验位"),
        ("11010519491231002A", "只能是数字"),
        ("1101051949123100二X", "只能是数字"),
        ("99010519491231002", "18 位"),
        ("13050367040100A", "只能是数字"),
    ],
)
def test_a_wrong_number_is_refused_in_words_that_do_not_repeat_it(text, says):
    with pytest.raises(IdentifierError) as refused:
        read(text)
    assert says in refused.value.message
    assert not text or text not in f"{refused.value!r}{refused.value.message}"


@pytest.mark.parametrize(
    ("region", "born", "says"),
    [
        ("990105", "19900101", "省级地区"),
        ("110105", "19900230", "不存在"),
        ("110105", "20260602", "晚于今天"),
        ("110105", "18790101", "早于 1880 年"),
    ],
)
def test_region_and_date_must_be_possible(region, born, says):
    with pytest.raises(IdentifierError, match=says):
        read(numbered(region, born, "001"))


def test_somebody_born_today_is_possible():
    assert read(numbered("110105", "20260601", "001")).born_on == TODAY


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("13800138000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("8613800138000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("0571-88886666", "+8657188886666"),
        ("0571－88886666转12", "+8657188886666;ext=12"),
        ("057188886666", "+8657188886666"),
        ("(010)62345678", "+861062345678"),
        ("+86-571-88886666", "+8657188886666"),
    ],
)
def test_phones_are_kept_in_one_form_and_read_again_as_themselves(text, kept):
    assert read_phone(text) == kept
    assert read_phone(kept) == kept


@pytest.mark.parametrize("text", ["", "12351", "23800138000", "1380013800", "138001380001", "0571-123", "abc"])
def test_other_phones_are_refused_without_being_repeated(text):
    with pytest.raises(IdentifierError) as refused:
        read_phone(text)
    assert not text or text not in refused.value.message


def test_bank_cards_are_checked_by_their_last_digit():
    assert read_bank_card("6222 0200 0000 0000 07") == "622202000000000007"
    for wrong in ("622202000000000008", "0000000000000000", "12345", "62220200000000000x", ""):
        with pytest.raises(IdentifierError) as refused:
            read_bank_card(wrong)
        assert not wrong or wrong not in refused.value.message


def test_other_papers_are_letters_and_digits():
    assert read_paper(" e1234 5678 ") == "E12345678"
    for wrong in ("", "E12", "E1234567?", "护照12345"):
        with pytest.raises(IdentifierError):
            read_paper(wrong)


def test_masks_show_the_ends_only():
    assert mask_identity("32010519491231003X") == "3***************3X"
    assert mask_identity("E12345678") == "E******78"
    assert mask_identity("E1234") == "*****"
    assert mask_identity("") == ""
    assert mask_phone("+8613800138678") == "1*******678"
    assert mask_phone("+8657188886666;ext=12") == "0*********66"
    assert mask_card("6222020000000000") == "************0000"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("欧阳修远", "欧**"),
        ("阿卜杜热合曼·阿卜杜热依木江", "阿**"),
        ("𠮷田", "𠮷*"),
        ("葛\U000e0100明", "葛\U000e0100*"),
        ("王", "王"),
        ("", ""),
    ],
)
def test_a_masked_name_keeps_its_first_character_whole(name, shown):
    assert mask_name(name) == shown


def test_the_mask_leaves_a_hundred_thousand_candidates_to_who_knows_the_county():
    """Working ages of 46 years, one county known, everything the mask shows known: what could the number still be?
    The customary mask (first six, last four) leaves some 1,500 (reliability.md A42)."""
    number = numbered("330182", "19850607", "123")
    days = [date.fromordinal(day) for day in range(date(1962, 1, 1).toordinal(), date(2008, 1, 1).toordinal())]
    heads = [f"330182{day:%Y%m%d}" for day in days]
    shown = mask_identity(number)
    possible = (f"{head}{sequence:03d}" for head, sequence in product(heads, range(int(number[16]), 1000, 10)))
    candidates = sum(ric.calc_check_digit(f"{one}0") == number[17] for one in possible)
    assert shown[0] + shown[-2:] == number[0] + number[-2:]
    assert set(shown[1:-2]) == {"*"}
    assert candidates >= 100_000


def numbered(region, born, sequence):
    """A number with the right check digit."""
    return f"{region}{born}{sequence}" + ric.calc_check_digit(f"{region}{born}{sequence}0")
