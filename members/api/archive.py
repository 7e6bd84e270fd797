"""Members for REST clients: masked, read only, within the reach of the person behind the token; and figures."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from members.choices.people import EmploymentForm, Gender, MemberState
from members.enums import Right
from members.models import Member, Organization
from members.services.archive.counting import FIGURES
from members.services.archive.listing import matching, within_reach
from unionplan.core.counting import Window

_NO_RIGHT = _("查看会员档案，需要在工会担任相应职务。")


class MemberSerializer(serializers.ModelSerializer[Member]):
    """A member: identity and phone as masks; birth date and home county are left out, beside a mask they would tell the
    number. `organization` is the code of the union the person is at home in."""

    organization = serializers.CharField(source="home.code", read_only=True, allow_null=True, default=None)
    identity_mask = serializers.CharField(source="identity.number_mask", read_only=True, default="")
    phone_mask = serializers.CharField(source="identity.phone_mask", read_only=True, default="")

    class Meta:
        model = Member
        fields = [
            "id",
            "number",
            "name",
            "state",
            "organization",
            "gender",
            "employment_form",
            "joined_on",
            "workplace",
            "staff_number",
            "union_post",
            "identity_mask",
            "phone_mask",
            "changed_at",
        ]
        read_only_fields = fields


class MemberFilter(django_filters.FilterSet):
    """Members by subtree, state, gender, form, day of joining, member number, name (characters, pinyin, initials), and
    what changed since a moment."""

    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))
    state = django_filters.ChoiceFilter(choices=MemberState)
    gender = django_filters.ChoiceFilter(choices=Gender)
    employment_form = django_filters.ChoiceFilter(choices=EmploymentForm)
    joined_from = django_filters.DateFilter(field_name="joined_on", lookup_expr="gte", label=_("从这一天起入会"))
    joined_to = django_filters.DateFilter(field_name="joined_on", lookup_expr="lte", label=_("到这一天为止入会"))
    changed_since = django_filters.IsoDateTimeFilter(
        field_name="changed_at", lookup_expr="gte", label=_("从这一时刻起更新")
    )
    search = django_filters.CharFilter(method="named", label=_("姓名、拼音、首字母或会员号"), max_length=60)

    class Meta:
        model = Member
        fields = ["number"]

    def keep_below(self, queryset: QuerySet[Member], name: str, code: str) -> QuerySet[Member]:
        paths = Organization.objects.filter(code=code).values_list("path", flat=True)
        return queryset.filter(home__path__within=[str(path) for path in paths])

    def named(self, queryset: QuerySet[Member], name: str, text: str) -> QuerySet[Member]:
        return queryset.filter(matching(text))


@extend_schema(tags=["members"])
class MemberViewSet(viewsets.ReadOnlyModelViewSet[Member]):
    """Members of the organizations in which the reader may read archives."""

    serializer_class = MemberSerializer
    filterset_class = MemberFilter
    lookup_value_regex = r"\d{1,18}"
    queryset = Member.objects.none()

    def get_queryset(self) -> QuerySet[Member]:
        user = self.request.user
        if not user.access.may_anywhere(Right.READ_MEMBERS):  # type: ignore[union-attr]
            raise PermissionDenied(_NO_RIGHT)
        return within_reach(user).select_related("home", "identity").order_by("pk")  # type: ignore[arg-type]


class MemberFiguresAskedSerializer(serializers.Serializer[Any]):
    """Whose figures, and over which days; both days count. Without days: this year up to today."""

    organization = serializers.CharField(max_length=40)
    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        today = timezone.localdate()
        return {"end": today, "start": today.replace(month=1, day=1)} | attrs


class MemberFigureSerializer(serializers.Serializer[Any]):
    """One figure: `key` stays the same for good, `unit` is 人, 人次 or %, `as_of` the last day counted; `value` is null
    where a part of it is not known (coverage without a head count)."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    unit = serializers.CharField()
    as_of = serializers.DateField()


@extend_schema(tags=["members"])
class MemberFigureViewSet(viewsets.ViewSet):
    """New members, members at the end of the days, coverage, archives complete, moves."""

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "organization", str, required=True, description="Code of the organization; its subtree counts."
            ),
            OpenApiParameter("start", {"type": "string", "format": "date"}),
            OpenApiParameter("end", {"type": "string", "format": "date"}),
        ],
        responses=MemberFigureSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Figures of an organization with everything below it."""
        asked = MemberFiguresAskedSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        reachable = Organization.objects.reachable_by(request.user)  # type: ignore[arg-type]
        organization = get_object_or_404(reachable, code=data["organization"])
        if not request.user.access.may(Right.READ_MEMBERS, organization):  # type: ignore[union-attr]
            raise PermissionDenied(_NO_RIGHT)
        window = Window(data["start"], data["end"])
        rows = [(key, label, query(path=str(organization.path), window=window)) for key, label, query in FIGURES]
        answers = [
            {"key": key, "label": label, "value": figure.value, "unit": figure.unit, "as_of": figure.as_of}
            for key, label, figure in rows
        ]
        return Response(MemberFigureSerializer(answers, many=True).data)
