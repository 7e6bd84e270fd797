"""Names as people look for them: characters, pinyin in one word or in several, initials; rare and long ones too."""

import pytest

from unionplan.core.names import beginnings_of, initials_of, keys_of, pieces_of, readings_of


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("张三", "zhang san"),
        ("单雄", "shan xiong"),
        ("曾国", "zeng guo"),
        ("仇英", "qiu ying"),
        ("解明", "xie ming"),
        ("尉迟明", "yu chi ming"),
        ("尉明", "wei ming"),
        ("长孙明", "zhang sun ming"),
        ("明单", "ming dan"),
        ("吕明", "lv ming"),
        ("阿卜杜·热依木", "a bo du re yi mu"),
        ("Anna 李", "anna li"),
        ("𠮷田", "𠮷 tian"),
        ("", ""),
    ],
)
def test_a_name_is_read_as_a_name(name, pinyin):
    assert keys_of(name).pinyin == pinyin


def test_terms_hold_characters_pairs_and_initials_from_the_beginning():
    assert set(keys_of("张小明").terms) == {"张", "小", "明", "张小", "小明", "z", "zx", "zxm"}


@pytest.mark.parametrize("name", ["𠮷田𫝆", "𰻝𱁬", "阿卜杜热合曼·阿卜杜热依木江·买买提艾力·吐尔逊江"])
def test_rare_and_long_names_keep_every_piece(name):
    keys = keys_of(name)
    assert pieces_of(name) <= set(keys.terms)
    assert len(keys.pinyin) <= 200
    assert all(len(term) <= 200 for term in keys.terms)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("zhang", ["zhang"]),
        ("zhangs", ["zhang s", "zhangs"]),
        ("Zhang San", ["zhang san"]),
        ("zhangsan", ["zhang san", "zhangsan"]),
        ("xian", ["xi an", "xian"]),
        ("lü", ["lv"]),
        ("abodu", ["a bo du", "abodu"]),
        ("anna", ["an na", "anna"]),
        ("张", []),
        ("12", []),
        ("", []),
    ],
)
def test_typed_letters_become_beginnings_of_the_sorting_key(typed, expected):
    assert set(expected) <= set(beginnings_of(typed))
    if not expected:
        assert beginnings_of(typed) == []


def test_every_name_is_found_by_its_own_pinyin_written_together():
    for name in ("张三", "单雄信", "欧阳明", "方安", "西安平", "吕小女", "令狐明"):
        key = keys_of(name).pinyin
        assert any(key.startswith(beginning) for beginning in beginnings_of(key.replace(" ", "")))
        assert any(key.startswith(beginning) for beginning in beginnings_of(key))


def test_long_input_gives_few_alternatives():
    assert len(beginnings_of("xianxianxianxianxianxianxianxian")) <= 9


def test_a_character_is_found_by_each_way_a_name_can_begin_with_it():
    assert readings_of("单") == ["chan", "dan", "shan"]
    assert readings_of("张") == ["zhang"]
    for name in ("单雄", "单于明", "曾国", "𠮷田"):
        assert any(keys_of(name).pinyin.startswith(reading) for reading in readings_of(name[0]))


@pytest.mark.parametrize(("typed", "term"), [("ZS", "zs"), ("z s", "zs"), ("张", ""), ("zhangsanfeng", ""), ("", "")])
def test_initials(typed, term):
    assert initials_of(typed) == term
