"""Choosing a body from a list that stays short at the size of a county."""

from functools import cache
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q
from django.forms import ModelChoiceField
from django.utils.choices import CallableChoiceIterator

from members.models import Organization
from members.models.organizations import OrganizationQuerySet

# So many can still be read; a select of two thousand cost a page a tenth of a second and 110 kB.
OFFERED = 200
_LEVEL = Func(F("path"), function="nlevel", output_field=IntegerField())


def offer_bodies(field: "ModelChoiceField[Organization]", reach: OrganizationQuerySet, *, chosen: str) -> None:
    """Let the field take any body of `reach` and offer those people choose from: all of them up to OFFERED, else the
    upper levels as far as they fit, and the one that is chosen (`chosen` is what the address says). Deeper ones are
    chosen from their own pages. Nothing is asked before the field is shown."""
    field.queryset = reach
    key = field.to_field_name or "pk"

    @cache  # a widget goes through its choices twice
    def choices() -> list[tuple[Any, str]]:
        nothing = [] if field.empty_label is None else [("", str(field.empty_label))]
        bodies = _offered(reach, Q(**{key: chosen}) if chosen and _fits(key, chosen) else Q(pk__in=[]))
        return [*nothing, *((field.prepare_value(body), field.label_from_instance(body)) for body in bodies)]

    field.widget.choices = CallableChoiceIterator(choices)


def _fits(key: str, chosen: str) -> bool:
    return key != "pk" or (chosen.isdecimal() and len(chosen) < 19)


def _offered(reach: OrganizationQuerySet, chosen: Q) -> list[Organization]:
    bodies = list(reach.in_tree_order()[: OFFERED + 1])
    if len(bodies) <= OFFERED:
        return bodies
    levels = reach.order_by().annotate(level=_LEVEL).values_list("level").annotate(count=Count("pk")).order_by("level")
    deepest, room = 0, OFFERED
    for level, count in levels:
        room -= count
        if room < 0:
            break
        deepest = level
    return list(reach.annotate(level=_LEVEL).filter(Q(level__lte=deepest) | chosen).in_tree_order())
