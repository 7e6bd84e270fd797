"""The process that meets a stranger's table: limits itself first, then says what it finds, line by line, as JSON.

Started by `entry.open_table` through `launch.py` with KIND ENCODING LIMITS; the file comes on standard input. Lines
are {"head": …}, any number of {"rows": [[number, cells], …], "marks": {number: {column: mark}}}, and {"end": true};
or, at any point, {"refused": reason, "params": …} or {"failed": place}.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable
from unionplan.core.untrusted.worker import limit_this_process, place_of


def answers(kind: Kind, data: bytes, encoding: str, limits: Limits) -> Iterator[dict[str, Any]]:
    """Everything there is to say about one file; whatever goes wrong inside is the last word."""
    try:
        yield from _read(kind, data, encoding, limits)
        yield {"end": True}
    except Unreadable as refusal:
        yield {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        yield {"refused": Reason.TOO_HEAVY, "params": {}}
    except Exception as error:  # a parser has a dozen exception types: all of them are this one answer
        yield {"failed": place_of(error)}


def _read(kind: Kind, data: bytes, encoding: str, limits: Limits) -> Iterator[dict[str, Any]]:
    # The parsers are loaded under the limits, and only the one that is needed.
    if kind is Kind.XLSX:
        from members.sheets.reading.workbook import read_workbook

        return read_workbook(data, limits)
    from members.sheets.reading.separated import read_separated

    return read_separated(data, encoding, limits)


def main() -> None:
    """Read the arguments and standard input, write the answers as they come."""
    kind, encoding, stated = sys.argv[1:4]
    limits = Limits(**json.loads(stated))
    limit_this_process(limits)
    out = sys.stdout.buffer
    for answer in answers(Kind(kind), sys.stdin.buffer.read(), encoding, limits):
        out.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
        out.write(b"\n")
        out.flush()
