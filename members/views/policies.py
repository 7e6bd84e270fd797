"""Reminder rules of an organization: what holds, whose decision it is, and changing it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.forms.reminders import PolicyForm
from members.http import MemberRequest
from members.models import Organization
from members.permissions import may_manage_settings
from members.services.outlook import outlook_of
from members.services.policies import EffectivePolicy, effective_policies, inherit_policy, set_policy
from members.views.scoping import chosen_organization, organization_to_manage
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_safe
def policy_list(request: MemberRequest) -> HttpResponse:
    organization = chosen_organization(request)
    if organization is None:
        return render(request, "members/policy_list.html", {"organization": None})
    context = {
        "organization": organization,
        "own_organizations": dict.fromkeys(office.organization for office in request.user.access.offices),
        "policies": list(effective_policies([organization.pk]).values()),
        "outlook": outlook_of(organization, reader=request.user, now=timezone.now()),
        "may_manage": may_manage_settings(request.user, organization),
    }
    return render(request, "members/policy_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def policy_change(request: MemberRequest, organization: int, rule: str) -> HttpResponse:
    body = organization_to_manage(request, organization)
    policy = _policy_of(body, rule)
    initial = {"is_enabled": policy.is_enabled, "days": "、".join(str(day) for day in policy.days)}
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        try:
            set_policy(
                organization=body, rule_key=rule, is_enabled=data["is_enabled"], days=data["days"], by=request.user
            )
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            notify(request, _("已保存。待发的提醒会在一分钟内按新规则重排。"))
            return redirect(_address(body))
    context = {"form": form, "organization": body, "policy": policy}
    return render(request, "members/policy_change.html", context, status=422 if form.errors else 200)


@require_POST
def policy_inherit(request: MemberRequest, organization: int, rule: str) -> HttpResponse:
    body = organization_to_manage(request, organization)
    _policy_of(body, rule)
    inherit_policy(organization=body, rule_key=rule, by=request.user)
    notify(request, _("已恢复沿用。"))
    return redirect(_address(body))


def _policy_of(organization: Organization, rule: str) -> EffectivePolicy:
    policy = effective_policies([organization.pk]).get((organization.pk, rule))
    if policy is None:
        raise Http404
    return policy


def _address(organization: Organization) -> str:
    return f"{reverse('members:policy-list')}?organization={organization.pk}"
