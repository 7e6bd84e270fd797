"""One member's dues: the arithmetic of each charge, every entry, the wage, and asking for a counter-entry."""

from typing import cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from members.choices.dues import EntryKind
from members.forms.dues import CorrectionForm, PayForm, WageForm
from members.http import MemberRequest
from members.models import DuesReceipt, DuesRecord, Member, Organization
from members.permissions import may_collect_dues, may_manage_dues
from members.services.dues.collecting import pay
from members.services.dues.correcting import ask_correction
from members.services.dues.statements import statement_of
from members.services.dues.wages import set_wage
from members.views.dues.base import collecting_organization, done, form_page, managed_organization, readable
from members.views.own.base import own_member
from unionplan.core.notices import notify


@require_safe
def dues_member(request: MemberRequest, pk: int) -> HttpResponse:
    """What an officer sees of a member at home within reach: the whole history, it moved along with the member."""
    member = get_object_or_404(Member.objects.filter(home__in=readable(request)).select_related("home"), pk=pk)
    context = {
        "member": member,
        "statement": statement_of(member),
        "wages": member.wages.all(),
        "may_manage": may_manage_dues(request.user, _home(member)),
        "may_collect": may_collect_dues(request.user, _home(member)),
    }
    return render(request, "members/dues/member.html", context)


@require_safe
def dues_own(request: MemberRequest) -> HttpResponse:
    """What a member sees of the own dues: everything, wherever it was charged."""
    member = own_member(request)
    return render(request, "members/dues/own.html", {"member": member, "statement": statement_of(member)})


@require_http_methods(["GET", "HEAD", "POST"])
def dues_wage(request: MemberRequest, pk: int) -> HttpResponse:
    """A wage from a day on; typed amounts are sent by POST only and stay out of the trail."""
    member = get_object_or_404(Member.objects.filter(home__in=readable(request)).select_related("home"), pk=pk)
    organization = managed_organization(request, _home(member).pk)
    form = WageForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": timezone.localdate().replace(day=1)},
    )
    saved = done(
        form,
        lambda: set_wage(
            member=member,
            starts_on=form.cleaned_data["starts_on"],
            components=form.components(),
            source=form.cleaned_data["source"],
            by=request.user,
        ),
    )
    if saved:
        notify(request, _("已登记工资基数。"))
        return redirect(_address(member))
    title = _("登记%(name)s的工资基数") % {"name": member.name}
    return form_page(request, form, organization, title=title, action=_("保存"), back=_address(member))


@require_http_methods(["GET", "HEAD", "POST"])
def dues_pay(request: MemberRequest, pk: int) -> HttpResponse:
    """Any amount up to what is owed, over the counter: the oldest debt is paid first."""
    member = get_object_or_404(Member.objects.filter(home__in=readable(request)).select_related("home"), pk=pk)
    organization = collecting_organization(request, _home(member).pk)
    form = PayForm(request.POST if request.method == "POST" else None, initial={"paid_on": timezone.localdate()})
    receipts: list[DuesReceipt] = []
    if done(form, lambda: receipts.append(pay(member=member, by=request.user, **form.cleaned_data))):
        notify(request, _("已收 %(amount)s 元。") % {"amount": receipts[0].amount})
        return redirect(reverse("members:dues-receipt", args=[receipts[0].pk]))
    title, action = _("收%(name)s的会费") % {"name": member.name}, _("收款并开收据")
    return form_page(request, form, organization, title=title, action=action, back=_address(member))


@require_http_methods(["GET", "HEAD", "POST"])
def dues_correct(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for a refund, correction or waiver of one charge; it is booked after the second look."""
    charges = DuesRecord.objects.reachable_by(request.user).select_related("member", "period", "organization")
    charge = get_object_or_404(charges, pk=pk)
    organization = collecting_organization(request, charge.organization_id)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    saved = done(
        form,
        lambda: ask_correction(
            charge=charge,
            kind=EntryKind(form.cleaned_data["kind"]),
            amount=form.signed(),
            reason=form.cleaned_data["reason"],
            method=form.cleaned_data["method"],
            by=request.user,
        ),
    )
    if saved:
        notify(request, _("已提交，等待另一个人复核后入账。"))
        return redirect(_address(charge.member))
    note = _("%(period)s应缴 %(due)s 元，已缴 %(paid)s 元，欠缴 %(balance)s 元。") % {
        "period": charge.period,
        "due": charge.due + charge.adjusted,
        "paid": charge.paid,
        "balance": charge.balance,
    }
    title = _("更正%(name)s的会费") % {"name": charge.member.name}
    action, back = pgettext("button", "提交复核"), _address(charge.member)
    return form_page(request, form, organization, title=title, action=action, back=back, note=note)


def _home(member: Member) -> Organization:
    """The query asked for members at home somewhere."""
    return cast(Organization, member.home)


def _address(member: Member) -> str:
    return reverse("members:dues-member", args=[member.pk])
