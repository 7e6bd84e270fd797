"""What the register makes known to the rest of the app when it starts."""

from members.services.register.own_work import register_setups
from members.services.register.rulebook import register_rules
from members.services.register.term_kind import register_term_ends


def register_register() -> None:
    """Its rules, the reminders of terms that end, and the work it hands over."""
    register_rules()
    register_term_ends()
    register_setups()
