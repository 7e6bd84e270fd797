"""What the address says about the calendar: which view, which days, narrowed to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.forms.bodies import offer_bodies
from members.models import Organization, User
from plans.enums import ItemState, PlanKind
from unionplan.core.calendar import DateRange
from unionplan.pages.calendar.entries import Wishes
from unionplan.pages.calendar.grid import weeks_of

VIEWS = {"month": _("月"), "week": _("周"), "year": _("年"), "list": _("列表")}
_FIRST, _LAST = date(1990, 1, 1), date(2100, 12, 31)


class OrganizationField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Organizations indented by their depth in the tree."""

    def label_from_instance(self, obj: Organization) -> str:
        return f"{'　' * obj.depth}{obj.label}"


class CalendarForm(forms.Form):
    """Filters of the calendar; `reader` bounds the organizations to those within reach."""

    organization = OrganizationField(
        Organization.objects.none(),
        required=False,
        label=_("组织及下级"),
        empty_label=_("全部组织"),
        to_field_name="code",
    )
    kind = forms.ChoiceField(required=False, label=_("计划类型"))
    state = forms.ChoiceField(required=False, label=_("状态"))
    mine = forms.ChoiceField(required=False, label=_("责任人"))
    q = forms.CharField(required=False, max_length=100, label=_("事项"), widget=forms.TextInput({"type": "search"}))

    def __init__(self, data: QueryDict, *, reader: User) -> None:
        super().__init__(data)
        reach = Organization.objects.reachable_by(reader) if reader.access.holds_office else _above(reader)
        bodies = cast("forms.ModelChoiceField[Organization]", self.fields["organization"])
        offer_bodies(bodies, reach, chosen=data.get("organization", ""))
        self._choose("kind", [("", gettext("全部类型")), *PlanKind.choices])
        self._choose("state", [("", gettext("全部状态")), *ItemState.choices])
        self._choose("mine", [("", gettext("所有人")), ("1", gettext("我负责的"))])

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def wishes(self) -> Wishes:
        """What was asked for, without what cannot be meant."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        organization = data.get("organization")
        return Wishes(
            organization_path=organization.path if organization else "",
            kind=data.get("kind", ""),
            state=data.get("state", ""),
            mine=bool(data.get("mine")),
            words=data.get("q", "").strip(),
        )

    def active(self) -> list[tuple[str, str, str]]:
        """Filters in force as (parameter, label, value), for the pills."""
        found = []
        for name, value in getattr(self, "cleaned_data", {}).items():
            if value:
                found.append((name, str(self.fields[name].label), self._shown(name, value)))
        return found

    def _shown(self, name: str, value: object) -> str:
        if isinstance(value, Organization):
            return value.label
        field = self.fields[name]
        choices: list[Any] = list(cast(Any, field).choices) if isinstance(field, forms.ChoiceField) else []
        return str(dict(choices).get(value, value))


def _above(reader: User) -> Any:
    return Organization.objects.above(reader.access.membership_paths)


@dataclass(frozen=True, slots=True)
class Period:
    """The view and the days it shows."""

    view: str
    on: date

    @classmethod
    def from_address(cls, asked: Mapping[str, str], *, today: date) -> "Period":
        """What cannot be read, or lies beyond the engine's years, becomes the present month."""
        view = asked.get("view", "month")
        try:
            on = date.fromisoformat(asked.get("on", ""))
        except ValueError:
            on = today
        return cls(view if view in VIEWS else "month", on if _FIRST <= on <= _LAST else today)

    @property
    def span(self) -> DateRange:
        if self.view == "week":
            monday = self.on - timedelta(days=self.on.weekday())
            return DateRange(monday, monday + timedelta(days=6))
        if self.view == "year":
            return DateRange.year(self.on.year)
        return DateRange.month(self.on.year, self.on.month)

    @property
    def shown(self) -> DateRange:
        """The span, widened to whole weeks where a grid shows them."""
        return weeks_of(self.span) if self.view in {"month", "week"} else self.span

    @property
    def previous(self) -> date:
        return max(_first_of(self.view, self.span.start - timedelta(days=1)), _FIRST)

    @property
    def following(self) -> date:
        return min(self.span.end + timedelta(days=1), _LAST)


def _first_of(view: str, day: date) -> date:
    if view == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(month=1, day=1) if view == "year" else day.replace(day=1)
