"""Figures about hardship and help for REST clients."""

from collections.abc import Iterable

from rest_framework.exceptions import PermissionDenied

from members.api.figures import Countable, FigureViewSet
from members.enums import Right
from members.models import Organization, User
from members.permissions_hardship import may_open_hardship, why_not_hardship
from members.services.hardship.figures import FIGURES


class HardshipFigureViewSet(FigureViewSet):
    """Files in force, people helped, yuan given, students helped, placements, reviews."""

    def countables(self, reader: User, organization: Organization) -> Iterable[Countable]:
        if not may_open_hardship(reader, organization):
            raise PermissionDenied(why_not_hardship(Right.OPEN_HARDSHIP, organization))
        return FIGURES
