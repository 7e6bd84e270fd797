"""Reading for REST clients: answers that PostgreSQL has written, each with its ETag."""

from typing import Any, ClassVar, cast

from django.db.models import Expression, QuerySet
from django.http import Http404, HttpResponse, HttpResponseNotModified
from rest_framework import viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from members.models import User
from plans.api.answers import JSON, list_answer
from unionplan.core.api import etag_of_bytes, not_modified


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
    equal. Every answer carries an ETag."""

    row_text: ClassVar[Expression]
    filterset_class: ClassVar[Any]
    lookup_value_regex = r"\d{1,18}"

    @property
    def reader(self) -> User:
        return cast(User, self.request.user)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Nothing asked, nothing built: a form of a dozen fields costs as much as reading the rows."""
        named = self.request.query_params.keys() & self.filterset_class.base_filters.keys()
        return super().filter_queryset(queryset) if named else queryset

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        text = self.get_queryset().filter(pk=pk).values_list(self.row_text, flat=True).first()
        if text is None:
            raise Http404
        return tagged(request, HttpResponse(text, content_type=JSON))

    def list(self, request: Request) -> HttpResponse:
        queryset = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(queryset.order_by("id").values("id", row=self.row_text)) or []
        pages = cast(CursorPagination, self.paginator)
        answer = list_answer(
            (row["row"] for row in page),
            next_link=pages.get_next_link(),
            previous_link=pages.get_previous_link(),
        )
        return tagged(request, answer)
