"""Dues for REST clients: books by period for whole unions, and charges for those who may read dues. Never a wage."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets

from members.choices.dues import Cycle
from members.enums import Right
from members.models import DuesPeriod, DuesRecord, DuesSheet, Organization
from members.models.dues_ledger import DuesRecordQuerySet


class PeriodSerializer(serializers.ModelSerializer[DuesPeriod]):
    """A month, half year or year that dues are charged for."""

    class Meta:
        model = DuesPeriod
        fields = ["id", "cycle", "starts_on", "ends_on"]
        read_only_fields = fields


class SheetSerializer(serializers.ModelSerializer[DuesSheet]):
    """One organization's books of one period in yuan: what was charged, what corrections and waivers changed, what was
    paid, and what came in during it for periods that were closed already. `organization` is a code."""

    period = PeriodSerializer(read_only=True)
    organization = serializers.CharField(source="organization.code", read_only=True)

    class Meta:
        model = DuesSheet
        fields = [
            "id",
            "organization",
            "period",
            "members",
            "due",
            "adjusted",
            "paid",
            "late_paid",
            "late_adjusted",
            "closed_at",
        ]
        read_only_fields = fields


class ChargeSerializer(serializers.ModelSerializer[DuesRecord]):
    """One member's charge for one period. `member` is the archive's id, as under /members/."""

    period = PeriodSerializer(read_only=True)
    organization = serializers.CharField(source="organization.code", read_only=True)

    class Meta:
        model = DuesRecord
        fields = [
            "id",
            "member",
            "organization",
            "period",
            "months",
            "due",
            "adjusted",
            "paid",
            "balance",
            "payable_from",
            "payable_by",
        ]
        read_only_fields = fields


class _BooksFilter(django_filters.FilterSet):
    """`below=CODE` gives the organization with that code and everything under it; `start` and `end` bound the first day
    of the period."""

    organization = django_filters.CharFilter(field_name="organization__code", label=_("组织的编码"))
    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))
    cycle = django_filters.ChoiceFilter(field_name="period__cycle", choices=Cycle, label=_("收缴周期"))
    start = django_filters.DateFilter(field_name="period__starts_on", lookup_expr="gte", label=_("从这一天起的会费期"))
    end = django_filters.DateFilter(field_name="period__starts_on", lookup_expr="lte", label=_("到这一天止的会费期"))

    def keep_below(self, queryset: QuerySet[DuesSheet], name: str, code: str) -> QuerySet[DuesSheet]:
        paths = Organization.objects.filter(code=code).values_list("path", flat=True)
        return queryset.filter(organization__in=Organization.objects.below(paths))


class SheetFilter(_BooksFilter):
    is_closed = django_filters.BooleanFilter(
        field_name="closed_at", lookup_expr="isnull", exclude=True, label=_("已结账")
    )

    class Meta:
        model = DuesSheet
        fields = ["organization", "below", "cycle", "start", "end", "is_closed"]


class ChargeFilter(_BooksFilter):
    is_open = django_filters.BooleanFilter(method="keep_open", label=_("未缴清"))

    class Meta:
        model = DuesRecord
        fields = ["organization", "below", "cycle", "start", "end", "member", "is_open"]

    def keep_open(self, queryset: DuesRecordQuerySet, name: str, value: bool) -> DuesRecordQuerySet:
        return queryset.unpaid() if value else queryset.filter(balance=0)


@extend_schema(tags=["dues"])
class DuesSheetViewSet(viewsets.ReadOnlyModelViewSet[DuesSheet]):
    """Books of the organizations whose dues the reader may see; sums only."""

    serializer_class = SheetSerializer
    filterset_class = SheetFilter
    lookup_value_regex = r"\d{1,18}"
    queryset = DuesSheet.objects.none()

    def get_queryset(self) -> QuerySet[DuesSheet]:
        readable = self.request.user.access.organizations_with(Right.READ_DUES)  # type: ignore[union-attr]
        rows = DuesSheet.objects.filter(organization__in=readable)
        return rows.select_related("organization", "period").order_by("pk")


@extend_schema(tags=["dues"])
class DuesChargeViewSet(viewsets.ReadOnlyModelViewSet[DuesRecord]):
    """Charges of the organizations whose dues the reader may see, without the wages they were counted from."""

    serializer_class = ChargeSerializer
    filterset_class = ChargeFilter
    lookup_value_regex = r"\d{1,18}"
    queryset = DuesRecord.objects.none()

    def get_queryset(self) -> DuesRecordQuerySet:
        mine = DuesRecord.objects.reachable_by(self.request.user)  # type: ignore[arg-type]
        return mine.select_related("organization", "period").order_by("pk")
