"""What a measurement gives, and how it is printed."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """Ours beside the limit, both as speeds (larger is better) or both as times (smaller is better).

    `ratio` is ours ÷ limit for speeds and limit ÷ ours for times, so 1.0 always means "as good as the limit".
    """

    name: str
    ours: float
    limit: float
    unit: str
    goal: float | None
    smaller_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.limit / self.ours if self.smaller_is_better else self.ours / self.limit

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else self.ratio >= self.goal


def interleaved(*jobs: Callable[[], float], rounds: int) -> list[float]:
    """The median of each job over rounds in which the jobs take turns, so that a busy machine hits all alike."""
    results: list[list[float]] = [[] for _ in jobs]
    for _ in range(rounds):
        for result, job in zip(results, jobs, strict=True):
            result.append(job())
    return [statistics.median(result) for result in results]


def table(figures: Sequence[Figure]) -> str:
    """One line a figure, aligned."""
    head = ("what", "ours", "limit", "unit", "ratio", "goal", "met")
    rows = [head, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    notes = [f"* {figure.name}: {figure.note}" for figure in figures if figure.note]
    return "\n".join([*lines, *notes])


def _cells(figure: Figure) -> tuple[str, ...]:
    met = {None: "–", True: "yes", False: "NO"}[figure.met]
    goal = "–" if figure.goal is None else f"≥ {figure.goal:g}"
    return (
        figure.name,
        f"{figure.ours:,.4g}",
        f"{figure.limit:,.4g}",
        figure.unit,
        f"{figure.ratio:.3g}",
        goal,
        met,
    )


def save(figures: Sequence[Figure], path: Path, *, facts: dict[str, str]) -> None:
    """All figures as JSON, with the facts of the run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{**asdict(figure), "ratio": figure.ratio, "met": figure.met} for figure in figures]
    path.write_text(json.dumps({"facts": facts, "figures": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
