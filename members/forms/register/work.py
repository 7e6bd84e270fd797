"""What is typed about set-ups, terms, elections and hand-overs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.choices.register import NEXT_SETUP_STATES, Committee, SetupForm, SetupState
from members.enums import OrganizationKind, Post
from members.forms.register.fields import EmployersField, OrganizationField, UserField, day_input
from members.models import Organization, SetupCandidate, Term, User
from members.models.employers import EmployerQuerySet
from members.models.organizations import OrganizationQuerySet
from members.services.register.counting import UNIONS
from members.services.register.terms import Standing

# A new union is a union of its own; its branches come later.
_KINDS = [(kind.value, kind.label) for kind in UNIONS]
_POSTS = [
    (post.value, post.label)
    for post in (Post.CHAIR, Post.VICE_CHAIR, Post.COMMITTEE, Post.WOMEN_OFFICER, Post.FINANCE, Post.AUDITOR)
]
BLANK_ROWS = 3


class CandidateForm(forms.Form):
    """A union that should be set up."""

    name = forms.CharField(label=_("拟建工会名称"), max_length=120)
    form = forms.ChoiceField(label=_("组建形式"), choices=SetupForm, initial=SetupForm.SINGLE)
    employers = EmployersField(label=_("用人单位"), help_text=_("每行一个，写单位名称或信用代码；单位须已登记"))
    expected_members = forms.IntegerField(label=_("预计会员数"), required=False, min_value=0, max_value=1_000_000)
    planned_on = forms.DateField(label=_("计划建会日期"), required=False, widget=day_input())
    in_charge = UserField(label=_("经办人用户名"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, among: EmployerQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employers"].among = among  # type: ignore[attr-defined]

    @staticmethod
    def known(candidate: SetupCandidate) -> dict[str, Any]:
        """What is kept already, as initial values."""
        fields = ("name", "form", "expected_members", "planned_on", "in_charge", "version")
        return {name: getattr(candidate, name) for name in fields} | {"employers": list(candidate.employers.all())}


class AdvanceForm(forms.Form):
    """The next step of a set-up; founding asks how the union is called in the tree."""

    to = forms.ChoiceField(label=_("下一步"))
    on = forms.DateField(label=_("日期"), widget=day_input())
    reason = forms.CharField(label=_("说明"), max_length=200, required=False, help_text=_("暂缓、放弃时必须写明原因"))
    code = forms.SlugField(label=_("新工会的编码"), max_length=40, required=False, help_text=_("转为“已建”时填写"))
    kind = forms.ChoiceField(label=_("新工会的类型"), choices=_KINDS, required=False)
    existing = OrganizationField(
        label=_("已经登记的工会"), required=False, help_text=_("组织树里已有这个工会时选它，不再新建")
    )

    def __init__(self, *args: Any, state: SetupState, among: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = NEXT_SETUP_STATES[state]
        self.fields["to"].choices = [(step.value, step.label) for step in steps]  # type: ignore[attr-defined]
        if SetupState.FOUNDED in steps:
            self.fields["existing"].among = among  # type: ignore[attr-defined]
            self.fields["kind"].initial = OrganizationKind.BASE
        else:
            for name in ("code", "kind", "existing"):
                del self.fields[name]


class TermForm(forms.Form):
    """A new term of a committee."""

    committee = forms.ChoiceField(label=_("委员会"), choices=Committee, initial=Committee.UNION)
    number = forms.IntegerField(label=_("届次"), min_value=1, max_value=99)
    starts_on = forms.DateField(label=_("任期起"), widget=day_input())
    years = forms.TypedChoiceField(label=_("每届任期"), coerce=int)
    seats = forms.IntegerField(label=_("应选人数"), min_value=1, max_value=99, initial=5)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(number), _("%(years)s 年") % {"years": number}) for number in years]
        self.fields["years"].choices = choices  # type: ignore[attr-defined]


class TermEndForm(forms.Form):
    """A term ends on another day than it was elected for."""

    ends_on = forms.DateField(label=_("任期止"), widget=day_input())
    remark = forms.CharField(
        label=_("情况说明"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("原因和上级工会的批准"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ElectionForm(forms.Form):
    """How a committee was elected, as counts."""

    elected_on = forms.DateField(label=_("选举日期"), required=False, widget=day_input())
    seats = forms.IntegerField(label=_("应选人数"), min_value=1, max_value=99)
    entitled = forms.IntegerField(label=_("应到人数"), required=False, min_value=1, max_value=1_000_000)
    present = forms.IntegerField(label=_("实到人数"), required=False, min_value=0, max_value=1_000_000)
    reported_on = forms.DateField(label=_("报上级工会日期"), required=False, widget=day_input())
    approval = forms.CharField(label=_("批复文号"), required=False, max_length=60)
    remark = forms.CharField(
        label=_("情况说明"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("有不符合规定的地方，写明原因才能保存"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def known(term: Term) -> dict[str, Any]:
        """What is kept already, as initial values."""
        return {name: getattr(term, name) for name in ElectionForm.base_fields}

    @property
    def facts(self) -> dict[str, Any]:
        """The counts, once the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("remark", "version")}


class StoodForm(forms.Form):
    """Somebody who stood for election; a row without a name counts for nothing."""

    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    username = forms.CharField(label=_("用户名"), max_length=150, required=False)
    post = forms.ChoiceField(label=_("职务"), choices=_POSTS, initial=Post.COMMITTEE, required=False)
    field_of_work = forms.CharField(label=_("分工"), max_length=60, required=False)
    votes = forms.IntegerField(label=_("得票"), required=False, min_value=0, max_value=1_000_000)
    is_elected = forms.BooleanField(label=_("当选"), required=False)
    is_head = forms.BooleanField(label=_("主任"), required=False)


StoodFormSet = forms.formset_factory(StoodForm, extra=BLANK_ROWS, max_num=60, validate_max=True)


def stood_rows(formset: Any) -> list[Standing]:
    """The rows that carry a name, once the formset is valid."""
    rows = [form.cleaned_data for form in formset if form.cleaned_data.get("name", "").strip()]
    return [Standing(**{**row, "post": Post(row["post"] or Post.COMMITTEE)}) for row in rows]


def known_rows(term: Term) -> list[dict[str, Any]]:
    """Everybody recorded already, as initial rows."""
    return [
        {
            "name": row.name,
            "username": row.user.username if row.user else "",
            "post": row.post,
            "field_of_work": row.field_of_work,
            "votes": row.votes,
            "is_elected": row.is_elected,
            "is_head": row.is_head,
        }
        for row in term.candidates.select_related("user")
    ]


class HandoverForm(forms.Form):
    """Who takes the work over."""

    to = forms.ModelChoiceField(label=_("接手人"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, successors: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.filter(pk__in=[user.pk for user in successors]).order_by(  # type: ignore[attr-defined]
            "full_name", "pk"
        )


def unions_below(parent: Organization) -> OrganizationQuerySet:
    """What a set-up may turn out to be."""
    return Organization.objects.below([str(parent.path)]).exclude(pk=parent.pk)
