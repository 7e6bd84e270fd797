"""Terms of committees: begun, elected, judged, and turned into offices (systems.md OB-05, rules.md §8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.register import Committee
from members.enums import Post
from members.models import Office, Organization, Term, TermCandidate, User
from members.models.terms import TermQuerySet
from members.services.offices import appoint
from members.services.register.elections import (
    RULES,
    Election,
    Finding,
    Stood,
    end_after,
    findings_of,
)
from members.services.register.rulebook import AUDIT_INCOMPATIBLE, TERM_YEARS, rules_of, source_of
from members.services.register.term_reminders import replan_terms
from members.services.register.trace import changed_fields, note
from unionplan.core.errors import DomainError, EditConflictError

# Who sits in which committee holds which post in the portal; a union committee says it person by person.
POST_OF_COMMITTEE = {Committee.WOMEN: Post.WOMEN_OFFICER, Committee.AUDIT: Post.AUDITOR}


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the election record as typed; `username` is empty for somebody without an account."""

    name: str
    username: str = ""
    post: Post = Post.COMMITTEE
    is_head: bool = False
    field_of_work: str = ""
    votes: int | None = None
    is_elected: bool = False


def allowed_years(organization: Organization, on: date) -> list[int]:
    """How long a term may be, by the rule that holds on that day."""
    rule = rules_of([TERM_YEARS], organization, on).get(TERM_YEARS)
    return list(rule.value) if rule else [3, 5]


def next_number(organization: Organization, committee: Committee) -> int:
    """The number after the highest one kept."""
    last = Term.objects.filter(organization=organization, committee=committee).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _later() -> TermQuerySet:
    """Terms of the same committee that end later, for a subquery."""
    return Term.objects.filter(
        organization=OuterRef("organization"), committee=OuterRef("committee"), ends_on__gt=OuterRef("ends_on")
    )


def latest_terms(terms: TermQuerySet) -> TermQuerySet:
    """Of each committee the term that ends last."""
    return terms.filter(~Exists(_later()))


def terms_listed(terms: TermQuerySet) -> TermQuerySet:
    """With the organization, and whether another term followed (`is_followed`): such a term is over and in order."""
    return terms.select_related("organization__parent").annotate(is_followed=Exists(_later()))


@transaction.atomic
def begin_term(
    *, organization: Organization, committee: Committee, number: int, starts_on: date, years: int, seats: int, by: User
) -> Term:
    """A new term of so many years. Raises DomainError for a number used already, days another term of the committee
    runs through, a length the rule does not know."""
    Organization.objects.select_for_update().get(pk=organization.pk)  # two terms of one committee take turns
    if years not in allowed_years(organization, starts_on):
        rule = rules_of([TERM_YEARS], organization, starts_on).get(TERM_YEARS)
        words = {"years": years, "source": source_of(rule) if rule else ""}
        raise DomainError(_("每届任期不能是 %(years)s 年（%(source)s）。") % words, field="years")
    ends_on = end_after(starts_on, years)
    _refuse_overlap(organization, committee, number, starts_on, ends_on, 0)
    term = Term.objects.create(
        organization=organization,
        committee=committee,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        seats=seats,
    )
    _follow(term, "begun", by, {"starts_on": ["", starts_on], "ends_on": ["", ends_on]})
    return term


def _refuse_overlap(
    organization: Organization, committee: str, number: int, starts_on: date, ends_on: date, own_id: int
) -> None:
    others = Term.objects.filter(organization=organization, committee=committee).exclude(pk=own_id)
    if others.filter(number=number).exists():
        raise DomainError(_("已登记第 %(number)s 届。") % {"number": number}, field="number")
    clash = others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if clash is not None:
        words = {"number": clash.number, "start": clash.starts_on.isoformat(), "end": clash.ends_on.isoformat()}
        raise DomainError(_("与第 %(number)s 届（%(start)s 至 %(end)s）重叠。") % words, field="starts_on")


