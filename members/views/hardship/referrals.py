"""Referral to work: needs, where people were sent, what came of it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.choices.hardship import ReferralResult, WorkNeed
from members.enums import Right
from members.forms.hardship_help import NeedForm, PlacementForm, SendForm
from members.http import MemberRequest
from members.models import HardshipCase, WorkReferral
from members.services.hardship.listing import referral_rows
from members.services.hardship.referrals import note_need, note_result, refer
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
def referral_list(request: MemberRequest) -> HttpResponse:
    organizations = request.user.access.organizations_with(Right.OPEN_HARDSHIP)
    rows = WorkReferral.objects.filter(organization__in=organizations).select_related("member", "organization")
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": referral_rows(page.object_list, request.user),
        "may_add": request.user.access.may_anywhere(Right.EDIT_HARDSHIP),
    }
    return area_page(request, "members/hardship/referral_list.html", context, here="referrals")


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def referral_new(request: MemberRequest) -> HttpResponse:
    form = NeedForm(
        request.POST if request.method == "POST" else None,
        organizations=may_write_in(request),
        initial={"asked_on": timezone.localdate()},
    )
    if form.is_valid() and _noted(request, form):
        notify(request, _("已登记就业需求。"))
        return redirect("members:referral-list")
    return form_page(request, form, title=_("登记就业需求"), action=_("登记"), back=reverse("members:referral-list"))


def _noted(request: MemberRequest, form: NeedForm) -> bool:
    data = form.cleaned_data
    member = member_named(form, data["organization"], data["member"])
    if member is None:
        return False
    case = HardshipCase.objects.open().filter(member=member, organization=data["organization"]).first()
    noted = attempt(
        form,
        lambda: note_need(
            member=member,
            organization=data["organization"],
            need=WorkNeed(data["need"]),
            wishes=data["wishes"],
            asked_on=data["asked_on"],
            by=request.user,
            case=case,
        ),
    )
    return noted is not None


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def referral_send(request: MemberRequest, pk: int) -> HttpResponse:
    referral = row_in_scope(request, WorkReferral.objects.select_related("member"), pk, Right.EDIT_HARDSHIP)
    form = SendForm(request.POST if request.method == "POST" else None, initial={"referred_on": timezone.localdate()})
    if form.is_valid():
        sent = attempt(form, lambda: refer(referral_id=referral.pk, by=request.user, **form.cleaned_data))
        if sent is not None:
            notify(request, _("已登记推荐。"))
            return redirect("members:referral-list")
    back = reverse("members:referral-list")
    return form_page(request, form, title=_("登记推荐"), action=_("登记"), back=back, note=_about(referral))


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def referral_result(request: MemberRequest, pk: int) -> HttpResponse:
    referral = row_in_scope(request, WorkReferral.objects.select_related("member"), pk, Right.EDIT_HARDSHIP)
    form = PlacementForm(
        request.POST if request.method == "POST" else None, initial={"result_on": timezone.localdate()}
    )
    if form.is_valid():
        data = dict(form.cleaned_data)
        data["result"] = ReferralResult(data["result"])
        noted = attempt(form, lambda: note_result(referral_id=referral.pk, by=request.user, **data))
        if noted is not None:
            notify(request, _("已登记结果。"))
            return redirect("members:referral-list")
    back = reverse("members:referral-list")
    return form_page(request, form, title=_("登记结果"), action=_("登记"), back=back, note=_about(referral))


def _about(referral: WorkReferral) -> str:
    return _("%(name)s · %(need)s") % {"name": mask_name(referral.member.name), "need": referral.get_need_display()}
