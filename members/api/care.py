"""Figures about care for REST clients."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied

from members.api.figures import Countable, FigureViewSet
from members.enums import Right
from members.models import Organization, User
from members.services.care.figures import FIGURES


class CareFigureViewSet(FigureViewSet):
    """Life events, mutual-aid insurance, checks, rest cures, women's care; figures the reader has no right to are left
    out, health kinds too small to be told have no value."""

    def countables(self, reader: User, organization: Organization) -> Iterable[Countable]:
        if not reader.access.may(Right.READ_MEMBERS, organization):
            raise PermissionDenied(_("查看这些数字需要“查看会员档案”的权限。"))
        told = [named for named in FIGURES if reader.access.may(named.right, organization)]
        return [(named.key, named.label, named.query) for named in told]
