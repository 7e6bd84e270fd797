"""Consents as a line of the own page."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member
from members.services.consents import held_by, open_asks
from members.services.own.sections import Section


def _summary(member: Member, on: date) -> str:
    return _("已同意 %(held)s 项，未同意 %(open)s 项") % {"held": len(held_by(member)), "open": len(open_asks(member))}


SECTION = Section(
    key="consents",
    title=gettext_lazy("授权与同意"),
    icon="shield-check",
    order=90,
    summary=_summary,
    url_name="members:own-consents",
)
