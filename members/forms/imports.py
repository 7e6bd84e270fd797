"""Forms of imports: the file, which heading is which column, and how to write what was checked."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.transfers import ImportMode
from members.models import ImportJob
from members.services.importing.kinds import ImportKind
from members.sheets.reading import TABLE_LIMITS
from unionplan.core.untrusted.encodings import CHOICES
from unionplan.core.untrusted.limits import MEGABYTE

OPTION = "option_"
COLUMN = "column_"


class ImportFileForm(forms.Form):
    """The table, and what the kind wants to know once for all rows."""

    file = forms.FileField(
        label=gettext_lazy("上传文件"),
        allow_empty_file=True,  # an empty file is refused by the reader, with its own sentence
        help_text=gettext_lazy("Excel（.xlsx）或文本表格（.csv），不超过 30 MB；分隔符和文字编码会自动识别。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("文本编码"),
        required=False,
        choices=[("", gettext_lazy("自动识别")), *((name, name.upper()) for name in CHOICES)],
        help_text=gettext_lazy("只用于 .csv；文字显示为乱码时再选。"),
    )

    def __init__(self, *args: Any, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in kind.options:
            words = [(str(word), str(word)) for word in each.allowed]
            typed = forms.ChoiceField(choices=words) if words else forms.CharField(max_length=100)
            typed.label, typed.required, typed.help_text = str(each.label), each.is_required, str(each.note)
            self.fields[OPTION + each.key] = typed

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > TABLE_LIMITS.upload_bytes:
            raise forms.ValidationError(
                _("文件超过 %(limit)s MB 的上限，请拆分后再上传。") % {"limit": TABLE_LIMITS.upload_bytes // MEGABYTE}
            )
        return file

    @property
    def options(self) -> dict[str, str]:
        """What was typed for the kind's options."""
        return {name.removeprefix(OPTION): value for name, value in self.cleaned_data.items() if OPTION in name}

    def refuse(self, field: str | None, message: str) -> None:
        """Put a refusal of the service beside its field."""
        own = f"{OPTION}{field}"
        self.add_error(own if own in self.fields else "file", message)


class ColumnsForm(forms.Form):
    """A field for each heading of the file; the same headings are mapped the same way the next time."""

    name = forms.CharField(
        label=gettext_lazy("保存为"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("下次上传相同表头的文件时自动采用，例如“人事系统花名册”。"),
    )

    def __init__(self, *args: Any, job: ImportJob, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._count = len(job.headings)
        choices = [("", gettext_lazy("不导入")), *((each.key, each.label) for each in kind.fields)]
        for place, heading in enumerate(job.headings):
            self.fields[f"{COLUMN}{place}"] = forms.ChoiceField(
                label=heading or _("第 %(number)s 列（没有列名）") % {"number": place + 1},
                choices=choices,
                required=False,
                initial=job.columns[place] if place < len(job.columns) else "",
            )

    @property
    def column_fields(self) -> Iterator[forms.BoundField]:
        """The headings in the order of the file."""
        return (self[f"{COLUMN}{place}"] for place in range(self._count))

    @property
    def columns(self) -> Sequence[str]:
        """Field keys in the order of the headings."""
        return [self.cleaned_data[f"{COLUMN}{place}"] for place in range(self._count)]


class ConfirmForm(forms.Form):
    """All or nothing, or the good rows only."""

    mode = forms.ChoiceField(
        label=gettext_lazy("写入方式"),
        choices=ImportMode.choices,
        widget=forms.RadioSelect,
        initial=ImportMode.ALL,
    )
