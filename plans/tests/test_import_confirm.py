"""A preview becomes one plan, complete, once, in few statements; what nobody confirmed goes away."""

import re
import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.tests.factories import OrganizationFactory, officer_of
from plans.enums import Audience, PlanState
from plans.models import (
    BudgetLine,
    ImportPreview,
    Occurrence,
    Plan,
    PlanItem,
    Section,
    SourceDocument,
    Target,
    TimeWindow,
)
from plans.services.drafts import PlanDraft
from plans.services.imports.confirming import Head, confirm_preview
from plans.services.imports.editing import NodeChange, change_node, drop_node, keep_node, settle_warning
from plans.services.imports.previews import create_previews_of_text, earlier_plans, purge_expired
from plans.services.timetext import read_time
from plans.services.windows import WindowInput
from plans.tests.import_examples import ANNUAL, TWO_PLANS, YEARLESS, long_plan
from unionplan.core.errors import DomainError, EditConflictError
from unionplan.core.models import AuditEntry

CONFIRM_QUERIES = (
    11  # savepoint, lock, plan, section levels, item levels, windows, days, targets, audit, preview, release
)
HEAD = Head(title="某某公司工会工作计划", kind="annual", year=2027)


@pytest.fixture
def officer(db):
    organization = OrganizationFactory()
    return officer_of(organization)


def preview_of(text: str, officer) -> ImportPreview:
    source = create_previews_of_text(text=text, organization=officer.access.offices[0].organization, by=officer)
    return source.previews.get(document_index=0)


@pytest.mark.django_db
def test_confirming_makes_a_draft_plan_with_everything_in_it(officer):
    preview = preview_of(ANNUAL, officer)
    plan = confirm_preview(preview_id=preview.pk, by=officer)
    assert (plan.state, plan.year, plan.title) == (PlanState.DRAFT, 2026, "某某镇总工会2026年工作计划")
    assert (plan.period_start, plan.period_end) == (date(2026, 1, 1), date(2026, 12, 31))
    assert plan.source == preview.source
    assert plan.preamble == "为做好新一年的工作，制定本计划。"
    titles = list(Section.objects.filter(plan=plan, parent=None).order_by("position").values_list("title", flat=True))
    assert titles == ["指导思想", "主要工作", "具体安排", "经费预算", "结束语"]
    item = PlanItem.objects.get(plan=plan, title="3月12日组织植树")
    assert (item.section.title, item.section.parent.title, item.audience) == ("3月", "具体安排", Audience.MEMBERS)
    assert list(item.occurrences.values_list("start", "end")) == [(date(2026, 3, 12), date(2026, 3, 12))]
    assert PlanItem.objects.get(plan=plan, title="组织建设").has_children
    assert Occurrence.objects.filter(item__title="每季度举办一次读书会").count() == 4
    assert ANNUAL[item.source_start : item.source_end].strip() == "2、3月12日组织植树。"
    money = BudgetLine.objects.get(plan=plan)
    assert (str(money.amount), money.plan.sections.get(title="经费预算").body) == ("20000.00", "职工活动经费20000元。")


@pytest.mark.django_db
def test_every_word_of_the_document_is_in_the_plan(officer):
    plan = confirm_preview(preview_id=preview_of(ANNUAL, officer).pk, by=officer)
    kept = [plan.title, plan.preamble]
    for row in [*Section.objects.filter(plan=plan), *PlanItem.objects.filter(plan=plan)]:
        kept += [row.source_number, row.title, row.body]
    words = lambda text: Counter(re.sub(r"[\s。，、；：！？]", "", text))  # noqa: E731
    assert words(ANNUAL) - words("".join(kept)) == Counter()


