"""The time engine: festivals, workdays, windows and recurrences (product.md Time).

Everything here is a pure function of its arguments; nobody is asked what day it is, and nothing here knows Django.
Words for people are next door in ``describe`` (dates) and ``wording`` (specs), which need Django's translations.
"""

from unionplan.core.calendar.festivals import FESTIVALS, Festival, date_of, festival, festivals_in, span_of
from unionplan.core.calendar.lunar import LunarDay, lunar_label, lunar_of
from unionplan.core.calendar.ranges import DateRange
from unionplan.core.calendar.recurrence import Freq, RecurrenceSpec, occurrences, spec_from_dict
from unionplan.core.calendar.rrule import rrule
from unionplan.core.calendar.schedule import schedule
from unionplan.core.calendar.shifting import shift_to_year
from unionplan.core.calendar.specs import Form, Part, Reason, Relation, WindowSpec
from unionplan.core.calendar.windows import Doubt, Precision, Window, resolve
from unionplan.core.calendar.workdays import (
    SHANGHAI,
    DayKind,
    DayStatus,
    add_workdays,
    announced,
    at_nine,
    first_workday,
    holiday_around,
    is_workday,
    nth_workday_back,
    on_or_after_workday,
    on_or_before_workday,
    shift_to_workday_earlier,
    workday_before_end,
    workday_status,
)

__all__ = [
    "FESTIVALS",
    "SHANGHAI",
    "DateRange",
    "DayKind",
    "DayStatus",
    "Doubt",
    "Festival",
    "Form",
    "Freq",
    "LunarDay",
    "Part",
    "Precision",
    "Reason",
    "RecurrenceSpec",
    "Relation",
    "Window",
    "WindowSpec",
    "add_workdays",
    "announced",
    "at_nine",
    "date_of",
    "festival",
    "festivals_in",
    "first_workday",
    "holiday_around",
    "is_workday",
    "lunar_label",
    "lunar_of",
    "nth_workday_back",
    "occurrences",
    "on_or_after_workday",
    "on_or_before_workday",
    "resolve",
    "rrule",
    "schedule",
    "shift_to_workday_earlier",
    "shift_to_year",
    "span_of",
    "spec_from_dict",
    "workday_before_end",
    "workday_status",
]
