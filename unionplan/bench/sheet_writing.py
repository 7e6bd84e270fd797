"""Writing a workbook of many rows, by our writer or by xlsxwriter: `python -m unionplan.bench.sheet_writing WHICH ROWS`
prints the seconds it took and the megabytes it took over those of a process that has done nothing yet."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from members.sheets.writing import Cell, Stamp, WorkbookWriter

COLUMNS = 14
KILOBYTES = 1024.0
LEAST = 0.1  # megabytes; less than that cannot be told from nothing


def peak_of(process: str) -> float:
    """The most memory a process has held, in megabytes; 0 when it is gone. `getrusage` would count what the process
    before exec held as well."""
    try:
        status = Path("/proc", process, "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    lines = dict(line.split(":", 1) for line in status.splitlines())
    return float(lines.get("VmHWM", "0 kB").split()[0]) / KILOBYTES


def written(which: str, rows: int) -> tuple[float, float]:
    """Seconds and megabytes over base of writing so many rows of the roll's columns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "copy.xlsx")
        job = _write_ours if which == "ours" else _write_xlsxwriter
        before = _peak()
        seconds = _seconds(job, path, rows)
        return seconds, max(_peak() - before, LEAST)


def _cells(rows: int) -> Iterator[Sequence[Cell]]:
    day = date(2020, 5, 1)
    for number in range(rows):
        yield (
            f"M{number:07d}", "张三", "居民身份证", "1***************14", "男", day, "汉族", "群众", "本科", "合同制",
            "一车间", day, "C-1", "1*******006",
        )  # fmt: skip


def _write_ours(path: Path, rows: int) -> None:
    headings = [f"列{number}" for number in range(COLUMNS)]
    with path.open("wb") as target:
        writer = WorkbookWriter(target, sheet="名册", headings=headings, stamp=Stamp(("甲",), "甲", "0f" * 16))
        writer.write_rows(_cells(rows))
        writer.close()


def _write_xlsxwriter(path: Path, rows: int) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(_cells(rows)):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            else:
                sheet.write_string(number, column, value)
    book.close()


def _seconds(job: Callable[[Path, int], None], path: Path, rows: int) -> float:
    begin = time.perf_counter()
    job(path, rows)
    return time.perf_counter() - begin


def _peak() -> float:
    return peak_of("self")


if __name__ == "__main__":
    sys.stdout.write("{} {}\n".format(*written(sys.argv[1], int(sys.argv[2]))))
