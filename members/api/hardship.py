"""Figures about hardship and help for REST clients: sums over a subtree and a window, never a row about anybody."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from members.enums import Right
from members.models import Organization
from members.permissions_hardship import may_open_hardship, why_not_hardship
from members.services.hardship.figures import FIGURES
from unionplan.core.counting import Window


class AskedSerializer(serializers.Serializer[None]):
    """Whose figures, and over which days; both days count. Without days: this year up to today."""

    organization = serializers.CharField(max_length=40)
    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        today = timezone.localdate()
        attrs.setdefault("end", today)
        attrs.setdefault("start", today.replace(month=1, day=1))
        return attrs


class HardshipFigureSerializer(serializers.Serializer[None]):
    """One figure: `key` stays the same for good, `unit` is 户, 人, 人次 or 元, `as_of` the last day counted."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    unit = serializers.CharField()
    as_of = serializers.DateField()


class HardshipFigureViewSet(viewsets.ViewSet):
    """Files in force, people helped, yuan given, students helped, placements, reviews."""

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "organization", str, required=True, description="Code of the organization; its subtree counts."
            ),
            OpenApiParameter("start", {"type": "string", "format": "date"}),
            OpenApiParameter("end", {"type": "string", "format": "date"}),
        ],
        responses=HardshipFigureSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Figures of an organization with everything below it."""
        asked = AskedSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        reachable = Organization.objects.reachable_by(request.user)  # type: ignore[arg-type]
        organization = get_object_or_404(reachable, code=data["organization"])
        if not may_open_hardship(request.user, organization):  # type: ignore[arg-type]
            raise PermissionDenied(why_not_hardship(Right.OPEN_HARDSHIP, organization))
        window = Window(data["start"], data["end"])
        rows = [(key, label, query(path=str(organization.path), window=window)) for key, label, query in FIGURES]
        return Response(
            [
                {
                    "key": key,
                    "label": str(label),
                    "value": str(figure.value) if figure.value is not None else None,
                    "unit": figure.unit,
                    "as_of": figure.as_of.isoformat(),
                }
                for key, label, figure in rows
            ]
        )
