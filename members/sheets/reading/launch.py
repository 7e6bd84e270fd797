"""Starts the worker with nothing loaded that it does not need: packages are entered by their folders alone."""

import sys
from pathlib import Path
from types import ModuleType

READING = Path(__file__).resolve().parent
ROOT = READING.parents[2]
PACKAGES = {
    "members": ROOT / "members", "members.sheets": READING.parent, "members.sheets.reading": READING,
    "unionplan": ROOT / "unionplan", "unionplan.core": ROOT / "unionplan" / "core",
}  # fmt: skip


def start() -> None:
    """Run the worker's main in this process."""
    for name, folder in PACKAGES.items():
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    from members.sheets.reading.worker import main

    main()


if __name__ == "__main__":
    start()
