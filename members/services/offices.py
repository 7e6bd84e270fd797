"""Offices begin and end here. Every right derives from an office in force, so that the next request already knows."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.enums import Post
from members.models import Office, Organization, User
from members.services.organizations import subject_of
from members.services.planning import ask_replan_near
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


@transaction.atomic
def appoint(
    *,
    username: str,
    organization: Organization,
    post: Post,
    starts_on: date,
    by: User,
    ends_on: date | None = None,
    field_of_work: str = "",
    writes_below: bool = False,
) -> Office:
    """Give a person a post in an organization from a day on (both days count). Rights below the organization can only
    be handed on by somebody who has them. Raises DomainError with the field for an unknown or inactive account, a
    second office of the same post at the same time, an end before the start."""
    user = User.objects.filter(username=username.strip(), is_active=True).first()
    if user is None:
        raise DomainError(_("没有这个用户名的账号，或账号已停用。"), field="username")
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(_("任职止不能早于任职起。"), field="ends_on")
    if writes_below and not _may_hand_on(by, organization):
        raise DomainError(_("您没有编辑下级单位的权限，不能授予他人。"), field="writes_below")
    _refuse_double(user, organization, post, starts_on, ends_on)
    office = Office.objects.create(
        user=user,
        organization=organization,
        post=post,
        field_of_work=field_of_work,
        writes_below=writes_below,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    ask_replan_near([organization.path], now=timezone.now())
    _note("appointed", office, by, {"starts_on": ["", starts_on.isoformat()], "post": ["", str(post.label)]})
    return office


def _may_hand_on(by: User, organization: Organization) -> bool:
    return by.is_superuser or any(
        office.writes_below and organization.lies_within(office.organization.path) for office in by.access.offices
    )


def _refuse_double(user: User, organization: Organization, post: Post, starts_on: date, ends_on: date | None) -> None:
    """One person holds one post in one organization once at a time."""
    held = Office.objects.select_for_update().filter(user=user, organization=organization, post=post)
    for office in held:
        begins_before_end = ends_on is None or office.starts_on <= ends_on
        if begins_before_end and (office.ends_on is None or office.ends_on >= starts_on):
            raise DomainError(_("%(user)s 在这段时间已担任该职务。") % {"user": user}, field="username")


@transaction.atomic
def end_office(*, office_id: int, ends_on: date, by: User) -> Office:
    """The office holds for the last time on `ends_on`; a day in the past takes every right away at once.

    Raises DomainError for one's own office (somebody has to be left who may decide) and for an end before the start."""
    office = Office.objects.select_for_update(of=("self",)).select_related("user", "organization").get(pk=office_id)
    if office.user_id == by.pk:
        raise DomainError(_("自己的任职由上级工会或系统管理员结束。"))
    if ends_on < office.starts_on:
        raise DomainError(_("任职止不能早于任职起。"), field="ends_on")
    before = office.ends_on
    office.ends_on = ends_on
    office.save(update_fields=["ends_on"])
    ask_replan_near([office.organization.path], now=timezone.now())
    _note("ended", office, by, {"ends_on": [before.isoformat() if before else "", ends_on.isoformat()]})
    return office


def _note(what: str, office: Office, by: User, changes: dict[str, list[str]]) -> None:
    record(
        f"members.office.{what}",
        target=office,
        actor=by,
        organization_id=office.organization_id,
        subject=subject_of(office.organization_id),
        changes=changes,
    )
