"""Reading a document for people: refusals and notes of plans.documents.reading as sentences in their language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from plans.documents.reading import NoteCode, ReadText, Unreadable, read_document
from plans.documents.reading.notes import NOTES
from unionplan.core.errors import DomainError
from unionplan.core.untrusted.encodings import CHOICES
from unionplan.core.untrusted.reasons import SENTENCES

ENCODINGS = CHOICES
PASTED = "粘贴.txt"


class UnreadableError(DomainError):
    """The document cannot be taken in; `message` says why and what to do."""

    code = "unreadable"


def read_bytes(data: bytes, *, filename: str, encoding: str | None = None) -> ReadText:
    """The text of an uploaded file; UnreadableError with the reason in words when it cannot be read."""
    try:
        return read_document(data, filename=filename, encoding=encoding)
    except Unreadable as refusal:
        raise UnreadableError(_filled(SENTENCES[refusal.code], refusal.params), field="file") from refusal


def read_pasted(text: str) -> ReadText:
    """The same for pasted text, by the same way and under the same limits."""
    try:
        return read_document(text.encode("utf-8", errors="ignore"), filename=PASTED, encoding="utf-8")
    except Unreadable as refusal:
        raise UnreadableError(_filled(SENTENCES[refusal.code], refusal.params), field="text") from refusal


def note_sentence(code: str, params: Mapping[str, str | int]) -> str:
    """One remark of the reader in words."""
    return _filled(NOTES[NoteCode(code)], params)


def _filled(sentence: str, params: Mapping[str, str | int]) -> str:
    return _(sentence) % params if params else _(sentence)
