"""An organization's own words for occasions (五必访, 六必访, 两贺四访), mapped to kinds that can be counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from members.choices.life import LifeEventKind
from members.models import LifeEventWord, Organization, User
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Choice:
    """One occasion as people choose it: `value` goes through the form, `label` is what they read."""

    value: str
    label: str
    kind: LifeEventKind
    word: LifeEventWord | None = None


def choices_for(organization: Organization) -> list[Choice]:
    """The words of the organization, else those of the nearest body above that has its own, else the kinds."""
    words = list(
        LifeEventWord.objects.filter(organization__path__above=[organization.path], is_active=True)
        .select_related("organization")
        .order_by("position", "id")
    )
    if not words:
        return [Choice(kind.value, str(kind.label), kind) for kind in LifeEventKind]
    nearest = max(word.organization.depth for word in words)
    return [
        Choice(f"w{word.pk}", word.label, LifeEventKind(word.kind), word)
        for word in words
        if word.organization.depth == nearest
    ]


def words_of(organization: Organization) -> Sequence[LifeEventWord]:
    """The organization's own words, those out of use last."""
    return list(LifeEventWord.objects.filter(organization=organization).order_by("-is_active", "position", "id"))


@transaction.atomic
def add_word(*, organization: Organization, label: str, kind: LifeEventKind, by: User) -> LifeEventWord:
    """Add a word at the end. Raises DomainError(field="label") when the organization has it already."""
    own = LifeEventWord.objects.filter(organization=organization)
    if own.filter(label=label).exists():
        raise DomainError(_("已经有“%(label)s”这一项。") % {"label": label}, field="label")
    word = LifeEventWord.objects.create(organization=organization, label=label, kind=kind, position=own.count())
    _note("added", word, by)
    return word


@transaction.atomic
def switch_word(*, word: LifeEventWord, is_active: bool, by: User) -> None:
    """Offer a word or offer it no more; events that used it keep it."""
    LifeEventWord.objects.filter(pk=word.pk).update(is_active=is_active)
    _note("switched_on" if is_active else "switched_off", word, by)


def _note(what: str, word: LifeEventWord, by: User) -> None:
    record(f"members.lifeword.{what}", target=word, actor=by, organization_id=word.organization_id)