@transaction.atomic
def change_end(*, term_id: int, ends_on: date, remark: str, by: User, expected_version: int) -> Term:
    """The term ends earlier or later than elected for; offices that were to end with it follow. A reason is asked."""
    term = _held(term_id, expected_version)
    if not remark.strip():
        raise DomainError(_("请说明提前或延期换届的原因和批准情况。"), field="remark")
    if ends_on <= term.starts_on:
        raise DomainError(_("任期止应晚于任期起。"), field="ends_on")
    _refuse_overlap(term.organization, term.committee, -1, term.starts_on, ends_on, term.pk)
    changes = {"ends_on": [term.ends_on, ends_on]}
    offices = Office.objects.filter(candidate__term=term, ends_on=term.ends_on)
    for office in offices.exclude(user=by):  # nobody lengthens the own office
        office.ends_on = ends_on
        office.save(update_fields=["ends_on"])
    term.ends_on = ends_on
    term.remark = remark.strip()
    if term.meets_rules is not None:
        term.meets_rules = all(finding.is_kept for finding in findings(term))
    term.version += 1
    term.save()
    _follow(term, "end_changed", by, changes, remark=remark.strip())
    return term


def _held(term_id: int, expected_version: int) -> Term:
    term = Term.objects.select_for_update(of=("self",)).select_related("organization").get(pk=term_id)
    if term.version != expected_version:
        raise EditConflictError(_("您打开之后，有人先保存了修改。"), current=term, yours={})
    return term


def findings(term: Term) -> list[Finding]:
    """What the rules in force when the term began say about its election; two queries."""
    stood = [Stood(row.name, row.votes, row.is_elected) for row in term.candidates.all()]
    election = Election(term.committee, term.starts_on, term.ends_on, term.seats, term.entitled, term.present, stood)
    return findings_of(election, rules_of(RULES, term.organization, term.elected_on or term.starts_on))


@transaction.atomic
def record_election(
    *,
    term_id: int,
    expected_version: int,
    facts: dict[str, Any],
    candidates: Sequence[Standing],
    by: User,
    remark: str = "",
) -> Term:
    """Write down how the committee was elected: `facts` holds elected_on, entitled, present, seats, reported_on,
    approval. A record that breaks a rule is kept with a remark only; who may not sit in an audit committee is refused.

    Raises DomainError with the field, EditConflictError when somebody saved first."""
    term = _held(term_id, expected_version)
    rows = _people_of(term, candidates)
    if facts.get("present") is not None and (facts.get("entitled") is None or facts["present"] > facts["entitled"]):
        raise DomainError(_("实到人数不能多于应到人数。"), field="present")
    _refuse_incompatible(term, rows)
    changes = changed_fields(term, facts)
    for name, value in facts.items():
        setattr(term, name, value)
    _replace_candidates(term, rows)
    judged = findings(term)
    broken = [finding.text for finding in judged if finding.is_kept is False]
    if broken and not remark.strip():
        raise DomainError(
            _("不符合规定：%(what)s。要保存，请填写情况说明。") % {"what": _("；").join(broken)}, field="remark"
        )
    is_complete = bool(judged) and all(finding.is_kept is not None for finding in judged)
    term.meets_rules = False if broken else True if is_complete else None
    term.remark = remark.strip()
    term.version += 1
    term.save()
    _follow(term, "election_recorded", by, changes, remark=remark.strip())
    return term


def _people_of(term: Term, candidates: Sequence[Standing]) -> list[TermCandidate]:
    names = {row.username for row in candidates if row.username}
    users = {user.username: user for user in User.objects.filter(username__in=names, is_active=True)}
    if unknown := sorted(names - users.keys()):
        words = {"names": _("、").join(unknown)}
        raise DomainError(_("没有这些用户名的账号，或账号已停用：%(names)s。") % words, field="candidates")
    post = POST_OF_COMMITTEE.get(Committee(term.committee))
    return [
        TermCandidate(
            term=term,
            name=row.name,
            user=users.get(row.username),
            post=post or row.post,
            is_head=row.is_head,
            field_of_work=row.field_of_work,
            votes=row.votes,
            is_elected=row.is_elected,
        )
        for row in candidates
    ]


