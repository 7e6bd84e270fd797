"""How a person's name is found and sorted: by its characters, by pinyin, by initials.

PostgreSQL gets the pieces as terms of one array: trigrams do nothing for names of two or three characters, arrays of
one- and two-character pieces answer in a fraction of a millisecond (limits.md). Pinyin is a column of its own, in
syllables, so that a beginning is a range of the index that also gives the order of the page."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

_INITIALS_KEPT = 6
# Readings a character has only as a surname; the phrase table of the reader knows common words, not people.
_READ_AS_SURNAME = """
    单單 shan, 曾 zeng, 仇 qiu, 解 xie, 查 zha, 区區 ou, 朴 piao, 盖蓋 ge, 缪繆 miao, 员員 yun, 黑 he, 秘 bi, 折 she,
    祭 zhai, 洗冼 xian, 召 shao, 繁 po, 种 chong, 句 gou, 能 nai, 适 kuo, 覃 qin, 翟 zhai, 乐樂 yue, 尉 wei, 隗 wei,
    郗 xi, 郇 xun, 应應 ying, 任 ren, 华華 hua, 燕 yan, 那 na, 都 du, 车車 che, 石 shi, 沈瀋 shen, 谌諶 chen, 撒 sa,
    藏 zang, 曲 qu, 宿 su, 逄 pang, 晁 chao, 阚闞 kan, 牟 mu, 佴 nai
"""
_SURNAMES = {
    character: reading
    for characters, reading in (entry.split() for entry in _READ_AS_SURNAME.split(","))
    for character in characters
}
_DOUBLE_SURNAMES = {
    "尉迟": "yu chi", "尉遲": "yu chi", "长孙": "zhang sun", "長孫": "zhang sun", "万俟": "mo qi", "澹台": "tan tai",
    "令狐": "ling hu", "单于": "chan yu", "鲜于": "xian yu", "宰父": "zai fu", "亓官": "qi guan", "皇甫": "huang fu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameKeys:
    """`pinyin` sorts (syllables, at most 200 characters) and answers a beginning; `terms` answers pieces of the
    name and initials from its beginning."""

    pinyin: str
    terms: tuple[str, ...]


def pieces_of(text: str) -> set[str]:
    """Every single character and every pair of neighbours, in lower case and without blanks."""
    plain = "".join(text.lower().split())
    return set(plain) | {plain[i : i + 2] for i in range(len(plain) - 1)}


def keys_of(name: str) -> NameKeys:
    """Keys of a name. A surname with a reading of its own (单, 曾, 仇, 尉迟) is read as a surname; where there are two
    living readings the more frequent one stands (覃 qin, 牟 mu). Characters without a known reading sort as themselves;
    dots and hyphens count for nothing."""
    syllables = _syllables(name)
    initials = "".join(part[:1] for part in syllables)
    beginnings = {initials[: i + 1] for i in range(min(len(initials), _INITIALS_KEPT))}
    return NameKeys(pinyin=" ".join(syllables)[:200], terms=tuple(sorted(pieces_of(name) | beginnings)))


def readings_of(character: str) -> list[str]:
    """What `pinyin` of a name that begins with this character begins with: read as a surname, or as any word; the
    surname 单 also begins 单于."""
    double = {reading.split()[0] for name, reading in _DOUBLE_SURNAMES.items() if name[0] == character}
    plain = lazy_pinyin(character, style=Style.NORMAL)[0].lower()
    return sorted({_SURNAMES.get(character, plain), plain, *double})


def beginnings_of(typed: str) -> list[str]:
    """What `pinyin` may begin with when this was typed, with or without blanks between the syllables: `zhangs` gives
    ["zhang s"], `xian` gives ["xi an", "xian"]. Nothing when it cannot be pinyin."""
    words = typed.lower().replace("ü", "v").replace("u:", "v").split()
    if not words or not all(word.isascii() and word.isalpha() for word in words):
        return []
    found = [""]
    for position, word in enumerate(words):
        ends_here = position == len(words) - 1
        ways = [(word, False)] if len(words) > 1 and word in _known() else _splits(word)
        found = [f"{before} {way}".strip() for before in found for way, open_end in ways if ends_here or not open_end]
    return sorted({*found, " ".join(words)})


def initials_of(typed: str) -> str:
    """The term that answers initials (`zs`, `z s`), or "" when this cannot be meant."""
    plain = "".join(typed.lower().split())
    return plain if plain.isascii() and plain.isalpha() and len(plain) <= _INITIALS_KEPT else ""


def _syllables(name: str) -> list[str]:
    bare = name.strip()
    read = _DOUBLE_SURNAMES.get(bare[:2], "") if len(bare) > 2 else ""
    rest = bare[2:] if read else bare
    if not read and bare[:1] in _SURNAMES:
        read, rest = _SURNAMES[bare[0]], bare[1:]
    return [*read.split(), *(part for part in _readings(rest) if part)]


def _readings(text: str) -> Iterable[str]:
    """What the phrase reader says; spared for two characters that are no phrase, as most given names are: it would read
    each by itself, and takes a tenth of a millisecond to say so."""
    if len(text) <= 2 and text not in PHRASES_DICT and all(ord(character) in PINYIN_DICT for character in text):
        return [_read_alone(character) for character in text]
    return ["".join(filter(_counts, part.lower())) for part in lazy_pinyin(text, style=Style.NORMAL)]


@lru_cache(maxsize=32_768)
def _read_alone(character: str) -> str:
    return "".join(filter(_counts, lazy_pinyin(character, style=Style.NORMAL)[0].lower()))


def _counts(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM" and not unicodedata.combining(character)


@cache
def _known() -> frozenset[str]:
    """Every syllable of the language without its tone, but those of interjections (嗯), which no name is read with."""
    heard = {to_normal(reading) for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    return frozenset(syllable for syllable in heard if set(syllable) & set("aeiouv") and syllable.isascii())


@cache
def _heads() -> frozenset[str]:
    """Every beginning of a syllable."""
    return frozenset(syllable[:end] for syllable in _known() for end in range(1, len(syllable) + 1))


def _splits(word: str, limit: int = 8) -> list[tuple[str, bool]]:
    """Ways to read letters as syllables, the last of which may be unfinished (then the flag is True)."""
    found: list[tuple[str, bool]] = []
    if word in _heads():
        found.append((word, word not in _known()))
    for end in range(1, min(len(word), 7)):
        if len(found) >= limit:
            break
        if word[:end] in _known():
            found += [(f"{word[:end]} {rest}", unfinished) for rest, unfinished in _splits(word[end:], limit)]
    return found[:limit]
