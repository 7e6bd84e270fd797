"""Tables made for the tests: honest ones by the usual library, odd and hostile ones as raw XML."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from plans.documents.reading.tests.samples import excel_parts, zipped


def workbook(rows: Iterable[Sequence[object]], sheet: str = "名册") -> bytes:
    """A .xlsx as an office makes it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def raw_workbook(rows: str = "", *, tail: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """A .xlsx from raw row elements, with further or replaced parts."""
    return zipped({**excel_parts(rows, tail=tail), **(more or {})})


def text_row(number: int, *texts: str) -> str:
    """A row element of texts."""
    cells = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'
