"""Dated rules: what holds in an organization, by whose word, since when, and giving a new value from a day on."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.forms.rules import RuleForm
from members.http import MemberRequest
from members.models import Organization
from members.permissions import may_manage_settings
from members.services.rules import RuleKey, effective_rules, history_of_rule, known, set_rule
from members.views.scoping import chosen_organization, organization_in_scope, organization_to_manage
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_safe
def rule_list(request: MemberRequest) -> HttpResponse:
    organization = chosen_organization(request)
    if organization is None:
        return render(request, "members/rules/rule_list.html", {"organization": None})
    rules = sorted(effective_rules(organization, timezone.localdate()), key=lambda rule: rule.key.area)
    context = {
        "organization": organization,
        "own_organizations": dict.fromkeys(office.organization for office in request.user.access.offices),
        "areas": [(area, list(found)) for area, found in groupby(rules, key=lambda rule: rule.key.area)],
        "may_manage": may_manage_settings(request.user, organization),
    }
    return render(request, "members/rules/rule_list.html", context)


@require_safe
def rule_detail(request: MemberRequest, organization: int, key: str) -> HttpResponse:
    """Every value the organization ever had, has or will have, with its source."""
    body = organization_in_scope(request, organization)
    rule_key = _known_or_404(key)
    context = {
        "organization": body,
        "key": rule_key,
        "values": [(rule, rule_key.words_for(rule.value)) for rule in history_of_rule(key, body)],
        "today": timezone.localdate(),
        "may_manage": may_manage_settings(request.user, body),
    }
    return render(request, "members/rules/rule_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_set(request: MemberRequest, organization: int, key: str) -> HttpResponse:
    body = organization_to_manage(request, organization)
    rule_key = _known_or_404(key)
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        key=rule_key,
        initial={"effective_from": timezone.localdate()},
    )
    if form.is_valid():
        try:
            set_rule(key=key, organization=body, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            notify(request, _("已登记新的值。"))
            return redirect(_address(body, key))
    context = {"form": form, "organization": body, "key": rule_key}
    return render(request, "members/rules/rule_set.html", context, status=422 if form.errors else 200)


def _known_or_404(key: str) -> RuleKey:
    found = known(key)
    if found is None:
        raise Http404
    return found


def _address(organization: Organization, key: str) -> str:
    return reverse("members:rule-detail", args=[organization.pk, key])
