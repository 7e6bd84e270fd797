"""Consents of the reader: what was agreed to, in which words, and how to take it back."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.choices.own import ConsentPurpose
from members.http import MemberRequest
from members.services import consents
from members.views.own.base import own_member
from unionplan.core.notices import notify


@require_safe
def own_consents(request: MemberRequest) -> HttpResponse:
    member = own_member(request)
    context = {
        "held": consents.held_by(member),
        "asks": consents.open_asks(member),
        "past": consents.withdrawn_by(member),
    }
    return render(request, "members/own/consents.html", context)


@require_POST
def own_consent_give(request: MemberRequest, purpose: str) -> HttpResponse:
    """Say yes to a purpose; to one occasion (`scope`) only when the portal asks this person about it."""
    member = own_member(request)
    scope = request.POST.get("scope", "")
    ask = next((ask for ask in consents.open_asks(member) if (ask.purpose, ask.scope) == (purpose, scope)), None)
    if ask is None:
        raise Http404
    consents.give(member=member, purpose=ask.purpose, scope=scope, by=request.user)
    notify(request, _("已登记同意：%(purpose)s。") % {"purpose": ask.purpose.label})
    return redirect("members:own-consents")


@require_POST
def own_consent_withdraw(request: MemberRequest, purpose: str) -> HttpResponse:
    """Take a yes back; taking back what is not in force is harmless."""
    member = own_member(request)
    if purpose not in ConsentPurpose.values:
        raise Http404
    wanted = ConsentPurpose(purpose)
    if consents.withdraw(member=member, purpose=wanted, scope=request.POST.get("scope", ""), by=request.user):
        notify(request, _("已撤回同意：%(purpose)s。") % {"purpose": wanted.label})
    return redirect("members:own-consents")
