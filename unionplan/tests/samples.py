"""One row of every model of ours, all of one foreign organization and all with the same id, so that a walk over the
address book meets something that could leak."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from factory.django import DjangoModelFactory
from pghistory.models import Event

from members.models import Organization, Rule, User
from unionplan.tests.walking import KEY, UUID

# Packages whose tests/factories*.py make the samples.
FACTORIES = ("unionplan.core", "members", "plans", "activities")
OURS = {"core", "members", "plans", "activities", "pages"}
NAME = "外单位名称"  # organizations and accounts: the administrator may see them, a stranger may not
SECRET = "外单位内容"  # what plans and messages say: for the foreign organization only
_NAME_FIELDS = ("name", "short_name", "full_name", "username")
_TEXT_FIELDS = ("title", "name", "text", "body", "head", "label", "filename", "reason", "target_label", "responsible")


# Optional ties that decide who may see the row.
_ALWAYS = {(Rule, "organization")}


def our_models() -> list[type[models.Model]]:
    """Models people wrote; the history that triggers write is left out."""
    return [m for m in apps.get_models() if m._meta.app_label in OURS and not issubclass(m, Event)]


def factories() -> dict[type[models.Model], type[DjangoModelFactory]]:  # type: ignore[type-arg]
    """The factory of each model that has one."""
    found = {}
    for package in FACTORIES:
        for name in _factory_modules(package):
            module = import_module(f"{package}.tests.{name}")
            found |= {
                thing._meta.model: thing
                for thing in vars(module).values()
                if isinstance(thing, type) and issubclass(thing, DjangoModelFactory) and thing._meta.model
            }
    return found


def _factory_modules(package: str) -> list[str]:
    folder = Path(import_module(f"{package}.tests").__path__[0])
    return sorted(path.stem for path in folder.glob("factories*.py"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a set of samples belongs: the id all of them get, a mark at the end of every text, the body above."""

    key: int = KEY
    uuid: str = UUID
    mark: str = ""
    above: Organization | None = None


HERE = Place()
Samples = dict[type[models.Model], models.Model]


def make_samples(place: Place = HERE, body: Samples | None = None) -> Samples:
    """A row for every model, those that others point to first; all of them belong to one organization (that of `body`,
    else a new one)."""
    made = dict(body) if body else make_body(place)
    waiting = {model: factory for model, factory in factories().items() if model not in made}
    while waiting:
        ready = [model for model in waiting if not _needs(model) & set(waiting) - {model}]
        for model in ready:
            made[model] = waiting.pop(model)(**_fields(model, SECRET + place.mark, _TEXT_FIELDS, made, place))
    return made


def make_body(place: Place = HERE) -> Samples:
    """The organization of a place and one account, and nothing that belongs to them yet."""
    made: Samples = {}
    for model in (Organization, User):
        values = _fields(model, NAME + place.mark, _NAME_FIELDS, made, place)
        if model is Organization:
            values |= {"parent": place.above, "code": str(place.key)}
        made[model] = factories()[model](**values)
    return made


def _needs(model: type[models.Model]) -> set[type[models.Model]]:
    """Models a row cannot be without."""
    return {f.related_model for f in model._meta.fields if isinstance(f, models.ForeignKey) and not f.null}


def _fields(
    model: type[models.Model], text: str, names: tuple[str, ...], made: Samples, place: Place
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in model._meta.fields:
        if field.primary_key and field.get_internal_type() in {"BigAutoField", "UUIDField"}:
            values[field.name] = place.key if field.get_internal_type() == "BigAutoField" else place.uuid
        elif isinstance(field, models.ForeignKey) and (not field.null or (model, field.name) in _ALWAYS):
            values[field.name] = made[field.related_model]
        elif field.name in names and isinstance(field, models.CharField | models.TextField) and not field.choices:
            values[field.name] = text
    return values
