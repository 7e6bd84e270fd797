"""Forms of the import: what comes in, what the plan says about itself, and corrections of one part of the preview."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Organization, User
from plans.documents.reading import LIMITS
from plans.enums import Comparator, PlanKind, SectionType, TargetKind
from plans.forms.item import time_words
from plans.forms.plan import YEARS, editable_organizations
from plans.services import targets as target_service
from plans.services import windows as window_service
from plans.services.drafts import DraftNode, PlanDraft
from plans.services.imports.confirming import Head, head_of
from plans.services.imports.editing import NodeChange
from plans.services.imports.reading import ENCODINGS
from plans.services.items import MAX_TITLE
from plans.services.targets import TargetInput
from plans.services.timetext import read_time
from plans.services.windows import WindowInput
from unionplan.core.errors import DomainError

MEGABYTE = 1024 * 1024
ACCEPTED = ".docx,.xlsx,.txt,.md,.html,.htm"


class ImportForm(forms.Form):
    """A file or pasted text, and the organization whose plan it is."""

    organization = forms.ModelChoiceField(
        label=gettext_lazy("工会组织"), queryset=Organization.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("上传文件"),
        required=False,
        allow_empty_file=True,  # an empty file is refused by the reader, with its own sentence
        help_text=gettext_lazy("Word（.docx）、Excel（.xlsx）、文本（.txt、.md）或保存的网页（.html），不超过 10 MB。"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    text = forms.CharField(
        label=gettext_lazy("或粘贴文字"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("可以一次粘贴一整页，里面有几份计划都行。"),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("文本编码"),
        required=False,
        choices=[("", gettext_lazy("自动识别")), *((name, name.upper()) for name in ENCODINGS)],
        help_text=gettext_lazy("只用于 .txt；文字显示为乱码时再选。"),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organization"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (tells the type checker what stands above)
        field.queryset = editable_organizations(by)

    @property
    def is_too_large(self) -> bool:
        """Whether a file above the limit was sent: answered with 413."""
        file = self.files.get("file")
        return isinstance(file, UploadedFile) and (file.size or 0) > LIMITS.upload_bytes

    def clean_file(self) -> "UploadedFile[Any] | None":
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and self.is_too_large:
            raise forms.ValidationError(
                _("文件有 %(megabytes)s MB，超过 %(limit)s MB 的上限，请删去图片或拆分后再上传。"),
                params={
                    "megabytes": f"{(file.size or 0) / MEGABYTE:.1f}",
                    "limit": LIMITS.upload_bytes // MEGABYTE,
                },
            )
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "file" in data and not self.errors:
            if data["file"] is None and not data["text"].strip():
                self.add_error("file", _("请选择文件，或在下面粘贴文字。"))
            elif data["file"] is not None and data["text"].strip():
                self.add_error("text", _("文件和文字请只选一种。"))
        return data


class HeadForm(forms.Form):
    """What the plan says about itself. Nothing is guessed: a year the document does not name has to be written."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=PlanKind.choices)
    year = forms.IntegerField(
        label=gettext_lazy("年度"),
        min_value=YEARS[0],
        max_value=YEARS[1],
    )
    part = forms.IntegerField(
        label=gettext_lazy("第几期"),
        required=False,
        min_value=1,
        max_value=12,
        help_text=gettext_lazy("半年、季度、月度、学期计划填写，如下半年填 2。"),
    )
    end_year = forms.IntegerField(
        label=gettext_lazy("截至年度"),
        required=False,
        min_value=YEARS[0],
        max_value=YEARS[1],
        help_text=gettext_lazy("只用于跨几年的规划。"),
    )

    def __init__(self, *args: Any, draft: PlanDraft, **kwargs: Any) -> None:
        head = head_of(draft)
        kwargs["initial"] = {name: getattr(head, name) for name in ("title", "kind", "year", "part", "end_year")}
        kwargs.setdefault("auto_id", "head_%s")
        super().__init__(*args, **kwargs)
        if head.year is None:
            self.fields["year"].error_messages["required"] = _("原文没有写明年度，请填写。")

    def head(self) -> Head:
        """What was filled in; line breaks in the title are closed up."""
        data = self.cleaned_data
        return Head(
            title=" ".join(data["title"].split()),
            kind=data["kind"],
            year=data["year"],
            part=data["part"],
            end_year=data["end_year"] if data["kind"] == PlanKind.FIVE_YEAR else None,
        )

    def refuse(self, error: DomainError) -> None:
        """Show a rule's sentence beside the field it belongs to."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class SectionTypeForm(forms.Form):
    """The canonical kind of a heading."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    section_type = forms.ChoiceField(label=gettext_lazy("章节类型"), choices=SectionType.choices)


