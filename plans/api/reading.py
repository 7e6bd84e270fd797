"""Reading for REST clients: answers that PostgreSQL has written, each with its ETag."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, ClassVar, cast

from django.db.models import Expression, QuerySet
from django.http import Http404, HttpResponse, HttpResponseNotModified
from rest_framework import viewsets
from rest_framework.request import Request

from members.models import ApiToken, User
from members.reach import ANY_REACH, ANY_READER, Reach
from plans.api.answers import JSON, list_answer
from plans.api.rows import PAGE_AROUND, ROW_END
from unionplan.core.api import Span, StablePagination, etag_of_bytes, not_modified
from unionplan.core.prepared import Prepared

_ANY_ID = 7_310_000_000_000_000_002


def tagged(request: Request, answer: HttpResponse) -> HttpResponse:
    """The answer with its ETag, or 304 when the client already holds it."""
    etag = etag_of_bytes(answer.content)
    if not_modified(request, etag):
        answer = HttpResponseNotModified()
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


class RowViewSet(viewsets.GenericViewSet[Any]):
    """Lists and single rows that PostgreSQL writes as JSON; the serializer declares the shape and a test holds both
    equal. Every answer carries an ETag. What is asked most is prepared: one query with the reader's reach in it."""

    row_text: ClassVar[Expression]
    filterset_class: ClassVar[Any]
    lookup_value_regex = r"\d{1,18}"

    @staticmethod
    def scope(reader: User) -> QuerySet[Any]:
        """The rows this reader may see, told by id and reach alone."""
        raise NotImplementedError

    @property
    def reader(self) -> User:
        return cast(User, self.request.user)

    @property
    def reach(self) -> Reach:
        token = self.request.auth
        return token.reach if isinstance(token, ApiToken) and token.reach else Reach.of(self.reader)

    def get_queryset(self) -> QuerySet[Any]:
        return self.scope(self.reader)

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        found = _row_of(type(self)).row(id=int(pk), **self.reach._asdict())
        if found is None:
            raise Http404
        return tagged(request, HttpResponse(found[0], content_type=JSON))

    def list(self, request: Request) -> HttpResponse:
        pages = cast(StablePagination, self.paginator)
        span = pages.span_of(request)
        ids, rows = self._prepared(span) if self._asks_for_all(span) else self._filtered(span)
        if span.backwards:
            ids, rows = ids[::-1], rows[::-1]
        following, previous = pages.links(span, ids)
        kept = span.kept(len(ids))
        return tagged(request, list_answer(rows[kept], next_link=following, previous_link=previous))

    def _asks_for_all(self, span: Span) -> bool:
        named = self.request.query_params.keys() & self.filterset_class.base_filters.keys()
        return not named and span.size == StablePagination.page_size

    def _filtered(self, span: Span) -> tuple[Sequence[int], Sequence[str]]:
        queryset = span.of(self.filter_queryset(self.get_queryset()))
        found = list(queryset.values_list("id", self.row_text)[: span.size + 1])
        return [row[0] for row in found], [row[1] for row in found]

    def _prepared(self, span: Span) -> tuple[Sequence[int], Sequence[str]]:
        query = _page_of(type(self), backwards=span.backwards)
        ((ids, rows),) = query.rows(beside=span.beside, **self.reach._asdict())
        return ids or [], rows.split(ROW_END) if ids else []


def by_id(scope: Callable[[User], QuerySet[Any]], *columns: Expression) -> Prepared:
    """Columns of one row within the scope; asked with `id` and a Reach."""
    return Prepared(
        lambda: scope(ANY_READER).filter(pk=_ANY_ID).values_list(*columns), id=_ANY_ID, **ANY_REACH._asdict()
    )


@cache
def _row_of(view: type[RowViewSet]) -> Prepared:
    return by_id(view.scope, view.row_text)


@cache
def _page_of(view: type[RowViewSet], *, backwards: bool) -> Prepared:
    """Ids and texts of a page of the usual size; asked with a Reach and the id `beside` the page."""
    span = Span(size=StablePagination.page_size, beside=_ANY_ID, backwards=backwards)
    return Prepared(
        lambda: span.of(view.scope(ANY_READER)).values_list("id", view.row_text),
        PAGE_AROUND % (span.size + 1),
        beside=_ANY_ID,
        **ANY_REACH._asdict(),
    )
