"""The documents of the demo: read without doubts where none are meant, in our own words, for every month."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from plans.documents import parse_text
from plans.enums import PlanKind
from plans.services.drafts import PlanDraft, totals_of
from plans.services.imports.confirming import check_head, head_of
from plans.services.imports.drafting import draft_of
from plans.services.imports.reading import read_bytes
from unionplan.demo.papers import FOLDER, Ending, papers

CORPUS = Path(settings.BASE_DIR).parent / "shared" / "plan_corpus" / "pages"
RUN = 12
DAYS = [
    date(2026, month, day)
    for month, day in zip(range(1, 13), (1, 28, 8, 15, 31, 30, 6, 9, 10, 18, 21, 31), strict=True)
]


def drafts_on(today: date) -> dict[str, PlanDraft]:
    found = {}
    for paper in papers(today):
        read = read_bytes(paper.data(today), filename=paper.filename(today)) if paper.is_word else None
        page = parse_text(read.text if read else paper.text(today))
        assert len(page.documents) == 1, paper.name
        found[paper.name] = draft_of(page, page.documents[0])
    return found


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_only_the_unfinished_draft_is_doubtful(today):
    drafts = drafts_on(today)
    doubts = {name: sorted({doubt.code for doubt in draft.warnings}) for name, draft in drafts.items()}

    assert doubts.pop("tea-draft") == ["lost_dash", "masked_number", "numbering_gap", "scheme_count", "unknown_time"]
    assert {name: codes for name, codes in doubts.items() if codes} == {}


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_document_names_its_kind_and_its_year(today):
    drafts = drafts_on(today)
    back = {paper.name: paper.back for paper in papers(today)}

    for name, draft in drafts.items():
        check_head(head_of(draft))
        assert draft.year == today.year - back[name], name
        assert totals_of(draft).items >= 6, name
    assert {draft.kind for draft in drafts.values()} == {
        PlanKind.FIVE_YEAR,
        PlanKind.ANNUAL,
        PlanKind.HALF_YEAR,
        PlanKind.QUARTER,
        PlanKind.MONTH,
        PlanKind.TERM,
        PlanKind.WOMEN,
        PlanKind.PERSONAL,
        PlanKind.PROJECT,
    }


def test_every_ending_and_every_file_is_used():
    used = {paper.name for today in DAYS for paper in papers(today)}

    assert used == {path.stem for path in FOLDER.glob("*.txt")}
    assert {paper.ending for paper in papers(DAYS[0])} == set(Ending)


def test_files_are_word_or_text_in_the_encoding_of_their_year():
    today = DAYS[10]
    for paper in papers(today):
        if paper.is_word:
            assert zipfile.is_zipfile(io.BytesIO(paper.data(today)))
            continue
        assert paper.data(today).decode("gb18030" if paper.back else "utf-8") == paper.text(today)


if CORPUS.is_dir():

    def squeezed(text: str) -> str:
        return re.sub(r"\s", "", text)

    def test_no_sentence_is_copied():
        pages = squeezed("\n".join(path.read_text(encoding="utf-8") for path in CORPUS.glob("*.txt")))
        runs = {pages[place : place + RUN] for place in range(len(pages) - RUN + 1)}
        own = {paper.name: squeezed(paper.text(today)) for today in DAYS for paper in papers(today)}
        copied = [
            f"{name}: {text[place : place + RUN]}"
            for name, text in own.items()
            for place in range(len(text) - RUN + 1)
            if text[place : place + RUN] in runs
        ]

        assert len(runs) > 10_000
        assert copied == []
