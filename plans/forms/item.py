"""Forms for the parts of an item: text, time, owner, target, state. Each ends by calling one service."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import User
from plans.enums import NEXT_ITEM_STATES, STATES_WITH_REASON, Audience, Comparator, ItemState, TargetKind
from plans.forms.base import VersionedForm
from plans.models import PlanItem
from plans.services.items import MAX_TITLE, ItemFields, change_item
from plans.services.owners import possible_owners
from plans.services.states import change_item_state
from plans.services.targets import TargetInput, set_targets
from plans.services.targets import inputs_of as targets_of
from plans.services.timetext import read_time
from plans.services.windows import WindowInput, days_spec, set_windows
from plans.services.windows import inputs_of as windows_of
from unionplan.core.calendar.wording import describe_spec
from unionplan.core.errors import DomainError

LONGEST_SPAN = 366  # days between two picked dates


class ItemForm(VersionedForm):
    """A form about one item; `save` calls the service."""

    title: ClassVar[Any] = ""
    template: ClassVar[str] = "plans/_form_fields.html"

    def __init__(self, *args: Any, item: PlanItem, **kwargs: Any) -> None:
        self.item = item
        kwargs["initial"] = {"version": item.version, **self.initial_of(item), **kwargs.get("initial", {})}
        super().__init__(*args, plan=item.plan, **kwargs)

    def initial_of(self, item: PlanItem) -> dict[str, Any]:
        return {}

    def save(self, by: User) -> PlanItem:
        raise NotImplementedError


class TextForm(ItemForm):
    """What is to be done, in words."""

    title = gettext_lazy("修改事项")
    # `title` is the form's own heading, so the item's title goes by the name the reader sees.
    text = forms.CharField(
        label=gettext_lazy("事项"), max_length=MAX_TITLE, widget=forms.Textarea(attrs={"rows": 2, "data-first": True})
    )

    def initial_of(self, item: PlanItem) -> dict[str, Any]:
        return {"text": item.title}

    def save(self, by: User) -> PlanItem:
        title = " ".join(self.cleaned_data["text"].split("\n")).strip()
        return _change(self, {"title": title}, by)


def _change(form: ItemForm, fields: ItemFields, by: User) -> PlanItem:
    return change_item(
        item_id=form.item.pk,
        fields=fields,
        by=by,
        expected_version=form.cleaned_data["version"],
        reason=form.given_reason,
    )


class DetailsForm(ItemForm):
    """Everything longer about an item."""

    title = gettext_lazy("修改内容")
    body = forms.CharField(
        label=gettext_lazy("内容"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "data-first": True}),
    )
    place = forms.CharField(label=gettext_lazy("地点"), required=False, max_length=120)
    audience = forms.ChoiceField(
        label=gettext_lazy("可见范围"),
        choices=Audience.choices,
        help_text=gettext_lazy("计划批准后，谁能在日历里看到这一项。"),
    )

    def initial_of(self, item: PlanItem) -> dict[str, Any]:
        return {"body": item.body, "place": item.place, "audience": item.audience}

    def save(self, by: User) -> PlanItem:
        data = self.cleaned_data
        body = data["body"].replace("\r\n", "\n")
        return _change(self, {"body": body, "place": data["place"], "audience": data["audience"]}, by)


class OwnerForm(ItemForm):
    """Who is responsible: a person, a department, or both."""

    title = gettext_lazy("责任人")
    owner = forms.ModelChoiceField(
        label=gettext_lazy("责任人"), queryset=User.objects.none(), required=False, empty_label=gettext_lazy("未定")
    )
    responsible = forms.CharField(
        label=gettext_lazy("责任部门"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("部门、职务或协办单位，如“女工委”。"),
    )

    def __init__(self, *args: Any, item: PlanItem, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        field = cast("forms.ModelChoiceField[Any]", self.fields["owner"])
        field.queryset = possible_owners(item.plan)

    def initial_of(self, item: PlanItem) -> dict[str, Any]:
        return {"owner": item.owner_id, "responsible": item.responsible}

    def save(self, by: User) -> PlanItem:
        owner = self.cleaned_data["owner"]
        fields: ItemFields = {
            "owner": owner.pk if owner else None,
            "responsible": self.cleaned_data["responsible"],
        }
        return _change(self, fields, by)


class _Time(forms.Form):
    """The words of a time, or two picked dates; shared by the time of an item and its postponement."""

    text = forms.CharField(
        label=gettext_lazy("时间"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("如 3月、3月8日、6月11日—13日、第一季度、春节前、每月、待定；几个时间用“；”隔开。"),
        widget=forms.TextInput(attrs={"list": "time-examples", "autocomplete": "off", "data-first": True}),
    )
    start = forms.DateField(
        label=gettext_lazy("或选日期，从"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    end = forms.DateField(
        label=gettext_lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    examples = (
        *(f"{month}月" for month in range(1, 13)),
        "第一季度",
        "上半年",
        "全年",
        "春节前",
        "每月",
        "每季度",
        "待定",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("start"), data.get("end") or data.get("start")
        if end and not start:
            self.add_error("start", _("请选开始日期。"))
        elif start and end and end < start:
            self.add_error("end", _("结束日期不能早于开始日期。"))
        elif start and end and (end - start).days > LONGEST_SPAN:
            self.add_error("end", _("一段时间不能超过一年。"))
        return data

    def windows(self, kept: list[WindowInput]) -> list[WindowInput]:
        """What is to be kept. Picked dates win; words that were there already keep their meaning."""
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start:
            spec = days_spec(start, end or start)
            return [WindowInput(text="", spec=spec)]
        known = {time_words(given): given for given in kept}
        typed = [part.strip() for part in self.cleaned_data["text"].replace("；", ";").split(";") if part.strip()]
        return [known[part] if part in known else _as_input(part) for part in typed]


def _as_input(text: str) -> WindowInput:
    found = read_time(text)[0]
    return WindowInput(text=found.text, spec=found.spec, start_time=found.start_time, end_time=found.end_time)


def time_words(given: WindowInput) -> str:
    """A time as the field shows it: as written, or in the words of the reader."""
    return (given.text or describe_spec(given.spec)).replace("；", "，").replace(";", ",")


class TimeForm(_Time, ItemForm):
    """When it takes place."""

    title = gettext_lazy("修改时间")
    field_order = ("text", "start", "end")

    def initial_of(self, item: PlanItem) -> dict[str, Any]:
        return {"text": "；".join(time_words(given) for given in windows_of(item.windows.all()))}

    def save(self, by: User) -> PlanItem:
        return set_windows(
            item_id=self.item.pk,
            windows=self.windows(windows_of(self.item.windows.all())),
            by=by,
            expected_version=self.cleaned_data["version"],
            reason=self.given_reason,
        )


class StateForm(_Time, ItemForm):
    """How far it is. A reason is asked for what breaks a promise; a new time for a postponement."""

    title = gettext_lazy("登记进展")
    asks_reason = False
    field_order = ("state", "state_reason", "text", "start", "end")
    state = forms.ChoiceField(label=gettext_lazy("状态"), widget=forms.RadioSelect)
    state_reason = forms.CharField(
        label=gettext_lazy("说明或原因"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("延期和取消必须写明原因。"),
    )

    def __init__(self, *args: Any, item: PlanItem, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        following = NEXT_ITEM_STATES[ItemState(item.state)]
        field = cast("forms.ChoiceField", self.fields["state"])
        field.choices = [(state.value, state.label) for state in ItemState if state in following]
        self.fields["text"].label = _("延期到")
        self.fields["text"].help_text = _("只在延期时填写，如 5月、5月20日。")
        self.fields["text"].widget.attrs.pop("data-first", None)
        if ItemState.POSTPONED not in following:
            for name in ("text", "start", "end"):
                del self.fields[name]

    def refuse(self, error: DomainError) -> None:
        super().refuse(DomainError(error.message, field="state_reason") if error.field == "reason" else error)

    def save(self, by: User) -> PlanItem:
        to = ItemState(self.cleaned_data["state"])
        postpones = to == ItemState.POSTPONED and to in STATES_WITH_REASON
        return change_item_state(
            item_id=self.item.pk,
            to=to,
            by=by,
            reason=self.cleaned_data["state_reason"],
            windows=self.windows([]) if postpones else (),
            expected_version=self.cleaned_data["version"],
        )


class TargetsForm(ItemForm):
    """What is promised in numbers: one row for each target and an empty one."""

    title = gettext_lazy("修改目标")
    template = "plans/_target_fields.html"
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=50)
    names: ClassVar[tuple[str, ...]] = ("metric", "comparator", "value", "value_max", "unit")

    def __init__(self, *args: Any, item: PlanItem, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        for index in range(self._count()):
            self._add_row(index)

    def _count(self) -> int:
        asked = str(self.data.get("rows", "")) if self.is_bound else ""
        return min(int(asked), 50) if asked.isdigit() else int(self.initial["rows"])

    def _add_row(self, index: int) -> None:
        number = f" {index + 1}"
        self.fields[f"metric_{index}"] = forms.CharField(label=_("指标") + number, required=False, max_length=120)
        self.fields[f"comparator_{index}"] = forms.ChoiceField(
            label=_("比较") + number, choices=Comparator.choices, required=False
        )
        for name, label in (("value", _("目标值")), ("value_max", _("上限"))):
            self.fields[f"{name}_{index}"] = forms.DecimalField(
                label=label + number, required=False, max_digits=14, decimal_places=2, min_value=Decimal(0)
            )
        self.fields[f"unit_{index}"] = forms.CharField(label=_("单位") + number, required=False, max_length=20)

    def initial_of(self, item: PlanItem) -> dict[str, Any]:
        kept = targets_of(item.targets.all())
        initial: dict[str, Any] = {"rows": len(kept) + 1}
        for index, given in enumerate(kept):
            initial |= {f"{name}_{index}": _short(getattr(given, name)) for name in self.names}
            initial[f"metric_{index}"] = given.metric or given.text[:120]
        return initial

    def table(self) -> Iterator[list[BoundField]]:
        """The rows of fields, for the template."""
        return ([self[f"{name}_{index}"] for name in self.names] for index in range(self._count()))

    def shown_fields(self) -> Iterator[str]:
        return (name for name in super().shown_fields() if name != "rows")

    def refuse(self, error: DomainError) -> None:
        super().refuse(DomainError(error.message) if error.field != "reason" else error)

    def save(self, by: User) -> PlanItem:
        return set_targets(
            item_id=self.item.pk,
            targets=list(self._typed()),
            by=by,
            expected_version=self.cleaned_data["version"],
            reason=self.given_reason,
        )

    def _typed(self) -> Iterator[TargetInput]:
        """Rows that say something; one that is as it was keeps its words as written and its kind."""
        kept = targets_of(self.item.targets.all())
        for index in range(self._count()):
            data = {name: self.cleaned_data.get(f"{name}_{index}") for name in self.names}
            if not data["metric"] and data["value"] is None:
                continue
            former = kept[index] if index < len(kept) else None
            if former is not None and not any(f"{name}_{index}" in self.changed_data for name in self.names):
                yield former
            else:
                yield _target(data, former)


def _short(value: object) -> object:
    """6 instead of 6.00 in a field."""
    whole = isinstance(value, Decimal) and value == value.to_integral_value()
    return f"{value:.0f}" if whole else value


def _target(data: dict[str, Any], former: TargetInput | None) -> TargetInput:
    return TargetInput(
        metric=data["metric"] or "",
        comparator=data["comparator"] or Comparator.AT_LEAST,
        value=data["value"],
        value_max=data["value_max"] if data["comparator"] == Comparator.RANGE else None,
        unit=data["unit"] or "",
        kind=former.kind if former else TargetKind.COUNT,
    )


ITEM_FORMS: dict[str, type[ItemForm]] = {
    "text": TextForm,
    "details": DetailsForm,
    "owner": OwnerForm,
    "time": TimeForm,
    "state": StateForm,
    "target": TargetsForm,
}
