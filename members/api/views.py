"""Organizations a reader may see."""

import django_filters
from django.utils.translation import gettext_lazy as _
from rest_framework import viewsets

from members.api.serializers import OrganizationSerializer
from members.enums import OrganizationKind
from members.models import Organization
from members.models.organizations import OrganizationQuerySet


class OrganizationFilter(django_filters.FilterSet):
    """`below=CODE` gives the organization with that code and everything under it."""

    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))
    kind = django_filters.ChoiceFilter(choices=OrganizationKind)

    class Meta:
        model = Organization
        fields = ["kind", "is_active"]

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
