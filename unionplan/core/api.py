"""What every endpoint of the API shares: paging that stays stable, problem details, ETags."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from unionplan.core.errors import DomainError, EditConflictError, NotAllowedError


@dataclass(frozen=True, slots=True)
class Span:
    """The rows a client asks for: `size` of them on one side of the row `beside`, which is not among them."""

    size: int
    beside: int
    backwards: bool = False

    def of(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Nearest first, without an end: take `size` and one more, which tells that there is more."""
        if self.backwards:
            return queryset.filter(id__lt=self.beside).order_by("-id")
        return queryset.filter(id__gt=self.beside).order_by("id")

    def kept(self, found: int) -> slice:
        """The page among the rows found, once they stand in ascending order."""
        return slice(max(0, found - self.size), None) if self.backwards else slice(0, self.size)


class StablePagination(CursorPagination):
    """Pages by cursor: rows added meanwhile neither repeat nor hide others."""

    page_size = 100
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering = "id"

    def span_of(self, request: Request) -> Span:
        """What the cursor of the request says. Raises 404 for one that is none of ours."""
        self.base_url = request.build_absolute_uri()
        size, cursor = self.get_page_size(request) or self.page_size, self.decode_cursor(request)
        if cursor is None or cursor.position is None:
            return Span(size=size, beside=0)
        if not re.fullmatch(r"\d{1,18}", str(cursor.position)):
            raise exceptions.NotFound(self.invalid_cursor_message)
        return Span(size=size, beside=int(cursor.position), backwards=cursor.reverse)

    def links(self, span: Span, ids: Sequence[int]) -> tuple[str | None, str | None]:
        """Addresses of the next and the previous page; `ids` ascending, with the one more that `Span.of` speaks of."""
        more = len(ids) > span.size
        page = ids[span.kept(len(ids))]
        following = more or span.backwards
        previous = more if span.backwards else span.beside > 0
        return (
            self._link(page[-1] if page else span.beside - 1) if following else None,
            self._link(page[0] if page else span.beside + 1, backwards=True) if previous else None,
        )

    def _link(self, beside: int, *, backwards: bool = False) -> str:
        # The stubs say int; what is encoded and decoded again is text.
        position: Any = str(beside)
        return str(self.encode_cursor(Cursor(offset=0, reverse=backwards, position=position)))


def _problem(code: int, *, title: str, kind: str, **extra: Any) -> Response:
    body = {"type": f"urn:unionplan:problem:{kind}", "title": title, "status": code, **extra}
    return Response(body, status=code, content_type="application/problem+json")


def _domain_problem(error: DomainError) -> Response:
    if isinstance(error, NotAllowedError):
        return _problem(status.HTTP_403_FORBIDDEN, title=error.message, kind=error.code)
    extra: dict[str, Any] = {"field": error.field} if error.field else {}
    if isinstance(error, EditConflictError):
        extra["yours"] = error.yours
        columns = {column.name for column in error.current._meta.concrete_fields}
        extra["current"] = {name: str(getattr(error.current, name)) for name in error.yours if name in columns}
        extra["version"] = error.current.version
    code = status.HTTP_422_UNPROCESSABLE_ENTITY if error.code == "key_reused" else status.HTTP_409_CONFLICT
    return _problem(code, title=error.message, kind=error.code, **extra)


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """RFC 9457 bodies with the same sentences as the pages; None lets a bug be a bug (500)."""
    if isinstance(error, DomainError):
        return _domain_problem(error)
    if isinstance(error, Http404):
        error = exceptions.NotFound(_("没有找到，或不在您的查看范围内。"))
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or _("您可以查看，但没有修改它的权限。"))
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    if isinstance(error, exceptions.ValidationError):
        extra: dict[str, Any] = {"errors": error.detail}
        title = _("提交的内容有误。")
    elif isinstance(error, exceptions.ParseError):
        extra, title = {}, _("提交的内容读不懂，请检查格式。")  # the library tells the reason in English only
    else:
        extra, title = {}, str(error.detail)
    body = _problem(response.status_code, title=title, kind=error.default_code, **extra)
    for name, value in response.items():
        if name.lower() not in {"content-type", "vary", "allow"}:
            body[name] = value
    return body


def etag_of(*parts: object) -> str:
    """A weak-free ETag over the facts an answer is made of."""
    joined = "\x1f".join(str(part) for part in parts)
    return f'"{hashlib.blake2b(joined.encode(), digest_size=12).hexdigest()}"'


def etag_of_bytes(body: bytes) -> str:
    """An ETag over a finished answer."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def not_modified(request: HttpRequest | Request, etag: str) -> bool:
    """True when the client already holds this answer (If-None-Match)."""
    asked = request.headers.get("If-None-Match", "")
    return etag in {candidate.strip().removeprefix("W/") for candidate in asked.split(",")} or asked.strip() == "*"
