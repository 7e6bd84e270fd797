"""Rounds of medical checks: shortlist and decision, roster, progress by unit."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.care import CheckGroup, CheckKind, CostBearer
from members.enums import Right
from members.forms.care import CheckForm, DecisionForm, ProviderForm
from members.http import MemberRequest
from members.models import CheckCampaign
from members.permissions_care import may_manage_care
from members.services.care.checks import (
    CheckFields,
    choose_provider,
    close_checks,
    create_campaign,
    entries_for,
    invite,
    mark_entries,
    progress_by_unit,
    shortlist,
)
from members.views.care.common import FormPage, done, form_page, managed_organizations, page_of, posted, require_care
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_safe
def check_list(request: MemberRequest) -> HttpResponse:
    rows = CheckCampaign.objects.visible_to(request.user).select_related("organization")
    kind = request.GET.get("kind", "")
    if kind in CheckKind.values:
        rows = rows.filter(kind=kind)
    context = {
        "page": page_of(request, rows),
        "kind": kind,
        "tabs": CheckKind.choices,
        "may_manage": request.user.access.may_anywhere(Right.MANAGE_CARE),
        "today": timezone.localdate(),
    }
    return render(request, "members/care/check_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check_create(request: MemberRequest) -> HttpResponse:
    organizations = managed_organizations(request)
    if not organizations.exists():
        raise PermissionDenied(_("安排体检由主席、副主席、干事或女职工委员办理。"))
    form = CheckForm(posted(request), organizations=organizations, initial={"groups": [CheckGroup.SERVING]})
    made: list[CheckCampaign] = []

    def act(data: dict[str, Any]) -> None:
        fields = CheckFields(
            name=data["name"],
            kind=CheckKind(data["kind"]),
            groups=[CheckGroup(group) for group in data["groups"]],
            opens_on=data["opens_on"],
            deadline=data["deadline"],
            cost_bearer=CostBearer(data["cost_bearer"]),
        )
        made.append(create_campaign(organization=data["organization"], fields=fields, by=request.user))

    if done(form, act):
        notify(request, _("已安排，请列入候选机构和名单。"))
        return redirect("members:check-detail", pk=made[0].pk)
    back = reverse("members:check-list")
    page = FormPage(
        _("安排体检"), _("安排体检"), back, [(_("体检"), back)], [_("体检只登记完成与否，不登记任何结果。")]
    )
    return form_page(request, form, page)


@require_safe
def check_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _page(request, _campaign(request, pk), {})


def _page(request: MemberRequest, campaign: CheckCampaign, extra: dict[str, Any], *, status: int = 200) -> HttpResponse:
    paths = request.user.access.paths(Right.READ_MEMBERS)
    units = progress_by_unit(campaign, paths)
    rows = entries_for(campaign, paths)
    show = request.GET.get("show", "todo")
    rows = rows.filter(done_on__isnull=show != "done")
    unit = request.GET.get("unit", "")
    if unit.isdecimal():
        rows = rows.filter(organization=int(unit))
    providers = list(campaign.providers.all())
    choices = [(provider.pk, provider.name) for provider in providers]
    context = {
        "campaign": campaign,
        "groups": [CheckGroup(group).label for group in campaign.groups],
        "units": units,
        "done_count": sum(each.done for each in units),
        "total": sum(each.total for each in units),
        "page": page_of(request, rows, per_page=100),
        "show": show,
        "unit": unit,
        "providers": providers,
        "chosen": next((provider for provider in providers if provider.is_chosen), None),
        "may_change": may_manage_care(request.user, campaign.organization) and campaign.closed_on is None,
        "provider_form": ProviderForm(),
        "decision_form": DecisionForm(providers=choices, initial={"decided_on": timezone.localdate()}),
        "today": timezone.localdate(),
    } | extra
    return render(request, "members/care/check_detail.html", context, status=status)


@require_POST
def check_shortlist(request: MemberRequest, pk: int) -> HttpResponse:
    campaign = _campaign_to_keep(request, pk)
    form = ProviderForm(request.POST)
    if done(form, lambda data: shortlist(campaign=campaign, by=request.user, **data)):
        return _saved(request, campaign, _("已列入候选。"))
    return _page(request, campaign, {"provider_form": form}, status=422)


@require_POST
def check_decide(request: MemberRequest, pk: int) -> HttpResponse:
    campaign = _campaign_to_keep(request, pk)
    choices = list(campaign.providers.values_list("pk", "name"))
    form = DecisionForm(request.POST, providers=choices)

    def act(data: dict[str, Any]) -> None:
        choose_provider(
            provider_id=int(data["provider"]),
            decided_on=data["decided_on"],
            approved_by=data["approved_by"],
            by=request.user,
        )

    if done(form, act):
        return _saved(request, campaign, _("已选定。"))
    return _page(request, campaign, {"decision_form": form}, status=422)


@require_POST
def check_invite(request: MemberRequest, pk: int) -> HttpResponse:
    campaign = _campaign_to_keep(request, pk)
    try:
        count = invite(campaign_id=campaign.pk, by=request.user)
    except DomainError as error:
        return _page(request, campaign, {"refusal": error.message}, status=409)
    told = ngettext("名单增加 %(count)s 人。", "名单增加 %(count)s 人。", count)
    return _saved(request, campaign, told % {"count": count})


@require_POST
def check_mark(request: MemberRequest, pk: int) -> HttpResponse:
    """Ticked people are done on the day, or not done again."""
    campaign = _campaign_to_keep(request, pk)
    ids = [int(text) for text in request.POST.getlist("entry") if text.isdecimal()]
    is_done = request.POST.get("done") == "1"
    today = timezone.localdate()
    try:
        day = (parse_date(request.POST.get("done_on", "")) or today) if is_done else None
        count = mark_entries(campaign_id=campaign.pk, entry_ids=ids, done_on=day, by=request.user, today=today)
    except ValueError:
        return _page(request, campaign, {"refusal": _("日期不存在，请核对。")}, status=422)
    except DomainError as error:
        return _page(request, campaign, {"refusal": error.message}, status=409)
    told = ngettext("已更新 %(count)s 人。", "已更新 %(count)s 人。", count)
    return _saved(request, campaign, told % {"count": count})


@require_POST
def check_close(request: MemberRequest, pk: int) -> HttpResponse:
    campaign = _campaign_to_keep(request, pk)
    try:
        close_checks(campaign_id=campaign.pk, on=timezone.localdate(), by=request.user)
    except DomainError as error:
        return _page(request, campaign, {"refusal": error.message}, status=409)
    return _saved(request, campaign, _("已结束。"))


def _saved(request: MemberRequest, campaign: CheckCampaign, text: str) -> HttpResponse:
    notify(request, text)
    return redirect("members:check-detail", pk=campaign.pk)


def _campaign(request: MemberRequest, pk: int) -> CheckCampaign:
    rows = CheckCampaign.objects.visible_to(request.user).select_related("organization__parent")
    return get_object_or_404(rows, pk=pk)


def _campaign_to_keep(request: MemberRequest, pk: int) -> CheckCampaign:
    campaign = _campaign(request, pk)
    require_care(request, campaign.organization)
    return campaign
