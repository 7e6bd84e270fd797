"""What is typed about events and sign-ups."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.enums import EventKind, ForWhom, QuestionKind
from activities.models import Event, Question
from activities.services.events import SessionInput
from activities.services.questions import QuestionInput
from members.choices.people import Gender
from members.models import Organization
from members.models.organizations import OrganizationQuerySet

_MOMENT = "%Y-%m-%dT%H:%M"


def _moment_field(label: Any, *, required: bool = False) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    return forms.DateTimeField(label=label, required=required, widget=widget, input_formats=[_MOMENT])


class EventForm(forms.Form):
    """An event; times and questions stand in forms of their own beside it."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=EventKind, initial=EventKind.OTHER)
    place = forms.CharField(label=gettext_lazy("地点"), max_length=120, required=False)
    text = forms.CharField(
        label=gettext_lazy("介绍"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    for_whom = forms.ChoiceField(label=gettext_lazy("对象"), choices=ForWhom, initial=ForWhom.ALL)
    gender = forms.ChoiceField(
        label=gettext_lazy("性别"), choices=[("", gettext_lazy("不限")), *Gender.choices], required=False
    )
    invited = forms.ModelMultipleChoiceField(
        label=gettext_lazy("只邀请这些单位"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=gettext_lazy("不选则面向主办工会及其下级的全部会员。"),
    )
    needs_sign_up = forms.BooleanField(label=gettext_lazy("需要报名"), required=False, initial=True)
    capacity = forms.IntegerField(
        label=gettext_lazy("名额"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("含随行家属；不限名额请留空。"),
    )
    companions_max = forms.IntegerField(
        label=gettext_lazy("每人可带家属"), min_value=0, max_value=20, required=False, initial=0
    )
    opens_at = _moment_field(gettext_lazy("报名开始"))
    closes_at = _moment_field(gettext_lazy("报名截止"))
    asks_photo_consent = forms.BooleanField(label=gettext_lazy("报名时征求拍照意见"), required=False)

    def __init__(self, *args: Any, organizations: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invited"].queryset = organizations  # type: ignore[attr-defined]

    def clean_companions_max(self) -> int:
        return self.cleaned_data["companions_max"] or 0


class SessionForm(forms.Form):
    """One time; an empty line is left out."""

    starts_at = _moment_field(gettext_lazy("开始"))
    ends_at = _moment_field(gettext_lazy("结束"))
    note = forms.CharField(label=gettext_lazy("说明"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if bool(starts_at) != bool(ends_at) and not self.errors:
            self.add_error("ends_at" if starts_at else "starts_at", _("开始和结束都要填写。"))
        elif starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("结束应晚于开始。"))
        return data


class QuestionForm(forms.Form):
    """One question; an empty line is left out."""

    text = forms.CharField(label=gettext_lazy("问题"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("类型"), choices=QuestionKind, initial=QuestionKind.TEXT, required=False
    )
    choices = forms.CharField(
        label=gettext_lazy("选项"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("用顿号分开，例如：大、中、小"),
    )
    is_required = forms.BooleanField(label=gettext_lazy("必答"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        options = [part.strip() for part in data.get("choices", "").replace("，", "、").split("、") if part.strip()]
        if data.get("text") and data.get("kind") == QuestionKind.CHOICE and len(options) < 2:
            self.add_error("choices", _("单选至少写两个选项。"))
        data["options"] = options
        return data


SessionFormSet = forms.formset_factory(SessionForm, extra=1, max_num=30, absolute_max=30)
QuestionFormSet = forms.formset_factory(QuestionForm, extra=1, max_num=10, absolute_max=10)


def sessions_of(formset: Iterable[forms.Form]) -> list[SessionInput]:
    """The times that were filled in."""
    return [
        SessionInput(form.cleaned_data["starts_at"], form.cleaned_data["ends_at"], note=form.cleaned_data["note"])
        for form in formset
        if form.cleaned_data.get("starts_at")
    ]


def questions_of(formset: Iterable[forms.Form]) -> list[QuestionInput]:
    """The questions that were filled in, in their order."""
    return [
        QuestionInput(
            text=form.cleaned_data["text"],
            kind=QuestionKind(form.cleaned_data["kind"] or QuestionKind.TEXT),
            choices=tuple(form.cleaned_data["options"]),
            is_required=form.cleaned_data["is_required"],
        )
        for form in formset
        if form.cleaned_data.get("text")
    ]


class SignUpForm(forms.Form):
    """What the event asks of who signs up: only what it needs."""

    def __init__(self, *args: Any, event: Event, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if event.companions_max:
            self.fields["companions"] = forms.IntegerField(
                label=_("随行家属人数"), min_value=0, max_value=event.companions_max, required=False, initial=0
            )
        for question in questions:
            self.fields[f"question_{question.pk}"] = _question_field(question)
        if event.asks_photo_consent:
            self.fields["photo_consent"] = forms.ChoiceField(
                label=_("现场拍照"),
                choices=[("yes", _("同意被拍照并用于工会宣传")), ("no", _("不同意"))],
                widget=forms.RadioSelect,
            )

    def values(self) -> dict[str, Any]:
        """Arguments of `sign_up`."""
        data = self.cleaned_data
        consent = data.get("photo_consent")
        return {
            "companions": data.get("companions") or 0,
            "photo_consent": None if consent is None else consent == "yes",
            "answers": {
                int(name.removeprefix("question_")): str(value)
                for name, value in data.items()
                if name.startswith("question_")
            },
        }


def _question_field(question: Question) -> forms.Field:
    if question.kind == QuestionKind.CHOICE:
        options = [("", "—"), *((choice, choice) for choice in question.choices)]
        return forms.ChoiceField(label=question.text, choices=options, required=question.is_required)
    if question.kind == QuestionKind.YES_NO:
        answers = [(_("是"), _("是")), (_("否"), _("否"))]
        return forms.ChoiceField(
            label=question.text, choices=answers, widget=forms.RadioSelect, required=question.is_required
        )
    return forms.CharField(label=question.text, max_length=300, required=question.is_required)


class ReasonForm(forms.Form):
    """Why an event is cancelled."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=300, help_text=gettext_lazy("已报名的会员会看到。"))
