"""Setting up unions step by step (systems.md OB-02): the moves are data, the last but one founds the union."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from members.choices.register import NEXT_SETUP_STATES, SETUP_STATES_WITH_REASON, SetupForm, SetupState
from members.enums import OrganizationKind
from members.models import Employer, Organization, SetupCandidate, SetupStep, UnionEmployer, User
from members.models.setups import SetupCandidateQuerySet
from members.services.organizations import create_organization
from members.services.register.trace import changed_fields, note
from unionplan.core.errors import DomainError, EditConflictError

CHANGEABLE = ("name", "form", "expected_members", "planned_on", "in_charge")


@dataclass(frozen=True, slots=True)
class Founding:
    """What the new union is called in the tree, or the existing one that turns out to be it."""

    code: str = ""
    kind: OrganizationKind = OrganizationKind.BASE
    existing: Organization | None = None


def setups_listed(candidates: SetupCandidateQuerySet) -> SetupCandidateQuerySet:
    """With what a list shows beside them; two queries when read."""
    return candidates.select_related("parent", "in_charge", "organization").prefetch_related("employers")


def funnel_of(candidates: SetupCandidateQuerySet) -> dict[SetupState, int]:
    """How many stand at each state; one query."""
    rows = candidates.order_by().values_list("state").annotate(count=Count("pk", distinct=True))
    counted = {SetupState(state): count for state, count in rows}
    return {state: counted.get(state, 0) for state in SetupState}


@transaction.atomic
def create_setup(*, parent: Organization, employers: Sequence[Employer], by: User, **values: Any) -> SetupCandidate:
    """A union somebody should set up under `parent`. Raises DomainError when the employers do not fit the form."""
    _refuse_wrong(values["form"], employers)
    candidate = SetupCandidate.objects.create(parent=parent, **values)
    candidate.employers.set(employers)
    note("setup.created", candidate, organization=parent, by=by, changes={"name": ["", candidate.name]})
    return candidate


@transaction.atomic
def change_setup(
    *, candidate_id: int, expected_version: int, employers: Sequence[Employer], by: User, **values: Any
) -> SetupCandidate:
    """Change what is known about a set-up: any of CHANGEABLE by name, and its employers. Raises EditConflictError when
    somebody saved first."""
    candidate = _held(candidate_id)
    if candidate.version != expected_version:
        raise EditConflictError(_("您打开之后，有人先保存了修改。"), current=candidate, yours=dict(values))
    _refuse_wrong(values["form"], employers)
    changes = changed_fields(candidate, {name: values[name] for name in CHANGEABLE if name in values})
    before = list(candidate.employers.order_by("pk"))
    if sorted(row.pk for row in before) != sorted(row.pk for row in employers):
        changes["employers"] = [_names(before), _names(employers)]
        candidate.employers.set(employers)
    if changes:
        for name in changes.keys() - {"employers"}:
            setattr(candidate, name, values[name])
        candidate.version += 1
        candidate.save()
        note("setup.changed", candidate, organization=candidate.parent, by=by, changes=changes)
    return candidate


def _names(employers: Iterable[Employer]) -> str:
    return _("、").join(employer.name for employer in employers)


def _refuse_wrong(form: str, employers: Sequence[Employer]) -> None:
    if form == SetupForm.SINGLE and len(employers) > 1:
        raise DomainError(_("单建只对应一个用人单位；几个单位一起建会请选“联建”。"), field="employers")
    if form == SetupForm.JOINT and len(employers) == 1:
        raise DomainError(_("联建需要两个以上用人单位；也可以先不选。"), field="employers")


def _held(candidate_id: int) -> SetupCandidate:
    return SetupCandidate.objects.select_for_update(of=("self",)).select_related("parent").get(pk=candidate_id)


@transaction.atomic
def advance_setup(
    *, candidate_id: int, to: SetupState, on: date, by: User, reason: str = "", founding: Founding | None = None
) -> SetupCandidate:
    """Take one step. Founding makes the union (or takes the existing one named) and ties its employers to it from that
    day. Raises DomainError for a step the table does not allow, a missing reason, a taken code."""
    candidate = _held(candidate_id)
    before = SetupState(candidate.state)
    if to not in NEXT_SETUP_STATES[before]:
        words = {"before": before.label, "to": to.label}
        raise DomainError(_("“%(before)s”之后不能直接到“%(to)s”。") % words, field="to")
    if to in SETUP_STATES_WITH_REASON and not reason.strip():
        raise DomainError(_("请写明暂缓或放弃的原因。"), field="reason")
    if to == SetupState.FOUNDED:
        candidate.organization = _found(candidate, founding or Founding(), on=on, by=by)
    candidate.state = to
    candidate.reason = reason.strip() if to in SETUP_STATES_WITH_REASON else ""
    candidate.version += 1
    candidate.save()
    SetupStep.objects.create(candidate=candidate, before=before, after=to, on=on, note=reason.strip(), by=by)
    changes = {"state": [before.label, to.label], "on": ["", on]}
    note("setup.advanced", candidate, organization=candidate.parent, by=by, changes=changes, remark=reason.strip())
    return candidate


def _found(candidate: SetupCandidate, founding: Founding, *, on: date, by: User) -> Organization:
    union = founding.existing
    if union is not None:
        _refuse_foreign(candidate, union)
    else:
        if not founding.code:
            raise DomainError(_("请填写新工会的编码，或选择已经登记的工会。"), field="code")
        union = create_organization(
            parent=candidate.parent, name=candidate.name, code=founding.code, kind=founding.kind, founded_on=on, by=by
        )
    for employer in candidate.employers.all():
        tied = UnionEmployer.objects.filter(employer=employer, organization=union).in_force(on).exists()
        if not tied:
            UnionEmployer.objects.create(employer=employer, organization=union, starts_on=on)
    return union


def _refuse_foreign(candidate: SetupCandidate, union: Organization) -> None:
    if not union.lies_within(candidate.parent.path) or union.pk == candidate.parent_id:
        raise DomainError(_("选择的工会不在“%(parent)s”下面。") % {"parent": candidate.parent.label}, field="existing")
    if SetupCandidate.objects.filter(organization=union).exists():
        raise DomainError(_("这个工会已由另一个建会对象登记。"), field="existing")
