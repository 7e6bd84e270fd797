"""Bearer tokens for REST clients."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from members.models import ApiToken, User
from members.services.keys import find_token


class ApiTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer upt_…`; the token's scope bounds what the person may do."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and the token, or None when no token is sent. Raises 401 for a wrong, ended or revoked one."""
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        keyword, _space, secret = header.partition(" ")
        if keyword.lower() != self.keyword.lower():
            return None
        token = find_token(secret.strip(), now=timezone.now())
        if token is None:
            raise AuthenticationFailed(_("令牌无效、已过期或已停用。请在“我的—接口令牌”重新生成。"))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword
