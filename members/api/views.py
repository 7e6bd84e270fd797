"""Organizations a reader may see."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from members.api.serializers import OrganizationNodeSerializer, OrganizationSerializer
from members.enums import OrganizationKind
from members.models import Organization
from members.models.organizations import OrganizationQuerySet
from members.services.register.tree import nested


class OrganizationFilter(django_filters.FilterSet):
    """`below=CODE` gives the organization with that code and everything under it, `above=CODE` what hangs directly
    under it; `founded_from` and `founded_to` bound the day of founding."""

    above = django_filters.CharFilter(field_name="parent__code", label=_("上级组织的编码"))
    search = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("名称含"))
    founded_from = django_filters.DateFilter(field_name="founded_on", lookup_expr="gte", label=_("从这一天起成立"))
    founded_to = django_filters.DateFilter(field_name="founded_on", lookup_expr="lte", label=_("到这一天为止成立"))
    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))
    kind = django_filters.ChoiceFilter(choices=OrganizationKind)

    class Meta:
        model = Organization
        fields = ["kind", "is_active", "legal_status", "industry", "ownership", "credit_code"]

    def keep_below(self, queryset: OrganizationQuerySet, name: str, code: str) -> OrganizationQuerySet:
        return queryset.below(queryset.filter(code=code).values_list("path", flat=True))


class OrganizationViewSet(viewsets.ReadOnlyModelViewSet[Organization]):
    """Union bodies within the reader's reach, from the top of the tree down."""

    serializer_class = OrganizationSerializer
    filterset_class = OrganizationFilter
    lookup_field = "code"
    lookup_value_regex = r"[\w.-]+"

    queryset = Organization.objects.none()

    def get_queryset(self) -> OrganizationQuerySet:
        return Organization.objects.reachable_by(self.request.user).select_related("parent")  # type: ignore[arg-type]

    @extend_schema(responses=OrganizationNodeSerializer(many=True))
    @action(detail=False, pagination_class=None)
    def tree(self, request: Request) -> Response:
        """Everything within reach that fits the filters, nested; a body whose superior is not among them stands on top.
        One query beside the reader's own rights."""
        return Response(nested(self.filter_queryset(self.get_queryset())))
