"""The process that meets the bytes of strangers: limits itself first, reads one document, answers in JSON, ends.

Started by `process.read_in_worker` through `launch.py` with KIND ENCODING LIMITS; the document comes on standard input,
the answer leaves on standard output.
"""

import json
import sys
from typing import Any

from plans.documents.reading.model import ReadText
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable
from unionplan.core.untrusted.worker import limit_this_process, place_of


def answer_for(kind: Kind, data: bytes, encoding: str | None, limits: Limits) -> dict[str, Any]:
    """The answer to one document; whatever goes wrong inside is part of the answer."""
    try:
        return {"read": _read(kind, data, encoding, limits).as_json()}
    except Unreadable as refusal:
        return {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        return {"refused": Reason.TOO_HEAVY, "params": {}}
    except Exception as error:  # nine exception types per format were measured: all of them are this one answer
        return {"failed": place_of(error)}


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


def main() -> None:
    """Read the arguments and standard input, write the answer."""
    kind, encoding, stated = sys.argv[1:4]
    limits = Limits(**json.loads(stated))
    limit_this_process(limits)
    answer = answer_for(Kind(kind), sys.stdin.buffer.read(), encoding or None, limits)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())
    sys.stdout.buffer.flush()
