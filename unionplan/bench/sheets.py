"""Tables of members at size: in against calamine with the same checks and one COPY, out against xlsxwriter.

The file is made up here; identity numbers pass every check and belong to nobody.
"""

import io
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from django.db import connection, transaction
from python_calamine import CalamineWorkbook
from stdnum.cn import ric

from members.choices.transfers import ImportMode
from members.enums import OrganizationKind, Post
from members.models import ImportJob, Office, Organization, User
from members.services.archive.identities import IdentityRow, read_number, sealed_rows
from members.services.importing import kinds
from members.services.importing.applying import confirm
from members.services.importing.intake import start_check, take_in
from members.services.importing.roll import ROLL
from members.services.importing.running import run_waiting_imports
from members.sheets.checking import RowReader
from members.sheets.reading import SheetRow
from unionplan.bench.figures import Figure
from unionplan.bench.sheet_writing import peak_of
from unionplan.core.names import keys_of

HEAD = (
    "姓名", "证件号码", "性别", "出生日期", "民族", "政治面貌", "学历", "手机", "部门或班组", "入会日期", "用工形式",
)  # fmt: skip
FIELDS = (
    "name", "identity", "gender", "born_on", "ethnicity", "political_status", "education", "phone", "workplace",
    "joined_on", "employment_form",
)  # fmt: skip


def measure(*, rows: int) -> list[Figure]:
    """Checked and staged, written, and out again; times are seconds, memory megabytes."""
    data = _file(rows)
    organization, officer = _people()
    bare = _bare_import(data)
    job, ours, memory = _checked(data, organization, officer)
    confirm(job=job, mode=ImportMode.ALL, by=officer)
    writing = _seconds(run_waiting_imports)
    return [
        Figure(f"import {rows:,} rows, checked and staged", ours, bare, "s", 1 / 1.6, smaller_is_better=True),
        Figure(f"import {rows:,} rows, memory of reader and checker", memory, 300, "MB", 1.0, smaller_is_better=True),
        Figure(f"import {rows:,} rows, written", writing, writing, "s", None, smaller_is_better=True),
        *_export(rows),
    ]


def _people() -> tuple[Organization, User]:
    organization = Organization.objects.create(name="测量县总工会", code="SHEETS", kind=OrganizationKind.FEDERATION)
    officer = User.objects.create(username="bench-sheets", full_name="测量")
    Office.objects.create(user=officer, organization=organization, post=Post.CHAIR, starts_on=date(2020, 1, 1))
    return organization, officer


def _row(number: int) -> list[str]:
    born = date(1960, 1, 1) + timedelta(days=number % 14_000)
    start = f"110105{born:%Y%m%d}{number // 14_000 * 2 + number % 2:03d}"
    name = "赵钱孙李周吴郑王"[number % 8] + chr(0x4E00 + number % 5_000) + chr(0x5000 + number // 5_000)
    return [
        name, start + ric.calc_check_digit(start + "0"), "男" if number % 2 else "女", born.isoformat(), "汉族", "群众",
        "本科", f"139{number:08d}", "一车间", "2020-05-01", "合同制",
    ]  # fmt: skip


def _file(rows: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    for number in range(rows):
        for column, text in enumerate(_row(number)):
            sheet.write_string(number + 1, column, text)
    book.close()
    return out.getvalue()


def _bare_import(data: bytes) -> float:
    """calamine in this process, every cell and identity checked, sealed and hashed, one COPY: no head, no mapping, no
    look into the records, no problems noted, no progress, no limits."""
    reader = RowReader([ROLL.field(key) for key in FIELDS])

    def run() -> None:
        cells = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        identities, plain = [], []
        for number, row in enumerate(cells[1:]):
            values, _problems = reader.read(SheetRow(number, row))  # type: ignore[arg-type]
            found = read_number("resident_id", values["identity"], gender=values["gender"], born_on=values["born_on"])
            identities.append(IdentityRow(number, number=found.number, phone=values["phone"]))
            plain.append((values["name"], values["workplace"], *keys_of(values["name"]).terms))
        text = io.StringIO()
        for words, sealed in zip(plain, sealed_rows(identities), strict=True):
            text.write(json.dumps([words, sealed[1:]], ensure_ascii=False).replace("\\", "\\\\") + "\n")
        text.seek(0)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE bare (values text) ON COMMIT DROP")
            cursor.copy_expert("COPY bare FROM STDIN", text)

    return _seconds(run)


def _checked(data: bytes, organization: Organization, officer: User) -> tuple[ImportJob, float, float]:
    kinds.register(ROLL)
    before = peak_of("self")
    job = take_in(data=data, filename="名册.xlsx", kind=ROLL, organization=organization, by=officer)
    start_check(job=job, kind=ROLL, columns=job.columns, name="", by=officer)
    with _reader_watched() as reader:
        seconds = _seconds(run_waiting_imports)
    memory = peak_of("self") - before + reader[0]
    job.refresh_from_db()
    return job, seconds, memory


@contextmanager
def _reader_watched() -> Iterator[list[float]]:
    """The most megabytes the process that reads has held, as far as looking fifty times a second can tell."""
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            children = [pid for task in Path("/proc/self/task").iterdir() for pid in _children(task)]
            most[0] = max([most[0], *(peak_of(pid) for pid in children if _is_reader(pid))])

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def _is_reader(pid: str) -> bool:
    """Whether the process is past its birth: before, it still shows the memory of its parent."""
    try:
        return b"launch.py" in Path("/proc", pid, "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _children(task: Path) -> list[str]:
    """Processes that this thread has started."""
    try:
        return (task / "children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _export(rows: int) -> list[Figure]:
    """A copy of everybody, by our writer and by xlsxwriter, each in a process of its own so that memory is its own."""
    ours, limit = _writing("ours", rows), _writing("xlsxwriter", rows)
    name = f"export {rows:,} rows"
    return [
        Figure(name, ours[0], limit[0], "s", 1 / 1.2, smaller_is_better=True),
        Figure(f"{name}, memory over base", ours[1], 100, "MB", 1.0, smaller_is_better=True),
    ]


def _writing(which: str, rows: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "unionplan.bench.sheet_writing", which, str(rows)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own module
    seconds, memory = answer.split()
    return float(seconds), float(memory)


def _seconds(job: Callable[[], object]) -> float:
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin
