"""Filters of the register's lists; each works on top of the reader's scope, never instead of it."""

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy

from members.choices.register import Committee, Industry, Ownership, SetupForm, SetupState
from members.models import Employer, GradeAward, GradeScheme, Organization, SetupCandidate, Term, UnionEmployer, User
from members.services.register.terms import latest_terms
from unionplan.core.filters import YearFilter


def bodies_named(text: str) -> QuerySet[Organization]:
    """Organizations whose name, short name or code contains the words."""
    return Organization.objects.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(code__iexact=text))


class RegisterFilter(django_filters.FilterSet):
    """`below` narrows by organization and everything under it, typed as name or code; `place` is the path to it."""

    place = ""
    below = django_filters.CharFilter(method="keep_below", label=gettext_lazy("工会及下级"))

    def __init__(self, data: QueryDict, *, queryset: QuerySet[Any], reader: User) -> None:
        super().__init__(data, queryset=queryset)
        self.reader = reader
        self.bound_choices()
        for field in self.form.fields.values():
            if isinstance(field.widget, forms.TextInput):
                field.widget.attrs["maxlength"] = 100

    def bound_choices(self) -> None:
        """Choices that depend on the reader; called before the form is built."""

    def keep_below(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.strip()
        if not words:
            return queryset
        reach = Organization.objects.reachable_by(self.reader)
        paths = list(reach.filter(pk__in=bodies_named(words)).values_list("path", flat=True))
        return queryset.filter(**{f"{self.place}path__within": paths})


class EmployerFilter(RegisterFilter):
    """Employers by name or credit code, place, industry, kind, and whether they have a union."""

    place = "area__"
    q = django_filters.CharFilter(method="search", label=gettext_lazy("名称或信用代码"))
    industry = django_filters.ChoiceFilter(
        choices=Industry.choices, label=gettext_lazy("行业"), empty_label=gettext_lazy("全部行业")
    )
    ownership = django_filters.ChoiceFilter(
        choices=Ownership.choices, label=gettext_lazy("单位类别"), empty_label=gettext_lazy("全部类别")
    )
    union = django_filters.ChoiceFilter(
        method="with_union",
        label=gettext_lazy("建会情况"),
        empty_label=gettext_lazy("全部"),
        choices=[("yes", gettext_lazy("已建会")), ("no", gettext_lazy("未建会"))],
    )

    class Meta:
        model = Employer
        fields = ["q", "below", "industry", "ownership", "union"]

    def search(self, queryset: QuerySet[Employer], name: str, value: str) -> QuerySet[Employer]:
        words = value.strip()
        return queryset.filter(Q(name__icontains=words) | Q(credit_code=words.upper())) if words else queryset

    def with_union(self, queryset: QuerySet[Employer], name: str, value: str) -> QuerySet[Employer]:
        tied = Exists(UnionEmployer.objects.filter(employer=OuterRef("pk")).in_force(timezone.localdate()))
        return queryset.filter(tied) if value == "yes" else queryset.filter(~tied)


class SetupFilter(RegisterFilter):
    """Set-ups by name, place, state and form."""

    place = "parent__"
    q = django_filters.CharFilter(method="search", label=gettext_lazy("名称或单位"))
    state = django_filters.ChoiceFilter(
        choices=SetupState.choices, label=gettext_lazy("状态"), empty_label=gettext_lazy("全部状态")
    )
    form = django_filters.ChoiceFilter(
        choices=SetupForm.choices, label=gettext_lazy("组建形式"), empty_label=gettext_lazy("全部形式")
    )

    class Meta:
        model = SetupCandidate
        fields = ["q", "below", "state"]

    def search(self, queryset: QuerySet[SetupCandidate], name: str, value: str) -> QuerySet[SetupCandidate]:
        words = value.strip()
        employers = SetupCandidate.employers.through.objects.filter(
            setupcandidate=OuterRef("pk"), employer__name__icontains=words
        )
        return queryset.filter(Q(name__icontains=words) | Exists(employers)) if words else queryset


class TermFilter(RegisterFilter):
    """Terms by place, committee, and how soon they end."""

    place = "organization__"
    committee = django_filters.ChoiceFilter(
        choices=Committee.choices, label=gettext_lazy("委员会"), empty_label=gettext_lazy("全部委员会")
    )
    ends = django_filters.ChoiceFilter(
        method="ending",
        label=gettext_lazy("届满"),
        empty_label=gettext_lazy("全部"),
        choices=[
            ("over", gettext_lazy("已届满未换届")),
            ("30", gettext_lazy("30 天内届满")),
            ("90", gettext_lazy("90 天内届满")),
            ("365", gettext_lazy("一年内届满")),
        ],
    )
    broken = django_filters.BooleanFilter(
        method="with_breach", label=gettext_lazy("选举记录不符合规定"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Term
        fields = ["below", "committee", "ends", "broken"]

    def ending(self, queryset: QuerySet[Term], name: str, value: str) -> QuerySet[Term]:
        """The last term of each committee, over already or over within so many days."""
        today = timezone.localdate()
        last = latest_terms(queryset)  # type: ignore[arg-type]
        if value == "over":
            return last.filter(ends_on__lt=today)
        return last.filter(ends_on__range=(today, _later(today, value)))

    def with_breach(self, queryset: QuerySet[Term], name: str, value: bool | None) -> QuerySet[Term]:
        return queryset.filter(meets_rules=False) if value else queryset


def _later(day: date, days: str) -> date:
    return day + timedelta(days=int(days))


class AwardFilter(RegisterFilter):
    """Awards by place, grade and year."""

    place = "organization__"
    year = YearFilter(label=gettext_lazy("年度"))
    scheme = django_filters.ModelChoiceFilter(
        queryset=GradeScheme.objects.none(), label=gettext_lazy("等级"), empty_label=gettext_lazy("全部等级")
    )

    class Meta:
        model = GradeAward
        fields = ["below", "year", "scheme"]

    def bound_choices(self) -> None:
        self.filters["scheme"].queryset = GradeScheme.objects.visible_to(self.reader)
