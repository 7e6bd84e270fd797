"""The tree of union bodies: looked through, grown and moved."""

from django.db.models import Q

from members.models import User
from members.models.organizations import Organization, OrganizationQuerySet


def reachable_matching(user: User, text: str) -> OrganizationQuerySet:
    """Organizations the person reaches whose name, short name or code contains `text`, in tree order."""
    found = Organization.objects.reachable_by(user).in_tree_order()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(code__icontains=text))
    return found