def _replace_candidates(term: Term, rows: Sequence[TermCandidate]) -> None:
    """The record is rewritten as a whole; an office that came of an earlier one stays tied to its person."""
    offices = dict(term.candidates.filter(office__isnull=False).values_list("user_id", "office_id"))
    term.candidates.all().delete()
    for row in rows:
        row.office_id = offices.get(row.user_id or 0)
    TermCandidate.objects.bulk_create(rows)


def _refuse_incompatible(term: Term, rows: Sequence[TermCandidate]) -> None:
    """Finance staff may not sit on the audit committee, the union's chair may not head it (rules.md §8)."""
    rule = rules_of([AUDIT_INCOMPATIBLE], term.organization, term.starts_on).get(AUDIT_INCOMPATIBLE)
    stood = [row for row in rows if row.is_elected and row.user_id]
    if term.committee != Committee.AUDIT or rule is None:
        return
    posts = _posts_during(term, [row.user_id for row in stood])
    for row in stood:
        words = {"name": row.name, "source": source_of(rule)}
        if "finance" in rule.value and (row.user_id, Post.FINANCE) in posts:
            text = _("%(name)s 是本单位工会财务人员，不能担任经费审查委员会委员（%(source)s）。")
            raise DomainError(text % words, field="candidates")
        if "chair_heads" in rule.value and row.is_head and (row.user_id, Post.CHAIR) in posts:
            text = _("%(name)s 是工会主席，不能兼任经费审查委员会主任（%(source)s）。")
            raise DomainError(text % words, field="candidates")


def _posts_during(term: Term, user_ids: Sequence[int | None]) -> set[tuple[int, str]]:
    """Finance and chair posts these people hold during the term, in the body or the union whose audit body it is."""
    held = Office.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=term.starts_on),
        user__in=user_ids,
        starts_on__lte=term.ends_on,
        post__in=[Post.FINANCE, Post.CHAIR],
        organization__in=_union_of(term.organization),
    )
    return set(held.values_list("user_id", "post"))


def _union_of(organization: Organization) -> list[int]:
    """The body itself and the union whose audit body it is."""
    return [pk for pk in (organization.pk, organization.parent_id) if pk is not None]


@dataclass(frozen=True, slots=True)
class Established:
    """Offices made of an election, and people for whom none could be made, by name."""

    made: int
    own: tuple[str, ...]
    without_account: tuple[str, ...]


@transaction.atomic
def establish_offices(*, term_id: int, by: User) -> Established:
    """Give everybody elected the office, from the first to the last day of the term; an office of the same post that
    ran on ends the day before. Nobody makes the own office: the union above does. Doing it twice adds nothing."""
    term = Term.objects.select_for_update(of=("self",)).select_related("organization").get(pk=term_id)
    elected = list(term.candidates.filter(is_elected=True).select_related("user"))
    made = 0
    for row in elected:
        if row.user is not None and row.office_id is None and row.user_id != by.pk:
            row.office = _office_for(term, row, row.user, by=by)
            row.save(update_fields=["office"])
            made += 1
    return Established(
        made=made,
        own=tuple(row.name for row in elected if row.user_id == by.pk and row.office_id is None),
        without_account=tuple(row.name for row in elected if row.user is None),
    )


def _office_for(term: Term, row: TermCandidate, user: User, *, by: User) -> Office:
    held = Office.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=term.starts_on),
        user=user,
        organization=term.organization,
        post=row.post,
        starts_on__lt=term.starts_on,
    )
    for office in held:
        office.ends_on = term.starts_on - timedelta(days=1)
        office.save(update_fields=["ends_on"])
    return appoint(
        username=user.username,
        organization=term.organization,
        post=Post(row.post),
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        field_of_work=row.field_of_work,
        by=by,
    )


def _follow(term: Term, what: str, by: User, changes: dict[str, list[Any]], *, remark: str = "") -> None:
    """Trace and reminders, in the transaction of the change."""
    note(f"term.{what}", term, organization=term.organization, by=by, changes=changes, remark=remark)
    replan_terms([term.organization_id], now=timezone.now())
