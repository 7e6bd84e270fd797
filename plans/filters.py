"""What a list of plans can be narrowed by. Everything is in the address, so Back, a bookmark and an export agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.forms.bodies import offer_bodies
from members.models import Office, Organization, User
from plans.enums import OPEN_ITEM_STATES, ItemState, PlanKind, PlanState
from plans.models import Plan, PlanItem, PlanQuerySet, TimeWindow

ORDERS: dict[str, Any] = {
    "tree": gettext_lazy("按组织"),
    "period": gettext_lazy("按期间"),
    "late": gettext_lazy("逾期优先"),
}


class PlanFilter(django_filters.FilterSet):
    """Filters of the plan list; `reader` bounds the choices to what the person may see."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("标题或事项"))
    year = django_filters.NumberFilter(label=gettext_lazy("年度"))
    kind = django_filters.ChoiceFilter(choices=PlanKind.choices, label=gettext_lazy("类型"), empty_label=_("全部类型"))
    state = django_filters.ChoiceFilter(
        choices=PlanState.choices, label=gettext_lazy("状态"), empty_label=_("全部状态")
    )
    organization = django_filters.ModelChoiceFilter(
        queryset=Organization.objects.none(),
        method="within",
        label=gettext_lazy("组织及下级"),
        empty_label=gettext_lazy("全部组织"),
    )
    owner = django_filters.ModelChoiceFilter(
        queryset=User.objects.none(),
        method="owned_by",
        label=gettext_lazy("责任人"),
        empty_label=gettext_lazy("全部责任人"),
    )

    class Meta:
        model = Plan
        fields = ["q", "year", "kind", "state", "organization", "owner"]

    def __init__(self, data: QueryDict, *, queryset: PlanQuerySet, reader: User) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["owner"].queryset = colleagues_of(reader)
        self.filters["kind"].extra["empty_label"] = _("全部类型")
        self.filters["state"].extra["empty_label"] = _("全部状态")
        self.form.fields["q"].widget = forms.TextInput(attrs={"type": "search", "maxlength": 100})
        bodies = self.form.fields["organization"]
        bodies.label_from_instance = _indented
        offer_bodies(bodies, Organization.objects.reachable_by(reader), chosen=data.get("organization", ""))

    def search(self, queryset: PlanQuerySet, name: str, value: str) -> QuerySet[Plan]:
        """Plans whose title, or the title of an item in them, contains the words; one Chinese character is enough."""
        words = value.strip()
        items = PlanItem.objects.filter(plan=OuterRef("pk"), removed_at__isnull=True, title__icontains=words)
        return queryset.filter(Q(title__icontains=words) | Exists(items)) if words else queryset

    def within(self, queryset: PlanQuerySet, name: str, value: Organization | None) -> QuerySet[Plan]:
        """Plans of an organization and of everything below it."""
        return queryset.filter(organization__path__within=[value.path]) if value else queryset

    def owned_by(self, queryset: PlanQuerySet, name: str, value: User | None) -> QuerySet[Plan]:
        """Plans with work of this person in them."""
        items = PlanItem.objects.filter(plan=OuterRef("pk"), removed_at__isnull=True, owner=value)
        return queryset.filter(Exists(items)) if value else queryset


def _indented(organization: Organization) -> str:
    return f"{'　' * organization.depth}{organization.label}"


def colleagues_of(reader: User) -> QuerySet[User]:
    """People who hold or held office where the person may read."""
    holders = Office.objects.filter(organization__path__within=list(reader.access.read_paths)).values("user")
    return User.objects.filter(pk__in=holders).order_by("full_name", "pk")


def late_items(today: date) -> QuerySet[PlanItem]:
    """Open work of approved plans whose every planned day is over."""
    later = TimeWindow.objects.filter(item=OuterRef("pk"), end__gte=today)
    ended = TimeWindow.objects.filter(item=OuterRef("pk"), end__lt=today)
    return PlanItem.objects.filter(
        Exists(ended),
        ~Exists(later),
        removed_at__isnull=True,
        has_children=False,
        state__in=OPEN_ITEM_STATES,
        plan__state=PlanState.APPROVED,
    )


def in_order(plans: QuerySet[Plan], order: str, *, today: date) -> QuerySet[Plan]:
    """`tree`: by organization, then newest period; `period`: newest period first; `late`: what is late first."""
    if order == "tree":
        return plans.order_by("organization__path", "-period_start", "id")
    if order == "late":
        late = late_items(today).filter(plan=OuterRef("pk"))
        return plans.annotate(has_late=Exists(late)).order_by("-has_late", "-period_start", "organization__path", "id")
    return plans.order_by("-period_start", "organization__path", "id")


@dataclass(frozen=True, slots=True)
class Tally:
    """How a plan stands: leaves in it, done ones, late ones."""

    total: int = 0
    done: int = 0
    late: int = 0


def tallies(plan_ids: Iterable[int], *, today: date) -> dict[int, Tally]:
    """Counts of several plans in one query; plans without items are missing from the answer."""
    last = (
        TimeWindow.objects.filter(item=OuterRef("pk"))
        .order_by()
        .values("item")
        .annotate(last=Max("end"))
        .values("last")
    )
    live = PlanItem.objects.filter(plan__in=list(plan_ids), removed_at__isnull=True, has_children=False)
    late = Q(last_day__lt=today, state__in=OPEN_ITEM_STATES, plan__state=PlanState.APPROVED)
    rows = (
        live.annotate(last_day=last)
        .values("plan")
        .order_by()
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(state=ItemState.DONE)), late=Count("pk", filter=late))
    )
    return {row["plan"]: Tally(row["total"], row["done"], row["late"]) for row in rows}


def matching_items(plan_ids: Iterable[int], words: str, *, limit: int = 100) -> dict[int, list[PlanItem]]:
    """The items that made plans match a search, by plan; one query."""
    found: dict[int, list[PlanItem]] = {}
    if words.strip():
        rows = PlanItem.objects.filter(
            plan__in=list(plan_ids), removed_at__isnull=True, title__icontains=words.strip()
        ).order_by("plan", "position", "id")
        for item in rows[:limit]:
            found.setdefault(item.plan_id, []).append(item)
    return found


@dataclass(frozen=True, slots=True)
class Pill:
    """An active filter in words, and the address of the list without it."""

    label: str
    value: str
    remove_url: str


def pills_of(filters: PlanFilter) -> list[Pill]:
    """Every filter that narrows the list now."""
    if not filters.form.is_valid():
        return []
    pills = []
    for name, value in filters.form.cleaned_data.items():
        if value not in (None, ""):
            choices = dict(getattr(filters.form.fields[name], "choices", ())) if isinstance(value, str) else {}
            rest = filters.data.copy()
            rest.pop(name)
            rest.pop("page", None)
            label = str(filters.form.fields[name].label)
            pills.append(Pill(label, str(choices.get(value, value)), f"?{rest.urlencode()}"))
    return pills
