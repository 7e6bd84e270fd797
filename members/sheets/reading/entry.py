"""The door: one call for a .xlsx or a .csv, however large, hostile or strangely encoded."""

import json
import logging
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from members.sheets.reading.model import Mark, OpenTable, SheetRow, TableHead
from unionplan.core.untrusted.archive import Archive
from unionplan.core.untrusted.kinds import TABLES, kind_of
from unionplan.core.untrusted.limits import MEGABYTE, Limits
from unionplan.core.untrusted.package import inspect_package
from unionplan.core.untrusted.process import stream_worker
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable

logger = logging.getLogger(__name__)

LAUNCH = Path(__file__).resolve().with_name("launch.py")
# A county's roll: 200,000 rows of 20 columns. The numbers of B2 are for documents; a table may hold more cells.
TABLE_LIMITS = Limits(
    upload_bytes=30 * MEGABYTE,
    inflated_bytes=400 * MEGABYTE,
    cells=4_000_000,
    memory_bytes=1024 * MEGABYTE,
    cpu_seconds=60,
    wall_seconds=240.0,
    output_bytes=400 * MEGABYTE,
)


def open_table(data: bytes, *, filename: str, encoding: str = "", limits: Limits = TABLE_LIMITS) -> OpenTable:
    """The table in the bytes of an uploaded file; raises Unreadable with the reason, never anything else.

    Judged first (size, kind, directory, types, relations), parsed in a limited process (reliability.md B1, B2, B6).
    Rows come while the process reads on, so taking them may raise Unreadable as well: nothing may be final before the
    last one came. `encoding` is a person's answer to a doubtful .csv.
    """
    try:
        kind = _judged(data, filename, limits)
        return _opened(stream_worker(LAUNCH, (kind.value, encoding), data, limits=limits))
    except Unreadable:
        raise
    except Exception as error:  # the promise to the page: a hostile file is a sentence, never a crash
        logger.exception("a table failed outside the worker")
        raise Unreadable(Reason.DAMAGED) from error


def _opened(lines: Generator[bytes, None, None]) -> OpenTable:
    """The head of the table; whatever goes wrong frees the worker's place at once."""
    messages = _messages(lines)
    try:
        head = TableHead(**next(messages)["head"])
    except BaseException:
        lines.close()
        raise
    return OpenTable(head, _batches(messages), lines.close)


def _judged(data: bytes, filename: str, limits: Limits) -> Kind:
    if not data:
        raise Unreadable(Reason.EMPTY)
    if len(data) > limits.upload_bytes:
        size = -(-len(data) // MEGABYTE)
        raise Unreadable(Reason.TOO_LARGE, megabytes=size, limit=limits.upload_bytes // MEGABYTE)
    kind = kind_of(data, filename=filename, accepted=TABLES)
    if kind is Kind.XLSX:
        inspect_package(Archive(data, limits), kind, limits)
    return kind


def _messages(lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    """What the worker says, up to its last word; raises the refusal it states, or DAMAGED when it makes no sense."""
    for line in lines:
        try:
            message = json.loads(line)
            if "refused" in message:
                raise Unreadable(Reason(message["refused"]), **message["params"])
            if "failed" in message:
                logger.warning("table worker failed: %s", message["failed"])
                raise Unreadable(Reason.DAMAGED)
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(Reason.DAMAGED) from error
        if "end" in message:
            # Its status is part of its answer: take it, so that one that dies after its last word is noticed.
            for _rest in lines:
                raise Unreadable(Reason.DAMAGED)
            return
        yield message
    raise Unreadable(Reason.DAMAGED)


def _batches(messages: Iterator[dict[str, Any]]) -> Iterator[list[SheetRow]]:
    for message in messages:
        try:
            marks = {
                int(number): {int(column): Mark(mark) for column, mark in places.items()}
                for number, places in message["marks"].items()
            }
            rows = [SheetRow(number, cells, marks.get(number, {})) for number, cells in message["rows"]]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(Reason.DAMAGED) from error
        yield rows