@pytest.mark.django_db
def test_a_report_reads_in_the_plan_as_it_was_printed(officer):
    text = (
        "某某局工会2025年工作总结及2026年工作计划\n\n一、2025年工作总结\n（一）组织建设。新建了工会3家。\n"
        "（二）帮扶工作\n走访了困难职工20户。\n\n二、2026年工作计划\n（一）5月召开职代会。\n（二）发展会员60人。\n"
    )
    plan = confirm_preview(preview_id=preview_of(text, officer).pk, by=officer)
    body = Section.objects.get(plan=plan, section_type="review").body
    assert body == "（一）组织建设。新建了工会3家。\n（二）帮扶工作\n走访了困难职工20户。"


@pytest.mark.django_db
def test_the_trail_names_who_and_which_file(officer):
    plan = confirm_preview(preview_id=preview_of(ANNUAL, officer).pk, by=officer)
    entry = AuditEntry.objects.get(subject=f"plan:{plan.pk}")
    assert (entry.action, entry.actor, entry.note) == ("plans.plan.imported", officer, "粘贴.txt")
    assert entry.changes == {"title": ["", plan.title], "count": [0, 7]}


@pytest.mark.django_db
def test_confirming_twice_gives_the_same_plan(officer):
    preview = preview_of(ANNUAL, officer)
    first = confirm_preview(preview_id=preview.pk, by=officer)
    second = confirm_preview(preview_id=preview.pk, by=officer, head=HEAD)
    assert first == second
    assert Plan.objects.count() == 1
    assert second.year == 2026


