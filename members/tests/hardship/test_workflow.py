"""The way of a file: each step in its order, with what it needs, and by the right people (rules.md 4.2)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.choices.hardship import CaseState, Category, CheckResult, EvidenceKind, Step
from members.choices.own import ConsentPurpose
from members.models import CaseStep, HouseholdKey
from members.services import consents
from members.services.hardship import notices
from members.services.hardship.cases import write_form
from members.services.hardship.evidence import add_evidence, remove_evidence
from members.services.hardship.sizing import decide_category
from members.services.hardship.steps import take_step
from members.tests.hardship.world import FORM, PDF, at
from unionplan.core.errors import DomainError, EditConflictError
from unionplan.core.models import AuditEntry


def after(notice):
    """09:00 on the day after the notice ended."""
    return at(notice.ends_on + timedelta(days=1))


def refusal(act) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.message


def test_the_whole_way_from_application_to_filing_and_back_again(world):
    notice = world.published()
    case = notice.case

    with after(notice):
        world.step(case, Step.REVIEW, by=world.vice)
        world.step(case, Step.APPROVE, by=world.chair)
        case = world.step(case, Step.FILE, national_number="QG-7")
        assert (case.state, case.national_number) == (CaseState.FILED, "QG-7")
        assert case.review_due_on.year == case.filed_on.year + 1
        case = world.step(case, Step.EXIT, reason="收入稳定")
        assert not HouseholdKey.objects.filter(holds=True).exists()
        case = world.step(case, Step.RETURN, reason="病情复发")

    assert (case.state, case.round, case.category) == (CaseState.APPLIED, 2, "")
    assert [step.step for step in case.steps.all()] == [
        "check", "visit", "authorise", "compare", "publicise", "review", "approve", "file", "exit", "return",
    ]  # fmt: skip
    assert HouseholdKey.objects.filter(case=case, holds=True).count() == 1


def test_no_step_is_taken_out_of_order_and_the_refusal_names_the_order(world):
    case = world.open()

    for step in (Step.VISIT, Step.AUTHORISE, Step.COMPARE, Step.REVIEW, Step.APPROVE, Step.FILE, Step.EXIT):
        told = refusal(lambda step=step: world.step(case, step, result="agrees", who="甲", findings="乙", reason="丙"))
        assert "次序" in told
    case.refresh_from_db()
    assert case.state == CaseState.APPLIED
    assert not CaseStep.objects.exists()


def test_the_check_asks_for_every_starred_field_by_name(world):
    case = world.open()
    write_form(case_id=case.pk, answers=FORM | {"address": "", "area": ""}, version=2, by=world.officer)

    assert "家庭住址、建筑面积" in refusal(lambda: world.step(case, Step.CHECK, result=CheckResult.AGREES))


def test_a_visit_needs_the_signed_application_and_a_comparison_the_authorisation(world):
    case = world.open()
    world.step(case, Step.CHECK, result=CheckResult.AGREES)
    visit = lambda: world.step(case, Step.VISIT, result=CheckResult.AGREES, who="甲、乙", findings="属实")  # noqa: E731

    assert "帮扶申请书" in refusal(visit)
    add_evidence(case_id=case.pk, kind=EvidenceKind.APPLICATION, filename="a.pdf", data=PDF, by=world.officer)
    visit()
    assert "授权委托书" in refusal(lambda: world.step(case, Step.AUTHORISE))


def test_a_visit_names_its_visitors_and_what_they_found(world):
    case = world.open()
    add_evidence(case_id=case.pk, kind=EvidenceKind.APPLICATION, filename="a.pdf", data=PDF, by=world.officer)
    world.step(case, Step.CHECK, result=CheckResult.AGREES)

    assert "入户人员" in refusal(lambda: world.step(case, Step.VISIT, result=CheckResult.AGREES, findings="属实"))
    case = world.step(case, Step.VISIT, result=CheckResult.DIFFERS, who="甲、乙", findings="不在家")
    assert case.state == CaseState.CHECKED
    case = world.step(case, Step.VISIT, result=CheckResult.AGREES, who="甲、乙", findings="属实")
    assert case.state == CaseState.VISITED
    assert [step.result for step in case.steps.filter(step=Step.VISIT)] == ["differs", "agrees"]


def test_nobody_approves_before_the_publicity_is_over(world):
    notice = world.published()
    with at(notice.ends_on, hour=23):
        told = refusal(lambda: world.step(notice.case, Step.REVIEW, by=world.chair))
    assert notice.ends_on.isoformat() in told


def test_two_people_approve_and_neither_is_the_one_who_recorded(world):
    notice = world.published(world.compared(world.open(by=world.vice)))
    case = notice.case

    with after(notice):
        assert "建档人" in refusal(lambda: world.step(case, Step.REVIEW, by=world.vice))
        world.step(case, Step.REVIEW, by=world.chair)
        assert "两个人" in refusal(lambda: world.step(case, Step.APPROVE, by=world.chair))
        assert "建档人" in refusal(lambda: world.step(case, Step.APPROVE, by=world.vice))
    case.refresh_from_db()
    assert case.state == CaseState.REVIEWED


@pytest.mark.parametrize(("step", "state"), [(Step.REFUSE, CaseState.REFUSED), (Step.WITHDRAW, CaseState.WITHDRAWN)])
def test_a_file_ends_with_a_reason_and_lets_the_household_go(world, step, state):
    notice = world.published()

    assert "理由" in refusal(lambda: world.step(notice.case, step))
    case = world.step(notice.case, step, reason="不符合条件")

    assert case.state == state
    notice.refresh_from_db()
    assert notice.taken_down_at is not None
    assert not HouseholdKey.objects.filter(holds=True).exists()
    assert "已经结束" in refusal(lambda: write_form(case_id=case.pk, answers=FORM, version=2, by=world.officer))


def test_a_word_against_the_proposal_needs_a_reason_and_keeps_every_line(world):
    case = world.open()
    world.earn(case)

    assert "理由" in refusal(
        lambda: decide_category(case_id=case.pk, category=Category.RELATIVE, reason=" ", by=world.officer)
    )
    assert "另一套" in refusal(
        lambda: decide_category(case_id=case.pk, category=Category.LOW_EDGE, reason="x", by=world.officer)
    )
    made = decide_category(case_id=case.pk, category=Category.RELATIVE, reason="邻里证明", by=world.officer)
    assert (made.proposed, made.decided) == (Category.DEEP, Category.RELATIVE)
    assert "邻里证明" in made.facts["reason"]
    assert "测试县低保标准" in made.facts["lines"]


def test_the_second_to_save_the_form_loses_nothing_and_overwrites_nothing(world):
    case = world.open()
    write_form(case_id=case.pk, answers=FORM | {"bank": "甲银行"}, version=2, by=world.chair)

    with pytest.raises(EditConflictError) as caught:
        write_form(case_id=case.pk, answers=FORM | {"bank": "乙银行"}, version=2, by=world.officer)
    assert caught.value.current.facts["bank"] == "甲银行"
    assert caught.value.yours["bank"] == "乙银行"


def test_days_do_not_run_backwards(world):
    case = world.open()

    yesterday, tomorrow = (timezone.localdate() + timedelta(days=days) for days in (-1, 1))
    for day in (yesterday, tomorrow):
        with pytest.raises(DomainError) as caught:
            take_step(case_id=case.pk, step=Step.CHECK, on=day, by=world.officer, result=CheckResult.AGREES)
        assert caught.value.field == "on"


def test_a_paper_a_step_rests_on_stays(world):
    case = world.compared()
    paper = case.evidence.get(kind=EvidenceKind.AUTHORISATION)

    assert "不能删除" in refusal(lambda: remove_evidence(evidence_id=paper.pk, by=world.officer))


def test_the_trace_names_the_case_and_no_fact(world):
    notice = world.published()
    notices.object_to(notice_id=notice.pk, words="他家有两套房", by=world.auditor)
    entries = AuditEntry.objects.filter(subject=f"hardship:{notice.case_id}")

    assert {entry.target_label for entry in entries if entry.target_type == "members.hardshipcase"} == {
        notice.case.number
    }
    told = " ".join(f"{entry.changes} {entry.note} {entry.target_label}" for entry in AuditEntry.objects.all())
    assert world.member.name not in " ".join(entry.target_label for entry in entries)
    for secret in ("透析", "24000", "稻花巷", "6222020000000000000", "两套房"):
        assert secret not in told


def test_whoever_takes_the_consent_back_is_measured_no_further(world):
    case = world.open()
    consents.withdraw(member=world.member, purpose=ConsentPurpose.FINANCE, by=world.officer)

    assert "撤回" in refusal(lambda: world.step(case, Step.CHECK, result=CheckResult.AGREES))
    assert world.step(case, Step.WITHDRAW, reason="本人撤回").state == CaseState.WITHDRAWN
