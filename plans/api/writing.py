"""Writes of the API: the person's right first, then one service, then the row as it stands."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from members.models import User
from members.services.idempotency import answer_once, fingerprint_of
from plans.api.reading import RowViewSet
from plans.api.serializers import (
    ItemChangeSerializer,
    ItemSerializer,
    ItemStateChangeSerializer,
    NewItemSerializer,
    NewItemsSerializer,
)
from plans.enums import ItemState
from plans.models import Plan, PlanItem, Section
from plans.permissions import may_change_plan, may_mark_progress, why_not_change, why_not_mark
from plans.services.items import ItemFields, add_items, change_item
from plans.services.states import change_item_state

KEY_HEADER = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="Repeats under the same key have one effect."
)


def checked(serializer: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body in its declared shape; anything else is a 400 beside the field."""
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return cast(dict[str, Any], asked.validated_data)


def once(request: Request, write: Callable[[], tuple[int, Any]]) -> Response:
    """The write's answer; under an Idempotency-Key the first answer, however often it is asked."""
    key = request.headers.get("Idempotency-Key", "")[:100]
    if not key:
        code, body = write()
        return Response(body, status=code)
    fingerprint = fingerprint_of(str(request.method).encode(), request.path.encode(), repr(request.data).encode())
    user = cast(User, request.user)
    code, body, repeated = answer_once(user=user, key=key, fingerprint=fingerprint, write=write)
    return Response(body, status=code, headers={"Idempotent-Replayed": "true"} if repeated else {})


class ItemWrites(RowViewSet):
    """What may be changed on items, on top of reading them."""

    @extend_schema(request=ItemChangeSerializer, responses=ItemSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the text of an item. A version that is not the present one is answered 409 with both texts."""
        item = self._item_to_change()
        asked = checked(ItemChangeSerializer, request)
        version, reason = asked.pop("version"), asked.pop("reason")
        changed = change_item(
            item_id=item.pk,
            fields=cast(ItemFields, asked),
            by=self.reader,
            expected_version=version,
            reason=reason,
        )
        return Response(_shown([changed])[0])

    @extend_schema(request=NewItemSerializer, responses={201: ItemSerializer}, parameters=[KEY_HEADER])
    def create(self, request: Request) -> Response:
        """Add one item at the end of a section, or below another item."""
        asked = checked(NewItemSerializer, request)
        plan = self._plan_of_section(asked["section"])

        def write() -> tuple[int, Any]:
            made = add_items(
                plan_id=plan.pk,
                section_id=asked["section"],
                parent_id=asked["below"],
                titles=[asked["title"]],
                fields={"body": asked["body"]},
                by=self.reader,
                reason=asked["reason"],
            )
            return status.HTTP_201_CREATED, _shown(made)[0]

        return once(request, write)

    @extend_schema(request=NewItemsSerializer, responses={201: ItemSerializer(many=True)}, parameters=[KEY_HEADER])
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def bulk(self, request: Request) -> Response:
        """Add up to 500 items to one section, all or none."""
        asked = checked(NewItemsSerializer, request)
        plan = self._plan_of_section(asked["section"])

        def write() -> tuple[int, Any]:
            made = add_items(
                plan_id=plan.pk,
                section_id=asked["section"],
                titles=asked["titles"],
                by=self.reader,
                reason=asked["reason"],
            )
            return status.HTTP_201_CREATED, _shown(made)

        return once(request, write)

    @extend_schema(request=ItemStateChangeSerializer, responses=ItemSerializer, parameters=[KEY_HEADER])
    @action(detail=True, methods=["post"])
    def state(self, request: Request, pk: str) -> Response:
        """Mark progress: the moves and reasons are those of the pages."""
        item = self.get_object()
        user = self.reader
        if not may_mark_progress(user, item):
            raise PermissionDenied(why_not_mark(item))
        asked = checked(ItemStateChangeSerializer, request)

        def write() -> tuple[int, Any]:
            changed = change_item_state(
                item_id=item.pk,
                to=ItemState(asked["state"]),
                by=user,
                reason=asked["reason"],
                expected_version=asked["version"],
            )
            return status.HTTP_200_OK, _shown([changed])[0]

        return once(request, write)

    def _item_to_change(self) -> PlanItem:
        item: PlanItem = self.get_object()
        self._demand_change(item.plan)
        return item

    def _plan_of_section(self, section_id: int) -> Plan:
        plans = Plan.objects.visible_to(self.reader).select_related("organization")
        section = get_object_or_404(Section, pk=section_id, removed_at__isnull=True, plan__in=plans)
        self._demand_change(section.plan)
        return section.plan

    def _demand_change(self, plan: Plan) -> None:
        if not may_change_plan(self.reader, plan):
            raise PermissionDenied(why_not_change(plan))


def _shown(items: Sequence[PlanItem]) -> Any:
    """The items as reads give them, after the write."""
    rows = PlanItem.objects.filter(pk__in=[item.pk for item in items]).order_by("id")
    return ItemSerializer(rows.select_related("owner").prefetch_related("windows", "targets"), many=True).data
