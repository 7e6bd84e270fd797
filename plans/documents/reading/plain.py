"""Plain text, Markdown and saved pages: bytes to characters, then to clean lines."""

import re

from plans.documents.reading.builder import TextBuilder, clean_text
from plans.documents.reading.markdown import add_markdown
from plans.documents.reading.model import NoteCode, ReadText
from plans.documents.reading.webpage import add_webpage, declared_encoding
from unionplan.core.untrusted.encodings import Decoded, decode_text, is_plainly_utf8
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable

HEAD = 1024
MARKUP = re.compile(r"<(?:!doctype|html|head|body|script|iframe|svg|\?xml)\b|<\?xml", re.IGNORECASE)
ENTITIES = re.compile(r"<!doctype[^>]*\[|<!entity", re.IGNORECASE)
CONTROLS_PER_HUNDRED = 1


def read_plain(kind: Kind, data: bytes, encoding: str | None, limits: Limits) -> ReadText:
    """Read a .txt, .md or .html file; raises Unreadable when it is none or too long.

    A page named .txt is refused, so that nobody serves it as a page later (reliability.md B6).
    """
    decoded = _decoded(kind, data, encoding)
    text, removed = clean_text(decoded.text)
    if removed * 100 > CONTROLS_PER_HUNDRED * len(decoded.text) and removed > 1:
        raise Unreadable(Reason.NOT_TEXT)
    builder = TextBuilder(limits)
    if removed:
        builder.note(NoteCode.CONTROLS_REMOVED, count=removed)
    if decoded.doubtful:
        builder.note(NoteCode.ENCODING_GUESSED, encoding=decoded.encoding)
    if decoded.cut:
        builder.note(NoteCode.CUT_AT_END, bytes=decoded.cut)
    _add(kind, text, builder)
    return builder.finish(kind, encoding=decoded.encoding, doubtful=decoded.doubtful)


def _decoded(kind: Kind, data: bytes, encoding: str | None) -> Decoded:
    """A page may state its encoding; the statement counts where the bytes are not plainly UTF-8."""
    stated = declared_encoding(data) if kind is Kind.HTML and encoding is None else None
    if stated is None or is_plainly_utf8(data):
        return decode_text(data, encoding=encoding)
    try:
        return decode_text(data, encoding=stated)
    except Unreadable:
        return decode_text(data)


def _add(kind: Kind, text: str, builder: TextBuilder) -> None:
    if ENTITIES.search(text[: 4 * HEAD]):
        raise Unreadable(Reason.DOCTYPE)
    if kind is Kind.HTML:
        add_webpage(text, builder)
        return
    if MARKUP.search(text[:HEAD]):
        raise Unreadable(Reason.KIND_MISMATCH, suffix=f".{kind}")
    if kind is Kind.MD:
        add_markdown(text, builder)
    else:
        builder.add_verbatim(text)
