"""Wages as dues need them: dated, by component, read by nobody without the right to read dues."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from members.choices.dues import WageComponent
from members.models import Member, User, Wage
from unionplan.core.audit import record


@transaction.atomic
def set_wage(*, member: Member, starts_on: date, components: dict[str, Decimal | None], source: str, by: User) -> Wage:
    """From that day on the member earns this, in yuan a month by component; a second word about the same day replaces
    the first. The trail says that, not how much."""
    values = {key: components.get(key) for key in WageComponent.values}
    wage, created = Wage.objects.update_or_create(
        member=member, starts_on=starts_on, defaults={**values, "source": source, "recorded_by": by}
    )
    record(
        "members.dues.wage_set" if created else "members.dues.wage_changed",
        target=member,
        actor=by,
        organization_id=member.home_id,
        changes={"starts_on": ["", starts_on.isoformat()]},
    )
    return wage
