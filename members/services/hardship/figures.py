"""The figures of hardship as page and API show them."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Organization
from members.services.hardship import counting
from unionplan.core.counting import Figure, Window

# Key, words, query: the keys are what plans and REST clients know.
FIGURES: tuple[tuple[str, str | Promise, Callable[..., Figure]], ...] = (
    ("files_in_force", _("建档困难职工"), counting.files_in_force),
    ("people_helped", _("帮扶人数"), counting.people_helped),
    ("times_helped", _("帮扶人次"), counting.times_helped),
    ("aid_given", _("帮扶金额"), counting.aid_given),
    ("students_helped", _("助学人数"), counting.students_helped),
    ("people_placed", _("就业帮扶人数"), counting.people_placed),
    ("reviews_done", _("年度复核户数"), counting.reviews_done),
)


def figure_rows(
    organization: Organization, window: Window
) -> tuple[list[tuple[str, str | Promise, Figure]], list[tuple[str, str, int, Decimal]]]:
    """Every figure of a subtree in a window, and the sums by kind and source."""
    path = str(organization.path)
    rows = [(key, label, query(path=path, window=window)) for key, label, query in FIGURES]
    return rows, counting.by_kind_and_source(path=path, window=window)
