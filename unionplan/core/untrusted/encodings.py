"""Chinese text bytes into characters: byte order mark, then strict UTF-8, then the likeliest of three.

The rule is reliability.md B3. Nothing is ever replaced: bytes decode strictly or the encoding is wrong.
"""

import codecs
from collections import Counter
from dataclasses import dataclass

from unionplan.core.untrusted.refusals import Reason, Unreadable

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
RIVAL_VARIETY = 3  # and not with one character repeated: ____ would be 开开
HALF_EMPTY_SHARE = 0.4
LATIN_WEIGHT = 0.25
LATIN_COUNTED = 20  # in a page or a long text they say nothing more
CONTROL_WEIGHT = 4.0
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


def is_plainly_utf8(data: bytes) -> bool:
    """Whether `data` is valid UTF-8 beyond ASCII: hardly any text of another encoding is."""
    return not data.isascii() and _attempt(data, "utf-8") is not None


def likeness(text: str) -> float:
    """How much `text` is like Chinese: up to 1.0, the share of the commonest characters among all that could tell.

    A Latin letter weighs little, a control character much: it can take the figure below zero. A text of digits and
    signs alone is SURE_SHARE, since nothing speaks against it.
    """
    counts = Counter(text[:SAMPLE])
    common = sum(count for character, count in counts.items() if character in LEVEL_1)
    controls = sum(count for character, count in counts.items() if character < "\xa0" and character not in NEUTRAL)
    letters = sum(count for character, count in counts.items() if character in NEUTRAL and character.isalpha())
    neutral = sum(count for character, count in counts.items() if character in NEUTRAL)
    telling = counts.total() - neutral + LATIN_WEIGHT * min(letters, LATIN_COUNTED)
    return (common - CONTROL_WEIGHT * controls) / telling if telling else SURE_SHARE


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
    """UTF-8 where it is valid, unless the bytes make much better sense as one of the others."""
    decoded = _attempt(data, "utf-8")
    if decoded is None:
        return None
    if data.count(0) >= HALF_EMPTY_SHARE * len(data):  # Latin letters and digits in two bytes each
        return _best(data, 0.0)
    odd = any(character < "\t" for character in decoded.text)
    if likeness(decoded.text) > SURE_SHARE and not odd:
        return decoded
    rival = _best(data, SURE_SHARE if odd else RIVAL_SHARE)
    if rival is None or (decoded.text.isascii() and not odd and _variety(rival.text) < RIVAL_VARIETY):
        return decoded
    return rival


def _variety(text: str) -> int:
    return len(LEVEL_1.intersection(text[:SAMPLE]))


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
