"""An organization's page in one reading: terms, head count, employers, grades, groups, and what the rules ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from members.choices.people import Gender
from members.choices.register import Committee
from members.models import (
    AreaGroupMember,
    GradeAward,
    Headcount,
    Membership,
    Organization,
    Term,
    UnionEmployer,
)
from members.services.register.counting import UNIONS
from members.services.register.rulebook import UNION_MEMBERS, WOMEN_COMMITTEE, rules_of, source_of
from members.services.register.terms import latest_terms


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    """What the register knows of one organization."""

    headcount: Headcount | None
    terms: Sequence[Term]
    ties: Sequence[UnionEmployer]
    grades: Sequence[GradeAward]
    groups: Sequence[AreaGroupMember]
    advice: Sequence[str]


def record_of(organization: Organization, *, on: date) -> OrganizationRecord:
    """Eight queries at most, whatever there is."""
    terms = list(latest_terms(Term.objects.filter(organization=organization)).order_by("committee"))
    ties = UnionEmployer.objects.filter(organization=organization).in_force(on).select_related("employer")
    return OrganizationRecord(
        headcount=organization.headcounts.filter(as_of__lte=on).first(),
        terms=terms,
        ties=list(ties.order_by("starts_on", "pk")),
        grades=list(organization.grades.select_related("scheme")),
        groups=list(AreaGroupMember.objects.in_force(on).filter(organization=organization).select_related("group")),
        advice=_advice(organization, {term.committee for term in terms if term.ends_on >= on}, on=on),
    )


def _advice(organization: Organization, standing: set[str], *, on: date) -> list[str]:
    """What the rules ask of a union and is not there: a committee, a women's committee (rules.md §8)."""
    if organization.kind not in UNIONS:
        return []
    rules = rules_of([UNION_MEMBERS, WOMEN_COMMITTEE], organization, on)
    stays = Membership.objects.in_force(on).filter(organization__path__within=[str(organization.path)])
    members = stays.count() if UNION_MEMBERS in rules else 0
    women = stays.filter(member__gender=Gender.FEMALE).count() if WOMEN_COMMITTEE in rules else 0
    asked = (
        (
            Committee.UNION,
            UNION_MEMBERS,
            members,
            _("会员 %(count)s 人，满 %(least)s 人应当建立工会委员会（%(source)s）"),
        ),
        (
            Committee.WOMEN,
            WOMEN_COMMITTEE,
            women,
            _("女会员 %(count)s 人，满 %(least)s 人应当建立女职工委员会（%(source)s）"),
        ),
    )
    together = [_("经费审查委员会应与工会委员会同时选举产生，还没有登记。")]
    return (together if Committee.UNION in standing and Committee.AUDIT not in standing else []) + [
        words % {"count": count, "least": rules[key].value, "source": source_of(rules[key])}
        for committee, key, count, words in asked
        if key in rules and committee not in standing and count >= int(rules[key].value)
    ]
