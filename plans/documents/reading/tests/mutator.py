"""Damages documents in seeded ways: bytes, XML, whole parts, numbers out of all measure.

By hand, with figures: `python -m plans.documents.reading.tests.mutator [COUNT] [SEED]`.
"""

import io
import json
import random
import re
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable

import docx

from plans.documents.reading import Unreadable, read_document
from plans.documents.reading.tests.samples import plan_workbook, zipped

HUGE = (b"99999999999", b"-1", b"1e308", b"0", b"", b"\xff", b"4294967296", b"A")
FRAGMENTS = (
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"</w:p>",
    b"<w:tbl>",
    b"]]>",
    b"<!--",
    b"\0",
    b"\xed\xa0\x80",
    b"<c r='XFD1048576'/>",
)


def word_sample() -> bytes:
    """A plan with headings, lists and a table."""
    document = docx.Document()
    document.add_heading("红叶纺织厂工会2027年工作计划", 0)
    for heading in ("指导思想", "工作任务", "保障措施"):
        document.add_heading(heading, 1)
        for step in ("摸清底数", "建立台账", "按月更新"):
            document.add_paragraph(f"{step}，服务职工。", style="List Number")
    table = document.add_table(rows=4, cols=3)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"第{index}格"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def damage_bytes(data: bytes, draw: random.Random) -> bytes:
    """A few bytes of the packed file changed, cut out or cut off."""
    changed = bytearray(data)
    for _ in range(draw.choice((1, 3, 20))):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    if draw.random() < 0.2:
        start = draw.randrange(len(changed))
        del changed[start : start + draw.randrange(1, 400)]
    return bytes(changed)


def damage_xml(data: bytes, draw: random.Random) -> bytes:
    """A part's XML changed: fragments put in, pieces cut out or doubled, bytes flipped."""
    parts = parts_of(data)
    name = draw.choice(sorted(parts))
    content = bytearray(parts[name] or b" ")
    at = draw.randrange(len(content))
    step = draw.randrange(4)
    if step == 0:
        content[at:at] = draw.choice(FRAGMENTS)
    elif step == 1:
        del content[at : at + draw.randrange(1, 200)]
    elif step == 2:
        content[at:at] = content[at : at + draw.randrange(1, 500)] * draw.choice((1, 2, 50))
    else:
        content[at] = draw.randrange(256)
    parts[name] = bytes(content)
    return zipped(parts)


def damage_numbers(data: bytes, draw: random.Random) -> bytes:
    """Numbers in attributes and values replaced by ones nobody expects."""
    parts = parts_of(data)
    name = draw.choice([name for name in sorted(parts) if name.endswith(".xml")])
    share = draw.choice((0.01, 0.1, 0.5))
    parts[name] = re.sub(
        rb"(?<=[\">])-?\d+(?=[\"<])",
        lambda found: draw.choice(HUGE) if draw.random() < share else found.group(),
        parts[name],
    )
    return zipped(parts)


def damage_parts(data: bytes, draw: random.Random) -> bytes:
    """A part missing, exchanged with another, emptied or doubled under a new name."""
    parts = parts_of(data)
    first, second = draw.sample(sorted(parts), 2)
    step = draw.randrange(4)
    if step == 0:
        del parts[first]
    elif step == 1:
        parts[first], parts[second] = parts[second], parts[first]
    elif step == 2:
        parts[first] = b""
    else:
        parts[f"{first}.copy"] = parts.pop(first)
    return zipped(parts)


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (damage_bytes, damage_xml, damage_numbers, damage_parts)


def mutations(count: int, seed: int) -> list[tuple[str, bytes]]:
    """`count` damaged files as (file name, bytes), .docx and .xlsx by turns; the same for the same seed."""
    draw = random.Random(seed)
    samples = (("计划.docx", word_sample()), ("计划.xlsx", plan_workbook()))
    return [
        (samples[number % 2][0], DAMAGES[number // 2 % len(DAMAGES)](samples[number % 2][1], draw))
        for number in range(count)
    ]


def main() -> None:
    """Read many damaged files and print what became of them, as JSON."""
    given = [int(each) for each in sys.argv[1:3]]
    count, seed = (*given, *(2_000, 1)[len(given) :])
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    began = time.perf_counter()
    for filename, data in mutations(count, seed):
        start = time.perf_counter()
        try:
            read_document(data, filename=filename)
            outcomes["read"] += 1
        except Unreadable as refused:
            outcomes[str(refused.code)] += 1
        slowest = max(slowest, time.perf_counter() - start)
    figures = {
        "files": count, "seed": seed, "seconds": round(time.perf_counter() - began, 1), "slowest": round(slowest, 2),
        "worker_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "outcomes": dict(outcomes.most_common()),
    }  # fmt: skip
    sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
