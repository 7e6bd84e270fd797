"""The hidden mark of a copy: an id written in characters of no width, to tell which copy a leaked line came from."""

import re

ZERO, ONE, FENCE = "\u200b", "\u200c", "\u2060"
DIGITS = 32  # of a UUID's hexadecimal form
_MARK = re.compile(f"{FENCE}([{ZERO}{ONE}]{{{DIGITS * 4}}}){FENCE}")
INVISIBLE = re.compile(f"[{ZERO}{ONE}{FENCE}\u200d\ufeff]")


def hidden(mark: str) -> str:
    """`mark` (32 hexadecimal digits) as text that takes no room."""
    bits = f"{int(mark, 16):0{DIGITS * 4}b}"
    return FENCE + bits.replace("0", ZERO).replace("1", ONE) + FENCE


def found_mark(text: str) -> str:
    """The mark hidden anywhere in `text`, or ""."""
    found = _MARK.search(text)
    if found is None:
        return ""
    bits = found.group(1).replace(ZERO, "0").replace(ONE, "1")
    return f"{int(bits, 2):0{DIGITS}x}"


def without_marks(text: str) -> str:
    """The text as people see it."""
    return INVISIBLE.sub("", text)
