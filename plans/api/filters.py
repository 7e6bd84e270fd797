"""Filters of the API. Each is applied on top of the reader's scope, never instead of it."""

import calendar
from datetime import date

import django_filters
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.models import Organization
from plans.enums import ItemState, PlanKind, PlanState
from plans.models import Occurrence, Plan, PlanItem, Section, Target
from unionplan.core.filters import IdFilter, SinceFilter, YearFilter


def _paths_below(code: str) -> list[str]:
    return list(Organization.objects.filter(code=code).values_list("path", flat=True))


class PlanFilter(django_filters.FilterSet):
    """Plans by year, kind, state, organization or subtree, words in the title, time of the last change."""

    year = YearFilter(field_name="year")
    kind = django_filters.ChoiceFilter(choices=PlanKind)
    state = django_filters.ChoiceFilter(choices=PlanState)
    organization = django_filters.CharFilter(field_name="organization__code", label=_("组织编码"))
    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))
    search = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("标题含"))
    updated_since = SinceFilter(field_name="updated_at")

    class Meta:
        model = Plan
        fields = ["kind", "state"]

    def keep_below(self, queryset: QuerySet[Plan], name: str, code: str) -> QuerySet[Plan]:
        return queryset.filter(organization__path__within=_paths_below(code))


class ItemFilter(django_filters.FilterSet):
    """Items by plan, year, kind, organization or subtree, state, owner, month, words, time of the last change."""

    plan = IdFilter(field_name="plan_id")
    section = IdFilter(field_name="section_id")
    year = YearFilter(field_name="plan__year")
    kind = django_filters.ChoiceFilter(field_name="plan__kind", choices=PlanKind)
    state = django_filters.ChoiceFilter(choices=ItemState)
    organization = django_filters.CharFilter(field_name="plan__organization__code", label=_("组织编码"))
    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))
    owner = django_filters.CharFilter(field_name="owner__username", label=_("责任人账号"))
    month = django_filters.CharFilter(
        method="keep_month",
        label=_("月份，如 2026-03"),
        validators=[RegexValidator(r"^[12]\d{3}-(0[1-9]|1[0-2])$", _("月份写作 2026-03。"))],
    )
    search = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("标题含"))
    updated_since = SinceFilter(field_name="updated_at")

    class Meta:
        model = PlanItem
        fields = ["plan", "section", "state"]

    def keep_below(self, queryset: QuerySet[PlanItem], name: str, code: str) -> QuerySet[PlanItem]:
        return queryset.filter(plan__organization__path__within=_paths_below(code))

    def keep_month(self, queryset: QuerySet[PlanItem], name: str, month: str) -> QuerySet[PlanItem]:
        first = date.fromisoformat(f"{month}-01")
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return queryset.filter(pk__in=Occurrence.objects.filter(start__lte=last, end__gte=first).values("item_id"))


class SectionFilter(django_filters.FilterSet):
    """Sections of one plan."""

    plan = IdFilter(field_name="plan_id")

    class Meta:
        model = Section
        fields = ["plan", "section_type"]


class TargetFilter(django_filters.FilterSet):
    """Targets by plan, item, kind, year, organization or subtree."""

    plan = IdFilter(field_name="item__plan_id")
    item = IdFilter(field_name="item_id")
    year = YearFilter(field_name="item__plan__year")
    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))

    class Meta:
        model = Target
        fields = ["plan", "item", "kind"]

    def keep_below(self, queryset: QuerySet[Target], name: str, code: str) -> QuerySet[Target]:
        return queryset.filter(item__plan__organization__path__within=_paths_below(code))


class EntryFilter(django_filters.FilterSet):
    """Calendar entries that touch the days from `from` to `to` (inclusive dates)."""

    to = django_filters.DateFilter(field_name="start", lookup_expr="lte")
    organization = django_filters.CharFilter(field_name="item__plan__organization__code", label=_("组织编码"))
    below = django_filters.CharFilter(method="keep_below", label=_("该编码的组织及其下级"))
    state = django_filters.ChoiceFilter(field_name="item__state", choices=ItemState)

    class Meta:
        model = Occurrence
        fields: list[str] = []

    def keep_below(self, queryset: QuerySet[Occurrence], name: str, code: str) -> QuerySet[Occurrence]:
        return queryset.filter(item__plan__organization__path__within=_paths_below(code))


# `from` is a Python word, so this filter is declared by name.
EntryFilter.base_filters["from"] = django_filters.DateFilter(
    field_name="end", lookup_expr="gte", label=_("从这一天起"), required=False
)
