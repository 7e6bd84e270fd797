"""Everything kept about a person is in the copy that person may ask for (PIPL art. 45)."""

from django.db import models

from members.models import Consent, DataCopy, DuesReceiptPrint, Member
from members.services.own.collecting import registered
from unionplan.core.sealed import sealed_fields
from unionplan.tests.samples import our_models

# Personal models that are in no copy, each with its reason.
LEFT_OUT = {
    DataCopy: "the copy itself",
    DuesReceiptPrint: "says which officer printed a receipt; the receipt is in the copy",
}


def personal_models() -> set[type[models.Model]]:
    """Members, and whatever points to one, directly or through others."""
    personal: set[type[models.Model]] = {Member}
    while True:
        more = {
            model
            for model in our_models()
            if model not in personal
            and any(f.related_model in personal for f in model._meta.fields if isinstance(f, models.ForeignKey))
        }
        if not more:
            return personal
        personal |= more


def test_every_personal_model_has_its_place_in_the_copy():
    missing = personal_models() - set(registered()) - set(LEFT_OUT)

    assert sorted(model._meta.label for model in missing) == []


def test_what_is_sealed_is_personal():
    known = personal_models()

    assert {model._meta.label for model, _field in sealed_fields() if model not in known} == set()


def test_every_column_of_a_collected_model_is_there_or_says_nothing():
    columns = {field.name for field in registered()[Consent].fields()}

    assert columns == {"purpose", "scope", "text_version", "text", "guardian", "paper", "given_at", "withdrawn_at"}
