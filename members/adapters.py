"""How people come in: accounts are given by the union, nobody signs up; guessing is slow, a whole office is not."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from members.models import User

_APP = "allauth.account"


class AccountAdapter(DefaultAccountAdapter):
    """Failed logins are counted three ways (reliability.md S3): per account and address (10 an hour: the 11th guess is
    refused even when it is right), per account from anywhere (60 an hour: an army of addresses gains nothing), and per
    address (600 an hour: an office of sixty people behind one address never meets it). An outsider who wants to lock a
    person out needs six addresses every hour, and neither a passkey nor a reset password is held up by it."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("这个账号目前不能登录。如需恢复，请联系系统管理员。"),
        "enter_current_password": _("当前密码不正确。"),
        "incorrect_code": _("验证码不正确，或已经过期。请输入最新的一个。"),
        "incorrect_password": _("密码不正确。"),
        "too_many_login_attempts": _("尝试次数过多，为保护账号暂停登录。请一小时后再试，或用“忘记密码”重设。"),
        "username_password_mismatch": _("用户名或密码不正确。"),
        "invalid_password_reset": _("这个链接用过了，或者已经过期。"),
        "rate_limited": _("操作过于频繁，请稍后再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account is made for a person by the system administrator."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The account as typed, whatever host name was asked; how it is spelled does not give further tries."""
        return str(credentials.get("username", "")).strip().casefold()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before the password is looked at; a right one is taken back afterwards."""
        account = self._get_login_attempts_cache_key(request, **credentials)
        near = ratelimit.consume(request, app=_APP, action="login_failed", key=f"{ratelimit.get_ip(request)}|{account}")
        anywhere = near and ratelimit.consume(request, app=_APP, action="login_failed_anywhere", key=account)
        if not anywhere:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage = ratelimit.RateLimitUsage(usage=near.usage + anywhere.usage)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """A person who reset the password by mail starts with a clean count."""
        for user in User.objects.filter(emailaddress__email=credentials["email"]):
            account = self._get_login_attempts_cache_key(request, username=user.username)
            near = f"{ratelimit.get_ip(request)}|{account}"
            ratelimit.clear(request, app=_APP, action="login_failed", key=near)
            ratelimit.clear(request, app=_APP, action="login_failed_anywhere", key=account)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """On a new device the portal speaks the language the person chose before."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
                httponly=True,
            )
        return response


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step in the portal's own words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不正确，或已经过期。请输入最新的一个。"),
    }
