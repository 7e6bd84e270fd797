"""What stands beside an item and above a plan: targets in short, days in China's time, rhythms with their day."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from plans.documents import parse_text
from plans.documents.facts.times import find_times
from plans.enums import Comparator, TargetKind
from plans.models import Plan
from plans.services.history import in_words
from plans.services.imports.facts import facts_by_node
from plans.services.targets import TargetInput, brief_target
from plans.services.timetext import read_time, spec_of
from plans.tests.doing import approve
from plans.tests.factories import PlanItemFactory, TargetFactory
from unionplan.core.calendar import DateRange, Freq, RecurrenceSpec, occurrences
from unionplan.core.calendar.wording import describe_spec
from unionplan.core.models import AuditEntry


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ({"metric": "培训", "comparator": Comparator.EQUAL, "value": Decimal(2), "unit": "期"}, "2期"),
        ({"metric": "培训", "comparator": Comparator.AT_LEAST, "value": Decimal(80), "unit": "人次"}, "≥80人次"),
        ({"comparator": Comparator.RANGE, "value": Decimal(2), "value_max": Decimal(3), "unit": "个"}, "2—3个"),
        ({"metric": "参赛职工", "comparator": Comparator.AT_MOST, "value": Decimal(5), "unit": "人"}, "参赛职工 ≤5人"),
        ({"metric": "培训", "unit": "期"}, "待定"),
        ({"metric": "命名禾苗班组", "comparator": Comparator.EQUAL, "value": Decimal(3), "unit": "个"}, "3个"),
        ({"text": "建成服务站", "kind": TargetKind.MILESTONE}, "建成服务站"),
    ],
)
def test_a_target_says_its_number_and_only_what_the_item_does_not_say(target, words):
    assert brief_target(TargetInput(**target), beside="全年培训班组长2期、80人次以上，命名“禾苗班组”3个") == words


@pytest.mark.django_db
def test_two_targets_of_one_clause_do_not_print_the_clause_twice(client, by, plan):
    item = PlanItemFactory(plan=plan, title="全年培训班组长2期、80人次")
    both = {"item": item, "text": "全年培训班组长2期、80人次", "metric": "", "comparator": Comparator.EQUAL}
    TargetFactory(**both, value=2, unit="期", position=0)
    TargetFactory(**both, value=80, unit="人次", position=1)

    page = client.get(plan.get_absolute_url()).content.decode()

    assert "</span>2期；80人次</a>" in page


@pytest.mark.django_db
def test_approval_is_told_by_the_day_in_china(client, by, plan):
    approve(plan, by)
    Plan.objects.update(approved_at=datetime(2024, 11, 20, 23, 30, tzinfo=UTC))

    assert "2024年11月21日" in client.get(plan.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("sentence", "spec"),
    [
        ("每月10日，律师到服务中心坐班", RecurrenceSpec(freq=Freq.MONTHLY, day=10)),
        ("每月25日前，整理好下月通知", RecurrenceSpec(freq=Freq.MONTHLY, day=25)),
        ("每月第一周召开小组长会议", RecurrenceSpec(freq=Freq.MONTHLY, week=1)),
        ("每季度组织一次学习", RecurrenceSpec(freq=Freq.QUARTERLY)),
    ],
)
def test_a_monthly_rhythm_keeps_its_day_or_week(sentence, spec):
    assert [spec_of(found) for found in find_times(sentence)] == [spec]


@pytest.mark.parametrize(
    ("typed", "days", "words"),
    [
        ("6月每周三", ["06-03", "06-10", "06-17", "06-24"], "6月，每周三"),
        ("3月至5月每月15日", ["03-15", "04-15", "05-15"], "3月—5月，每月15日"),
    ],
)
def test_a_rhythm_within_months_stays_within_them(typed, days, words):
    (found,) = read_time(typed)

    year = DateRange(date(2026, 1, 1), date(2026, 12, 31))
    assert [f"{span.start:%m-%d}" for span in occurrences(found.spec, period=year)] == days
    assert describe_spec(found.spec) == words


@pytest.mark.parametrize(
    ("sentence", "specs"),
    [
        ("6月，联合幼儿园举办育儿课堂，每周三晚上开课。", [{"freq": "weekly", "weekdays": [3], "months": [6]}]),
        ("3月召开职代会；每周三学习。", [{"form": "months", "months": [3]}, {"freq": "weekly", "weekdays": [3]}]),
    ],
)
def test_an_imported_rhythm_belongs_to_the_months_of_its_own_sentence(sentence, specs):
    page = parse_text(f"清河厂工会2026年工作计划\n一、主要工作\n1、{sentence}\n2、做好总结。\n")

    (facts,) = facts_by_node(page.documents[0], page.text).values()

    assert [window["spec"] for window in facts.windows] == specs


def test_the_note_of_an_import_is_the_file_and_of_a_return_the_reason():
    now = datetime(2026, 3, 1, tzinfo=UTC)
    acts = [
        AuditEntry(action="plans.plan.imported", at=now, note="去年的计划.docx"),
        AuditEntry(action="plans.plan.returned", at=now, note="请补写经费来源"),
    ]

    assert [(line.reason_label, line.reason) for line in in_words(acts)] == [
        ("文件", "去年的计划.docx"),
        ("原因", "请补写经费来源"),
    ]
