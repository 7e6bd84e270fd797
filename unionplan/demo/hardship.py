"""Households in hardship: made-up files at every stage, with the local rules they are measured by. Their papers carry
numbers nobody has, because any valid resident number could be somebody's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from members.choices.hardship import (
    AidKind,
    AidSource,
    CaseState,
    Category,
    CheckResult,
    EvidenceKind,
    FileLevel,
    MoneyLine,
    Scheme,
    Step,
    WorkNeed,
)
from members.choices.own import ConsentPurpose
from members.choices.people import IdentityKind
from members.models import CaseStep, HardshipCase, Member, Organization, PublicityNotice, User
from members.services import consents
from members.services.archive.identities import set_identity
from members.services.hardship import notices, rulebook
from members.services.hardship.aid import ask_for_aid, decide_aid, give_aid
from members.services.hardship.cases import add_money, add_relative, open_case, write_form
from members.services.hardship.evidence import add_evidence
from members.services.hardship.referrals import note_need
from members.services.hardship.sizing import decide_category
from members.services.hardship.steps import take_step
from members.services.rules import set_rule
from unionplan.core.calendar.workdays import add_workdays
from unionplan.core.identifiers import mask_name
from unionplan.demo.federation import COUNTY

_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
_WINDOW = {"from": "07-01", "to": "08-27"}
_AMOUNTS = {
    "filed.university": "5000",
    "filed.high_school": "3000",
    "unfiled.university": "4000",
    "unfiled.high_school": "2000",
}
# Local values of the county, with the papers they stand in.
_RULES = (
    (rulebook.LIVING_LINE, "860", "禾溪县民政局最低生活保障标准公告", "一、城市低保"),
    (rulebook.VISIT_CAP, "3000", "禾溪县工会送温暖资金使用办法", "第六条"),
    (rulebook.YEAR_CAP, "6000", "禾溪县工会送温暖资金使用办法", "第六条"),
    (rulebook.TEMPORARY_CAP, "2000", "禾溪县工会送温暖资金使用办法", "第七条"),
    (rulebook.STUDY_AMOUNTS, _AMOUNTS, "禾溪县总工会金秋助学办法", "第四条"),
    (rulebook.STUDY_WINDOW, _WINDOW, "禾溪县总工会金秋助学办法", "第五条"),
)


@dataclass(frozen=True, slots=True)
class Household:
    """One made-up household: whose it is (place among the members), what it lives on in a year, why it is in need, and
    how far its file has come; `aid` is help given, in yuan."""

    member: int
    wage: str
    rigid: str
    cause: str
    health: str
    told: str
    reached: CaseState
    days_ago: int
    category: Category
    aid: tuple[tuple[AidKind, str], ...] = ()


HOUSEHOLDS = (
    Household(
        3, "26400", "9600", "own_illness", "kidney", "每周透析三次，配偶打零工", CaseState.FILED, 420, Category.DEEP,
        ((AidKind.LIVING, "3000"), (AidKind.WARMTH, "2000")),
    ),
    Household(
        57, "52800", "18000", "family_illness", "good", "母亲手术后长期用药", CaseState.FILED, 200, Category.RELATIVE,
        ((AidKind.MEDICAL, "5000"),),
    ),
    Household(110, "48000", "0", "single_parent", "good", "独自抚养两个孩子", CaseState.FILED, 90, Category.RELATIVE),
    Household(150, "31200", "12000", "accident", "disabled", "工伤后家庭收入减半", CaseState.NOTICE, 30, Category.DEEP),
    Household(171, "36000", "6000", "low_wage", "ordinary", "停产半年", CaseState.COMPARED, 25, Category.RELATIVE),
    Household(205, "30000", "4800", "laid_off", "good", "企业关闭后待业", CaseState.APPLIED, 4, Category.DEEP),
    Household(240, "66000", "24000", "schooling", "good", "两个孩子上大学", CaseState.EXITED, 700, Category.RELATIVE),
)  # fmt: skip


def load_hardship(
    bodies: Mapping[str, Organization], people: Mapping[str, User], members: Sequence[Member], *, today: date
) -> int:
    """Local rules and the households' files, kept by the county; the number of files."""
    county, officer = bodies[COUNTY], people["officer"]
    for key, value, document, clause in _RULES:
        set_rule(
            key=key,
            organization=county,
            value=value,
            effective_from=date(today.year - 3, 1, 1),
            source_document=document,
            source_clause=clause,
            by=people["chair"],
        )
    for order, household in enumerate(HOUSEHOLDS, start=1):
        _live_through(household, order, members[household.member], county, people, today)
    note_need(
        member=members[205],
        organization=county,
        need=WorkNeed.JOB,
        wishes="仓储、保洁都可以",
        asked_on=today,
        by=officer,
    )
    return len(HOUSEHOLDS)


