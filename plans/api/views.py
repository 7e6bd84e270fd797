"""Plans for REST clients: the same scopes, predicates and services as the pages."""

from typing import Any, ClassVar, cast

from django.db.models import Expression, QuerySet
from django.http import Http404, HttpResponse, HttpResponseNotModified
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from members.models import User
from plans.api import rows
from plans.api.answers import JSON, list_answer, outline_text
from plans.api.filters import EntryFilter, ItemFilter, PlanFilter, SectionFilter, TargetFilter
from plans.api.serializers import (
    EntrySerializer,
    ItemSerializer,
    PlanSerializer,
    PlanTreeSerializer,
    SectionSerializer,
    TargetSerializer,
)
from plans.models import Occurrence, Plan, PlanItem, Section, Target
from unionplan.core.api import etag_of, not_modified


def tagged(request: Request, answer: HttpResponse) -> HttpResponse:
    """The answer with its ETag, or 304 when the client already holds it."""
    etag = etag_of(answer.content)
    if not_modified(request, etag):
        answer = HttpResponseNotModified()
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


class RowViewSet(viewsets.GenericViewSet[Any]):
    """Lists and single rows that PostgreSQL writes as JSON; the serializer declares the shape and a test holds both
    equal. Every answer carries an ETag."""

    row_text: ClassVar[Expression]
    lookup_value_regex = r"\d{1,18}"

    @property
    def reader(self) -> User:
        return cast(User, self.request.user)

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


@extend_schema(tags=["plans"])
class PlanViewSet(RowViewSet):
    """Plans of the organizations the reader's offices reach."""

    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    row_text = rows.PLAN_TEXT

    queryset = Plan.objects.none()

    def get_queryset(self) -> QuerySet[Plan]:
        return Plan.objects.visible_to(self.reader)

    @extend_schema(responses=PlanTreeSerializer)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def tree(self, request: Request, pk: str) -> HttpResponse:
        """The plan with its whole outline in one answer: sections, items, windows and targets."""
        found = (
            self.get_queryset()
            .filter(pk=pk)
            .values_list(rows.PLAN_TEXT, rows.SECTIONS_OF_PLAN, rows.ITEMS_OF_PLAN)
            .first()
        )
        if found is None:
            raise Http404
        plan, sections, items = found
        body = f'{plan[:-1]},"sections":{outline_text(sections, items)}}}'
        return tagged(request, HttpResponse(body, content_type=JSON))


@extend_schema(tags=["plans"])
class SectionViewSet(RowViewSet):
    """Headings of plans the reader sees."""

    serializer_class = SectionSerializer
    filterset_class = SectionFilter
    row_text = rows.SECTION_TEXT

    queryset = Section.objects.none()

    def get_queryset(self) -> QuerySet[Section]:
        plans = Plan.objects.visible_to(self.reader)
        return Section.objects.filter(plan__in=plans, removed_at__isnull=True)


@extend_schema(tags=["items"])
class TargetViewSet(RowViewSet):
    """Targets of items the reader sees."""

    serializer_class = TargetSerializer
    filterset_class = TargetFilter
    row_text = rows.TARGET_TEXT

    queryset = Target.objects.none()

    def get_queryset(self) -> QuerySet[Target]:
        return Target.objects.filter(item__in=PlanItem.objects.visible_to(self.reader))


@extend_schema(tags=["calendar"])
class EntryViewSet(RowViewSet):
    """Calendar entries of items the reader sees: members get what approved plans show to members."""

    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    row_text = rows.ENTRY_TEXT

    queryset = Occurrence.objects.none()

    def get_queryset(self) -> QuerySet[Occurrence]:
        return Occurrence.objects.filter(item__in=PlanItem.objects.visible_to(self.reader))


@extend_schema(tags=["items"])
class ItemViewSet(RowViewSet):
    """Pieces of work the reader sees."""

    serializer_class = ItemSerializer
    filterset_class = ItemFilter
    row_text = rows.ITEM_TEXT

    queryset = PlanItem.objects.none()

    def get_queryset(self) -> QuerySet[PlanItem]:
        return PlanItem.objects.visible_to(self.reader)
