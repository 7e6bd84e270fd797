"""What the tests of the import pages do again and again."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from members.models import User
from plans.models import ImportPreview
from plans.services.drafts import PlanDraft
from plans.services.imports.previews import create_previews_of_text
from plans.tests.import_examples import ANNUAL


def preview_of(officer: User, text: str = ANNUAL) -> ImportPreview:
    organization = officer.access.offices[0].organization
    return create_previews_of_text(text=text, organization=organization, by=officer).previews.get(document_index=0)


def confirm(client: Client, preview: ImportPreview, **fields: object) -> HttpResponse:
    draft = PlanDraft.from_dict(preview.draft)
    head = {"title": draft.title, "kind": draft.kind, "year": draft.year or "", "part": "", "end_year": "", **fields}
    return client.post(reverse("plans:import-confirm", args=[preview.pk]), head)


def part(preview: ImportPreview, key: str, name: str = "plans:import-part", *more: str) -> str:
    return reverse(name, args=[preview.pk, key, *more])