class NodeForm(forms.Form):
    """An item of the preview: its words and its time. Targets stand below, one row each (`TargetRows`)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=gettext_lazy("事项"), max_length=MAX_TITLE, widget=forms.Textarea(attrs={"rows": 2, "autofocus": True})
    )
    time = forms.CharField(
        label=gettext_lazy("时间"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("如 3月、3月8日、6月11日—13日、第一季度、春节前、每月、待定；几个时间用“；”隔开。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=gettext_lazy("内容"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, node: DraftNode, **kwargs: Any) -> None:
        self.kept = window_service.from_json(node.windows)
        words = "；".join(time_words(given) for given in self.kept)
        kwargs["initial"] = {"version": node.version, "title": node.title, "time": words, "body": node.body}
        kwargs.setdefault("auto_id", f"{node.key}_%s")
        super().__init__(*args, **kwargs)
        if node.is_section:
            del self.fields["time"]

    def clean_time(self) -> str:
        """Every new time must be understood; DomainError's sentence stands beside the field."""
        text: str = self.cleaned_data["time"]
        try:
            self._windows = self._read(text)
        except DomainError as error:
            raise forms.ValidationError(error.message) from error
        return text

    def _read(self, text: str) -> list[WindowInput]:
        """Words that were there already keep their meaning."""
        known = {time_words(given): given for given in self.kept}
        typed = [part.strip() for part in text.replace("；", ";").split(";") if part.strip()]
        return [known[part] if part in known else _window_of(part) for part in typed]

    def change(self, targets: Sequence[TargetInput] | None) -> NodeChange:
        """What is to be corrected; an untouched time or body stays as it is."""
        data = self.cleaned_data
        return NodeChange(
            title=" ".join(data["title"].split("\n")),
            body=data["body"].replace("\r\n", "\n") if "body" in self.changed_data else None,
            windows=self._windows if "time" in self.changed_data else None,
            targets=targets,
        )


def _window_of(text: str) -> WindowInput:
    found = read_time(text)[0]
    return WindowInput(text=found.text, spec=found.spec, start_time=found.start_time, end_time=found.end_time)


class TargetRow(forms.Form):
    """One target. Empty metric and value: the target goes; an empty value alone stays open, which is not zero."""

    metric = forms.CharField(label=gettext_lazy("指标"), required=False, max_length=120)
    comparator = forms.ChoiceField(label=gettext_lazy("比较"), choices=Comparator.choices, required=False)
    value = forms.DecimalField(
        label=gettext_lazy("目标值"), required=False, max_digits=14, decimal_places=2, min_value=Decimal(0)
    )
    value_max = forms.DecimalField(
        label=gettext_lazy("上限"), required=False, max_digits=14, decimal_places=2, min_value=Decimal(0)
    )
    unit = forms.CharField(label=gettext_lazy("单位"), required=False, max_length=20)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("comparator") == Comparator.RANGE and not self.errors:
            low, high = data.get("value"), data.get("value_max")
            if low is None or high is None:
                self.add_error("value_max", _("区间目标请写明下限和上限。"))
            elif high < low:
                self.add_error("value_max", _("上限不能小于下限。"))
        return data


class TargetRows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The targets of one item and an empty row."""

    def __init__(self, *args: Any, node: DraftNode, **kwargs: Any) -> None:
        self.kept = target_service.from_json(node.targets)
        kwargs["initial"] = [
            {
                "metric": given.metric or given.text[:120],
                "comparator": str(given.comparator),
                "value": given.value,
                "value_max": given.value_max,
                "unit": given.unit,
            }
            for given in self.kept
        ]
        kwargs["prefix"] = f"t-{node.key}"
        super().__init__(*args, **kwargs)

    def targets(self) -> list[TargetInput] | None:
        """Every row that says something; None when nothing was touched."""
        if not self.has_changed():
            return None
        return [target for row, form in enumerate(self.forms) if (target := self._target(row, form)) is not None]

    def _target(self, row: int, form: TargetRow) -> TargetInput | None:
        former = self.kept[row] if row < len(self.kept) else None
        if not form.has_changed():
            return former
        data = form.cleaned_data
        if not data.get("metric") and data.get("value") is None:
            return None
        return _typed_target(data, former)


def _typed_target(data: dict[str, Any], former: TargetInput | None) -> TargetInput:
    comparator = Comparator(data["comparator"] or Comparator.AT_LEAST)
    kind = former.kind if former and former.kind != TargetKind.UNKNOWN else TargetKind.COUNT
    return TargetInput(
        metric=data["metric"],
        kind=TargetKind.UNKNOWN if data["value"] is None else TargetKind.PERCENT if data["unit"] == "%" else kind,
        comparator=comparator,
        value=data["value"],
        value_max=data["value_max"] if comparator == Comparator.RANGE else None,
        unit=data["unit"],
    )


TargetFormSet = cast(type[TargetRows], forms.formset_factory(TargetRow, formset=TargetRows, extra=1, max_num=50))
