"""Starts the worker with nothing loaded that it does not need.

The packages above hold the plan parser and the parent's half of reading, and load all of it; the worker only reads. So
they are entered by their folders alone: a reading begins sooner, and strangers' bytes meet less code.
"""

import sys
from pathlib import Path
from types import ModuleType

READING = Path(__file__).resolve().parent
CORE = READING.parents[2] / "unionplan" / "core"
PACKAGES = {
    "plans": READING.parents[1], "plans.documents": READING.parent, "plans.documents.reading": READING,
    "unionplan": CORE.parent, "unionplan.core": CORE,
}  # fmt: skip


def start() -> None:
    """Run the worker's main in this process."""
    for name, folder in PACKAGES.items():
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    from plans.documents.reading.worker import main

    main()


if __name__ == "__main__":
    start()
