"""The portal's address book with bare refusals: thousands of refusals need no frame around them; what the error pages
say is tested in `unionplan/pages/tests/test_errors.py`."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from unionplan.urls import urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]


def _forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(str(exception), status=403)


def _not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    return HttpResponse(status=404)


handler403 = _forbidden
handler404 = _not_found
