"""Plans for REST clients: the same scopes, predicates and services as the pages."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request

from members.models import User
from plans.api import rows
from plans.api.answers import JSON, outline_text
from plans.api.filters import EntryFilter, ItemFilter, PlanFilter, SectionFilter, TargetFilter
from plans.api.reading import RowViewSet, by_id, tagged
from plans.api.serializers import (
    EntrySerializer,
    ItemSerializer,
    PlanSerializer,
    PlanTreeSerializer,
    SectionSerializer,
    TargetSerializer,
)
from plans.api.writing import ItemWrites
from plans.models import Occurrence, Plan, PlanItem, Section, Target


@extend_schema(tags=["plans"])
class PlanViewSet(RowViewSet):
    """Plans of the organizations the reader's offices reach."""

    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    row_text = rows.PLAN_TEXT

    queryset = Plan.objects.none()

    @staticmethod
    def scope(reader: User) -> QuerySet[Plan]:
        return Plan.objects.visible_to(reader)

    @extend_schema(responses=PlanTreeSerializer)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def tree(self, request: Request, pk: str) -> HttpResponse:
        """The plan with its whole outline in one answer: sections, items, windows and targets."""
        found = _TREE.row(id=int(pk), **self.reach._asdict())
        if found is None:
            raise Http404
        plan, sections, items = found
        body = f'{plan[:-1]},"sections":{outline_text(sections, items)}}}'
        return tagged(request, HttpResponse(body, content_type=JSON))


_TREE = by_id(PlanViewSet.scope, rows.PLAN_TEXT, rows.SECTIONS_OF_PLAN, rows.ITEMS_OF_PLAN)


@extend_schema(tags=["plans"])
class SectionViewSet(RowViewSet):
    """Headings of plans the reader sees."""

    serializer_class = SectionSerializer
    filterset_class = SectionFilter
    row_text = rows.SECTION_TEXT

    queryset = Section.objects.none()

    @staticmethod
    def scope(reader: User) -> QuerySet[Section]:
        plans = Plan.objects.visible_to(reader)
        return Section.objects.filter(plan__in=plans, removed_at__isnull=True)


@extend_schema(tags=["items"])
class TargetViewSet(RowViewSet):
    """Targets of items the reader sees."""

    serializer_class = TargetSerializer
    filterset_class = TargetFilter
    row_text = rows.TARGET_TEXT

    queryset = Target.objects.none()

    @staticmethod
    def scope(reader: User) -> QuerySet[Target]:
        return Target.objects.filter(item__in=PlanItem.objects.visible_to(reader))


@extend_schema(tags=["calendar"])
class EntryViewSet(RowViewSet):
    """Calendar entries of items the reader sees: members get what approved plans show to members."""

    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    row_text = rows.ENTRY_TEXT

    queryset = Occurrence.objects.none()

    @staticmethod
    def scope(reader: User) -> QuerySet[Occurrence]:
        return Occurrence.objects.filter(item__in=PlanItem.objects.visible_to(reader))


@extend_schema(tags=["items"])
class ItemViewSet(ItemWrites):
    """Pieces of work the reader sees; changed by the same rules as on the pages."""

    serializer_class = ItemSerializer
    filterset_class = ItemFilter
    row_text = rows.ITEM_TEXT

    queryset = PlanItem.objects.none()

    @staticmethod
    def scope(reader: User) -> QuerySet[PlanItem]:
        return PlanItem.objects.visible_to(reader)
