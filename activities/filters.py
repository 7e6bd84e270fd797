"""What a list of events can be narrowed by; everything is in the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from activities.enums import EventKind, EventState
from activities.models import Event
from activities.models.events import EventQuerySet
from members.forms.bodies import offer_bodies
from members.models import Organization, User


class EventFilter(django_filters.FilterSet):
    """Filters of the event list; `reader` bounds the choices to what the person may see."""

    q = django_filters.CharFilter(method="search", label=_("名称或地点"))
    kind = django_filters.ChoiceFilter(choices=EventKind.choices, label=_("类型"), empty_label=_("全部类型"))
    state = django_filters.ChoiceFilter(choices=EventState.choices, label=_("状态"), empty_label=_("全部状态"))
    organization = django_filters.ModelChoiceFilter(
        queryset=Organization.objects.none(), method="within", label=_("组织及下级"), empty_label=_("全部组织")
    )

    class Meta:
        model = Event
        fields = ["q", "kind", "state", "organization"]

    def __init__(self, data: QueryDict, *, queryset: EventQuerySet, reader: User) -> None:
        super().__init__(data, queryset=queryset)
        self.form.fields["q"].widget = forms.TextInput(attrs={"type": "search", "maxlength": 100})
        bodies = self.form.fields["organization"]
        offer_bodies(bodies, Organization.objects.reachable_by(reader), chosen=data.get("organization", ""))

    def search(self, queryset: EventQuerySet, name: str, value: Any) -> EventQuerySet:
        return queryset.filter(Q(title__icontains=value) | Q(place__icontains=value))

    def within(self, queryset: EventQuerySet, name: str, value: Organization) -> EventQuerySet:
        return queryset.filter(organization__path__within=[value.path])
