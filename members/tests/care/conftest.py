"""The national rules of care are there for every test, also after a test that emptied the tables."""

from importlib import import_module

import pytest
from django.apps import apps

from members.models import Rule


@pytest.fixture(autouse=True)
def national_rules(db):
    if not Rule.objects.filter(key="life.answer_days").exists():
        import_module("members.migrations.0008_care_rules").add(apps, None)
