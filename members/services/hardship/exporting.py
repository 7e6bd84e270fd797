"""Copies of files that leave the portal (rules.md 13.8): with a purpose, above a number by two people, marked with who
took them, and written down file by file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document

from members.choices.hardship import ExportState, MoneyLine, Relation
from members.enums import Right
from members.models import HardshipCase, HardshipExport, HouseholdMember, Organization, User
from members.services.hardship.formfields import FAMILY_FIELDS, FIELDS
from members.services.hardship.openings import note_look
from members.services.hardship.rulebook import EXPORT_SECOND, measure
from unionplan.core.audit import record
from unionplan.core.errors import DomainError, NotAllowedError

MOST = 500


@transaction.atomic
def ask_for_export(
    *, organization: Organization, cases: Iterable[HardshipCase], purpose: str, by: User
) -> HardshipExport:
    """Ask for a copy of these files. Up to a number (a dated rule) it is ready at once, above it somebody else has to
    agree. Raises DomainError without purpose, without files or with too many."""
    keys = sorted(case.pk for case in cases)
    if len(purpose.strip()) < 4:
        raise DomainError(_("请写明导出用途。"), field="purpose")
    if not keys:
        raise DomainError(_("没有符合条件的档案。"))
    if len(keys) > MOST:
        raise DomainError(_("一次最多导出 %(most)s 份，请缩小范围。") % {"most": MOST})
    free = int(measure(EXPORT_SECOND, organization, timezone.localdate()).value)
    state = ExportState.READY if len(keys) <= free else ExportState.WAITING
    export = HardshipExport.objects.create(
        organization=organization, cases=keys, purpose=purpose.strip(), state=state, asked_by=by
    )
    _note("asked", export, by, files=["", len(keys)], state=["", str(state)])
    return export


@transaction.atomic
def decide_export(*, export_id: int, is_approved: bool, by: User) -> HardshipExport:
    """The second person's word. Raises DomainError for one's own request and a second decision."""
    export = HardshipExport.objects.select_for_update(of=("self",)).get(pk=export_id)
    if export.state != ExportState.WAITING:
        raise DomainError(_("这次导出不在待批准状态。"))
    if export.asked_by_id == by.pk:
        raise DomainError(_("申请人不能批准自己的导出。"))
    export.state = ExportState.READY if is_approved else ExportState.REFUSED
    export.decided_by = by
    export.save()
    _note("decided", export, by, state=[str(ExportState.WAITING), str(export.state)])
    return export


@dataclass(frozen=True, slots=True)
class Copy:
    """A file to hand over."""

    data: bytes
    filename: str
    content_type: str


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@transaction.atomic
def fetch_export(*, export_id: int, by: User, now: datetime) -> Copy:
    """The list in the national form's fields; one file is a form of its own to print. Every file in it counts as
    opened. Raises DomainError before it is ready, NotAllowedError for anybody but the person who asked."""
    export = HardshipExport.objects.select_for_update(of=("self",)).select_related("organization").get(pk=export_id)
    if export.asked_by_id != by.pk:
        raise NotAllowedError(_("导出的文件只能由申请人下载。"))
    if export.state != ExportState.READY:
        raise DomainError(_("这次导出还没有批准。"))
    cases = list(
        HardshipCase.objects.openable_by(by)
        .filter(pk__in=export.cases)
        .select_related("member__identity", "organization", "sheet_of_facts", "opened_by")
        .prefetch_related("family__key", "income_lines")
        .order_by("number")
    )
    mark = _mark(export, by, now)
    full = by.access.may(Right.EXPORT_IDENTITY, export.organization)
    for case in cases:
        note_look(case, by, what=f"export:{export.pk}", now=now)
    export.fetched += 1
    export.save(update_fields=["fetched"])
    _note("fetched", export, by, files=["", len(cases)])
    stamp = f"{export.pk}-{timezone.localdate(now):%Y%m%d}"
    if len(cases) == 1:
        return Copy(_form_of(cases[0], mark, full=full), f"hardship-{stamp}.docx", _DOCX)
    return Copy(_list_of(cases, mark, full=full), f"hardship-{stamp}.xlsx", _XLSX)


def _mark(export: HardshipExport, by: User, now: datetime) -> str:
    return _("第 %(number)s 号导出，%(who)s，%(when)s，用途：%(purpose)s。含个人信息，用后销毁。") % {
        "number": export.pk,
        "who": by,
        "when": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        "purpose": export.purpose,
    }


def _person(case: HardshipCase, *, full: bool) -> list[tuple[str, str]]:
    """What the archive knows of the worker, as the form begins. Without the right to full numbers there is none at all:
    a mask beside birth date and address would leave a handful of candidates."""
    member, identity = case.member, case.member.identity
    return [
        (_("档案编号"), case.number),
        (_("职工编号"), member.staff_number),
        (_("困难类别"), case.get_category_display()),
        (_("建档级别"), case.get_level_display()),
        (_("姓名"), member.name),
        (_("性别"), member.get_gender_display()),
        (_("民族"), member.ethnicity),
        (_("政治面貌"), member.get_political_status_display()),
        (_("身份证号"), identity.number.reveal() if full else str(identity.number)),
        (_("出生日期"), member.born_on.isoformat() if member.born_on else ""),
        (_("手机"), identity.phone.reveal() if full else identity.phone_mask),
    ]


def _form_rows(case: HardshipCase, *, full: bool) -> list[tuple[str, str]]:
    facts = case.sheet_of_facts.facts
    rows = _person(case, full=full)
    for field in FIELDS:
        value = facts.get(field.key, "")
        if field.kind == "card" and value and not full:
            value = f"************{value[-4:]}"
        rows.append((str(field.label), field.in_words(value)))
    rows += [(_("家庭年度总收入（元）"), _income(case)), (_("建档人"), str(case.opened_by))]
    return rows


def _income(case: HardshipCase) -> str:
    lines = [line.facts for line in case.income_lines.all()]
    parts = [f"{MoneyLine(line['kind']).label} {line['amount']}" for line in lines]
    return _("；").join(str(part) for part in parts)


def relative_rows(relative: HouseholdMember, *, full: bool) -> list[str]:
    """A relative in the order of FAMILY_FIELDS, the number last."""
    facts = relative.facts
    words = [field.in_words(facts.get(field.key, "")) for field in FAMILY_FIELDS]
    words[1] = str(dict(Relation.choices).get(facts.get("relation", ""), ""))
    number = relative.key.number.reveal() if relative.key and full else ""
    return [*words, number]


def _list_of(cases: Sequence[HardshipCase], mark: str, *, full: bool) -> bytes:
    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        _sheet(book, _("档案"), mark, head, [_form_rows(case, full=full) for case in cases])
        family = [
            [
                (_("档案编号"), case.number),
                *zip(_family_heads(), relative_rows(relative, full=full), strict=True),
            ]
            for case in cases
            for relative in case.family.all()
        ]
        _sheet(book, _("家庭成员"), mark, head, family)
    return out.getvalue()


def _family_heads() -> list[str]:
    return [*(str(field.label) for field in FAMILY_FIELDS), _("身份证号")]


def _sheet(book: Any, title: str, mark: str, head: Any, rows: list[list[tuple[str, str]]]) -> None:
    sheet = book.add_worksheet(title)
    sheet.write_string(0, 0, mark)
    sheet.set_footer(f"&L{mark.replace('&', '&&')[:200]}&R&P / &N")
    sheet.freeze_panes(2, 1)
    sheet.set_column(0, 60, 16)
    for column, (label, _value) in enumerate(rows[0] if rows else []):
        sheet.write_string(1, column, label, head)
    for line, row in enumerate(rows, start=2):
        for column, (_label, value) in enumerate(row):
            sheet.write_string(line, column, _harmless(value))


def _harmless(text: str) -> str:
    """A cell never starts a formula, whatever somebody typed."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _form_of(case: HardshipCase, mark: str, *, full: bool) -> bytes:
    """One file as a form to print and sign."""
    document = Document()
    document.sections[0].footer.paragraphs[0].text = mark
    document.add_heading(_("困难职工登记表"), level=1)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in _form_rows(case, full=full):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    document.add_heading(_("家庭成员"), level=2)
    heads = _family_heads()
    family = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, label in zip(family.rows[0].cells, heads, strict=True):
        cell.text = label
    for relative in case.family.all():
        for cell, value in zip(family.add_row().cells, relative_rows(relative, full=full), strict=True):
            cell.text = value
    for line in (_("单位工会意见（盖章）："), _("审核人："), _("录入人：")):
        document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _note(what: str, export: HardshipExport, by: User, **changes: list[Any]) -> None:
    record(
        f"members.hardship_export.{what}",
        target=export,
        actor=by,
        organization_id=export.organization_id,
        changes=dict(changes),
    )
