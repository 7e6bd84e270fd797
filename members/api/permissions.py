"""What a token may be used for, before anything else is asked."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from members.enums import TokenScope
from members.models import ApiToken

if TYPE_CHECKING:  # rest_framework.views reads the settings that name this module
    from rest_framework.views import APIView


class TokenScopeAllows(BasePermission):
    """A read-only token changes nothing, whatever its person may do."""

    message = _("这枚令牌只能读取，不能修改。请生成“读写”令牌。")

    def has_permission(self, request: Request, view: "APIView") -> bool:
        token = request.auth
        return request.method in SAFE_METHODS or not isinstance(token, ApiToken) or token.scope == TokenScope.WRITE
