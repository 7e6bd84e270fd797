"""Every refusal and every note has its sentence, and the sentence finds its numbers."""

import re

from plans.documents.reading import NoteCode, Reason
from plans.documents.reading.notes import NOTES
from unionplan.core.untrusted.reasons import SENTENCES


def test_every_code_has_a_chinese_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert set(NOTES) == set(NoteCode)
    assert all(sentence.endswith("。") for sentence in (*SENTENCES.values(), *NOTES.values()))


def test_places_in_sentences_are_named() -> None:
    for sentence in (*SENTENCES.values(), *NOTES.values()):
        assert len(re.findall("%", sentence)) == len(re.findall(r"%\([a-z]+\)s", sentence))
