"""Who hears at once about a plan's way: approvers when it is submitted, its author when it is decided."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.enums import Right
from members.models import User
from members.services.kinds import Line
from members.services.notices import NoticeKind, people_with, register, send_notice
from plans.models import Plan

SUBMITTED, SENT_BACK, APPROVED = "plan_submitted", "plan_sent_back", "plan_approved"
_HEADLINES: dict[str, str | Promise] = {
    SUBMITTED: gettext_lazy("待审批：%(plan)s"),
    SENT_BACK: gettext_lazy("已退回：%(plan)s"),
    APPROVED: gettext_lazy("已批准：%(plan)s"),
}


def tell_approvers(plan: Plan, *, by: User) -> None:
    """Whoever may approve in the organization hears that the plan waits; not the person who submitted it."""
    approvers = people_with(Right.APPROVE_PLANS, plan.organization, on=timezone.localdate())
    _send(SUBMITTED, plan, [person for person in approvers if person != by])


def tell_author(plan: Plan, *, by: User, kind: str) -> None:
    """The author hears how somebody else decided (`SENT_BACK` or `APPROVED`)."""
    _send(kind, plan, [plan.author] if plan.author != by else [])


def _send(kind: str, plan: Plan, to: Sequence[User]) -> None:
    send_notice(kind=kind, subject_id=plan.pk, to=to, now=timezone.now(), occasion=str(plan.version))


def _lines(headline: str | Promise, ids: Sequence[int], reader: User | None) -> Mapping[int, Line]:
    """Plans the reader may see: one query."""
    if reader is None:
        return {}
    plans = Plan.objects.visible_to(reader).filter(pk__in=ids).select_related("organization")
    return {plan.pk: _line(str(headline), plan) for plan in plans}


def _line(headline: str, plan: Plan) -> Line:
    return Line(
        title=headline % {"plan": plan.title},
        url=plan.get_absolute_url(),
        on=None,
        when=str(plan.get_state_display()),
        section=plan.organization.label,
        note=_("原因：%(reason)s") % {"reason": plan.returned_reason} if plan.returned_reason else "",
    )


def register_plan_notices() -> None:
    """Make the three kinds known."""
    for key, headline in _HEADLINES.items():
        lines: Callable[[Sequence[int], User | None], Mapping[int, Line]] = partial(_lines, headline)
        register(NoticeKind(key=key, lines=lines))
