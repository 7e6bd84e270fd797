"""The kinds of copy this app offers by itself."""

from members.services.exporting import kinds
from members.services.exporting.roll import ROLL
from members.services.exporting.rulebook import register_rules


def register_exports() -> None:
    """Make them, and their rules, known to this process."""
    register_rules()
    kinds.register(ROLL)
