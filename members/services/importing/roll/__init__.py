"""The members' roll as a kind of import (rules.md §9)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.enums import Right
from members.models import ImportJob
from members.services.importing.kinds import ImportKind
from members.services.importing.roll.fields import FIELDS, REASONS
from members.services.importing.roll.judging import check_rows
from members.services.importing.roll.writing import apply, obstacles, undo


def _result_url(job: ImportJob) -> str:
    return reverse("members:organization-detail", args=[job.organization_id])


def _target_url(pk: int) -> str:
    return reverse("members:member-detail", args=[pk])


ROLL = ImportKind(
    key="members",
    label=_("会员名册"),
    right=Right.EDIT_MEMBERS,
    fields=FIELDS,
    needs=(("number", "identity"),),
    check_rows=check_rows,
    apply=apply,
    undo=undo,
    obstacles=obstacles,
    reasons=REASONS,
    explanation=_("凭证件号码或会员号辨认：已有的更新，没有的新增；空着的单元格不改动原值。"),
    result_url=_result_url,
    target_url=_target_url,
)
