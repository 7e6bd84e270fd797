"""Who is asking, in which language, by which way in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from unionplan.core.audit import acting
from unionplan.core.enums import Channel


class ReaderLocaleMiddleware(LocaleMiddleware):
    """The language the reader chose with the switch (a cookie), else Chinese: the portal is Chinese first, whatever
    the browser announces."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _name in settings.LANGUAGES}
        if chosen in known:
            language = chosen
        elif request.path.startswith("/api/"):  # a program has no switch to press
            language = translation.get_language_from_request(request)
        else:
            language = settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


class ActorMiddleware:
    """Audit entries and row history written during a request know its person and its way in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        channel = Channel.API if request.path.startswith("/api/") else Channel.WEB
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        with acting(actor_id=request.user.pk, channel=channel):
            return self.get_response(request)
