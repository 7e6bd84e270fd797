"""Who is responsible for care in an organization: the nearest officers on the way up; no group is orphaned."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q

from members.enums import Post
from members.models import Office, Organization

_CHAIRS = (Post.CHAIR, Post.VICE_CHAIR)
FOR_ALL: tuple[tuple[Post, ...], ...] = ((Post.OFFICER,), _CHAIRS)
FOR_WOMEN: tuple[tuple[Post, ...], ...] = ((Post.WOMEN_OFFICER,), (Post.OFFICER,), _CHAIRS)

# A person whose office ended, or never was near the organization, is no longer asked.
OUT_OF_OFFICE = """NOT EXISTS (
            SELECT 1 FROM members_office f JOIN members_organization o ON o.id = f.organization_id
            WHERE f.user_id = c.recipient_id AND f.starts_on <= %(today)s
              AND (f.ends_on IS NULL OR f.ends_on >= %(today)s)
              AND (o.path @> c.organization_path OR o.path <@ c.organization_path))"""


def people_on_duty(
    organizations: Iterable[Organization], groups: tuple[tuple[Post, ...], ...], *, today: date
) -> Mapping[int, list[int]]:
    """For each organization (by id) the accounts of the first group of posts that somebody holds there, else in the
    nearest body above. One query, whatever the number."""
    bodies = list(organizations)
    posts = {post for group in groups for post in group}
    near = Q(organization__path__above=[str(body.path) for body in bodies])
    offices = Office.objects.in_force(today).filter(near, post__in=posts, user__is_active=True)
    held: dict[tuple[str, str], list[int]] = defaultdict(list)
    for path, post, user_id in offices.order_by("user_id").values_list("organization__path", "post", "user_id"):
        held[path, post].append(user_id)
    return {body.pk: _nearest(str(body.path), groups, held) for body in bodies}


def _nearest(path: str, groups: tuple[tuple[Post, ...], ...], held: Mapping[tuple[str, str], list[int]]) -> list[int]:
    steps = path.split(".")
    for length in range(len(steps), 0, -1):
        here = ".".join(steps[:length])
        for group in groups:
            found = {user for post in group for user in held.get((here, post), ())}
            if found:
                return sorted(found)
    return []
