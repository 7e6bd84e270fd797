"""金秋助学: the list, applications, and decisions by two people."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.choices.hardship import AidSource, StudyExclusion, StudyLevel, StudyState
from members.enums import Right
from members.forms.hardship_help import StudyDecisionForm, StudyForm
from members.http import MemberRequest
from members.models import HardshipCase, StudyAid
from members.services.hardship.listing import study_rows
from members.services.hardship.study import (
    admission_of,
    apply_for_study,
    approve_study,
    refuse_study,
    review_study,
)
from members.views.hardship.base import (
    area_page,
    attempt,
    form_page,
    may_write_in,
    member_named,
    page_of,
    row_in_scope,
    uncached,
)
from unionplan.core.identifiers import mask_name
from unionplan.core.notices import notify


@require_safe
@uncached
def study_list(request: MemberRequest) -> HttpResponse:
    """Applications in the reader's reach; children stand behind masks."""
    organizations = request.user.access.organizations_with(Right.OPEN_HARDSHIP)
    rows = StudyAid.objects.filter(organization__in=organizations).select_related("member", "organization", "case")
    year = request.GET.get("year", "")
    if year.isdecimal():
        rows = rows.filter(year=int(year[:4]))
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": study_rows(page.object_list, request.user),
        "year": year,
        "may_add": request.user.access.may_anywhere(Right.EDIT_HARDSHIP),
    }
    return area_page(request, "members/hardship/study_list.html", context, here="study")


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def study_new(request: MemberRequest) -> HttpResponse:
    form = StudyForm(
        request.POST if request.method == "POST" else None,
        organizations=may_write_in(request),
        initial={"applied_on": timezone.localdate(), "guardian_consent_on": timezone.localdate()},
    )
    if form.is_valid() and _applied(request, form):
        notify(request, _("已登记助学申请。"))
        return redirect("members:study-list")
    return form_page(request, form, title=_("登记助学申请"), action=_("登记申请"), back=reverse("members:study-list"))


def _applied(request: MemberRequest, form: StudyForm) -> bool:
    data = dict(form.cleaned_data)
    organization, words = data.pop("organization"), data.pop("member")
    member = member_named(form, organization, words)
    if member is None:
        return False
    case = HardshipCase.objects.filter(member=member, organization=organization, state="filed").first()
    data["level"], data["exclusion"] = StudyLevel(data["level"]), StudyExclusion(data["exclusion"])
    applied = attempt(
        form,
        lambda: apply_for_study(
            member=member,
            organization=organization,
            case=case,
            admission=admission_of(case) if case else None,
            by=request.user,
            **data,
        ),
    )
    return applied is not None


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def study_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """First word, then second word by somebody else, or no with a reason."""
    study = row_in_scope(request, StudyAid.objects.select_related("member"), pk, Right.APPROVE_HARDSHIP)
    form = StudyDecisionForm(
        request.POST if request.method == "POST" else None, asks_source=study.state == StudyState.REVIEWED
    )
    if form.is_valid() and _decided(request, form, study):
        notify(request, _("已登记审批意见。"))
        return redirect("members:study-list")
    facts = study.facts
    note = _("学生 %(student)s，%(school)s，%(level)s，%(amount)s 元") % {
        "student": mask_name(facts.get("student", "")),
        "school": facts.get("school", ""),
        "level": study.get_level_display(),
        "amount": study.amount,
    }
    title = _("审批助学") if study.state == StudyState.REVIEWED else _("初审助学")
    return form_page(request, form, title=title, action=_("提交意见"), back=reverse("members:study-list"), note=note)


def _decided(request: MemberRequest, form: StudyDecisionForm, study: StudyAid) -> bool:
    data = form.cleaned_data
    if data["decision"] == "no":
        return (
            attempt(form, lambda: refuse_study(study_id=study.pk, reason=data["reason"], by=request.user)) is not None
        )
    if study.state == StudyState.REVIEWED:
        source = AidSource(data["source"])
        return attempt(form, lambda: approve_study(study_id=study.pk, source=source, by=request.user)) is not None
    return attempt(form, lambda: review_study(study_id=study.pk, by=request.user)) is not None
