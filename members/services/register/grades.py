"""Grades: schemes are kept by a union above, awards go to unions below it, year by year (systems.md OB-06)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from members.models import GradeAward, GradeScheme, Organization, User
from members.models.grades import GradeAwardQuerySet, GradeSchemeQuerySet
from members.services.register.trace import changed_fields, note
from unionplan.core.errors import DomainError

CHANGEABLE = ("name", "criteria", "source", "rank", "starts_on", "ends_on")


def schemes_listed(schemes: GradeSchemeQuerySet, awards: GradeAwardQuerySet) -> GradeSchemeQuerySet:
    """With who awards it and how many of these awards were given (`award_count`); one query."""
    given = awards.filter(scheme=OuterRef("pk")).order_by().values("scheme").annotate(count=Count("pk"))
    return schemes.select_related("organization").annotate(award_count=Coalesce(Subquery(given.values("count")), 0))


@transaction.atomic
def create_scheme(*, organization: Organization, by: User, **values: Any) -> GradeScheme:
    """A grade the organization awards from a day on."""
    _refuse_wrong(organization, 0, values)
    scheme = GradeScheme.objects.create(organization=organization, **values)
    note("grade.scheme_created", scheme, organization=organization, by=by, changes={"name": ["", scheme.name]})
    return scheme


@transaction.atomic
def change_scheme(*, scheme_id: int, by: User, **values: Any) -> GradeScheme:
    """Change a grade: any of CHANGEABLE by name. Awards given stay."""
    scheme = GradeScheme.objects.select_for_update(of=("self",)).select_related("organization").get(pk=scheme_id)
    _refuse_wrong(scheme.organization, scheme_id, values)
    changes = changed_fields(scheme, values)
    if changes:
        for name, pair in changes.items():
            setattr(scheme, name, pair[1])
        scheme.save(update_fields=list(changes))
        note("grade.scheme_changed", scheme, organization=scheme.organization, by=by, changes=changes)
    return scheme


def _refuse_wrong(organization: Organization, own_id: int, values: dict[str, Any]) -> None:
    if unknown := values.keys() - set(CHANGEABLE):
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    if values.get("ends_on") and values["ends_on"] < values["starts_on"]:
        raise DomainError(_("止不能早于起。"), field="ends_on")
    same = GradeScheme.objects.filter(
        organization=organization, name=values["name"], starts_on=values["starts_on"]
    ).exclude(pk=own_id)
    if same.exists():
        raise DomainError(_("已有同名、同日起用的等级。"), field="name")


@transaction.atomic
def award_grade(
    *,
    scheme: GradeScheme,
    organization: Organization,
    year: int,
    awarded_on: date,
    evidence: str,
    by: User,
    document: str = "",
) -> GradeAward:
    """A union reached the grade for a year. Raises DomainError when the grade is not awarded on that day, the union is
    not below the one that awards it, or it has the grade for that year already."""
    if awarded_on < scheme.starts_on or (scheme.ends_on is not None and awarded_on > scheme.ends_on):
        raise DomainError(_("“%(scheme)s”在这一天没有施行。") % {"scheme": scheme.name}, field="awarded_on")
    if not organization.lies_within(scheme.organization.path):
        words = {"keeper": scheme.organization.label}
        raise DomainError(_("只能评定“%(keeper)s”和它下面的工会。") % words, field="organization")
    Organization.objects.select_for_update().get(pk=organization.pk)  # two awards of one grade take turns
    if GradeAward.objects.filter(scheme=scheme, organization=organization, year=year).exists():
        raise DomainError(_("该工会这一年已评为“%(scheme)s”。") % {"scheme": scheme.name}, field="organization")
    award = GradeAward.objects.create(
        scheme=scheme, organization=organization, year=year, awarded_on=awarded_on, evidence=evidence, document=document
    )
    changes = {"scheme": ["", scheme.name], "year": ["", year]}
    note("grade.awarded", award, organization=organization, by=by, changes=changes)
    return award


@transaction.atomic
def withdraw_award(*, award_id: int, reason: str, by: User) -> None:
    """Take an award back; the trace keeps it with the reason."""
    if not reason.strip():
        raise DomainError(_("请写明撤销的原因。"), field="reason")
    award = GradeAward.objects.select_for_update(of=("self",)).select_related("organization", "scheme").get(pk=award_id)
    changes = {"scheme": [award.scheme.name, ""], "year": [award.year, ""]}
    note("grade.withdrawn", award, organization=award.organization, by=by, changes=changes, remark=reason.strip())
    award.delete()
