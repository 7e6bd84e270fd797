"""A county, a union in it, its officers, and households to help; everybody is made up."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from importlib import import_module
from typing import Any

import time_machine
from django.utils import timezone
from stdnum.cn import ric

from members.choices.hardship import CaseState, Category, CheckResult, EvidenceKind, FileLevel, MoneyLine, Scheme, Step
from members.choices.own import ConsentPurpose
from members.enums import OrganizationKind, Post
from members.models import HardshipCase, Member, Organization, PublicityNotice, Rule, User
from members.services import consents
from members.services.archive.identities import set_identity
from members.services.hardship import notices, rulebook
from members.services.hardship.cases import add_money, open_case, write_form
from members.services.hardship.evidence import add_evidence
from members.services.hardship.sizing import decide_category
from members.services.hardship.steps import take_step
from members.tests.factories import MemberFactory, MembershipFactory, OrganizationFactory, RuleFactory, officer_of
from unionplan.core.calendar.workdays import SHANGHAI

PDF = b"%PDF-1.4\n%%EOF\n"
FORM = {
    "work_status": "laid_off",
    "marriage": "married",
    "household": "urban",
    "workplace": "望禾织造厂",
    "address": "禾溪县望禾镇稻花巷三号",
    "housing": "rented",
    "area": "50",
    "persons": 3,
    "own_income": "900",
    "health": "kidney",
    "main_cause": "own_illness",
    "narrative": "透析三年，独自抚养孩子",
    "bank_card": "6222020000000000000",
}


def at(day: date, hour: int = 9) -> time_machine.travel:
    """That hour of that day in China; the clock stands still."""
    return time_machine.travel(datetime.combine(day, time(hour), SHANGHAI), tick=False)


def resident(born: date = date(1980, 5, 6), order: int = 11, region: str = "330106") -> str:
    """A made-up resident number with the right check digit."""
    front = f"{region}{born:%Y%m%d}{order:03d}"
    return front + ric.calc_check_digit(f"{front}0")


def person(organization: Organization, *, name: str = "禾白露", order: int = 11, **extra: Any) -> Member:
    """A member of the organization with an identity number."""
    member = MemberFactory(name=name, **extra)
    MembershipFactory(member=member, organization=organization)
    member.refresh_from_db()
    set_identity(member=member, by=None, number=resident(order=order))
    return Member.objects.select_related("identity", "home").get(pk=member.pk)


def national_rules() -> None:
    """The national values, which a test with real commits before this one has emptied out of the tables."""
    for key, value, start, document, clause, note in import_module("members.migrations.0010_hardship_rules").RULES:
        Rule.objects.get_or_create(
            key=key,
            organization=None,
            effective_from=start,
            defaults={"value": value, "source_document": document, "source_clause": clause, "note": note},
        )


@dataclass
class World:
    """Somewhere to help people; `order` makes its member's number another one than in the world beside it."""

    order: int = 11
    county: Organization = field(default_factory=lambda: OrganizationFactory(kind=OrganizationKind.FEDERATION))

    def __post_init__(self) -> None:
        national_rules()
        self.union = OrganizationFactory(parent=self.county)
        self.officer = officer_of(self.union)
        self.chair = officer_of(self.union, post=Post.CHAIR)
        self.vice = officer_of(self.union, post=Post.VICE_CHAIR)
        self.auditor = officer_of(self.union, post=Post.AUDITOR)
        self.member = person(self.union, order=self.order)
        self.rule(rulebook.LIVING_LINE, "1000", document="测试县低保标准")

    def rule(self, key: str, value: Any, *, document: str = "测试办法", clause: str = "第三条") -> None:
        """A local value from long ago."""
        RuleFactory(key=key, value=value, organization=self.county, source_document=document, source_clause=clause)

    def open(
        self, member: Member | None = None, *, scheme: Scheme = Scheme.CURRENT, by: User | None = None
    ) -> HardshipCase:
        """A file with the national form filled in."""
        case = open_case(
            member=member or self.member,
            organization=self.union,
            scheme=scheme,
            level=FileLevel.BASE,
            opened_on=timezone.localdate(),
            consent_paper="TY-1",
            by=by or self.officer,
        )
        write_form(case_id=case.pk, answers=FORM, version=1, by=self.officer)
        return case

    def earn(self, case: HardshipCase, amount: str = "24000", rigid: str = "6000") -> None:
        """The household's year."""
        for kind, yuan in ((MoneyLine.WAGE, amount), (MoneyLine.MEDICAL, rigid)):
            add_money(case_id=case.pk, kind=kind, amount=Decimal(yuan), whose="", note="", by=self.officer)

    def step(self, case: HardshipCase, step: Step, by: User | None = None, **words: str) -> HardshipCase:
        return take_step(case_id=case.pk, step=step, on=timezone.localdate(), by=by or self.officer, **words)

    def compared(self, case: HardshipCase | None = None) -> HardshipCase:
        """A file up to the comparison, with its category."""
        case = case or self.open()
        self.earn(case)
        decide_category(case_id=case.pk, category=Category.DEEP, reason="", by=self.officer)
        for kind in (EvidenceKind.APPLICATION, EvidenceKind.AUTHORISATION):
            add_evidence(case_id=case.pk, kind=kind, filename="材料.pdf", data=PDF, by=self.officer)
        self.step(case, Step.CHECK, result=CheckResult.AGREES)
        self.step(case, Step.VISIT, result=CheckResult.AGREES, who="甲、乙", findings="属实")
        self.step(case, Step.AUTHORISE)
        return self.step(case, Step.COMPARE, result=CheckResult.AGREES)

    def consent(self, case: HardshipCase) -> None:
        """The separate consent to publicity."""
        consents.give(
            member=case.member,
            purpose=ConsentPurpose.PUBLICITY,
            scope=f"hardship:{case.pk}",
            paper="GS-1",
            by=self.officer,
        )

    def published(self, case: HardshipCase | None = None) -> PublicityNotice:
        case = case or self.compared()
        self.consent(case)
        today = timezone.localdate()
        return notices.publish(case_id=case.pk, starts_on=today, ends_on=notices.last_day(case, today), by=self.officer)

    def filed(self, member: Member | None = None) -> HardshipCase:
        """A file in force; the way to it is tested elsewhere."""
        case = self.open(member)
        today = timezone.localdate()
        HardshipCase.objects.filter(pk=case.pk).update(
            state=CaseState.FILED,
            category=Category.DEEP,
            filed_on=today,
            review_due_on=rulebook.months_later(today, 12),
        )
        case.refresh_from_db()
        return case
