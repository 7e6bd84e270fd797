"""What the reminder engine needs to know about plan items: rules, judge and words. Registered in AppConfig.ready()."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import User
from members.services.kinds import Line, ReminderKind, Rule, Subject, register
from plans.enums import OPEN_ITEM_STATES, PlanKind, PlanState
from plans.models import Occurrence, PlanItem
from plans.services import moments
from plans.services.reminders import KIND, replan_organizations
from unionplan.core.calendar import DateRange
from unionplan.core.calendar.describe import describe_range

_RULES = (
    Rule(
        key=moments.MONTHLY,
        label=gettext_lazy("按月安排的事项"),
        explanation=gettext_lazy("当月第一个工作日提醒一次；再在月末前第几个工作日提醒（1 为最后一个工作日）。"),
        phrase=gettext_lazy("月初，以及月末前第 %(days)s 个工作日"),
        default_days=(3,),
        least=1,
    ),
    Rule(
        key=moments.DATED,
        label=gettext_lazy("有日期的事项和节日"),
        explanation=gettext_lazy("在开始前几天提醒；遇休息日提前到之前的工作日。"),
        phrase=gettext_lazy("提前 %(days)s 天"),
        default_days=(14, 3, 1),
    ),
    Rule(
        key=moments.RECURRING,
        label=gettext_lazy("经常性事项"),
        explanation=gettext_lazy("每次开始前几天提醒（0 为当天）；遇休息日提前到之前的工作日。"),
        phrase=gettext_lazy("提前 %(days)s 天"),
        default_days=(0,),
    ),
)
_REASONS = {
    "item_gone": gettext_lazy("事项已删除"),
    "plan_not_live": gettext_lazy("计划不在执行中"),
    "item_closed": gettext_lazy("事项已完成或已取消"),
    "moved": gettext_lazy("时间已改"),
    "out_of_office": gettext_lazy("本人已不在任"),
}


def _quoted(values: Iterable[str]) -> str:
    """Our own enum values as an SQL list; nothing a person typed comes here."""
    return ", ".join(f"'{value}'" for value in sorted(values))


# Facts of today, in the order in which people would name them.
_JUDGE = f"""
    SELECT c.id, CASE
        WHEN i.id IS NULL OR i.removed_at IS NOT NULL OR p.removed_at IS NOT NULL THEN 'item_gone'
        WHEN p.state <> '{PlanState.APPROVED}' THEN 'plan_not_live'
        WHEN i.state NOT IN ({_quoted(OPEN_ITEM_STATES)}) THEN 'item_closed'
        WHEN NOT EXISTS (
            SELECT 1 FROM plans_occurrence d WHERE d.item_id = i.id AND d.start = c.subject_on) THEN 'moved'
        WHEN NOT (p.kind = '{PlanKind.PERSONAL}' AND p.author_id = c.recipient_id) AND NOT EXISTS (
            SELECT 1 FROM members_office f JOIN members_organization o ON o.id = f.organization_id
            WHERE f.user_id = c.recipient_id AND f.starts_on <= %(today)s
              AND (f.ends_on IS NULL OR f.ends_on >= %(today)s)
              AND (o.path @> c.organization_path OR o.path <@ c.organization_path)) THEN 'out_of_office'
        ELSE '' END
    FROM claimed c
    LEFT JOIN plans_planitem i ON i.id = c.subject_id
    LEFT JOIN plans_plan p ON p.id = i.plan_id
    WHERE c.kind = '{KIND}'
"""  # noqa: S608 - our own constants only


def lines(subjects: Sequence[Subject], reader: User | None) -> Mapping[Subject, Line]:
    """Items as this reader may see them: two queries beside the reader's own rights."""
    ids = {pk for pk, _on in subjects}
    items = (
        PlanItem.objects.visible_to(reader) if reader else PlanItem.objects.live().exclude(plan__kind=PlanKind.PERSONAL)
    )
    found = {
        item.pk: item for item in items.filter(pk__in=ids).select_related("plan__organization", "owner").distinct()
    }
    ends = {
        (item_id, start): end
        for item_id, start, end in Occurrence.objects.filter(item__in=found).values_list("item_id", "start", "end")
    }
    today = timezone.localdate()
    return {
        (pk, on): _line(found[pk], on, ends.get((pk, on)) if on else None, today=today, is_person=reader is not None)
        for pk, on in subjects
        if pk in found
    }


def _line(item: PlanItem, on: date | None, until: date | None, *, today: date, is_person: bool) -> Line:
    when = describe_range(DateRange(on, until or on), today=today) if on else ""
    plan = item.plan
    return Line(
        title=item.title,
        url=item.get_absolute_url(),
        on=on,
        when=when,
        section=_("%(organization)s · %(plan)s") % {"organization": plan.organization.label, "plan": plan.title},
        note=_note(item) if is_person else "",
    )


def _note(item: PlanItem) -> str:
    """State, place and who is responsible, as far as they are known."""
    who = str(item.owner) if item.owner else item.responsible
    parts = [
        "" if item.state in OPEN_ITEM_STATES else str(item.get_state_display()),
        item.place,
        _("责任：%(who)s") % {"who": who} if who else "",
    ]
    return _("；").join(part for part in parts if part)


def register_plan_items() -> None:
    """Make plan items known to the reminder engine."""
    register(
        ReminderKind(
            key=KIND,
            label=gettext_lazy("计划事项"),
            rules=_RULES,
            judge_sql=_JUDGE,
            lines=lines,
            replan=replan_organizations,
            reasons=_REASONS,
        )
    )
