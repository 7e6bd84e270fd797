"""Channels of an organization: added, tested, switched, removed; and what failed on the way out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.forms.reminders import ChannelForm
from members.http import MemberRequest
from members.models import OrganizationChannel
from members.services.channels import add_channel, remove_channel, retry_delivery, switch_channel, test_channel
from members.services.delivery import words_for
from members.services.outlook import deliveries_of, failed_deliveries
from members.services.posting import service_names
from members.views.scoping import organization_to_manage
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_http_methods(["GET", "HEAD", "POST"])
def channel_list(request: MemberRequest, organization: int) -> HttpResponse:
    body = organization_to_manage(request, organization)
    form = ChannelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            add_channel(organization=body, name=data["name"], url=data["url"], by=request.user)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            notify(request, _("渠道已添加。请发送一条测试消息。"))
            return redirect("members:channel-list", organization=body.pk)
    context = {
        "organization": body,
        "form": form,
        "channels": OrganizationChannel.objects.filter(organization=body),
        "services": service_names(),
        "failures": failed_deliveries(body, on=timezone.localdate()),
    }
    return render(request, "members/channel_list.html", context, status=422 if form.errors else 200)


@require_POST
def channel_test(request: MemberRequest, pk: int) -> HttpResponse:
    channel = _channel_to_manage(request, pk)
    code = test_channel(channel=channel, by=request.user)
    if code:
        messages.error(request, _("测试消息没有发出：%(reason)s。") % {"reason": words_for(code)})
    else:
        notify(request, _("测试消息已发出。"))
    return redirect("members:channel-list", organization=channel.organization_id)


@require_POST
def channel_switch(request: MemberRequest, pk: int) -> HttpResponse:
    channel = _channel_to_manage(request, pk)
    switch_channel(channel_id=channel.pk, is_enabled=request.POST.get("enabled") == "1", by=request.user)
    return redirect("members:channel-list", organization=channel.organization_id)


@require_POST
def channel_remove(request: MemberRequest, pk: int) -> HttpResponse:
    channel = _channel_to_manage(request, pk)
    remove_channel(channel_id=channel.pk, by=request.user)
    notify(request, _("渠道已删除。"))
    return redirect("members:channel-list", organization=channel.organization_id)


@require_POST
def delivery_retry(request: MemberRequest, organization: int, pk: int) -> HttpResponse:
    body = organization_to_manage(request, organization)
    delivery = get_object_or_404(deliveries_of(body, on=timezone.localdate()), pk=pk)
    try:
        retry_delivery(delivery_id=delivery.pk, organization=body, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        notify(request, _("已重新排队，一分钟内再次发送。"))
    return redirect("members:channel-list", organization=body.pk)


def _channel_to_manage(request: MemberRequest, pk: int) -> OrganizationChannel:
    channel = get_object_or_404(OrganizationChannel.objects.select_related("organization"), pk=pk)
    organization_to_manage(request, channel.organization_id)
    return channel
