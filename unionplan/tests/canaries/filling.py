"""Filling in any form of the portal the way a person would, with a canary's values where personal ones are asked for.

The house marks personal fields by `autocomplete="off"`; which value goes in is told by the name of the field."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from unionplan.tests.canaries.people import Canary

# Numbers of papers and the purpose of a copy say nothing about a person.
_PAPERS = re.compile(r"paper|receipt|national|document|credit|code|purpose")
# What is told of an illness is sealed, what is told of a wedding is not: the bird falls ill.
_ILL = ("illness", "hospital", "sick", "health")
_BY_NAME = (
    (re.compile(r"number|identity"), "number"),
    (re.compile(r"phone|mobile"), "phone"),
    (re.compile(r"card"), "bank_card"),
    (re.compile(r"address"), "address"),
    (re.compile(r"guardian"), "guardian"),
)
PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
TABLE = (
    "姓名,证件号码,手机,银行卡号,住址\n金丝雀,{number},{phone},{bank_card},{address}\n坏行,12345,{phone},,{address}\n"
)


def forms_in(response: HttpResponse) -> list[forms.BaseForm]:
    """Every form a page was made with."""
    found: dict[int, forms.BaseForm] = {}
    for layer in getattr(response, "context", None) or []:
        for values in layer.dicts if hasattr(layer, "dicts") else [layer]:
            found |= {id(value): value for value in values.values() if isinstance(value, forms.BaseForm)}
    return list(found.values())


def filled(form: forms.BaseForm, bird: Canary, *, member: str) -> dict[str, Any]:
    """What a person types into this form; `member` is the name of somebody in the archive."""
    values = {form.add_prefix(name): _value(form, name, field, bird, member) for name, field in form.fields.items()}
    if not _is_ill(str(values.get("occasion", _ILL))):
        values["details"] = "测试2026"  # an occasion that is no illness: what is told of it stands open
    return values


def _is_ill(words: str) -> bool:
    return any(word in words for word in _ILL)


def _value(form: forms.BaseForm, name: str, field: forms.Field, bird: Canary, member: str) -> Any:
    if isinstance(field.widget, forms.HiddenInput):
        return _given(form, name, field)
    if isinstance(field, forms.FileField):
        return _file(field, bird)
    if isinstance(field, forms.ModelChoiceField):
        first = field.queryset.first() if field.queryset is not None else None
        return first.pk if first else ""
    if isinstance(field, forms.ChoiceField):
        return _chosen(field)
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return date(2026, 3, 2).isoformat()
    return _typed(form, name, field, bird, member)


def _typed(form: forms.BaseForm, name: str, field: forms.Field, bird: Canary, member: str) -> Any:
    private = field.widget.attrs.get("autocomplete") == "off"
    if isinstance(field, forms.IntegerField):
        return max(2, field.min_value or 0)
    if isinstance(field, forms.DecimalField):
        return bird.income if private else "12"
    if name in {"member", "name"}:
        return member
    told_to_auditors = name == "note" and "purpose" in form.fields  # may name nobody, and is kept to be read
    if not private or _PAPERS.search(name) or told_to_auditors:
        return _given(form, name, field) or "测试2026"
    return next((getattr(bird, value) for pattern, value in _BY_NAME if pattern.search(name)), bird.diagnosis)


def _given(form: forms.BaseForm, name: str, field: forms.Field) -> Any:
    """What the page had filled in already."""
    value = form.get_initial_for_field(field, name)
    return "" if value is None else value


def _chosen(field: forms.ChoiceField) -> Any:
    values = [value for value, label in field.choices if value and not isinstance(label, list | tuple)]
    ill = [value for value in values if _is_ill(str(value))]
    first = next(iter(ill or values), "")
    return [first] if isinstance(field, forms.MultipleChoiceField) and first else first


def _file(field: forms.FileField, bird: Canary) -> SimpleUploadedFile:
    if "csv" in str(field.widget.attrs.get("accept", "")):
        return SimpleUploadedFile("roll.csv", TABLE.format(**bird.values()).encode())
    return SimpleUploadedFile("paper.jpg", PICTURE + bird.diagnosis.encode(), content_type="image/jpeg")
