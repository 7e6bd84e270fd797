"""The line about dues on a member's own page."""

from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from members.models import DuesRecord, Member


def summary(member: Member, on: date) -> str:
    """What is owed now, in one line; one query."""
    charges = DuesRecord.objects.unpaid().filter(member=member, payable_from__lte=on)
    owed = charges.aggregate(owed=Sum("balance"))["owed"]
    return _("待缴 %(amount)s 元") % {"amount": owed} if owed else _("已缴清")
