"""Facts inside clauses: times, targets, number-schemes, budget lines, risks, doubts and possible names.

Pure functions on text, no Django: each takes one item's full text and ``start``, the offset of that text in its
source, and answers frozen facts with places in the source. They never raise on any text and read it in linear time.
"""

from .budget import find_budget_lines
from .doubts import find_doubts
from .festivals import ANNOTATED_FESTIVALS
from .headings import read_time_heading
from .model import (
    BudgetLine,
    ClockSpan,
    Doubt,
    PossibleName,
    RiskLine,
    Scheme,
    SchemeElement,
    TargetExpression,
    TimeExpression,
    TimeHeading,
)
from .names import find_names
from .risks import find_risks
from .schemes import find_schemes
from .targets import find_targets
from .tense import passage_tense
from .times import find_times

__all__ = [
    "ANNOTATED_FESTIVALS",
    "BudgetLine",
    "ClockSpan",
    "Doubt",
    "PossibleName",
    "RiskLine",
    "Scheme",
    "SchemeElement",
    "TargetExpression",
    "TimeExpression",
    "TimeHeading",
    "find_budget_lines",
    "find_doubts",
    "find_names",
    "find_risks",
    "find_schemes",
    "find_targets",
    "find_times",
    "passage_tense",
    "read_time_heading",
]
