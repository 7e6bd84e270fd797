"""Who is looking at themselves."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from members.http import MemberRequest
from members.models import Member


def own_member(request: MemberRequest | HttpRequest) -> Member:
    """The reader's own archive; 404 for an account that belongs to no member."""
    return get_object_or_404(Member.objects.select_related("home"), user=request.user)
