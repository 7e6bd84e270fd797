"""Copy of the own data: ask, wait, download within a day."""

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from members.http import MemberRequest
from members.models import DataCopy
from members.services.own.copies import ask_copy, take_copy
from members.views.own.base import own_member
from unionplan.core.notices import notify


@require_http_methods(["GET", "HEAD"])
def own_copies(request: MemberRequest) -> HttpResponse:
    own_member(request)
    copies = DataCopy.objects.of_reader(request.user)[:10]
    return render(request, "members/own/copies.html", {"copies": copies, "now": timezone.now()})


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def own_copy_ask(request: MemberRequest) -> HttpResponse:
    """Ask for a copy, after the password was given a moment ago."""
    ask_copy(member=own_member(request), by=request.user)
    notify(request, _("正在准备资料副本，一般一分钟内做好。"))
    return redirect("members:own-copies")


@never_cache
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def own_copy_take(request: MemberRequest, pk: int) -> HttpResponse:
    """The ZIP file, for the person it is about and within its day; otherwise it is not there."""
    now = timezone.now()
    copy = get_object_or_404(DataCopy.objects.of_reader(request.user).to_take(now).select_related("member"), pk=pk)
    content = take_copy(copy=copy, by=request.user, now=now)
    name = f"my-data-{timezone.localdate(copy.ready_at):%Y%m%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)
