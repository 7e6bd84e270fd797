"""`python -m plans.documents FILE`: the JSON of one page of text in UTF-8."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from . import parse_text
from .scoring import page_as_json


def main(arguments: list[str]) -> int:
    """Print the parsed page; 2 when the call is wrong."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m plans.documents FILE\n")
        return 2
    text = Path(arguments[0]).read_text(encoding="utf-8-sig", errors="strict")
    sys.stdout.write(json.dumps(page_as_json(parse_text(text)), ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
