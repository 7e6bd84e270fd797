"""Markdown as text: marks that are only marks go, blanks such as ____ and printed numbers stay."""

import html
import re

from plans.documents.reading.builder import TextBuilder
from plans.documents.reading.tables import Cell

FENCE = re.compile(r"\s*(?:```|~~~)")
HEADING = re.compile(r" {0,3}(#{1,6})\s*(.*?)\s*#*\s*$")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})\s*$")
RULE = re.compile(r" {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,})$")
QUOTE = re.compile(r"\s*(?:>\s?)+")
BULLET = re.compile(r"(\s*)[*+-]\s+(?:\[[ xX]\]\s+)?")
TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
INLINE = (
    (re.compile(r"<!--.*?-->"), ""),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (
        re.compile(
            r"</?(?:a|b|center|code|div|em|font|i|img|p|small|span|strong|sub|sup|u)(?:\s[^<>]{0,500})?/?>",
            re.IGNORECASE,
        ),
        "",
    ),
    (re.compile(r"!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,200}\")?\)"), ""),
    (re.compile(r"\[([^\[\]]{1,500})\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,200}\")?\)"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"\*\*(?=\S)([^*\n]{1,2000})(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<![*\d])\*(?=[^\s*])([^*\n]{1,2000})(?<=[^\s*])\*(?!\*)"), r"\1"),
    # Underscores mark emphasis only around something; ____ is a blank to be filled in and stays.
    (re.compile(r"(?<![\w])__(?=[^\s_])([^_\n]{1,2000})(?<=[^\s_])__(?![\w])"), r"\1"),
    (re.compile(r"~~(?=\S)([^~\n]{1,2000})(?<=\S)~~"), r"\1"),
    (re.compile(r"(`+)([^`\n]{1,2000})\1"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])"), r"\1"),
    (re.compile(r"&(?:nbsp|lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});"), lambda found: html.unescape(found.group())),
)


def add_markdown(text: str, builder: TextBuilder) -> None:
    """Add the lines of a Markdown text (\\n line ends) to `builder`, with its headings and tables."""
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        end = _table_end(lines, index)
        if end > index:
            builder.add_table([_cells(line) for line in lines[index:end] if not TABLE_RULE.match(line)])
            index = end
        else:
            index += _add_line(lines, index, builder)


def _add_line(lines: list[str], index: int, builder: TextBuilder) -> int:
    """Add one line and return how many source lines it took."""
    line = QUOTE.sub("", lines[index], count=1) if QUOTE.match(lines[index]) else lines[index]
    following = UNDERLINE.match(lines[index + 1]) if index + 1 < len(lines) else None
    if FENCE.match(line) or RULE.match(line):
        return 1
    if heading := HEADING.match(line):
        builder.add(plain_inline(heading.group(2)), level=len(heading.group(1)))
        return 1
    if following and line.strip() and not BULLET.match(line):
        builder.add(plain_inline(line), level=1 if following.group(1).startswith("=") else 2)
        return 2
    builder.add(plain_inline(BULLET.sub(r"\1- ", line, count=1) if BULLET.match(line) else line))
    return 1


def plain_inline(text: str) -> str:
    """One line without emphasis, links, code marks and escapes; their words stay."""
    for pattern, replacement in INLINE:
        text = pattern.sub(replacement, text)
    return text


def _table_end(lines: list[str], start: int) -> int:
    """The line after the table that begins at `start`, or `start` when none does: a rule below the header decides."""
    if "|" not in lines[start] or start + 1 >= len(lines):
        return start
    if "|" not in lines[start + 1] or not TABLE_RULE.match(lines[start + 1]):
        return start
    end = start + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return end


def _cells(line: str) -> list[Cell]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    parts = re.split(r"(?<!\\)\|", inner)
    return [Cell(column, plain_inline(part).strip()) for column, part in enumerate(parts)]
