"""Words the register's templates need."""

from decimal import Decimal

from django import template

from members.services.register.rulebook import yuan_in_words

register = template.Library()


@register.filter
def yuan(amount: Decimal) -> str:
    """8000000 → 800 万元; below ten thousand in yuan."""
    return yuan_in_words(amount)
