"""Chinese text bytes into characters: byte order mark, then strict UTF-8, then the likeliest of three.

The rule is reliability.md B3. Nothing is ever replaced: bytes decode strictly or the encoding is wrong.
"""

import codecs
from dataclasses import dataclass

from plans.documents.reading.model import Reason, Unreadable

# Longest first: the mark of UTF-32-LE begins with the mark of UTF-16-LE.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
GUESSED = ("gb18030", "utf-16-le", "utf-16-be")
CHOICES = ("utf-8", *GUESSED, "big5")
SURE_SHARE = 0.5
RIVAL_SHARE = 0.9  # what plain ASCII must be beaten by: bytes of UTF-16 may all look like Latin letters
SAMPLE = 200_000

# The 3,755 commonest characters, in the order of the standard: GB/T 2312 level 1, rows 16 to 55.
LEVEL_1 = frozenset(
    bytes((row, cell)).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF)
    if (row, cell) <= (0xD7, 0xF9)
)
# Signs that any Chinese text may hold: they speak neither for nor against an encoding.
NEUTRAL = (
    frozenset("　、。·ˉ—～‖…‘’“”〔〕〈〉《》「」『』【】（），：；！？％－．／＋＝１２３４５６７８９０①②③④⑤⑥⑦⑧⑨⑩●○■□•–")
    | frozenset(map(chr, range(0x20, 0x7F)))
    | frozenset("\t\n\r\f\v\ufeff")
)


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding that gave it, whether a person should look, and the bytes cut off at a broken end."""

    text: str
    encoding: str
    doubtful: bool = False
    cut: int = 0


def decode_text(data: bytes, *, encoding: str | None = None) -> Decoded:
    """Decode `data`, or raise Unreadable(UNKNOWN_ENCODING); a given `encoding` (one of CHOICES) is used as it is.

    A result is doubtful when under half of its characters are among the commonest 3,755 or its end is cut.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], name)
    if encoding is not None:
        return _strictly(data, encoding if encoding in CHOICES else "utf-8")
    sure = _utf8(data)
    if sure is not None:
        return sure
    return _likeliest(data)


def likeness(text: str) -> float:
    """Share of the commonest Chinese characters among all that could tell: 0.0 (none) to 1.0."""
    telling = [character for character in text[:SAMPLE] if character not in NEUTRAL]
    return sum(character in LEVEL_1 for character in telling) / len(telling) if telling else 0.0


def _strictly(data: bytes, name: str) -> Decoded:
    decoded = _attempt(data, name)
    if decoded is None:
        raise Unreadable(Reason.UNKNOWN_ENCODING)
    return decoded


def _attempt(data: bytes, name: str) -> Decoded | None:
    """The strict decoding of all but a character broken off at the very end, or None."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return None
    cut = len(decoder.getstate()[0])
    return Decoded(text, name, doubtful=cut > 0, cut=cut)


def _utf8(data: bytes) -> Decoded | None:
    """UTF-8 where it is valid, unless the bytes make better sense as one of the others."""
    decoded = _attempt(data, "utf-8")
    if decoded is None or likeness(decoded.text) >= SURE_SHARE:
        return decoded
    rival = _best(data, SURE_SHARE if "\0" in decoded.text or not decoded.text.isascii() else RIVAL_SHARE)
    return rival if rival is not None else decoded


def _likeliest(data: bytes) -> Decoded:
    best = _best(data, SURE_SHARE)
    if best is not None:
        return best
    found = [decoded for name in GUESSED if (decoded := _attempt(data, name)) is not None]
    if not found:
        raise Unreadable(Reason.UNKNOWN_ENCODING)
    guess = max(found, key=lambda decoded: (decoded.cut == 0, likeness(decoded.text)))
    return Decoded(guess.text, guess.encoding, doubtful=True, cut=guess.cut)


def _best(data: bytes, least: float) -> Decoded | None:
    """The candidate with the largest share of common characters, if that share is at least `least`."""
    found = [decoded for name in GUESSED if (decoded := _attempt(data, name)) is not None]
    scored = [(likeness(decoded.text), decoded.cut == 0, decoded) for decoded in found]
    share, _, decoded = max(scored, key=lambda entry: entry[:2], default=(0.0, True, None))
    return decoded if share >= least else None
