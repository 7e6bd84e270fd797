"""The workbook to fill in: a column per field, the words each allows as a list, and a page that explains."""

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from members.sheets.fields import Field

ROWS = 100_000
LIST_LENGTH = 255  # of a list written into the sheet; longer ones stand on the second page


def template_workbook(title: str, fields: Sequence[Field]) -> bytes:
    """A .xlsx with the headings, text format throughout (no digit is lost), and the allowed values."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    text = book.add_format({"num_format": "@"})
    needed = book.add_format({"bold": True, "num_format": "@", "font_color": "#b3121d"})
    usual = book.add_format({"bold": True, "num_format": "@"})
    sheet, notes = book.add_worksheet(title[:31]), book.add_worksheet(_("填写说明"))
    sheet.freeze_panes(1, 0)
    for column, each in enumerate(fields):
        words = [str(word) for word in each.allowed]
        sheet.set_column(column, column, 18, text)
        sheet.write_string(0, column, str(each.label), needed if each.is_required else usual)
        if words and len(",".join(words)) < LIST_LENGTH:
            sheet.data_validation(1, column, ROWS, column, {"validate": "list", "source": words})
    _explain(notes, fields, usual, text)
    book.close()
    return out.getvalue()


def _explain(notes: xlsxwriter.worksheet.Worksheet, fields: Sequence[Field], head: object, text: object) -> None:
    """One line for each column: obligation, allowed words, example, remark."""
    notes.set_column(0, 1, 16, text)
    notes.set_column(2, 4, 40, text)
    for column, heading in enumerate((_("列名"), _("是否必填"), _("可填的值"), _("示例"), _("说明"))):
        notes.write_string(0, column, heading, head)
    for row, each in enumerate(fields, start=1):
        words = "、".join(str(word) for word in each.allowed)
        cells = (str(each.label), _("必填") if each.is_required else _("选填"), words, each.example, str(each.note))
        for column, cell in enumerate(cells):
            notes.write_string(row, column, cell, text)
