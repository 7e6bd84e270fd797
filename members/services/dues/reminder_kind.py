"""What the reminder engine needs to know about dues: rules, judge and words. Members read about their own charge only,
group leaders and finance how many have not paid; nobody's amount goes to an organization's channel."""

from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.enums import Right
from members.models import DuesRecord, DuesSheet, User
from members.services.dues.planning import ARREARS, KIND, WINDOW, replan_organizations
from members.services.kinds import Line, ReminderKind, Rule, Subject, register

_RULES = (
    Rule(
        key=WINDOW,
        label=gettext_lazy("会费收缴期"),
        explanation=gettext_lazy("收缴期开始和过半时各提醒一次，再在截止前几天提醒；遇休息日提前到之前的工作日。"),
        phrase=gettext_lazy("开始、过半，以及截止前 %(days)s 天"),
        default_days=(7,),
    ),
    Rule(
        key=ARREARS,
        label=gettext_lazy("欠缴会费"),
        explanation=gettext_lazy("收缴期过后仍未缴清的，每月几日提醒；遇休息日提前到之前的工作日。"),
        phrase=gettext_lazy("每月 %(days)s 日"),
        default_days=(10,),
        least=1,
    ),
)
_REASONS = {
    "paid": gettext_lazy("会费已缴清"),
    "out_of_office": gettext_lazy("本人已不负责收缴，也不欠会费"),
    "moved": gettext_lazy("收缴期已改"),
}
_JUDGE = f"""
    SELECT c.id, CASE
        WHEN NOT EXISTS (
            SELECT 1 FROM members_duesrecord d WHERE d.organization_id = s.organization_id
              AND d.period_id = s.period_id AND d.balance > 0) THEN 'paid'
        WHEN EXISTS (
            SELECT 1 FROM members_member m JOIN members_duesrecord d ON d.member_id = m.id
            WHERE m.user_id = c.recipient_id AND d.organization_id = s.organization_id
              AND d.period_id = s.period_id AND d.balance > 0) THEN ''
        WHEN EXISTS (
            SELECT 1 FROM members_office f JOIN members_organization o ON o.id = f.organization_id
            WHERE f.user_id = c.recipient_id AND f.post IN ('group_leader', 'finance')
              AND f.starts_on <= %(today)s AND (f.ends_on IS NULL OR f.ends_on >= %(today)s)
              AND o.path @> c.organization_path) THEN ''
        WHEN EXISTS (
            SELECT 1 FROM members_member m JOIN members_duesrecord d ON d.member_id = m.id
            WHERE m.user_id = c.recipient_id AND d.period_id = s.period_id) THEN 'paid'
        ELSE 'out_of_office' END
    FROM claimed c LEFT JOIN members_duessheet s ON s.id = c.subject_id
    WHERE c.kind = '{KIND}'
"""  # noqa: S608 - our own constants only


def lines(subjects: Sequence[Subject], reader: User | None) -> Mapping[Subject, Line]:
    """Own charges for a member, open charges of the organization for who may read dues there; three queries."""
    sheets = DuesSheet.objects.select_related("period", "organization").in_bulk({pk for pk, _on in subjects})
    own = _own_charges(sheets, reader)
    counted = _open_charges(sheets)
    found: dict[Subject, Line] = {}
    for pk, on in subjects:
        sheet = sheets.get(pk)
        if sheet is None:
            continue
        key = (sheet.period_id, sheet.organization_id)
        if key in own:
            found[pk, on] = _own_line(sheet, own[key])
        elif reader is None or reader.access.may(Right.READ_DUES, sheet.organization):
            found[pk, on] = _sheet_line(sheet, counted.get(key, 0))
    return found


_Key = tuple[int, int]


def _own_charges(sheets: Mapping[int, DuesSheet], reader: User | None) -> dict[_Key, DuesRecord]:
    if reader is None:
        return {}
    charges = DuesRecord.objects.filter(
        member__user=reader, period__in={sheet.period_id for sheet in sheets.values()}, balance__gt=0
    )
    return {(charge.period_id, charge.organization_id): charge for charge in charges}


def _open_charges(sheets: Mapping[int, DuesSheet]) -> dict[_Key, int]:
    rows = DuesRecord.objects.unpaid().filter(
        period__in={sheet.period_id for sheet in sheets.values()},
        organization__in={sheet.organization_id for sheet in sheets.values()},
    )
    counted = rows.order_by().values_list("period", "organization").annotate(people=Count("pk"))
    return {(period, organization): people for period, organization, people in counted}


def _own_line(sheet: DuesSheet, charge: DuesRecord) -> Line:
    return Line(
        title=_("%(period)s会费 %(amount)s 元") % {"period": sheet.period, "amount": charge.balance},
        url=reverse("members:dues-own"),
        on=charge.payable_by,
        when=_("%(day)s前缴纳") % {"day": charge.payable_by.isoformat()},
        section=_("%(organization)s · 会费") % {"organization": sheet.organization.label},
    )


def _sheet_line(sheet: DuesSheet, people: int) -> Line:
    return Line(
        title=_("%(period)s会费还有 %(people)s 人未缴") % {"period": sheet.period, "people": people},
        url=reverse("members:dues-collect", args=[sheet.organization_id]),
        on=None,
        when="",
        section=_("%(organization)s · 会费") % {"organization": sheet.organization.label},
    )


def register_reminders() -> None:
    """Make dues known to the reminder engine."""
    register(
        ReminderKind(
            key=KIND,
            label=gettext_lazy("会费收缴"),
            rules=_RULES,
            judge_sql=_JUDGE,
            lines=lines,
            replan=replan_organizations,
            reasons=_REASONS,
        )
    )
