"""Reading documents: characters a second, how the cost grows, and the memory it takes."""

import time
import tracemalloc

from plans.documents import parse_text
from unionplan.bench.figures import Figure

_MONTHS = "一二三四五六七八九十"
_SENTENCE = "组织职工开展技能比武和健步走活动，参与人数达到300人次以上，签订率达95%以上，每季度召开一次座谈会。"


def text_of(characters: int) -> str:
    """A page of plans in the official numbering, at least this long."""
    parts, length, year = [], 0, 2000
    while length < characters:
        year += 1
        plan = [f"{year}年某某单位工会工作计划", ""]
        for section in _MONTHS:
            plan.append(f"{section}、重点工作之{section}")
            plan += [f"（{item}）专项工作\n1、{_SENTENCE}\n2、“五一”前{_SENTENCE}" for item in _MONTHS[:3]]
        parts.append("\n".join(plan))
        length += len(parts[-1])
    return "\n\n".join(parts)


def measure(*, small: int, large: int) -> list[Figure]:
    """Speed on the small text; ten and more times the text may cost eleven tenths of that many times."""
    few, many = text_of(small), text_of(large)
    speed_few, speed_many = _speed(few), _speed(many)
    return [
        Figure(f"parse {len(few):,} characters", speed_few, 100_000, "chars/s", 1.0),
        Figure(f"parse {len(many):,} characters", speed_many, speed_few, "chars/s", 10 / 11, note=_memory(many)),
    ]


def _speed(text: str) -> float:
    begin = time.perf_counter()
    parse_text(text)
    return len(text) / (time.perf_counter() - begin)


def _memory(text: str) -> str:
    tracemalloc.start()
    parse_text(text)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return f"peak memory {peak / 1e6:.0f} MB"
