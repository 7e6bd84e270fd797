"""Which documents the demo brings in, whose they are and how far they got. Their words lie in `plans/`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from unionplan.demo.moments import half_of, words_for
from unionplan.demo.word import word_file

FOLDER = Path(__file__).parent / "plans"


class Ending(StrEnum):
    """Where a plan stands when the demo begins."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document. `name` is its file, `back` how many years ago its year is, `under` the plan it hangs below,
    `approver` who decides (the author where one person does both), `is_word` whether it comes as a Word file."""

    name: str
    code: str
    author: str
    ending: Ending = Ending.APPROVED
    approver: str = ""
    back: int = 0
    under: str = ""
    reason: str = ""
    is_word: bool = False

    @property
    def decider(self) -> str:
        return self.approver or self.author

    def text(self, today: date) -> str:
        """The document as it would have been written, seen from that day."""
        source = (FOLDER / f"{self.name}.txt").read_text(encoding="utf-8")
        return source.format_map(words_for(today, today.year - self.back))

    def filename(self, today: date) -> str:
        """The document's first line, as people name their files."""
        title = self.text(today).splitlines()[0].strip()
        return f"{title}.docx" if self.is_word else f"{title}.txt"

    def data(self, today: date) -> bytes:
        """The document as a file: Word, or text, which last year's machines still wrote in GB18030."""
        text = self.text(today)
        return word_file(text) if self.is_word else text.encode("gb18030" if self.back else "utf-8")


_SENT_BACK = "请补上两项工作的完成时间，并写明由谁负责；“便民集市”与镇上九月的安排重了，请先和镇总工会商量。"


def papers(today: date) -> list[Paper]:
    """Every document, parents before what hangs below them."""
    half = "county-half-1" if half_of(today) == "上半年" else "county-half-2"
    return [*_county(half), *_county_units(), *_townships(), _term(today), *_small_units()]


def _term(today: date) -> Paper:
    """The school term under way; in January that is last autumn's."""
    name = "primary-spring" if 2 <= today.month <= 7 else "primary-autumn"
    return Paper(name=name, code="HX-08", author="township", back=1 if today.month == 1 else 0)


def _county(half: str) -> list[Paper]:
    chair, five, closed = "chair", "county-five", Ending.CLOSED
    return [
        Paper(name=five, code="HX", author="officer", approver=chair, back=1),
        Paper(name="county-last", code="HX", author="officer", approver=chair, back=1, ending=closed, under=five),
        Paper(name="county-year", code="HX", author="officer", approver=chair, under=five),
        Paper(name=half, code="HX", author="officer", approver=chair, under="county-year"),
        Paper(name="county-month", code="HX", author="officer", approver=chair, under=half),
        Paper(name="women-last", code="HX", author="women", approver=chair, back=1, ending=closed),
        Paper(name="women-year", code="HX", author="women", approver=chair, under="county-year"),
        Paper(name="officer-own", code="HX", author="officer", approver=chair),
        Paper(name="county-visits", code="HX", author="officer", ending=Ending.SUBMITTED, under="county-year"),
    ]


def _county_units() -> list[Paper]:
    closed = Ending.CLOSED
    return [
        Paper(name="hospital-last", code="HX-01", author="hospital2", approver="hospital", back=1, ending=closed),
        Paper(name="hospital-year", code="HX-01", author="hospital2", approver="hospital"),
        Paper(name="school-last", code="HX-02", author="school", back=1, ending=closed),
        Paper(name="school-year", code="HX-02", author="school"),
        Paper(name="kindergarten-women", code="HX-03", author="kindergarten"),
        Paper(name="bureau-year", code="HX-04", author="bureau"),
        Paper(name="bus-year", code="HX-05", author="bus"),
        Paper(name="water-year", code="HX-06", author="water"),
    ]


def _townships() -> list[Paper]:
    closed = Ending.CLOSED
    return [
        Paper(name="township-last", code="HX-WH", author="township", back=1, ending=closed),
        Paper(name="township-year", code="HX-WH", author="township"),
        Paper(name="chawu-year", code="HX-CW", author="chawu"),
        Paper(name="luting-year", code="HX-LT", author="luting", is_word=True),
        Paper(name="factory-last", code="HX-07", author="factory", back=1, ending=closed),
        Paper(name="factory-year", code="HX-07", author="factory"),
    ]


def _small_units() -> list[Paper]:
    return [
        Paper(name="tea-draft", code="HX-09", author="chawu", ending=Ending.DRAFT),
        Paper(name="clinic-year", code="HX-10", author="chawu"),
        Paper(
            name="community-quarter",
            code="HX-11",
            author="community",
            approver="community",
            ending=Ending.SENT_BACK,
            reason=_SENT_BACK,
        ),
        Paper(name="drivers-year", code="HX-12", author="luting"),
    ]
