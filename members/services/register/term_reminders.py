"""The reminders of terms that end (换届, product.md Reminders): for chair and officers, here and one level up."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from members.enums import Post
from members.models import Office, Term
from members.services.planning import PlannedReminder, hold_planning, write_reminders
from members.services.policies import EffectivePolicy, effective_policies

KIND = "term-end"
RULE = "term-end"
POSTS = (Post.CHAIR, Post.VICE_CHAIR, Post.OFFICER)


@transaction.atomic
def replan_terms(organization_ids: Sequence[int], *, now: datetime | None = None) -> None:
    """After a term, an office or a policy changed: every term of these organizations. A term that another one follows
    is reminded of no more."""
    moment = now or timezone.now()
    hold_planning(organization_ids, alone=True)
    later = Term.objects.filter(
        organization=OuterRef("organization"), committee=OuterRef("committee"), ends_on__gt=OuterRef("ends_on")
    )
    terms = Term.objects.filter(organization__in=organization_ids)
    ending = terms.filter(~Exists(later), organization__is_active=True).select_related("organization")
    every = list(terms.order_by("pk").values_list("pk", flat=True))
    planned = _planned(list(ending), today=timezone.localdate(moment))
    write_reminders(kind=KIND, subject_ids=every, planned=planned, now=moment)


def replan_organizations(organization_ids: Sequence[int]) -> None:
    """The engine's way in."""
    replan_terms(organization_ids)


def _planned(terms: Sequence[Term], *, today: date) -> Iterator[PlannedReminder]:
    policies = effective_policies({term.organization_id for term in terms})
    people = _people_of(terms, today=today)
    for term in terms:
        policy = policies[term.organization_id, RULE]
        near = {term.organization_id, term.organization.parent_id}
        recipients = sorted({user for pk in near if pk is not None for user in people[pk]})
        for recipient in recipients:
            yield from _of_one(term, recipient, policy)


def _of_one(term: Term, recipient: int, policy: EffectivePolicy) -> Iterator[PlannedReminder]:
    for days, due_at in policy.moments_before(term.ends_on):
        yield PlannedReminder(
            subject_id=term.pk,
            subject_on=term.ends_on,
            slot=f"d{days}",
            recipient_id=recipient,
            organization_id=term.organization_id,
            due_at=due_at,
        )


def _people_of(terms: Sequence[Term], *, today: date) -> dict[int, list[int]]:
    """Chairs and officers in force, by organization; one query."""
    bodies = {pk for term in terms for pk in (term.organization_id, term.organization.parent_id) if pk is not None}
    rows = (
        Office.objects.in_force(today)
        .filter(organization__in=bodies, post__in=POSTS, user__is_active=True)
        .values_list("organization_id", "user_id")
    )
    found: dict[int, list[int]] = defaultdict(list)
    for organization_id, user_id in rows:
        found[organization_id].append(user_id)
    return found
