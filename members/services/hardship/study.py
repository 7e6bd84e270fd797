"""金秋助学 (systems.md HS-03, rules.md 4.4): one child once a year, in the window, by two people."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.hardship import (
    AidKind,
    AidSource,
    AidState,
    EvidenceKind,
    StudyExclusion,
    StudyLevel,
    StudyState,
)
from members.models import AidRecord, HardshipCase, HardshipEvidence, Member, Organization, StudyAid, User
from members.services.hardship import rulebook
from members.services.hardship.households import digest, read_resident
from members.services.hardship.rulebook import measure
from unionplan.core.audit import record
from unionplan.core.errors import DomainError
from unionplan.core.sealed import LookupColumn, register_lookup


@transaction.atomic
def apply_for_study(
    *,
    member: Member,
    organization: Organization,
    level: StudyLevel,
    student: str,
    student_number: str,
    school: str,
    applied_on: date,
    guardian: str,
    guardian_consent_on: date,
    by: User,
    exclusion: StudyExclusion = StudyExclusion.NONE,
    case: HardshipCase | None = None,
    admission: HardshipEvidence | None = None,
) -> StudyAid:
    """Take in an application: the least about the child, with the guardian's consent. The amount follows from level and
    file by the rule of that day. Raises DomainError outside the window, for an excluded kind of school, without
    consent or (with a file) without the admission letter, and when the child was helped this year anywhere."""
    _require_window(organization, applied_on)
    _require_facts(exclusion, student, school, guardian, guardian_consent_on, applied_on)
    number = _resident_with_letter(student_number, case, admission)
    study = StudyAid(
        case=case,
        member=member,
        organization=organization,
        year=applied_on.year,
        student_number=number,
        student_hash=digest(number),
        level=level,
        exclusion=exclusion,
        amount=_amount(organization, applied_on, case, level),
        applied_on=applied_on,
        admission=admission,
        guardian_consent_on=guardian_consent_on,
        asked_by=by,
    )
    study.write_facts({"student": student.strip(), "school": school.strip(), "guardian": guardian.strip()})
    _refuse_second(study)
    _note("asked", study, by, amount=["", str(study.amount)])
    return study


def _resident_with_letter(text: str, case: HardshipCase | None, admission: HardshipEvidence | None) -> str:
    """The child's checked number; a file must hold the admission letter."""
    if case is not None and admission is None:
        raise DomainError(_("请先在档案里上传录取通知书。"), field="admission")
    return read_resident(text)


def _amount(organization: Organization, on: date, case: HardshipCase | None, level: StudyLevel) -> Decimal:
    rule = measure(rulebook.STUDY_AMOUNTS, organization, on)
    return rulebook.study_amount(rule.value, is_filed=case is not None, level=level)


def admission_of(case: HardshipCase) -> HardshipEvidence | None:
    """The latest admission letter in a file."""
    return case.evidence.filter(kind=EvidenceKind.ADMISSION, removed_at__isnull=True).last()


def _require_window(organization: Organization, applied_on: date) -> None:
    rule = measure(rulebook.STUDY_WINDOW, organization, applied_on)
    first, last = rulebook.window_in(applied_on.year, rule.value)
    if not first <= applied_on <= last:
        raise DomainError(
            _("申请时间为 %(first)s 至 %(last)s（%(source)s）。")
            % {"first": first.isoformat(), "last": last.isoformat(), "source": rule.source},
            field="applied_on",
        )


def _require_facts(
    exclusion: StudyExclusion, student: str, school: str, guardian: str, consent_on: date, applied_on: date
) -> None:
    if exclusion != StudyExclusion.NONE:
        raise DomainError(
            _("“%(kind)s”不在助学范围（金秋助学办法：不予资助情形）。") % {"kind": exclusion.label}, field="exclusion"
        )
    if not (student.strip() and school.strip()):
        raise DomainError(_("请填写学生姓名和学校。"), field="student" if not student.strip() else "school")
    if not guardian.strip() or consent_on > applied_on:
        raise DomainError(_("须先取得监护人同意（个人信息保护法第三十一条）。"), field="guardian")


def _refuse_second(study: StudyAid) -> None:
    """The unique index decides, also between two officers pressing at once."""
    words = _("该学生今年已经申请或享受助学，不重复资助；请联系上级工会核实。")
    if (
        StudyAid.objects.exclude(state=StudyState.REFUSED)
        .filter(student_hash=study.student_hash, year=study.year)
        .exists()
    ):
        raise DomainError(words, field="student_number")
    try:
        with transaction.atomic():
            study.save()
    except IntegrityError as error:
        raise DomainError(words, field="student_number") from error


def _locked(study_id: int) -> StudyAid:
    rows = StudyAid.objects.select_for_update(of=("self",)).select_related("member", "organization", "case")
    return rows.get(pk=study_id)


@transaction.atomic
def review_study(*, study_id: int, by: User) -> StudyAid:
    """The first yes. Raises DomainError for one's own application."""
    study = _locked(study_id)
    if study.state != StudyState.APPLIED:
        raise DomainError(_("这份申请不在待初审状态。"))
    if study.asked_by_id == by.pk:
        raise DomainError(_("登记人不能初审自己登记的申请。"))
    study.state, study.reviewed_by = StudyState.REVIEWED, by
    study.save()
    _note("reviewed", study, by, state=[str(StudyState.APPLIED), str(study.state)])
    return study


@transaction.atomic
def approve_study(*, study_id: int, source: AidSource, by: User) -> StudyAid:
    """The second yes, by somebody else: the money becomes a help record that waits to be given. Raises DomainError for
    whoever took in or reviewed it."""
    study = _locked(study_id)
    if study.state != StudyState.REVIEWED:
        raise DomainError(_("初审通过后才能审批。"))
    if by.pk in (study.reviewed_by_id, study.asked_by_id):
        raise DomainError(_("初审和审批须由两个人分别办理，登记人也不能审批。"))
    study.aid = AidRecord.objects.create(
        case=study.case,
        member=study.member,
        organization=study.organization,
        kind=AidKind.SCHOOLING,
        source=source,
        year=study.year,
        amount=study.amount,
        state=AidState.APPROVED,
        asked_by=study.asked_by,
        decided_by=by,
        decided_at=timezone.now(),
    )
    study.state, study.approved_by = StudyState.APPROVED, by
    study.save()
    _note("approved", study, by, state=[str(StudyState.REVIEWED), str(study.state)])
    return study


@transaction.atomic
def refuse_study(*, study_id: int, reason: str, by: User) -> StudyAid:
    """No, with a reason; the child may apply again."""
    study = _locked(study_id)
    if study.state not in (StudyState.APPLIED, StudyState.REVIEWED):
        raise DomainError(_("这份申请已经审批。"))
    if not reason.strip():
        raise DomainError(_("请写明不通过的理由。"), field="reason")
    before = study.state
    study.state = StudyState.REFUSED
    study.write_facts({**study.facts, "reason": reason.strip()})
    study.save()
    _note("refused", study, by, state=[before, str(study.state)])
    return study


def _note(what: str, study: StudyAid, by: User, **changes: list[str]) -> None:
    record(
        f"members.study.{what}",
        target=study,
        actor=by,
        organization_id=study.organization_id,
        subject=f"hardship:{study.case_id}" if study.case_id else "",
        changes=dict(changes),
    )


def register_hash() -> None:
    """A new LOOKUP_KEY reaches this column."""
    register_lookup(LookupColumn(StudyAid, "student_number", "student_hash", lambda _row, plain: digest(plain)))
