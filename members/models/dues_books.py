"""Whose books an organization's dues stand in: branches and groups are parts of the union above them."""

from collections.abc import Iterable

from django.db import connection

from members.enums import PARTS_OF_A_UNION
from members.models.organizations import Organization

_BODIES = """
    SELECT DISTINCT ON (o.id) o.id, a.id FROM members_organization o
    JOIN members_organization a ON a.path @> o.path AND (a.kind <> ALL(%(parts)s) OR a.parent_id IS NULL)
    WHERE o.id = ANY(%(ids)s) ORDER BY o.id, nlevel(a.path) DESC
"""
_BOOKS = """
    WITH RECURSIVE books AS (
        SELECT id FROM members_organization WHERE id = ANY(%(ids)s)
        UNION
        SELECT o.id FROM members_organization o JOIN books b ON o.parent_id = b.id WHERE o.kind = ANY(%(parts)s)
    )
    SELECT id FROM books
"""


def bodies_of(organization_ids: Iterable[int]) -> dict[int, int]:
    """The union that keeps the books, by organization; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_BODIES, {"ids": list(set(organization_ids)), "parts": list(PARTS_OF_A_UNION)})
        return dict(cursor.fetchall())


def books_of(organization: Organization) -> list[int]:
    """The organization with its branches and groups, as ids; one query."""
    return with_parts([organization.pk])


def with_parts(organization_ids: Iterable[int]) -> list[int]:
    """These organizations with their branches and groups, as ids; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOKS, {"ids": list(organization_ids), "parts": list(PARTS_OF_A_UNION)})
        return [pk for (pk,) in cursor.fetchall()]


def chain_of(organization: Organization) -> list[Organization]:
    """The organization and, while it is a part, those above it up to the union that keeps its books."""
    if organization.kind not in PARTS_OF_A_UNION:
        return [organization]
    chain: list[Organization] = []
    for body in Organization.objects.above([organization.path]).order_by("-path"):
        chain.append(body)
        if body.kind not in PARTS_OF_A_UNION:
            break
    return chain
