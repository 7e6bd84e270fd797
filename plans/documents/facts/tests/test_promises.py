"""What holds for every text: nothing raises, offsets point at what they name, no clause grows without end."""

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.documents.facts import (
    find_budget_lines,
    find_doubts,
    find_names,
    find_risks,
    find_schemes,
    find_targets,
    find_times,
    passage_tense,
    read_time_heading,
)

# Cut at the bars: whatever stands between two of them is one piece.
PIECES = [
    "3月",
    "8日",
    "三",
    "八",
    "五一",
    "“三八”",
    "十一",
    "每季度",
    "一次",
    "一年",
    "第二季度",
    "上半年",
    "____",
    "xx",
    "20xx年",
    "2024年",
    "95%",
    "以上",
    "达到",
    "300",
    "人次",
    "人",
    "家",
    "5—8",
    "--",
    "万元",
    "了",
    "已",
    "将",
    "要",
    "力争",
    ",",
    "。",
    ":",
    "、",
    "(",
    ")",
    "即",
    "“五个一”",
    "一是",
    "二是",
    "风险:",
    "措施:",
    "预算",
    "7:207:50",
    "510张",
    "同志",
    "王",
    "百分之",
    "九十",
    "《",
    "》",
    "\n",
    "-",
    "至",
    "节",
    "前",
    "期间",
    "春节",
    "比",
    "会员",
    "企业",
    "周一",
    "每周",
    "半年",
    "１２",
    "％",
    "，",
    "\u3000",
    "零",
    "亿",
    "的",
]
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


@settings(max_examples=250, deadline=None)
@given(text=TEXTS, start=st.integers(0, 1000), months=st.sampled_from([(), (3,), (7, 8)]))
def test_times_never_raise_and_point_at_their_words(text: str, start: int, months: tuple[int, ...]) -> None:
    for tense in ("plan", "past"):
        for entry in find_times(text, start=start, heading_months=months, tense=tense):  # type: ignore[arg-type]
            assert text[entry.start - start : entry.end - start] == entry.text
            assert text[entry.clause_start - start : entry.clause_end - start] == entry.clause
            assert entry.text
            assert all(1 <= month <= 12 for month in entry.months)
    read_time_heading(text)
    assert passage_tense(text) in ("plan", "past")


@settings(max_examples=250, deadline=None)
@given(text=TEXTS, start=st.integers(0, 1000))
def test_targets_never_raise_and_point_at_their_words(text: str, start: int) -> None:
    for goal in find_targets(text, start=start):
        assert text[goal.start - start : goal.end - start] == goal.text
        assert text[goal.quantity_start - start : goal.quantity_end - start] == goal.quantity
        assert goal.masked == (goal.value is None)
        assert goal.value_max is None or goal.comparator == "range"


@settings(max_examples=250, deadline=None)
@given(text=TEXTS, start=st.integers(0, 1000))
def test_the_others_never_raise_and_point_at_their_words(text: str, start: int) -> None:
    facts = [
        *find_budget_lines(text, start=start),
        *find_doubts(text, start=start),
        *find_names(text, start=start),
    ]
    assert all(text[fact.start - start : fact.end - start] == fact.text for fact in facts)
    for risk in find_risks(text, start=start):
        assert text[risk.start - start : risk.end - start] == risk.description
    for scheme in find_schemes(text, start=start):
        assert all(text[e.start - start : e.end - start] == e.text for e in scheme.elements)
        assert scheme.agrees is None or scheme.count >= 2


def test_a_page_without_stops_gives_short_clauses() -> None:
    text = "三月开展培训" * 2000
    entries = find_times(text)
    assert len(entries) == 2000
    assert max(len(entry.clause) for entry in entries) <= 1200


def test_the_same_item_says_the_same_alone_and_in_company() -> None:
    alone = find_targets("新建工会6家,发展会员240人。")
    together = find_targets("新建工会6家,发展会员240人。" * 50)
    assert [(t.value, t.unit) for t in together] == [(t.value, t.unit) for t in alone] * 50
