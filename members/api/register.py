"""The organization register for REST clients: read only, the same scopes as the pages."""

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets

from members.choices.register import Committee, Industry, Ownership
from members.models import Employer, EmployerFigures, GradeAward, Organization, Term, TermCandidate, UnionEmployer
from members.models.employers import EmployerQuerySet
from members.models.grades import GradeAwardQuerySet
from members.models.terms import TermQuerySet
from unionplan.core.filters import YearFilter


def _paths_below(code: str) -> list[str]:
    return list(Organization.objects.filter(code=code).values_list("path", flat=True))


class FiguresSerializer(serializers.ModelSerializer[EmployerFigures]):
    """What an employer reported for a year; `sales` in yuan, null while unknown."""

    class Meta:
        model = EmployerFigures
        fields = ["year", "sales", "as_of", "staff", "women", "migrant", "dispatched"]
        read_only_fields = fields


class TieSerializer(serializers.ModelSerializer[UnionEmployer]):
    """A union that organizes the employer's workers, from a day to a day."""

    organization = serializers.CharField(source="organization.code", read_only=True)

    class Meta:
        model = UnionEmployer
        fields = ["organization", "starts_on", "ends_on"]
        read_only_fields = fields


class EmployerSerializer(serializers.ModelSerializer[Employer]):
    """An employer with its years, the newest first, and its unions; `area` is the code of the union that keeps it.
    `industry` (01–20) and `ownership` (110 …) are the codes of the union record, empty while unknown."""

    area = serializers.CharField(source="area.code", read_only=True)
    industry = serializers.CharField(read_only=True)
    ownership = serializers.CharField(read_only=True)
    figures = FiguresSerializer(many=True, read_only=True)
    unions = TieSerializer(source="ties", many=True, read_only=True)

    class Meta:
        model = Employer
        fields = ["id", "name", "credit_code", "area", "industry", "ownership", "closed_on", "figures", "unions"]
        read_only_fields = fields


class ElectedSerializer(serializers.ModelSerializer[TermCandidate]):
    """Somebody who stood: post, field of work, votes, whether elected."""

    class Meta:
        model = TermCandidate
        fields = ["name", "post", "is_head", "field_of_work", "votes", "is_elected"]
        read_only_fields = fields


class TermSerializer(serializers.ModelSerializer[Term]):
    """A term of a committee with its election record; `meets_rules` is null while the record is not complete."""

    organization = serializers.CharField(source="organization.code", read_only=True)
    candidates = ElectedSerializer(many=True, read_only=True)

    class Meta:
        model = Term
        fields = [
            "id",
            "organization",
            "committee",
            "number",
            "starts_on",
            "ends_on",
            "seats",
            "elected_on",
            "entitled",
            "present",
            "reported_on",
            "approval",
            "meets_rules",
            "remark",
            "candidates",
        ]
        read_only_fields = fields


class AwardSerializer(serializers.ModelSerializer[GradeAward]):
    """A grade a union reached for a year; `awarded_by` is the code of the union whose grade it is."""

    organization = serializers.CharField(source="organization.code", read_only=True)
    grade = serializers.CharField(source="scheme.name", read_only=True)
    awarded_by = serializers.CharField(source="scheme.organization.code", read_only=True)

    class Meta:
        model = GradeAward
        fields = ["id", "organization", "grade", "awarded_by", "year", "awarded_on", "evidence", "document"]
        read_only_fields = fields


class EmployerFilter(django_filters.FilterSet):
    """Employers by subtree, industry, kind, credit code, words in the name, and whether they have a union."""

    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))
    industry = django_filters.ChoiceFilter(choices=Industry)
    ownership = django_filters.ChoiceFilter(choices=Ownership)
    search = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("名称含"))
    has_union = django_filters.BooleanFilter(method="with_union", label=_("已建会"))

    class Meta:
        model = Employer
        fields = ["industry", "ownership", "credit_code"]

    def keep_below(self, queryset: QuerySet[Employer], name: str, code: str) -> QuerySet[Employer]:
        return queryset.filter(area__path__within=_paths_below(code))

    def with_union(self, queryset: QuerySet[Employer], name: str, value: bool) -> QuerySet[Employer]:
        tied = UnionEmployer.objects.in_force(timezone.localdate()).values("employer")
        return queryset.filter(pk__in=tied) if value else queryset.exclude(pk__in=tied)


class TermFilter(django_filters.FilterSet):
    """Terms by organization or subtree, committee, and the days between which they end."""

    organization = django_filters.CharFilter(field_name="organization__code", label=_("组织编码"))
    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))
    committee = django_filters.ChoiceFilter(choices=Committee)
    ends_from = django_filters.DateFilter(field_name="ends_on", lookup_expr="gte", label=_("从这一天起届满"))
    ends_to = django_filters.DateFilter(field_name="ends_on", lookup_expr="lte", label=_("到这一天为止届满"))

    class Meta:
        model = Term
        fields = ["committee", "meets_rules"]

    def keep_below(self, queryset: QuerySet[Term], name: str, code: str) -> QuerySet[Term]:
        return queryset.filter(organization__path__within=_paths_below(code))


class AwardFilter(django_filters.FilterSet):
    """Awards by organization or subtree, grade and year."""

    organization = django_filters.CharFilter(field_name="organization__code", label=_("组织编码"))
    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))
    grade = django_filters.CharFilter(field_name="scheme__name", label=_("等级名称"))
    year = YearFilter(field_name="year")

    class Meta:
        model = GradeAward
        fields: list[str] = []

    def keep_below(self, queryset: QuerySet[GradeAward], name: str, code: str) -> QuerySet[GradeAward]:
        return queryset.filter(organization__path__within=_paths_below(code))


@extend_schema(tags=["register"])
class EmployerViewSet(viewsets.ReadOnlyModelViewSet[Employer]):
    """Employers registered within the reader's reach, and those with a union there."""

    serializer_class = EmployerSerializer
    filterset_class = EmployerFilter
    lookup_value_regex = r"\d{1,18}"
    queryset = Employer.objects.none()

    def get_queryset(self) -> EmployerQuerySet:
        ties = UnionEmployer.objects.select_related("organization")
        visible = Employer.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        return visible.select_related("area").prefetch_related("figures", Prefetch("ties", ties)).order_by("pk")


@extend_schema(tags=["register"])
class TermViewSet(viewsets.ReadOnlyModelViewSet[Term]):
    """Terms of committees within the reader's reach, with who stood and who was elected."""

    serializer_class = TermSerializer
    filterset_class = TermFilter
    lookup_value_regex = r"\d{1,18}"
    queryset = Term.objects.none()

    def get_queryset(self) -> TermQuerySet:
        visible = Term.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        return visible.select_related("organization").prefetch_related("candidates").order_by("pk")


@extend_schema(tags=["register"])
class AwardViewSet(viewsets.ReadOnlyModelViewSet[GradeAward]):
    """Grades awarded within the reader's reach."""

    serializer_class = AwardSerializer
    filterset_class = AwardFilter
    lookup_value_regex = r"\d{1,18}"
    queryset = GradeAward.objects.none()

    def get_queryset(self) -> GradeAwardQuerySet:
        visible = GradeAward.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        return visible.select_related("organization", "scheme__organization").order_by("pk")
