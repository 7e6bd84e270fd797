"""What dues make known to the rest of the app when it starts."""

from django.utils.translation import gettext_lazy as _

from members.models import DuesBatchLine, DuesCorrection, DuesEntry, DuesReceipt, DuesRecord, Wage
from members.services.dues.benefits import register_benefits
from members.services.dues.import_payments import register_payments
from members.services.dues.import_wages import register_wages
from members.services.dues.own import summary
from members.services.dues.reminder_kind import register_reminders
from members.services.own import collecting, sections
from members.services.own.collecting import Collector


def register_dues() -> None:
    """The rule about benefits, reminders, kinds of import, the section on the own page, and what the copy of own
    data holds."""
    register_benefits()
    register_reminders()
    register_payments()
    register_wages()
    sections.register(
        sections.Section(
            key="dues",
            title=_("会费"),
            icon="wallet2",
            order=20,
            summary=summary,
            url_name="members:dues-own",
        )
    )
    collecting.register(
        Collector(Wage, "member"),
        Collector(DuesRecord, "member"),
        Collector(DuesEntry, "record__member"),
        Collector(DuesReceipt, "member"),
        Collector(DuesCorrection, "record__member"),
        Collector(DuesBatchLine, "member", frozenset({"transfer_key"})),
    )
