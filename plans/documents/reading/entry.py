"""The door: one call for every kind of document."""

import logging

from plans.documents.reading.model import ReadText
from plans.documents.reading.process import read_in_worker
from unionplan.core.untrusted.archive import Archive
from unionplan.core.untrusted.kinds import kind_of
from unionplan.core.untrusted.limits import LIMITS, MEGABYTE, Limits
from unionplan.core.untrusted.package import inspect_package
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable

logger = logging.getLogger(__name__)


def read_document(data: bytes, *, filename: str, encoding: str | None = None, limits: Limits = LIMITS) -> ReadText:
    """Turn the bytes of an uploaded file into text, or raise Unreadable with the reason; never anything else.

    Size, kind and (for packages) directory, types and relations are judged here, in milliseconds and without parsing;
    the parsing itself happens in a separate, limited process (reliability.md B1, B2, B6). `encoding` is a person's
    answer to a doubtful plain text and overrides the guess (B3); other kinds ignore it. Keeps no state, leaves no file,
    and may be called from any thread.
    """
    try:
        _refuse_size(data, limits)
        kind = kind_of(data, filename=filename)
        if kind in (Kind.DOCX, Kind.XLSX):
            inspect_package(Archive(data, limits), kind, limits)
        return read_in_worker(kind, data, encoding=encoding, limits=limits)
    except Unreadable:
        raise
    except Exception as error:  # the promise to the page: a hostile file is a sentence, never a crash
        logger.exception("a document failed outside the worker")
        raise Unreadable(Reason.DAMAGED) from error


def _refuse_size(data: bytes, limits: Limits) -> None:
    if not data:
        raise Unreadable(Reason.EMPTY)
    if len(data) > limits.upload_bytes:
        megabytes = f"{len(data) / MEGABYTE:.1f}"
        raise Unreadable(Reason.TOO_LARGE, megabytes=megabytes, limit=limits.upload_bytes // MEGABYTE)