def _live_through(
    household: Household, order: int, member: Member, county: Organization, people: Mapping[str, User], today: date
) -> None:
    officer = people["officer"]
    set_identity(member=member, by=officer, kind=IdentityKind.OTHER, number=f"HXDEMO{order:06d}")
    member = Member.objects.select_related("identity", "home").get(pk=member.pk)
    start = today - timedelta(days=household.days_ago)
    case = open_case(
        member=member,
        organization=county,
        scheme=Scheme.CURRENT,
        level=FileLevel.COUNTY,
        opened_on=start,
        consent_paper=f"TY-{order:03d}",
        by=officer,
    )
    _fill_in(case, household, officer)
    if household.reached == CaseState.APPLIED:
        return
    _check(case, household, start, officer)
    if household.reached == CaseState.COMPARED:
        return
    consents.give(
        member=member,
        purpose=ConsentPurpose.PUBLICITY,
        scope=f"hardship:{case.pk}",
        paper=f"GS-{order:03d}",
        by=officer,
    )
    if household.reached == CaseState.NOTICE:
        case.refresh_from_db()
        notices.publish(case_id=case.pk, starts_on=today, ends_on=notices.last_day(case, today), by=officer)
        return
    _file(case, household, start, people, today)


def _fill_in(case: HardshipCase, household: Household, by: User) -> None:
    answers = {
        "work_status": "laid_off" if household.cause == "laid_off" else "at_work",
        "marriage": "married",
        "household": "urban",
        "workplace": case.member.home.name if case.member.home else "",
        "address": "禾溪县稻花巷",
        "housing": "rented",
        "area": "50",
        "persons": 3,
        "own_income": str(Decimal(household.wage) / 12),
        "health": household.health,
        "main_cause": household.cause,
        "narrative": household.told,
        "homes": 0,
    }
    write_form(case_id=case.pk, answers=answers, version=1, by=by)
    for relation, name, work in (("spouse", "家属甲", "laid_off"), ("son", "家属乙", "pupil")):
        facts = {"name": name, "relation": relation, "health": "good", "work_status": work, "month_income": 0}
        facts["born_on"] = date(1985 if relation == "spouse" else 2008, 6, 1)
        add_relative(case_id=case.pk, facts=facts, number="", guardian="", guardian_paper="", by=by)
    for kind, yuan in ((MoneyLine.WAGE, household.wage), (MoneyLine.MEDICAL, household.rigid)):
        if Decimal(yuan):
            add_money(case_id=case.pk, kind=kind, amount=Decimal(yuan), whose="全家", note="", by=by)


def _check(case: HardshipCase, household: Household, start: date, by: User) -> None:
    for kind in (EvidenceKind.APPLICATION, EvidenceKind.AUTHORISATION, EvidenceKind.INCOME):
        add_evidence(case_id=case.pk, kind=kind, filename=f"{kind.label}.pdf", data=_PDF, by=by)
    decide_category(case_id=case.pk, category=household.category, reason="入户情况与邻里反映一致", by=by)
    for days, step, words in (
        (2, Step.CHECK, {"result": CheckResult.AGREES}),
        (5, Step.VISIT, {"result": CheckResult.AGREES, "who": "工会干事、社区网格员", "findings": household.told}),
        (6, Step.AUTHORISE, {}),
        (15, Step.COMPARE, {"result": CheckResult.AGREES}),
    ):
        take_step(case_id=case.pk, step=step, on=start + timedelta(days=days), by=by, **words)


def _file(case: HardshipCase, household: Household, start: date, people: Mapping[str, User], today: date) -> None:
    first = start + timedelta(days=16)
    last = add_workdays(first, 5)
    _past_notice(case, first, last, people["officer"])
    day = last + timedelta(days=1)
    take_step(case_id=case.pk, step=Step.REVIEW, on=day, by=people["vicechair"])
    take_step(case_id=case.pk, step=Step.APPROVE, on=day + timedelta(days=1), by=people["chair"])
    take_step(case_id=case.pk, step=Step.FILE, on=day + timedelta(days=3), by=people["officer"])
    HardshipCase.objects.filter(pk=case.pk).update(touched_on=day + timedelta(days=3))
    for kind, yuan in household.aid:
        _help(case, kind, yuan, people, today)
    if household.reached == CaseState.EXITED:
        words = "孩子毕业就业，收入稳定"
        take_step(case_id=case.pk, step=Step.EXIT, on=today, by=people["officer"], reason=words)


def _past_notice(case: HardshipCase, first: date, last: date, by: User) -> None:
    """A notice that is over: no service writes one into the past."""
    case.refresh_from_db()
    PublicityNotice.objects.create(
        case=case,
        organization=case.organization,
        consent=case.member.consents.get(purpose=ConsentPurpose.PUBLICITY, scope=f"hardship:{case.pk}"),
        shown_name=mask_name(case.member.name),
        category=case.category,
        starts_on=first,
        ends_on=last,
        made_by=by,
    )
    CaseStep.objects.create(case=case, step=Step.PUBLICISE, on=first, made_by=by)
    HardshipCase.objects.filter(pk=case.pk).update(state=CaseState.NOTICE)


def _help(case: HardshipCase, kind: AidKind, yuan: str, people: Mapping[str, User], today: date) -> None:
    case.refresh_from_db()
    aid = ask_for_aid(
        member=case.member,
        organization=case.organization,
        case=case,
        kind=kind,
        source=AidSource.LOCAL,
        amount=Decimal(yuan),
        year=today.year,
        by=people["officer"],
    )
    decide_aid(aid_id=aid.pk, is_approved=True, by=people["chair"])
    give_aid(aid_id=aid.pk, given_on=today, receipt_number=f"LQ-{aid.pk}", by=people["officer"])
