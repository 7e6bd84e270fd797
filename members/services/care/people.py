"""Finding people by a piece of their name, by pinyin or by initials (unionplan.core.names)."""

from django.db.models import Q, QuerySet

from members.choices.people import ON_THE_ROLL
from members.enums import Right
from members.models import Member, User
from members.permissions_care import acted_for
from unionplan.core.names import beginnings_of, initials_of, pieces_of


def people_named(rows: QuerySet[Member], text: str) -> QuerySet[Member]:
    """Those of `rows` whose name contains the text, or begins so in pinyin; all of them for an empty text."""
    typed = text.strip()[:60]
    if not typed:
        return rows
    found = Q(search_terms__contains=sorted(pieces_of(typed)), name__icontains=typed)
    for beginning in beginnings_of(typed):
        found |= Q(pinyin__startswith=beginning)
    if initials := initials_of(typed):
        found |= Q(search_terms__contains=[initials])
    return rows.filter(found)


def people_to_act_for(user: User, right: Right) -> QuerySet[Member]:
    """Members on the roll in the organizations for which the person may use this right, by name."""
    rows = Member.objects.filter(home__in=acted_for(user, right), state__in=ON_THE_ROLL)
    return rows.select_related("home").defer("search_terms").order_by("pinyin", "pk")
