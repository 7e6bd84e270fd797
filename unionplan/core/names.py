"""How a person's name is found and sorted: by its characters, by pinyin, by initials.

PostgreSQL gets all of it as terms of one array: trigrams do nothing for names of two or three characters, arrays of
one- and two-character pieces answer in a fraction of a millisecond (limits.md)."""

from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@dataclass(frozen=True, slots=True)
class NameKeys:
    """`pinyin` sorts (at most 200 characters) and answers a beginning; `terms` answers pieces of the name."""

    pinyin: str
    terms: tuple[str, ...]


@lru_cache(maxsize=4096)
def _syllable(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL, errors="default")[0].lower()


def pieces_of(text: str) -> set[str]:
    """Every single character and every pair of neighbours, in lower case and without blanks."""
    plain = "".join(text.lower().split())
    return set(plain) | {plain[i : i + 2] for i in range(len(plain) - 1)}


def keys_of(name: str) -> NameKeys:
    """Keys of a name. Surnames with a reading of their own (单, 曾, 仇) are read as surnames by the phrase reader."""
    syllables = [part.lower() for part in lazy_pinyin(name, style=Style.NORMAL)]
    syllables = ["".join(part.split()) for part in syllables]
    initials = "".join(part[:1] for part in syllables)
    beginnings = {initials[: i + 1] for i in range(min(len(initials), 6))}
    return NameKeys(
        pinyin=" ".join(part for part in syllables if part)[:200],
        terms=tuple(sorted(pieces_of(name) | beginnings)),
    )
