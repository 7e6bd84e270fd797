"""Figures of a register for REST clients: sums over a subtree and a window, never a row about anybody."""

from collections.abc import Callable, Iterable
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from members.models import Organization, User
from unionplan.core.counting import Figure, Window

# Key, label and counting function of one figure.
Countable = tuple[str, "str | Promise", Callable[..., Figure]]


class FiguresAskedSerializer(serializers.Serializer[None]):
    """Whose figures, and over which days; both days count. Without days: this year up to today."""

    organization = serializers.CharField(max_length=40)
    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        today = timezone.localdate()
        return {"end": today, "start": today.replace(month=1, day=1)} | attrs


class FigureSerializer(serializers.Serializer[None]):
    """One figure: `key` stays the same for good, `unit` is what is counted, `as_of` the last day counted; `value` is
    null where a part of it is not known, or where it is too small to be told."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name of a column, not the words of a field
    value = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    unit = serializers.CharField()
    as_of = serializers.DateField()


class FigureViewSet(viewsets.ViewSet):
    """What every register's address of figures shares; each says which figures the reader is told."""

    def countables(self, reader: User, organization: Organization) -> Iterable[Countable]:
        """The figures this reader is told there. Raises PermissionDenied for a reader without the right."""
        raise NotImplementedError

    def written(self, figure: Figure) -> str | None:
        """The value as it is sent."""
        return str(figure.value) if figure.value is not None else None

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "organization", str, required=True, description="Code of the organization; its subtree counts."
            ),
            OpenApiParameter("start", {"type": "string", "format": "date"}),
            OpenApiParameter("end", {"type": "string", "format": "date"}),
        ],
        responses=FigureSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Figures of an organization with everything below it."""
        asked = FiguresAskedSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        data, reader = asked.validated_data, request.user
        reachable = Organization.objects.reachable_by(reader)  # type: ignore[arg-type]
        organization = get_object_or_404(reachable, code=data["organization"])
        window = Window(data["start"], data["end"])
        countables = self.countables(reader, organization)  # type: ignore[arg-type]
        return Response([self._row(each, str(organization.path), window) for each in countables])

    def _row(self, countable: Countable, path: str, window: Window) -> dict[str, str | None]:
        key, label, query = countable
        figure = query(path=path, window=window)
        return {
            "key": key,
            "label": str(label),
            "value": self.written(figure),
            "unit": figure.unit,
            "as_of": figure.as_of.isoformat(),
        }
