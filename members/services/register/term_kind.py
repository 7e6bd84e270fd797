"""What the reminder engine needs to know about terms that end: rule, judge and words."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Term, User
from members.services.kinds import Line, ReminderKind, Rule, Subject, register
from members.services.register.term_reminders import KIND, POSTS, RULE, replan_organizations
from unionplan.core.calendar.describe import describe_day

_RULES = (
    Rule(
        key=RULE,
        label=gettext_lazy("换届"),
        explanation=gettext_lazy("在任期届满前几天提醒本单位和上一级工会的主席、副主席、干事；遇休息日提前。"),
        phrase=gettext_lazy("提前 %(days)s 天"),
        default_days=(90, 60, 30),
        least=1,
    ),
)
_REASONS = {
    "term_gone": gettext_lazy("任期记录已删除"),
    "organization_closed": gettext_lazy("工会组织已停用"),
    "term_followed": gettext_lazy("已登记下一届"),
    "term_moved": gettext_lazy("任期已改"),
    "out_of_office": gettext_lazy("本人已不在任"),
}
_POST_LIST = ", ".join(f"'{post.value}'" for post in POSTS)

# Facts of today, in the order in which people would name them.
_JUDGE = f"""
    SELECT c.id, CASE
        WHEN t.id IS NULL THEN 'term_gone'
        WHEN NOT o.is_active THEN 'organization_closed'
        WHEN EXISTS (
            SELECT 1 FROM members_term n WHERE n.organization_id = t.organization_id AND n.committee = t.committee
              AND n.ends_on > t.ends_on) THEN 'term_followed'
        WHEN t.ends_on <> c.subject_on THEN 'term_moved'
        WHEN NOT EXISTS (
            SELECT 1 FROM members_office f WHERE f.user_id = c.recipient_id AND f.post IN ({_POST_LIST})
              AND f.organization_id IN (o.id, o.parent_id)
              AND f.starts_on <= %(today)s AND (f.ends_on IS NULL OR f.ends_on >= %(today)s)) THEN 'out_of_office'
        ELSE '' END
    FROM claimed c
    LEFT JOIN members_term t ON t.id = c.subject_id
    LEFT JOIN members_organization o ON o.id = t.organization_id
    WHERE c.kind = '{KIND}'
"""  # noqa: S608 - our own constants only


def lines(subjects: Sequence[Subject], reader: User | None) -> Mapping[Subject, Line]:
    """Terms as this reader may see them: one query beside the reader's own rights."""
    terms = Term.objects.visible_to(reader) if reader else Term.objects.all()
    found = {term.pk: term for term in terms.filter(pk__in={pk for pk, _on in subjects}).select_related("organization")}
    today = timezone.localdate()
    return {(pk, on): _line(found[pk], on, today=today) for pk, on in subjects if pk in found}


def _line(term: Term, on: date | None, *, today: date) -> Line:
    return Line(
        title=_("%(term)s任期届满，应当换届") % {"term": term.label},
        url=reverse("members:term-detail", args=[term.pk]),
        on=on,
        when=describe_day(on, today=today) if on else "",
        section=term.organization.label,
    )


def register_term_ends() -> None:
    """Make ends of terms known to the reminder engine."""
    register(
        ReminderKind(
            key=KIND,
            label=gettext_lazy("换届"),
            rules=_RULES,
            judge_sql=_JUDGE,
            lines=lines,
            replan=replan_organizations,
            reasons=_REASONS,
        )
    )
