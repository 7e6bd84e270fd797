"""Transfers between unions and leavings that wait for a committee."""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.choices.archive import OPEN_TRANSFERS, LeavingState, TransferState
from members.enums import Right
from members.forms.archive import AcceptForm, AnswerForm, DecisionForm, DismissalForm, EvidenceForm, PullForm
from members.http import MemberRequest
from members.models import Leaving, Organization, Transfer
from members.permissions import may_approve_members, may_edit_members
from members.services.archive.leaving import add_to_evidence, decide_leaving, dismiss_leaving
from members.services.archive.transferring import accept, cancel_transfer, pull, refuse_transfer, release
from members.views.archive.base import crumbs_to, require_approve, require_edit, require_reader
from members.views.register.base import form_page, page_of, posted, saves
from members.views.scoping import organization_in_scope
from unionplan.core.notices import notify


@require_safe
def transfer_list(request: MemberRequest) -> HttpResponse:
    """Transfers out of and into the unions the reader's offices reach."""
    require_reader(request)
    done = request.GET.get("done") == "1"
    rows = _transfers(request)
    rows = rows.exclude(state__in=OPEN_TRANSFERS) if done else rows.filter(state__in=OPEN_TRANSFERS)
    page = page_of(request, rows)
    user = request.user
    context = {
        "page": page,
        "done": done,
        "releasable": {t.pk for t in page if t.state == TransferState.ASKED and may_edit_members(user, t.source)},
        "acceptable": {t.pk for t in page if t.state == TransferState.RELEASED and may_edit_members(user, t.target)},
        "cancelable": {t.pk for t in page if t.state in OPEN_TRANSFERS and t.asked_by_id == user.pk},
        "unions": [o.organization for o in user.access.offices if may_edit_members(user, o.organization)],
    }
    return render(request, "members/archive/transfer_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def transfer_act(request: MemberRequest, pk: int, act: str) -> HttpResponse:
    """One side's answer: release, accept, refuse, or take it back."""
    service = _ACTS.get(act)
    if service is None:
        raise Http404
    transfer = get_object_or_404(_transfers(request), pk=pk)
    _check_side(request, transfer, act)
    form = {"accept": AcceptForm, "refuse": AnswerForm}.get(act, Form)(posted(request))
    if form.is_valid() and saves(form, lambda: service(transfer_id=transfer.pk, by=request.user, **form.cleaned_data)):
        notify(request, _("已登记：%(name)s 的会籍转接。") % {"name": transfer.member.name})
        return redirect("members:transfer-list")
    words = {
        "release": (_("同意转出：%(name)s"), pgettext("button", "同意转出")),
        "accept": (_("接收会员：%(name)s"), pgettext("button", "接收")),
        "refuse": (_("不予接转：%(name)s"), pgettext("button", "不予接转")),
        "cancel": (_("撤回转接：%(name)s"), pgettext("button", "撤回")),
    }
    title, button = words[act]
    lead = f"{transfer.source} → {transfer.target}\n{transfer.reason}"
    return _form(request, form, title % {"name": transfer.member.name}, button, "members:transfer-list", lead)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_pull(request: MemberRequest, pk: int) -> HttpResponse:
    """A new colleague is a member elsewhere: ask that union to release the membership."""
    target = organization_in_scope(request, pk)
    require_edit(request, target)
    form = PullForm(posted(request))
    if form.is_valid() and saves(form, lambda: pull(target=target, by=request.user, **form.cleaned_data)):
        notify(request, _("已向转出单位提出接转申请。"))
        return redirect("members:transfer-list")
    title = _("接转会员到%(organization)s") % {"organization": target.label}
    lead = _("姓名和证件号码都与原档案一致，才能提出申请。")
    return _form(request, form, title, pgettext("button", "提出接转"), "members:transfer-list", lead)


@require_safe
def leaving_list(request: MemberRequest) -> HttpResponse:
    """Leavings that wait for the committee, with the evidence there is."""
    require_reader(request)
    done = request.GET.get("done") == "1"
    rows = _leavings(request)
    rows = rows.exclude(state=LeavingState.OPEN) if done else rows.filter(state=LeavingState.OPEN)
    page = page_of(request, rows)
    context = {
        "page": page,
        "done": done,
        "decidable": {row.pk for row in page if may_approve_members(request.user, row.organization)},
        "editable": {row.pk for row in page if may_edit_members(request.user, row.organization)},
    }
    return render(request, "members/archive/leaving_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def leaving_act(request: MemberRequest, pk: int, act: str) -> HttpResponse:
    """Add to the evidence, decide, or let the person stay."""
    service = _LEAVING_ACTS.get(act)
    if service is None:
        raise Http404
    leaving = get_object_or_404(_leavings(request), pk=pk)
    (require_edit if act == "evidence" else require_approve)(request, leaving.organization)
    form = {"evidence": EvidenceForm, "decide": DecisionForm, "dismiss": DismissalForm}[act](posted(request))
    if form.is_valid() and saves(form, lambda: service(leaving_id=leaving.pk, by=request.user, **form.cleaned_data)):
        notify(request, _("已登记：%(name)s 的退会事项。") % {"name": leaving.member.name})
        return redirect("members:leaving-list")
    titles = {
        "evidence": _("补充依据：%(name)s"),
        "decide": _("决定退会：%(name)s"),
        "dismiss": _("不予退会：%(name)s"),
    }
    title = titles[act] % {"name": leaving.member.name}
    return _form(request, form, title, pgettext("button", "登记"), "members:leaving-list")


_ACTS: dict[str, Callable[..., Transfer]] = {
    "release": release,
    "accept": accept,
    "refuse": refuse_transfer,
    "cancel": cancel_transfer,
}
_LEAVING_ACTS: dict[str, Callable[..., Leaving]] = {
    "evidence": add_to_evidence,
    "decide": decide_leaving,
    "dismiss": dismiss_leaving,
}


def _check_side(request: MemberRequest, transfer: Transfer, act: str) -> None:
    """403 for the side whose turn it is not; only who asked takes back."""
    if act == "cancel":
        if transfer.asked_by_id != request.user.pk:
            raise Http404
        return
    side = transfer.source if transfer.state == TransferState.ASKED and act != "accept" else transfer.target
    require_edit(request, side)


def _transfers(request: MemberRequest) -> "QuerySet[Transfer]":
    bodies = Organization.objects.below(request.user.access.paths(Right.READ_MEMBERS))
    rows = Transfer.objects.filter(Q(source__in=bodies) | Q(target__in=bodies))
    return rows.select_related("member", "source", "source__parent", "target", "target__parent")


def _leavings(request: MemberRequest) -> "QuerySet[Leaving]":
    bodies = Organization.objects.below(request.user.access.paths(Right.READ_MEMBERS))
    rows = Leaving.objects.filter(organization__in=bodies)
    return rows.select_related("member", "organization", "organization__parent")


def _form(request: MemberRequest, form: Form, title: str, action: str, back: str, lead: str = "") -> HttpResponse:
    return form_page(request, form, title=title, action=action, back=reverse(back), crumbs=[*crumbs_to()], lead=lead)
