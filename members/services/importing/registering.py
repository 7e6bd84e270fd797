"""The kinds of import this app offers by itself."""

from members.services.importing import kinds
from members.services.importing.roll import ROLL


def register_imports() -> None:
    """Make them known to this process."""
    kinds.register(ROLL)
