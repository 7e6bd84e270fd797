"""Whatever is done to a file, it ends as text or as a refusal."""

import logging

import pytest

from plans.documents.reading import ReadText, Unreadable, read_document
from plans.documents.reading.tests.mutator import mutations

COUNT, SEED = 96, 20271


def test_every_damaged_file_is_read_or_refused(caplog: pytest.LogCaptureFixture) -> None:
    outcomes: list[ReadText | Unreadable] = []
    with caplog.at_level(logging.ERROR):
        for filename, data in mutations(COUNT, SEED):
            try:
                outcomes.append(read_document(data, filename=filename))
            except Unreadable as refused:
                outcomes.append(refused)

    assert len(outcomes) == COUNT
    assert caplog.records == []  # nothing had to be caught outside the worker
    assert {type(outcome) for outcome in outcomes} == {ReadText, Unreadable}
