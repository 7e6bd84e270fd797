"""Figures about care for REST clients: sums over a subtree and a window, never a row about anybody."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from members.enums import Right
from members.models import Organization
from members.services.care.figures import FIGURES
from unionplan.core.counting import Window


class CareAskedSerializer(serializers.Serializer[None]):
    """Whose figures, and over which days; both days count. Without days: this year up to today."""

    organization = serializers.CharField(max_length=40)
    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        today = timezone.localdate()
        attrs.setdefault("end", today)
        attrs.setdefault("start", today.replace(month=1, day=1))
        return attrs


class CareFigureSerializer(serializers.Serializer[None]):
    """One figure. `value` is null where it is not known or too small to be told (health kinds)."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name of a column, not the words of a field
    value = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    unit = serializers.CharField()
    as_of = serializers.DateField()


class CareFigureViewSet(viewsets.ViewSet):
    """Life events, mutual-aid insurance, checks, rest cures, women's care."""

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "organization", str, required=True, description="Code of the organization; its subtree counts."
            ),
            OpenApiParameter("start", {"type": "string", "format": "date"}),
            OpenApiParameter("end", {"type": "string", "format": "date"}),
        ],
        responses=CareFigureSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Figures of an organization with everything below it; those the reader has no right to are left out."""
        asked = CareAskedSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        reachable = Organization.objects.reachable_by(request.user)  # type: ignore[arg-type]
        organization = get_object_or_404(reachable, code=data["organization"])
        access = request.user.access  # type: ignore[union-attr]
        if not access.may(Right.READ_MEMBERS, organization):
            raise PermissionDenied(_("查看这些数字需要“查看会员档案”的权限。"))
        window = Window(data["start"], data["end"])
        found = []
        for named in FIGURES:
            if access.may(named.right, organization):
                figure = named.query(path=str(organization.path), window=window)
                found.append(
                    {
                        "key": named.key,
                        "label": str(named.label),
                        "value": str(figure.value) if figure.value is not None else None,
                        "unit": figure.unit,
                        "as_of": figure.as_of.isoformat(),
                    }
                )
        return Response(found)
