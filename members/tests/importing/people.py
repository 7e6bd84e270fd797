"""Made-up people as rows of a roll; identity numbers that pass every check and belong to nobody."""

from collections.abc import Sequence
from datetime import date, timedelta

from stdnum.cn import ric

from members.choices.transfers import ImportMode
from members.models import ImportJob, Organization, User
from members.services.importing.applying import ask_back, confirm
from members.services.importing.intake import start_check, take_in
from members.services.importing.kinds import ImportKind
from members.services.importing.roll import ROLL
from members.services.importing.running import run_waiting_imports
from members.tests.sheets.tables import workbook

HEAD = ("姓名", "证件号码", "性别", "手机号码", "部门", "入会日期")


def identity(number: int) -> str:
    """A valid number of a person born `number` days after 1 January 1960; odd numbers are men."""
    start = f"110105{date(1960, 1, 1) + timedelta(days=number % 14_000):%Y%m%d}{number // 14_000 * 2 + number % 2:03d}"
    return start + ric.calc_check_digit(start + "0")


def person(number: int, **changes: str) -> list[str]:
    """One row below HEAD."""
    values = {
        "name": f"甲{chr(0x4E00 + number % 5000)}{chr(0x5000 + number // 5000)}",
        "identity": identity(number),
        "gender": "男" if number % 2 else "女",
        "phone": f"139{number:08d}",
        "workplace": "一车间",
        "joined_on": "2020-05-01",
    }
    return list((values | changes).values())


def roll(count: int, *, start: int = 0) -> bytes:
    """A workbook of so many people."""
    return workbook([HEAD, *(person(number) for number in range(start, start + count))])


def brought_in(
    data: bytes, *, organization: Organization, by: User, filename: str = "名册.xlsx", kind: ImportKind = ROLL
) -> ImportJob:
    """The file taken in and checked by a worker."""
    job = take_in(data=data, filename=filename, kind=kind, organization=organization, by=by)
    start_check(job=job, kind=kind, columns=job.columns, name="", by=by)
    run_waiting_imports()
    job.refresh_from_db()
    return job


def written(job: ImportJob, *, by: User, mode: ImportMode = ImportMode.ALL) -> ImportJob:
    """The checked job confirmed and written by a worker."""
    confirm(job=job, mode=mode, by=by)
    run_waiting_imports()
    job.refresh_from_db()
    return job


def taken_back(job: ImportJob, *, by: User, kind: ImportKind = ROLL) -> ImportJob:
    """The whole import taken back by a worker."""
    ask_back(job=job, kind=kind, by=by)
    run_waiting_imports()
    job.refresh_from_db()
    return job


def counts(job: ImportJob) -> Sequence[int]:
    """New, changed, unchanged, wrong, possible doubles."""
    return (job.count_new, job.count_changed, job.count_same, job.count_wrong, job.count_double)
