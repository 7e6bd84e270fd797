"""The list of members, an archive, its change, and opening a number."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.enums import Right
from members.forms.archive import MemberFilterForm, MemberForm, RevealForm, initial_of
from members.http import MemberRequest
from members.models import Member, MemberIdentity, Organization
from members.permissions import may_approve_members, may_edit_members, may_see_identity, why_not_see_identity
from members.services.archive import listing
from members.services.archive.editing import change_member
from members.services.archive.identities import SEALED, find_by_identity, reveal
from members.services.archive.listing import Asked
from members.services.archive.showing import archive_page
from members.views.archive.base import address_of, crumbs_to, home_of, member_in_reach, member_to_edit, require_reader
from members.views.archive.rows import rows_html
from members.views.register.base import attempt, form_page, list_template, posted, serves_fragments
from unionplan.core.errors import EditConflictError
from unionplan.core.identifiers import sentences
from unionplan.core.notices import notify


@require_safe
@serves_fragments
def member_list(request: MemberRequest) -> HttpResponse:
    """Members the reader's offices reach: filters, search and columns stand in the address."""
    require_reader(request)
    form = _filter_form(request)
    asked = _asked(request, form)
    columns = [key for key in request.GET.getlist("c") if key in listing.COLUMNS] or list(listing.DEFAULT_COLUMNS)
    rows = listing.people(request.user, asked, on=timezone.localdate())
    after, before = _key(request, "after"), _key(request, "before")
    page = listing.page_of(rows, columns, after=after, before=before)
    count, is_all = listing.count_up_to(rows)
    shown = [listing.COLUMNS[key] for key in columns]
    context = {
        "filters": form,
        "asked": asked,
        "page": page,
        "rows_html": rows_html(page.rows, shown),
        "count": count,
        "is_all": is_all,
        "columns": shown,
        "chooser": [(column, column.key in columns) for column in listing.COLUMNS.values()],
        "narrowed": any(request.GET.get(name) for name in ("q", *form.fields)),
        "pills": _pills(request, form),
        "may_apply": request.user.access.may_anywhere(Right.REPORT_LIFE_EVENTS),
        "may_import": request.user.access.may_anywhere(Right.EDIT_MEMBERS),
        "may_export": request.user.access.may_anywhere(Right.EXPORT_MEMBERS),
    }
    template = list_template(request, "members/archive/member_list.html", "members/archive/_member_table.html")
    return render(request, template, context, status=200 if form.is_valid() else 422)


@require_safe
def member_count(request: MemberRequest) -> HttpResponse:
    """The exact number of hits, asked for by pages that counted up to their limit only."""
    require_reader(request)
    asked = _asked(request, _filter_form(request))
    total = listing.people(request.user, asked, on=timezone.localdate()).order_by().count()
    return HttpResponse(_("共 %(count)s 人") % {"count": f"{total:,}"}, content_type="text/plain; charset=utf-8")


@never_cache
@require_POST
def member_search(request: MemberRequest) -> HttpResponse:
    """The search box: a name goes into the address of the list; a number of a person is looked up here and stands in
    no address."""
    require_reader(request)
    text = request.POST.get("q", "").strip()
    if sum(character.isdigit() for character in text) < 7:
        return redirect(f"{reverse('members:member-list')}{_with_text(request, text)}")
    found = find_by_identity(text, among=listing.within_reach(request.user))
    if not found.exists():
        found = listing.within_reach(request.user).filter(listing.matching(text))
    columns = list(listing.DEFAULT_COLUMNS)
    page = listing.page_of(found.order_by("pinyin", "pk"), columns)
    shown = [listing.COLUMNS[key] for key in columns]
    context = {"page": page, "columns": shown, "rows_html": rows_html(page.rows, shown)}
    return render(request, "members/archive/member_found.html", context)


@never_cache
@require_safe
def member_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """An archive, with masks where something is sealed."""
    return _detail(request, member_in_reach(request, pk))


