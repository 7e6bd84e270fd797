"""Help given: the list, proposals, the second person's word, and handing over."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.choices.hardship import AidKind, AidSource, AidState, TemporaryOutcome
from members.enums import Right
from members.forms.hardship_help import AidForm, DecideForm, GiveForm, SettleTemporaryForm, TemporaryAidForm
from members.http import MemberRequest
from members.models import AidRecord, HardshipCase, Member, Organization
from members.services.hardship.aid import ask_for_aid, decide_aid, give_aid, settle_temporary
from members.services.hardship.listing import aid_rows, aid_total
from members.views.hardship.base import (
    area_page,
    attempt,
    form_page,
    may_write_in,
    member_named,
    page_of,
    row_in_scope,
    uncached,
    with_open_file,
)
from unionplan.core.notices import notify


@require_safe
@uncached
def aid_list(request: MemberRequest) -> HttpResponse:
    """Help in the reader's reach: masked names, kind, money, state."""
    rows = AidRecord.objects.openable_by(request.user).select_related("member", "organization", "case", "asked_by")
    asked = {key: request.GET.get(key, "") for key in ("state", "kind", "year")}
    for key, values in (("state", AidState.values), ("kind", AidKind.values)):
        if asked[key] in values:
            rows = rows.filter(**{key: asked[key]})
    if asked["year"].isdecimal():
        rows = rows.filter(year=int(asked["year"][:4]))
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": aid_rows(page.object_list, request.user),
        "total": aid_total(rows),
        "asked": asked,
        "states": AidState.choices,
        "kinds": AidKind.choices,
        "may_add": request.user.access.may_anywhere(Right.EDIT_HARDSHIP),
    }
    return area_page(request, "members/hardship/aid_list.html", context, here="aid")


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def aid_new(request: MemberRequest) -> HttpResponse:
    """Temporary help for a member without a file."""
    form = TemporaryAidForm(
        request.POST if request.method == "POST" else None,
        organizations=may_write_in(request),
        initial={"year": timezone.localdate().year, "kind": AidKind.TEMPORARY},
    )
    if form.is_valid():
        organization = form.cleaned_data["organization"]
        member = member_named(form, organization, form.cleaned_data["member"])
        if member is not None and _asked(request, form, member, organization, None):
            return redirect("members:aid-list")
    note = _("没有建档的职工遇到急难时登记；之后转建档或注销。")
    return form_page(
        request, form, title=_("登记临时帮扶"), action=_("提交审批"), back=reverse("members:aid-list"), note=note
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_file(Right.EDIT_HARDSHIP)
def aid_add(request: MemberRequest, case: HardshipCase) -> HttpResponse:
    """Propose help for the household of a file."""
    form = AidForm(request.POST if request.method == "POST" else None, initial={"year": timezone.localdate().year})
    if form.is_valid() and _asked(request, form, case.member, case.organization, case):
        return redirect(case.get_absolute_url())
    return form_page(request, form, title=_("登记帮扶"), action=_("提交审批"), back=case.get_absolute_url(), case=case)


def _asked(
    request: MemberRequest, form: Any, member: Member, organization: Organization, case: HardshipCase | None
) -> bool:
    data = form.cleaned_data
    asked = attempt(
        form,
        lambda: ask_for_aid(
            member=member,
            organization=organization,
            case=case,
            kind=AidKind(data["kind"]),
            source=AidSource(data["source"]),
            amount=data["amount"],
            year=data["year"],
            note=data["note"],
            by=request.user,
        ),
    )
    if asked is None:
        return False
    notify(request, _("已提交，由另一人审批。"))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def aid_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Yes or no, by somebody else than who asked."""
    aid = row_in_scope(request, AidRecord.objects.select_related("member"), pk, Right.APPROVE_HARDSHIP)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        decided = attempt(
            form,
            lambda: decide_aid(
                aid_id=aid.pk, is_approved=data["decision"] == "yes", reason=data["reason"], by=request.user
            ),
        )
        if decided is not None:
            notify(request, _("已审批。"))
            return redirect("members:aid-list")
    return form_page(
        request, form, title=_("审批帮扶"), action=_("提交意见"), back=reverse("members:aid-list"), note=_about(aid)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def aid_give(request: MemberRequest, pk: int) -> HttpResponse:
    """It was handed over."""
    aid = row_in_scope(request, AidRecord.objects.select_related("member"), pk, Right.EDIT_HARDSHIP)
    form = GiveForm(request.POST if request.method == "POST" else None, initial={"given_on": timezone.localdate()})
    if form.is_valid():
        given = attempt(form, lambda: give_aid(aid_id=aid.pk, by=request.user, **form.cleaned_data))
        if given is not None:
            notify(request, _("已登记发放。"))
            return redirect("members:aid-list")
    return form_page(
        request, form, title=_("登记发放"), action=_("登记"), back=reverse("members:aid-list"), note=_about(aid)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@uncached
def aid_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Temporary help became a file, or is closed."""
    aid = row_in_scope(request, AidRecord.objects.select_related("member"), pk, Right.EDIT_HARDSHIP)
    form = SettleTemporaryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcome = TemporaryOutcome(form.cleaned_data["outcome"])
        settled = attempt(form, lambda: settle_temporary(aid_id=aid.pk, outcome=outcome, by=request.user))
        if settled is not None:
            notify(request, _("已登记。"))
            return redirect("members:aid-list")
    return form_page(
        request, form, title=_("临时帮扶的后续"), action=_("登记"), back=reverse("members:aid-list"), note=_about(aid)
    )


def _about(aid: AidRecord) -> str:
    from unionplan.core.identifiers import mask_name

    return _("%(name)s · %(kind)s · %(source)s · %(amount)s 元") % {
        "name": mask_name(aid.member.name),
        "kind": aid.get_kind_display(),
        "source": aid.get_source_display(),
        "amount": aid.amount,
    }
