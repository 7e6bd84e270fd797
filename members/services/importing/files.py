"""The uploaded file of an import: sealed in the file store, gone when nobody needs it any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.core.files.base import File
from django.core.files.temp import NamedTemporaryFile
from django.db import transaction

from members.models import ImportJob
from members.sheets.reading import OpenTable, open_table
from unionplan.core.sealed_files import open_sealed, seal_file


def keep_file(job: ImportJob, data: bytes) -> None:
    """Put the bytes into the store, sealed for this job; the row is not saved here."""
    with NamedTemporaryFile() as sealed:
        seal_file([data], cast("BinaryIO", sealed), bound_to=_place(job))
        sealed.seek(0)
        job.file.save(job.filename, File(sealed), save=False)


def kept_bytes(job: ImportJob) -> bytes:
    """The file as it came in. Raises UnsealableError when it is not the one that was kept."""
    with job.file.open("rb") as sealed:
        return b"".join(open_sealed(cast("BinaryIO", sealed), bound_to=_place(job)))


@contextmanager
def opened(job: ImportJob) -> Iterator[OpenTable]:
    """The job's table; leaving early ends the process that reads it."""
    table = open_table(kept_bytes(job), filename=job.filename, encoding=job.encoding)
    try:
        yield table
    finally:
        table.close()


def drop_file(job: ImportJob) -> None:
    """Forget the file with the transaction that says so; the row is not saved here."""
    if job.file:
        storage, name = job.file.storage, str(job.file.name)
        transaction.on_commit(lambda: storage.delete(name))
        job.file = ""


def _place(job: ImportJob) -> str:
    return f"importjob.file.{job.pk}"
