"""Publicity (rules.md 4.2, 13.4): with separate consent, with the least that is needed, and gone on its day."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.hardship import CaseState, Category, Step, TakenDown
from members.choices.own import ConsentPurpose
from members.models import CaseStep, Consent, HardshipCase, Member, Objection, PublicityNotice, User
from members.services.hardship.cases import lock_case, touch
from members.services.hardship.rulebook import PUBLICITY_DAYS, measure
from members.services.hardship.trace import note_case, subject_of
from unionplan.core.calendar.workdays import add_workdays
from unionplan.core.errors import DomainError
from unionplan.core.identifiers import mask_name


def last_day(case: HardshipCase, starts_on: date) -> date:
    """The earliest day a notice that starts then may end: so many whole workdays, the first one counted when people
    work that day (a dated rule)."""
    days = int(measure(PUBLICITY_DAYS, case.organization, starts_on).value)
    return add_workdays(starts_on - timedelta(days=1), days)


@transaction.atomic
def publish(*, case_id: int, starts_on: date, ends_on: date, by: User) -> PublicityNotice:
    """Show a masked name, the unit and the category from a day to a day. Raises DomainError with the rule while the
    comparison is not done, no category is decided, the separate consent is missing, or the time is too short."""
    case = lock_case(case_id)
    if case.state not in (CaseState.COMPARED, CaseState.NOTICE):
        raise DomainError(_("公示前须完成民政信息比对（困难职工档案管理：入户、授权、比对、公示依次办理）。"))
    if not case.category:
        raise DomainError(_("公示前须认定困难类别，请先完成测算。"))
    consent = _consent_for(case)
    today = timezone.localdate()
    if starts_on < today:
        raise DomainError(_("公示起不能早于今天。"), field="starts_on")
    if ends_on < last_day(case, starts_on):
        rule = measure(PUBLICITY_DAYS, case.organization, starts_on)
        raise DomainError(
            _("公示不少于 %(days)s 个工作日，最早到 %(day)s（%(source)s）。")
            % {"days": rule.value, "day": last_day(case, starts_on).isoformat(), "source": rule.source},
            field="ends_on",
        )
    _refuse_second(case, starts_on)
    notice = PublicityNotice.objects.create(
        case=case,
        organization=case.organization,
        consent=consent,
        shown_name=mask_name(case.member.name),
        category=Category(case.category),
        starts_on=starts_on,
        ends_on=ends_on,
        made_by=by,
    )
    _step(case, by, starts_on)
    return notice


def _consent_for(case: HardshipCase) -> Consent:
    held = Consent.objects.in_force().filter(
        member=case.member, purpose=ConsentPurpose.PUBLICITY, scope=subject_of(case.pk)
    )
    consent = held.first()
    if consent is None:
        raise DomainError(_("公示姓名属于公开个人信息，须先登记本人的单独同意（个人信息保护法第二十五条）。"))
    return consent


def _refuse_second(case: HardshipCase, starts_on: date) -> None:
    if case.notices.filter(taken_down_at__isnull=True, ends_on__gte=starts_on).exists():
        raise DomainError(_("这份档案正在公示。"))


def _step(case: HardshipCase, by: User, on: date) -> None:
    CaseStep.objects.create(case=case, round=case.round, step=Step.PUBLICISE, on=on, made_by=by)
    before = case.state
    case.state = CaseState.NOTICE
    case.save(update_fields=["state"])
    touch(case, by, "publicised", state=[before, case.state])


@transaction.atomic
def take_down(*, notice_id: int, by: User | None, why: TakenDown, now: datetime) -> None:
    """The notice is gone at once; twice does no harm."""
    notice = PublicityNotice.objects.select_for_update(of=("self",)).select_related("case").get(pk=notice_id)
    if notice.taken_down_at is not None:
        return
    notice.taken_down_at, notice.taken_down_for = now, why
    notice.save(update_fields=["taken_down_at", "taken_down_for"])
    note_case("notice_taken_down", notice.case, by, reason=["", str(why)])


def take_down_of(case: HardshipCase, *, by: User, why: TakenDown) -> None:
    """Every notice of a file that is still up."""
    for pk in case.notices.filter(taken_down_at__isnull=True).values_list("pk", flat=True):
        take_down(notice_id=pk, by=by, why=why, now=timezone.now())


def take_down_ended(*, now: datetime) -> int:
    """The tick: mark what is over. Nobody could read it since its last day anyway."""
    ended = PublicityNotice.objects.filter(ends_on__lt=timezone.localdate(now), taken_down_at__isnull=True)
    keys = list(ended.values_list("pk", flat=True))
    for pk in keys:
        take_down(notice_id=pk, by=None, why=TakenDown.ENDED, now=now)
    return len(keys)


def on_consent_withdrawn(consent: Consent, by: User) -> None:
    """Runs inside the withdrawal: the notice is down before the withdrawal counts as done."""
    up = PublicityNotice.objects.filter(consent=consent, taken_down_at__isnull=True).values_list("pk", flat=True)
    for pk in up:
        take_down(notice_id=pk, by=by, why=TakenDown.CONSENT, now=timezone.now())


def occasions_of(member: Member) -> list[tuple[str, str]]:
    """What a member may be asked about on the own page: each file that nears its publicity."""
    asked = HardshipCase.objects.filter(member=member, state__in=(CaseState.COMPARED, CaseState.NOTICE))
    return [(subject_of(case.pk), _("困难职工档案 %(number)s 的公示") % {"number": case.number}) for case in asked]


def board_for(user: User, today: date) -> QuerySet[PublicityNotice]:
    """What this person may read today."""
    return PublicityNotice.objects.readable_by(user).shown_on(today).select_related("organization")


@transaction.atomic
def object_to(*, notice_id: int, words: str, by: User) -> Objection:
    """Somebody of the organization says something against it; the words are sealed. Raises DomainError without any."""
    if not words.strip():
        raise DomainError(_("请写明异议内容。"), field="words")
    notice = PublicityNotice.objects.select_related("case").get(pk=notice_id)
    objection = Objection(notice=notice, received_on=timezone.localdate(), recorded_by=by)
    objection.write_facts({"words": words.strip()})
    objection.save()
    note_case("objected", notice.case, None)
    return objection


@transaction.atomic
def settle_objection(*, objection_id: int, is_upheld: bool, finding: str, by: User) -> Objection:
    """What came of it. Raises DomainError without a finding or when it is settled already."""
    found = Objection.objects.select_for_update(of=("self",)).select_related("notice__case").get(pk=objection_id)
    if found.settled_on is not None:
        raise DomainError(_("这条异议已经处理。"))
    if not finding.strip():
        raise DomainError(_("请写明核实情况。"), field="finding")
    found.settled_on, found.is_upheld = timezone.localdate(), is_upheld
    found.write_facts({**found.facts, "finding": finding.strip()})
    found.save()
    note_case("objection_settled", found.notice.case, by, upheld=["", is_upheld])
    return found


def why_not_reviewed(case: HardshipCase, today: date) -> str:
    """Why the publicity of this round does not yet carry an approval; "" when it does (rules.md 4.2)."""
    since = case.steps.filter(round=case.round, step=Step.PUBLICISE).order_by("id").last()
    notice = case.notices.order_by("-id").first()
    if since is None or notice is None:
        return _("公示期满才能审批，这份档案还没有公示。")
    if notice.taken_down_for in (TakenDown.CONSENT, TakenDown.STOPPED):
        return _("公示被提前撤下，须重新公示期满后审批。")
    if notice.ends_on >= today:
        return _("公示到 %(day)s 为止，期满后才能审批。") % {"day": notice.ends_on.isoformat()}
    if Objection.objects.filter(notice=notice, settled_on__isnull=True).exists():
        return _("还有异议没有处理，处理后才能审批。")
    if Objection.objects.filter(notice=notice, is_upheld=True).exists():
        return _("公示中的异议成立，不能审批；请重新核实。")
    return ""
