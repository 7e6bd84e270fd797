"""Measuring, the steps of the workflow, publicity and the yearly look of an opened file."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.choices.hardship import STEPS_OF_APPROVERS, Category, ReviewResult, Scheme, Step, TakenDown
from members.choices.own import ConsentPurpose
from members.enums import Right
from members.forms.hardship import CategoryForm, ConsentForm, PublishForm, ReviewForm, SettleForm, StepForm
from members.http import MemberRequest
from members.models import HardshipCase, Objection
from members.services import consents
from members.services.hardship import notices
from members.services.hardship.reviews import review_case
from members.services.hardship.showing import proposal_of
from members.services.hardship.sizing import decide_category
from members.services.hardship.steps import take_step
from members.services.hardship.trace import subject_of
from members.views.hardship.base import acted, attempt, form_page, require, with_open_file
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify

# What each step asks beside its day.
_WANTED: dict[Step, frozenset[str]] = {
    Step.CHECK: frozenset({"result"}),
    Step.VISIT: frozenset({"result", "who", "findings"}),
    Step.AUTHORISE: frozenset(),
    Step.COMPARE: frozenset({"result"}),
    Step.REVIEW: frozenset(),
    Step.APPROVE: frozenset(),
    Step.FILE: frozenset({"national_number"}),
    Step.EXIT: frozenset({"reason"}),
    Step.RETURN: frozenset({"reason"}),
    Step.REFUSE: frozenset({"reason"}),
    Step.WITHDRAW: frozenset({"reason"}),
}


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def case_assess(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    """Every line of the measurement, and the officer's word."""
    proposal, unknown = proposal_of(case, timezone.localdate())
    proposed = proposal.category if proposal else None
    form = CategoryForm(
        request.POST if request.method == "POST" else None,
        scheme=Scheme(case.scheme),
        initial={"category": case.category or proposed},
    )
    if form.is_valid():
        data = form.cleaned_data
        decided = attempt(
            form,
            lambda: decide_category(
                case_id=case.pk, category=Category(data["category"]), reason=data["reason"], by=request.user
            ),
        )
        if decided is not None:
            notify(request, _("已认定。"))
            return redirect(case.get_absolute_url())
    context = {"case": case, "form": form, "proposal": proposal, "unknown": unknown}
    return render(request, "members/hardship/assess.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file()
def case_step(request: MemberRequest, case: HardshipCase, step: str) -> HttpResponse:
    """One step; publicity has a page of its own."""
    if step not in _WANTED:
        raise Http404
    taken = Step(step)
    require(request, Right.APPROVE_HARDSHIP if taken in STEPS_OF_APPROVERS else Right.EDIT_HARDSHIP, case.organization)
    form = StepForm(
        request.POST if request.method == "POST" else None,
        wanted=_WANTED[taken],
        initial={"on": timezone.localdate()},
    )
    if form.is_valid():
        words = dict(form.cleaned_data)
        done = attempt(form, lambda: take_step(case_id=case.pk, step=taken, by=request.user, **words))
        if done is not None:
            notify(request, _("已登记“%(step)s”。") % {"step": taken.label})
            return redirect(case.get_absolute_url())
    return form_page(request, form, title=str(taken.label), action=_("登记"), back=case.get_absolute_url(), case=case)


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def case_consent(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    """Enter the signed separate consent to publicity; the member may also say yes on the own page."""
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = attempt(
            form,
            lambda: consents.give(
                member=case.member,
                purpose=ConsentPurpose.PUBLICITY,
                scope=subject_of(case.pk),
                paper=form.cleaned_data["paper"],
                by=request.user,
            ),
        )
        if given is not None:
            notify(request, _("已登记公示同意。"))
            return redirect(case.get_absolute_url())
    words = str(consents.TEXTS[ConsentPurpose.PUBLICITY].body)
    return form_page(
        request, form, title=_("登记公示同意"), action=_("登记"), back=case.get_absolute_url(), case=case, note=words
    )


@require_POST
@with_open_file(Right.EDIT_HARDSHIP)
def case_consent_withdraw(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    """The member takes the consent back through an officer: the notice is down at once."""
    acted(
        request,
        lambda: consents.withdraw(
            member=case.member, purpose=ConsentPurpose.PUBLICITY, scope=subject_of(case.pk), by=request.user
        ),
        _("已撤回同意，公示已撤下。"),
    )
    return redirect(case.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def case_publish(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    """Put a notice up."""
    today = timezone.localdate()
    try:
        last = notices.last_day(case, today)
    except DomainError:
        last = today
    form = PublishForm(
        request.POST if request.method == "POST" else None, initial={"starts_on": today, "ends_on": last}
    )
    if form.is_valid():
        put_up = attempt(form, lambda: notices.publish(case_id=case.pk, by=request.user, **form.cleaned_data))
        if put_up is not None:
            notify(request, _("已公示，到 %(day)s 为止。") % {"day": put_up.ends_on.isoformat()})
            return redirect(case.get_absolute_url())
    note = _("只公示隐去一个字的姓名、单位和困难类别，期满自动撤下。")
    return form_page(
        request, form, title=_("发布公示"), action=_("发布公示"), back=case.get_absolute_url(), case=case, note=note
    )


@require_POST
@with_open_file(Right.EDIT_HARDSHIP)
def notice_down(request: MemberRequest, case: HardshipCase, notice: int) -> HttpResponse:
    """Take a notice down before its day."""
    row = get_object_or_404(case.notices, pk=notice)
    acted(
        request,
        lambda: notices.take_down(notice_id=row.pk, by=request.user, why=TakenDown.STOPPED, now=timezone.now()),
        _("公示已撤下。"),
    )
    return redirect(case.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def objection_settle(request: MemberRequest, case: HardshipCase, objection: int) -> HttpResponse:
    """What came of an objection."""
    row = get_object_or_404(Objection.objects.filter(notice__case=case), pk=objection)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        settled = attempt(
            form, lambda: notices.settle_objection(objection_id=row.pk, by=request.user, **form.cleaned_data)
        )
        if settled is not None:
            notify(request, _("已登记处理结果。"))
            return redirect(case.get_absolute_url())
    return form_page(
        request, form, title=_("处理异议"), action=_("登记"), back=case.get_absolute_url(), case=case,
        note=row.facts.get("words", ""),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def case_review(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    """The yearly look."""
    form = ReviewForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    if form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form,
            lambda: review_case(
                case_id=case.pk,
                on=data["on"],
                result=ReviewResult(data["result"]),
                findings=data["findings"],
                by=request.user,
            ),
        )
        if done is not None:
            notify(request, _("已登记复核。"))
            return redirect(case.get_absolute_url())
    return form_page(request, form, title=_("年度复核"), action=_("登记复核"), back=case.get_absolute_url(), case=case)
