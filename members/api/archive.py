"""Members for REST clients: masked, read only, within the reach of the person behind the token; and figures."""

from collections.abc import Iterable

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied

from members.api.figures import Countable, FigureViewSet
from members.choices.people import EmploymentForm, Gender, MemberState
from members.enums import Right
from members.models import Member, Organization, User
from members.services.archive.counting import FIGURES
from members.services.archive.listing import matching, within_reach
from unionplan.core.counting import Figure

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


@extend_schema(tags=["members"])
class MemberFigureViewSet(FigureViewSet):
    """New members, members at the end of the days, coverage, archives complete, moves."""

    def countables(self, reader: User, organization: Organization) -> Iterable[Countable]:
        if not reader.access.may(Right.READ_MEMBERS, organization):
            raise PermissionDenied(_NO_RIGHT)
        return FIGURES

    def written(self, figure: Figure) -> str | None:
        """Always with two decimals."""
        return None if figure.value is None else f"{figure.value:.2f}"