@pytest.mark.django_db(transaction=True)
def test_confirming_at_the_same_moment_gives_one_plan():
    officer = officer_of(OrganizationFactory())
    preview = preview_of(ANNUAL, officer)
    together, made = threading.Barrier(6), []

    def confirm() -> None:
        try:
            together.wait()
            made.append(confirm_preview(preview_id=preview.pk, by=officer).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert set(made) == {Plan.objects.get().pk}
    assert PlanItem.objects.filter(title="职工运动会").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("items", [20, 200])
def test_confirming_costs_the_same_statements_for_any_length(officer, items, django_assert_num_queries):
    preview = preview_of(long_plan(items), officer)
    with django_assert_num_queries(CONFIRM_QUERIES):
        plan = confirm_preview(preview_id=preview.pk, by=officer)
    assert PlanItem.objects.filter(plan=plan).count() == items
    assert TimeWindow.objects.filter(item__plan=plan).count() == items
    assert Target.objects.filter(item__plan=plan).exists()


@pytest.mark.django_db
def test_five_hundred_items_stay_a_handful_of_statements(officer):
    preview = preview_of(long_plan(500), officer)
    with CaptureQueriesContext(connection) as queries:
        confirm_preview(preview_id=preview.pk, by=officer)
    assert len(queries) == CONFIRM_QUERIES


@pytest.mark.django_db
def test_an_unknown_year_is_asked_for(officer):
    preview = preview_of(YEARLESS, officer)
    with pytest.raises(DomainError) as refusal:
        confirm_preview(preview_id=preview.pk, by=officer)
    assert refusal.value.field == "year"
    assert not Plan.objects.exists()
    plan = confirm_preview(preview_id=preview.pk, by=officer, head=HEAD)
    assert (plan.year, plan.period_start) == (2027, date(2027, 1, 1))
    assert Occurrence.objects.get(item__title="3月走访困难职工").start == date(2027, 3, 1)


@pytest.mark.django_db
def test_an_expired_preview_makes_no_plan(officer):
    preview = preview_of(ANNUAL, officer)
    ImportPreview.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(DomainError, match="7 天"):
        confirm_preview(preview_id=preview.pk, by=officer)
    with pytest.raises(DomainError, match="7 天"):
        drop_node(preview_id=preview.pk, key="n4")
    assert not Plan.objects.exists()


@pytest.mark.django_db
def test_what_is_left_out_stays_in_the_preview_and_out_of_the_plan(officer):
    preview = preview_of(ANNUAL, officer)
    drop_node(preview_id=preview.pk, key="n3")
    drop_node(preview_id=preview.pk, key="n14")
    keep_node(preview_id=preview.pk, key="n14")
    plan = confirm_preview(preview_id=preview.pk, by=officer)
    titles = set(PlanItem.objects.filter(plan=plan).values_list("title", flat=True))
    assert "职工运动会" in titles
    assert not titles & {"组织建设", "3月底前新建基层工会8家，发展会员260人", "举办干部培训班____期"}
    preview.refresh_from_db()
    assert PlanDraft.from_dict(preview.draft).node("n3").title == "组织建设"


@pytest.mark.django_db
def test_a_correction_reaches_the_plan_and_settles_its_doubt(officer):
    preview = preview_of(ANNUAL, officer)
    typed = read_time("5月")[0]
    change = NodeChange(title="举办干部培训班2期", windows=[WindowInput(text=typed.text, spec=typed.spec)], targets=[])
    change_node(preview_id=preview.pk, key="n5", change=change, expected_version=1)
    preview.refresh_from_db()
    assert PlanDraft.from_dict(preview.draft).open_warnings() == []
    plan = confirm_preview(preview_id=preview.pk, by=officer)
    item = PlanItem.objects.get(plan=plan, title="举办干部培训班2期")
    assert list(item.occurrences.values_list("start", flat=True)) == [date(2026, 5, 1)]
    assert not item.targets.exists()


@pytest.mark.django_db
def test_the_second_of_two_correctors_sees_both_texts(officer):
    preview = preview_of(ANNUAL, officer)
    change_node(preview_id=preview.pk, key="n7", change=NodeChange(title="甲的写法"), expected_version=1)
    with pytest.raises(EditConflictError) as conflict:
        change_node(preview_id=preview.pk, key="n7", change=NodeChange(title="乙的写法"), expected_version=1)
    assert conflict.value.current.title == "甲的写法"
    assert conflict.value.yours["title"] == "乙的写法"
    change_node(preview_id=preview.pk, key="n8", change=NodeChange(title="另一项"), expected_version=1)


@pytest.mark.django_db
def test_a_settled_doubt_is_counted_no_more(officer):
    preview = preview_of(ANNUAL, officer)
    key = PlanDraft.from_dict(preview.draft).open_warnings()[0].key
    settle_warning(preview_id=preview.pk, key=key)
    preview.refresh_from_db()
    assert PlanDraft.from_dict(preview.draft).open_warnings() == []
    settle_warning(preview_id=preview.pk, key=key, settled=False)
    preview.refresh_from_db()
    assert len(PlanDraft.from_dict(preview.draft).open_warnings()) == 1


@pytest.mark.django_db
def test_the_same_file_tells_of_the_plan_it_became(officer):
    first = preview_of(ANNUAL, officer)
    stranger = officer_of(OrganizationFactory())
    foreign = confirm_preview(preview_id=preview_of(ANNUAL, stranger).pk, by=stranger)
    plan = confirm_preview(preview_id=first.pk, by=officer)
    again = preview_of(ANNUAL, officer)
    assert list(earlier_plans(again.source)) == [plan]
    assert foreign not in earlier_plans(again.source)


@pytest.mark.django_db
def test_purging_keeps_plans_and_their_files_and_takes_the_rest(officer, django_capture_on_commit_callbacks):
    kept = preview_of(ANNUAL, officer)
    plan = confirm_preview(preview_id=kept.pk, by=officer)
    forgotten = preview_of(TWO_PLANS, officer).source
    fresh = preview_of(YEARLESS, officer)
    ImportPreview.objects.exclude(pk=fresh.pk).update(expires_at=timezone.now() - timedelta(days=1))
    SourceDocument.objects.exclude(pk=fresh.source_id).update(uploaded_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_expired(now=timezone.now()) == 2
    assert set(ImportPreview.objects.values_list("pk", flat=True)) == {kept.pk, fresh.pk}
    assert set(SourceDocument.objects.values_list("pk", flat=True)) == {kept.source_id, fresh.source_id}
    assert default_storage.exists(plan.source.file.name)
    assert not default_storage.exists(forgotten.file.name)
    assert confirm_preview(preview_id=kept.pk, by=officer) == plan
