"""Area groups: listed, kept, joined and left."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.choices.register import GroupRole
from members.forms.register.records import GroupForm, JoinForm, LastDayForm
from members.http import MemberRequest
from members.models import AreaGroup, AreaGroupMember, Organization
from members.permissions import may_manage_register
from members.services.register.groups import (
    change_group,
    create_group,
    groups_listed,
    join_group,
    leave_group,
    members_of,
)
from members.views.register.base import attempt, form_page, page_of, posted, register_of, require_register, saves
from members.views.scoping import chosen_organization
from unionplan.core.notices import notify


@require_safe
def group_list(request: MemberRequest) -> HttpResponse:
    organization = chosen_organization(request)
    page = page_of(request, groups_listed(AreaGroup.objects.visible_to(request.user), on=timezone.localdate()))
    keeper = organization if organization and may_manage_register(request.user, organization) else None
    return render(request, "members/register/group_list.html", {"page": page, "keeper": keeper})


@require_safe
def group_detail(request: MemberRequest, pk: int) -> HttpResponse:
    group = _in_reach(request, pk)
    context = {
        "group": group,
        "members": members_of(group),
        "may_manage": may_manage_register(request.user, group.keeper),
        "today": timezone.localdate(),
    }
    return render(request, "members/register/group_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def group_add(request: MemberRequest, pk: int) -> HttpResponse:
    """A new area group kept by a union."""
    keeper = register_of(request, pk)
    form = GroupForm(posted(request), initial={"starts_on": timezone.localdate()})
    group = (
        attempt(form, lambda: create_group(keeper=keeper, by=request.user, **form.cleaned_data))
        if form.is_valid()
        else None
    )
    if group is not None:
        notify(request, _("已建立“%(name)s”。") % {"name": group.name})
        return redirect(_address(group))
    return form_page(
        request,
        form,
        title=_("建立片组"),
        action=_("建立片组"),
        back=reverse("members:group-list"),
        crumbs=_crumbs(),
        lead=_("由“%(name)s”主管。") % {"name": keeper.label},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_change(request: MemberRequest, pk: int) -> HttpResponse:
    group = _managed(request, pk)
    known = {name: getattr(group, name) for name in GroupForm.base_fields}
    form = GroupForm(posted(request), initial=known)
    if form.is_valid() and saves(form, lambda: change_group(group_id=group.pk, by=request.user, **form.cleaned_data)):
        notify(request, _("已保存。"))
        return redirect(_address(group))
    return form_page(request, form, title=_("修改片组"), action=_("保存"), back=_address(group), crumbs=_crumbs(group))


@require_http_methods(["GET", "HEAD", "POST"])
def group_join(request: MemberRequest, pk: int) -> HttpResponse:
    """A union joins: any the reader can see, across the tree."""
    group = _managed(request, pk)
    among = Organization.objects.reachable_by(request.user)
    form = JoinForm(posted(request), among=among, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        data = {**form.cleaned_data, "role": GroupRole(form.cleaned_data["role"])}
        if saves(form, lambda: join_group(group_id=group.pk, by=request.user, **data)):
            notify(request, _("已加入片组。"))
            return redirect(_address(group))
    return form_page(
        request, form, title=_("增加成员单位"), action=_("加入片组"), back=_address(group), crumbs=_crumbs(group)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_leave(request: MemberRequest, pk: int) -> HttpResponse:
    members = AreaGroupMember.objects.filter(group__in=AreaGroup.objects.visible_to(request.user))
    member = get_object_or_404(members.select_related("group__keeper", "organization"), pk=pk)
    require_register(request, member.group.keeper)
    form = LastDayForm(posted(request), initial={"ends_on": timezone.localdate()})
    if form.is_valid() and saves(
        form, lambda: leave_group(member_id=member.pk, ends_on=form.cleaned_data["ends_on"], by=request.user)
    ):
        notify(request, _("已保存。"))
        return redirect(_address(member.group))
    return form_page(
        request,
        form,
        title=_("“%(name)s”退出片组") % {"name": member.organization.label},
        action=_("退出片组"),
        back=_address(member.group),
        crumbs=_crumbs(member.group),
    )


def _in_reach(request: MemberRequest, pk: int) -> AreaGroup:
    return get_object_or_404(AreaGroup.objects.visible_to(request.user).select_related("keeper"), pk=pk)


def _managed(request: MemberRequest, pk: int) -> AreaGroup:
    group = _in_reach(request, pk)
    require_register(request, group.keeper)
    return group


def _address(group: AreaGroup) -> str:
    return reverse("members:group-detail", args=[group.pk])


def _crumbs(group: AreaGroup | None = None) -> list[tuple[str, str]]:
    way = [(_("片组"), reverse("members:group-list"))]
    return [*way, (group.name, _address(group))] if group else way
