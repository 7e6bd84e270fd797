"""Applications: handed in, heard by the group, decided by the committee, one by one or a whole meeting at once."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.enums import Right
from members.forms.archive import ApplicationForm, DecisionForm, HearingForm, RefusalForm, SelfApplicationForm
from members.http import MemberRequest
from members.models import Application, Member, Organization
from members.permissions import may_approve_members, may_edit_members, may_file_application, why_not_edit_members
from members.services.archive.joining import Decided, apply_to_join, approve, approve_many, hear_group, refuse
from members.views.archive.base import crumbs_to, require_approve, require_reader
from members.views.register.base import attempt, form_page, page_of, posted, saves
from members.views.scoping import organization_in_scope
from unionplan.core.identifiers import sentences
from unionplan.core.notices import notify


@require_safe
def application_list(request: MemberRequest) -> HttpResponse:
    """Applications that wait, and with `?done=1` those decided lately."""
    require_reader(request)
    return _list(request, DecisionForm())


@require_http_methods(["POST"])
def application_approve_many(request: MemberRequest) -> HttpResponse:
    """The decision of one meeting about the ticked applications; each row says what became of it."""
    require_reader(request)
    form = DecisionForm(request.POST)
    picked = [int(pk) for pk in request.POST.getlist("picked") if pk.isdecimal()]
    chosen = _in_reach(request).filter(pk__in=picked)
    for organization in {row.organization for row in chosen}:
        require_approve(request, organization)
    if not chosen:
        form.add_error(None, _("请先勾选要批准的申请。"))
    if not form.is_valid():
        return _list(request, form, picked=picked)
    results = approve_many(application_ids=[row.pk for row in chosen], by=request.user, **form.cleaned_data)
    return _list(request, DecisionForm(), results=results)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application_file(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand in somebody's application to this union."""
    organization = organization_in_scope(request, pk)
    if not may_file_application(request.user, organization):
        raise PermissionDenied(why_not_edit_members(organization))
    form = ApplicationForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form,
            lambda: apply_to_join(
                organization=organization,
                name=data["name"],
                kind=data["kind"],
                number=data["number"],
                phone=data["phone"],
                statement=data["statement"],
                applied_on=data["applied_on"],
                person=form.person(),
                by=request.user,
            ),
        )
        if done is not None:
            application, doubts = done
            words = _("已提交 %(name)s 的入会申请。") % {"name": application.member.name}
            notify(request, "".join([words, *sentences(doubts)]))
            return redirect("members:application-list")
    title = _("入会申请：%(organization)s") % {"organization": organization.label}
    return _form(request, form, title, pgettext("button", "提交申请"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: MemberRequest) -> HttpResponse:
    """A person with an account and without membership applies for the own self."""
    own = Member.objects.filter(user=request.user).first()
    if own is not None:
        return render(request, "members/archive/join_known.html", {"member": own})
    form = SelfApplicationForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form,
            lambda: apply_to_join(
                organization=data["organization"],
                name=request.user.full_name,
                kind=data["kind"],
                number=data["number"],
                phone=data["phone"],
                statement=data["statement"],
                applied_on=timezone.localdate(),
                person={"employment_form": data["employment_form"], "workplace": data["workplace"]},
                by=request.user,
                account=request.user,
            ),
        )
        if done is not None:
            notify(request, _("已提交入会申请。批准后，会籍从委员会决定之日算起。"))
            return redirect("members:join")
    title = _("入会申请：%(name)s") % {"name": request.user.full_name}
    return form_page(request, form, title=title, action=pgettext("button", "提交申请"), back=reverse("pages:me"))


@require_http_methods(["GET", "HEAD", "POST"])
def application_hear(request: MemberRequest, pk: int) -> HttpResponse:
    """What the union group said."""
    application = get_object_or_404(_in_reach(request), pk=pk)
    if not may_file_application(request.user, application.organization):
        raise PermissionDenied(why_not_edit_members(application.organization))
    form = HearingForm(posted(request))
    if form.is_valid() and saves(
        form, lambda: hear_group(application_id=application.pk, by=request.user, **form.cleaned_data)
    ):
        notify(request, _("已登记小组意见：%(name)s。") % {"name": application.member.name})
        return redirect("members:application-list")
    title = _("小组意见：%(name)s") % {"name": application.member.name}
    return _form(request, form, title, pgettext("button", "登记"))


@require_http_methods(["GET", "HEAD", "POST"])
def application_decide(request: MemberRequest, pk: int, answer: str) -> HttpResponse:
    """The committee's yes or no about one application."""
    if answer not in ("approve", "refuse"):
        raise Http404
    application = get_object_or_404(_in_reach(request), pk=pk)
    require_approve(request, application.organization)
    agreed = answer == "approve"
    form = (DecisionForm if agreed else RefusalForm)(posted(request))
    service = approve if agreed else refuse
    if form.is_valid() and saves(
        form, lambda: service(application_id=application.pk, by=request.user, **form.cleaned_data)
    ):
        notify(request, _("已登记对 %(name)s 的决定。") % {"name": application.member.name})
        return redirect("members:application-list")
    words = _("批准入会：%(name)s") if agreed else _("不予批准：%(name)s")
    button = pgettext("button", "批准入会") if agreed else pgettext("button", "不予批准")
    return _form(request, form, words % {"name": application.member.name}, button)


def _in_reach(request: MemberRequest) -> "QuerySet[Application]":
    bodies = Organization.objects.below(request.user.access.paths(Right.READ_MEMBERS))
    rows = Application.objects.filter(organization__in=bodies)
    return rows.select_related("member", "organization", "organization__parent")


def _list(
    request: MemberRequest,
    form: DecisionForm,
    *,
    picked: Sequence[int] = (),
    results: Sequence[Decided] = (),
) -> HttpResponse:
    user, done = request.user, request.GET.get("done") == "1"
    rows = _in_reach(request).filter(approved__isnull=not done)
    page = page_of(request, rows.order_by("-decided_on", "-pk") if done else rows)
    context = {
        "page": page,
        "done": done,
        "form": form,
        "picked": set(picked),
        "results": results,
        "decidable": {row.pk for row in page if may_approve_members(user, row.organization)},
        "hearable": {row.pk for row in page if may_file_application(user, row.organization)},
        "numbered": [o.organization for o in user.access.offices if may_edit_members(user, o.organization)],
        "unions": [
            office.organization for office in user.access.offices if may_file_application(user, office.organization)
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "members/archive/application_list.html", context, status=status)


def _form(request: MemberRequest, form: Form, title: str, action: str) -> HttpResponse:
    back = reverse("members:application-list")
    return form_page(
        request,
        form,
        title=title,
        action=action,
        back=back,
        crumbs=[*crumbs_to(), (_("入会申请"), back)],
    )
