"""What every page of the archive does the same way: out of reach is a 404, within reach without the right a 403."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from members.enums import Right
from members.http import MemberRequest
from members.models import Member, Organization
from members.permissions import (
    may_approve_members,
    may_edit_members,
    why_not_approve_members,
    why_not_edit_members,
)


def require_reader(request: MemberRequest) -> None:
    """403 for somebody whose offices give no right to read archives anywhere."""
    if not request.user.access.may_anywhere(Right.READ_MEMBERS):
        raise PermissionDenied(_("查看会员档案，需要在工会担任相应职务。"))


def member_in_reach(request: MemberRequest, pk: int) -> Member:
    """A member at home where the reader's offices reach and give the right to read archives."""
    seen = Organization.objects.reachable_by(request.user)
    member = get_object_or_404(Member.objects.filter(home__in=seen).select_related("home", "home__parent"), pk=pk)
    if member.home is None or not request.user.access.may(Right.READ_MEMBERS, member.home):
        raise PermissionDenied(_("查看会员档案，需要在工会担任相应职务。"))
    return member


def home_of(member: Member) -> Organization:
    """The union a member in reach is at home in."""
    assert member.home is not None  # noqa: S101 - member_in_reach finds members by their home
    return member.home


def member_to_edit(request: MemberRequest, pk: int) -> Member:
    """A member whose archive the reader keeps."""
    member = member_in_reach(request, pk)
    require_edit(request, home_of(member))
    return member


def require_edit(request: MemberRequest, organization: Organization) -> None:
    """403 with the reason for somebody who does not keep the archives of this organization."""
    if not may_edit_members(request.user, organization):
        raise PermissionDenied(why_not_edit_members(organization))


def require_approve(request: MemberRequest, organization: Organization) -> None:
    """403 with the reason for somebody who does not enter the committee's decisions."""
    if not may_approve_members(request.user, organization):
        raise PermissionDenied(why_not_approve_members(organization))


def address_of(member: Member) -> str:
    """The page of an archive."""
    return reverse("members:member-detail", args=[member.pk])


def crumbs_to(member: Member | None = None) -> Sequence[tuple[str, str]]:
    """The way to a page of the archive."""
    way = [(_("会员"), reverse("members:member-list"))]
    return [*way, (member.name, address_of(member))] if member is not None else way
