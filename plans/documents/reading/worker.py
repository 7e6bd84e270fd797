"""The process that meets the bytes of strangers: limits itself first, reads one document, answers in JSON, ends.

Started by `process.read_in_worker` through `launch.py` with KIND ENCODING LIMITS; the document comes on standard input,
the answer leaves on standard output.
"""

import json
import resource
import signal
import sys
from typing import Any

from plans.documents.reading.limits import Limits
from plans.documents.reading.model import Kind, ReadText, Reason, Unreadable

GRACE_SECONDS = 5


def limit_this_process(limits: Limits) -> None:
    """Take away memory, processor time, files and children for good: hard limits cannot be raised again."""
    ceilings = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.output_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_CORE: 0,
    }
    for which, ceiling in ceilings.items():
        # A second between the two for processor time: the first signal says what happened, the second only kills.
        resource.setrlimit(which, (ceiling, ceiling + (which == resource.RLIMIT_CPU)))
    # Should the parent die, nobody watches the clock: then this alarm ends the process.
    signal.alarm(int(limits.wall_seconds) + GRACE_SECONDS)


def answer_for(kind: Kind, data: bytes, encoding: str | None, limits: Limits) -> dict[str, Any]:
    """The answer to one document; whatever goes wrong inside is part of the answer."""
    try:
        return {"read": _read(kind, data, encoding, limits).as_json()}
    except Unreadable as refusal:
        return {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        return {"refused": Reason.TOO_HEAVY, "params": {}}
    except Exception as error:  # nine exception types per format were measured: all of them are this one answer
        return {"failed": _place_of(error)}


def _read(kind: Kind, data: bytes, encoding: str | None, limits: Limits) -> ReadText:
    # The parsers are loaded under the limits, and only the one that is needed.
    if kind is Kind.DOCX:
        from plans.documents.reading.word.document import read_word

        return read_word(data, limits)
    if kind is Kind.XLSX:
        from plans.documents.reading.excel.workbook import read_excel

        return read_excel(data, limits)
    from plans.documents.reading.plain import read_plain

    return read_plain(kind, data, encoding, limits)


def _place_of(error: Exception) -> str:
    """Type and line of a fault, without its message: messages quote the document."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else "?"
    return f"{type(error).__name__} in {place}"


def main() -> None:
    """Read the arguments and standard input, write the answer."""
    kind, encoding, stated = sys.argv[1:4]
    limits = Limits(**json.loads(stated))
    limit_this_process(limits)
    answer = answer_for(Kind(kind), sys.stdin.buffer.read(), encoding or None, limits)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())
    sys.stdout.buffer.flush()