@never_cache
@require_POST
def member_reveal(request: MemberRequest, pk: int, field: str) -> HttpResponse:
    """One sealed value in full, in the answer to the POST and nowhere else; the reason is kept, the value is not."""
    if field not in SEALED:
        raise Http404
    member = member_in_reach(request, pk)
    if not may_see_identity(request.user, member):
        raise PermissionDenied(why_not_see_identity())
    form = RevealForm(request.POST)
    value = None
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        value = attempt(form, lambda: reveal(member=member, field=field, reason=reason, by=request.user))
    opened = {field: value} if value else {}
    return _detail(request, member, opened=opened, reveal_form=form, status=200 if value else 422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member_change(request: MemberRequest, pk: int) -> HttpResponse:
    """The archive as a form; 409 with both texts when somebody saved first."""
    member = member_to_edit(request, pk)
    member.identity = MemberIdentity.objects.filter(pk=member.pk).first()
    form = MemberForm(posted(request), initial=initial_of(member))
    conflicts: list[EditConflictError] = []
    saved = _saved(request, member, form, conflicts) if form.is_valid() else None
    if saved is not None:
        return saved
    return form_page(
        request,
        form,
        title=_("修改会员档案"),
        action=_("保存"),
        back=address_of(member),
        crumbs=crumbs_to(member),
        conflict=conflicts[0] if conflicts else None,
    )


def _saved(
    request: MemberRequest, member: Member, form: MemberForm, conflicts: list[EditConflictError]
) -> HttpResponse | None:
    done = attempt(
        form,
        lambda: change_member(
            member_id=member.pk,
            version=form.cleaned_data["version"],
            by=request.user,
            plain=form.plain(),
            sealed=form.sealed(),
        ),
        conflicts=conflicts,
    )
    if done is None:
        return None
    _member, doubts = done
    notify(request, "".join([_("已保存。"), *sentences(doubts)]))
    return redirect(address_of(member))


def _detail(
    request: MemberRequest,
    member: Member,
    *,
    opened: dict[str, str] | None = None,
    reveal_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    user, home = request.user, home_of(member)
    may_see = may_see_identity(user, member)
    context: dict[str, Any] = {
        "member": member,
        "archive": archive_page(
            member,
            on=timezone.localdate(),
            may_see=may_see,
            with_trail=user.access.may(Right.READ_AUDIT, home),
            opened=opened,
        ),
        "reveal_form": reveal_form or RevealForm(),
        "may_see": may_see,
        "may_edit": may_edit_members(user, home),
        "may_approve": may_approve_members(user, home),
    }
    return render(request, "members/archive/member_detail.html", context, status=status)


def _filter_form(request: MemberRequest) -> MemberFilterForm:
    among = Organization.objects.below(request.user.access.paths(Right.READ_MEMBERS))
    return MemberFilterForm(request.GET, among=among)


def _asked(request: MemberRequest, form: MemberFilterForm) -> Asked:
    form.is_valid()
    return Asked(**form.cleaned_data, text=request.GET.get("q", "")[:60])


def _key(request: MemberRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _with_text(request: MemberRequest, text: str) -> str:
    query = request.GET.copy()
    for name in ("q", "after", "before"):
        query.pop(name, None)
    if text:
        query["q"] = text
    return f"?{query.urlencode()}" if query else ""


def _pills(request: MemberRequest, form: MemberFilterForm) -> list[dict[str, str]]:
    """Each active condition with the address that takes it off."""
    values = {name: value for name, value in form.cleaned_data.items() if value}
    pills = [
        {
            "label": str(form.fields[name].label),
            "value": _in_words(form, name, value),
            "remove_url": _without(request, name),
        }
        for name, value in values.items()
    ]
    text = request.GET.get("q", "").strip()
    if text:
        pills.append({"label": _("姓名或会员号"), "value": text, "remove_url": _without(request, "q")})
    return pills


def _in_words(form: MemberFilterForm, name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("是")
    if isinstance(value, date):
        return value.isoformat()
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value))


def _without(request: MemberRequest, name: str) -> str:
    query = request.GET.copy()
    for gone in (name, "after", "before"):
        query.pop(gone, None)
    return f"?{query.urlencode()}"
