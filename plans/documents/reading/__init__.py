"""Bytes of an uploaded document in, readable text out, and nothing else: no harm, no hang, no half reading.

Call `read_document`; it returns a `ReadText` or raises `Unreadable` with a typed reason. No Django lives here.
"""

from plans.documents.reading.entry import read_document
from plans.documents.reading.model import Heading, Note, NoteCode, ReadText
from unionplan.core.untrusted.limits import LIMITS, Limits
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable

__all__ = [
    "LIMITS",
    "Heading",
    "Kind",
    "Limits",
    "Note",
    "NoteCode",
    "ReadText",
    "Reason",
    "Unreadable",
    "read_document",
]
