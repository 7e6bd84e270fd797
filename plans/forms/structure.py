"""Forms for the shape of a plan: adding items, moving one, headings."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from members.models import User
from plans.enums import SectionType
from plans.forms.base import REASON_LIMIT, VersionedForm
from plans.models import Plan, PlanItem, Section
from plans.services.items import MAX_LINES, add_items, lines_of
from plans.services.moves import move_item
from plans.services.order import below
from plans.services.sections import add_section, change_section


class ReasonForm(forms.Form):
    """The reason for a step on an approved plan that has no other field."""

    reason = forms.CharField(label=gettext_lazy("修订原因"), max_length=REASON_LIMIT)


class AddItemsForm(forms.Form):
    """New items, one a line; pasted numbers are taken off because numbers are derived."""

    lines = forms.CharField(
        label=gettext_lazy("新事项"),
        help_text=gettext_lazy("每行一项，可以整段粘贴；编号会自动生成。"),
        widget=forms.Textarea(attrs={"rows": 3, "data-first": True}),
    )
    section = forms.IntegerField(required=False, widget=forms.HiddenInput)
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        kwargs["auto_id"] = "add_%s"
        super().__init__(*args, **kwargs)
        self.plan = plan
        if plan.asks_reason:
            self.fields["reason"] = forms.CharField(label=gettext_lazy("修订原因"), max_length=REASON_LIMIT)

    def clean_lines(self) -> list[str]:
        titles = lines_of(self.cleaned_data["lines"])
        if not titles:
            raise forms.ValidationError(gettext_lazy("请写明工作事项。"))
        if len(titles) > MAX_LINES:
            raise forms.ValidationError(gettext_lazy("一次最多添加 %(limit)s 项。"), params={"limit": MAX_LINES})
        return titles

    def save(self, by: User) -> list[PlanItem]:
        data = self.cleaned_data
        return add_items(
            plan_id=self.plan.pk,
            titles=data["lines"],
            by=by,
            section_id=data["section"],
            parent_id=data["parent"],
            after_id=data["after"],
            reason=data.get("reason", ""),
        )


class MoveForm(VersionedForm):
    """Another place for an item: a heading, or an item to lie under."""

    place = forms.ChoiceField(label=gettext_lazy("移到"), widget=forms.Select(attrs={"data-first": True}))

    def __init__(self, *args: Any, item: PlanItem, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, plan=item.plan, initial={"version": item.version}, **kwargs)
        self.item = item
        own = {f"item-{pk}" for pk in [item.pk, *below(item.plan_id, item.pk)]}
        field = cast("forms.ChoiceField", self.fields["place"])
        field.choices = [(key, label) for key, label in places if key not in own]

    def save(self, by: User) -> PlanItem:
        kind, pk = self.cleaned_data["place"].split("-")
        return move_item(
            item_id=self.item.pk,
            by=by,
            section_id=int(pk) if kind == "section" else None,
            parent_id=int(pk) if kind == "item" else None,
            expected_version=self.cleaned_data["version"],
            reason=self.given_reason,
        )


class SectionForm(VersionedForm):
    """A heading with its kind and its paragraphs."""

    title = forms.CharField(
        label=gettext_lazy("章节标题"), max_length=500, widget=forms.TextInput(attrs={"autofocus": True})
    )
    section_type = forms.ChoiceField(label=gettext_lazy("类型"), choices=SectionType.choices)
    body = forms.CharField(
        label=gettext_lazy("正文"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, plan: Plan, section: Section | None = None, **kwargs: Any) -> None:
        initial = {"version": 0, "section_type": SectionType.TASKS}
        if section is not None:
            initial = {name: getattr(section, name) for name in ("version", "title", "section_type", "body")}
        super().__init__(*args, plan=plan, initial=initial, **kwargs)
        self.section = section
        if section is None:
            self.fields["parent"] = forms.ModelChoiceField(
                label=gettext_lazy("所属章节"),
                queryset=Section.objects.filter(plan=plan, parent=None, removed_at__isnull=True).exclude(title=""),
                required=False,
                empty_label=gettext_lazy("独立成章"),
                help_text=gettext_lazy("月份、季度等小标题放在某一章之下。"),
            )

    def save(self, by: User) -> Section:
        data = self.cleaned_data
        body = data["body"].replace("\r\n", "\n")
        if self.section is None:
            parent = data.get("parent")
            return add_section(
                plan_id=self.plan.pk,
                title=data["title"],
                section_type=data["section_type"],
                body=body,
                parent_id=parent.pk if parent else None,
                by=by,
                reason=self.given_reason,
            )
        return change_section(
            section_id=self.section.pk,
            fields={"title": data["title"], "section_type": data["section_type"], "body": body},
            by=by,
            expected_version=data["version"],
            reason=self.given_reason,
        )
