"""`python -m unionplan.bench [--quick] [--only NAME …]` on an empty database; `make bench` makes one."""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from unionplan.bench.data import World
    from unionplan.bench.figures import Figure


def main() -> None:
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionplan.settings")
    django.setup()
    from django.core.management import call_command

    from unionplan.bench import data
    from unionplan.bench.figures import save, table

    call_command("migrate", verbosity=0)
    world = data.build(items=500)
    figures: list[Figure] = []
    for name, job in _jobs(quick=options.quick).items():
        if not options.only or name in options.only:
            sys.stderr.write(f"{name} …\n")
            figures += job(world)
            save(figures, Path(os.environ.get("UNIONPLAN_VAR", "var")) / "bench.json", facts=_facts())
    sys.stdout.write(table(figures) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure against raw limits, in one run.")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: shows that it works, the figures say nothing")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="only these measurements")
    return parser.parse_args()


def _jobs(*, quick: bool) -> "dict[str, Callable[[World], list[Figure]]]":
    from unionplan.bench import api, documents, dues, feed, pages, people, reminders, sealing, sheets

    seconds, rounds = (0.2, 1) if quick else (2.0, 5)
    plans, due, small, large = (30, 500, 3_000, 30_000) if quick else (2_000, 50_000, 30_000, 1_000_000)
    bodies, members, months = (60, 2_000, 2) if quick else (2_000, 200_000, 12)
    return {
        "documents": lambda world: documents.measure(small=small, large=large),
        "api": lambda world: api.measure(world, seconds=seconds, rounds=rounds),
        "reminders": lambda world: reminders.measure(world, due=due, rounds=min(rounds, 3)),
        "feed": lambda _world: feed.measure(entries=300, seconds=seconds, rounds=rounds),
        "pages": lambda world: pages.measure(world, seconds=seconds, rounds=rounds, large=plans),
        "sealing": lambda _world: sealing.measure(values=members // 2, rounds=min(rounds, 3)),
        "people": lambda _world: people.measure(organizations=bodies, members=members, seconds=seconds, rounds=rounds),
        "dues": lambda _world: dues.measure(
            organizations=bodies, members=members, months=months, rounds=min(rounds, 3)
        ),
        "sheets": lambda _world: sheets.measure(rows=2_000 if quick else 100_000),
    }


def _facts() -> dict[str, str]:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607
    return {
        "when": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": str(os.cpu_count()),
        "commit": commit.stdout.strip(),
        "load_before": f"{os.getloadavg()[0]:.2f}",
    }


if __name__ == "__main__":
    main()
