"""The inbox: list, one digest, marks, and the mail it went out as."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.enums import DeliveryChannel
from members.forms.reminders import NotificationForm
from members.http import MemberRequest
from members.models import Message
from members.services.messages import entries_of, mail_state, mark_all_read, mark_read, mark_unread, mute_channels
from unionplan.core.notices import notify


@require_safe
def inbox(request: MemberRequest) -> HttpResponse:
    unread_only = request.GET.get("show") == "unread"
    messages = Message.objects.inbox_of(request.user)
    page = Paginator(messages.unread() if unread_only else messages, per_page=25).get_page(request.GET.get("page"))
    entries = entries_of(list(page.object_list), reader=request.user)
    return render(request, "members/inbox.html", {"page": page, "entries": entries, "unread_only": unread_only})


@require_safe
def message_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Opening is reading: the mark is set here, and can be taken back."""
    message = get_object_or_404(Message.objects.inbox_of(request.user), pk=pk)
    mark_read(message_id=message.pk, by=request.user, now=timezone.now())
    (entry,) = entries_of([message], reader=request.user)
    return render(request, "members/message_detail.html", {"entry": entry, "mail": mail_state(message)})


@require_POST
def message_unread(request: MemberRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.inbox_of(request.user), pk=pk)
    mark_unread(message_id=message.pk, by=request.user)
    return redirect("members:inbox")


@require_POST
def message_read_all(request: MemberRequest) -> HttpResponse:
    count = mark_all_read(by=request.user, now=timezone.now())
    notify(request, ngettext("%(count)s 条消息已标为已读。", "%(count)s 条消息已标为已读。", count) % {"count": count})
    return redirect("members:inbox")


@require_safe
def message_mail(request: MemberRequest, pk: int) -> HttpResponse:
    """The mail as it was written; only where mails are kept as files, and only for its own reader."""
    message = get_object_or_404(Message.objects.inbox_of(request.user), pk=pk)
    state = mail_state(message)
    if state is None or state.mail is None:
        raise Http404
    if "download" in request.GET:
        headers = {"Content-Disposition": f'attachment; filename="message-{message.pk}.eml"'}
        return HttpResponse(state.mail.as_bytes(), content_type="message/rfc822", headers=headers)
    body = state.mail.get_body(preferencelist=("plain",))
    text = body.get_content() if body else ""
    return render(request, "members/message_mail.html", {"message": message, "mail": state.mail, "text": text})


@require_http_methods(["GET", "HEAD", "POST"])
def notification_settings(request: MemberRequest) -> HttpResponse:
    """A person's own choice; the message in the portal always stays."""
    wants_mail = DeliveryChannel.EMAIL not in request.user.muted_channels
    form = NotificationForm(request.POST or None, initial={"email": wants_mail})
    if request.method == "POST":
        form = NotificationForm(request.POST)
        if form.is_valid():
            muted = set() if form.cleaned_data["email"] else {DeliveryChannel.EMAIL}
            mute_channels(channels=muted, by=request.user)
            notify(request, _("已保存。"))
            return redirect("members:notification-settings")
    return render(request, "members/notification_settings.html", {"form": form})
