"""What members see of their own cover, occasions, checks and rest cures. Each reads that member's rows only."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.choices.care import RestState
from members.models import CheckEntry, LifeEvent, Member, Policy, RestApplication
from members.services.own import sections
from members.services.own.sections import Block, Line, Section
from unionplan.core.calendar.describe import describe_day


def own_insurance(member: Member) -> list[Policy]:
    """Policies of this member, the latest first."""
    return list(Policy.objects.valid().filter(member=member).select_related("scheme"))


def own_life_events(member: Member) -> list[LifeEvent]:
    """Occasions the union knows of, the latest first; what is known of one's own health is no secret to oneself."""
    return list(LifeEvent.objects.standing().filter(member=member).select_related("word"))


def own_checks(member: Member) -> list[CheckEntry]:
    """Rounds of medical checks this member was invited to."""
    rows = CheckEntry.objects.filter(member=member).select_related("campaign")
    return list(rows.order_by("-campaign__deadline", "-pk"))


def own_rest(member: Member) -> list[RestApplication]:
    """Applications for rest cures with the group they led to."""
    rows = RestApplication.objects.filter(member=member).exclude(state=RestState.WITHDRAWN)
    return list(rows.select_related("trip").order_by("-year", "-pk"))


def _insurance_summary(member: Member, on: date) -> str:
    count = Policy.objects.in_force(on).filter(member=member).count()
    if not count:
        return _("没有在保障期内的项目")
    return ngettext("%(count)s 项在保障期内", "%(count)s 项在保障期内", count) % {"count": count}


def _insurance_blocks(member: Member, on: date) -> Sequence[Block]:
    lines = [_policy_line(policy, on) for policy in own_insurance(member)]
    return [Block(title=gettext_lazy("互助保障"), lines=lines, empty=gettext_lazy("没有参保记录。"))]


def _policy_line(policy: Policy, on: date) -> Line:
    is_current = policy.starts_on <= on <= policy.expires_on
    return Line(
        label=policy.scheme.name,
        value=_("%(start)s至%(end)s")
        % {"start": describe_day(policy.starts_on, today=on), "end": describe_day(policy.expires_on, today=on)},
        note=policy.scheme.provider,
        state=_("保障中") if is_current else _("未开始") if policy.starts_on > on else _("已到期"),
        tone="done" if is_current else "neutral",
    )


def _care_summary(member: Member, on: date) -> str:
    waiting = CheckEntry.objects.filter(member=member, done_on__isnull=True, campaign__closed_on__isnull=True).first()
    if waiting is None:
        return _("没有待完成的体检")
    return _("体检待完成，截止%(day)s") % {"day": describe_day(waiting.campaign.deadline, today=on)}


def _care_blocks(member: Member, on: date) -> Sequence[Block]:
    checks = [_check_line(entry, on) for entry in own_checks(member)]
    rest = [_rest_line(application, on) for application in own_rest(member)]
    return [
        Block(title=gettext_lazy("体检"), lines=checks, empty=gettext_lazy("没有体检安排。")),
        Block(title=gettext_lazy("疗休养"), lines=rest, empty=gettext_lazy("没有疗休养申请。")),
    ]


def _check_line(entry: CheckEntry, on: date) -> Line:
    if entry.done_on:
        return Line(entry.campaign.name, describe_day(entry.done_on, today=on), state=_("已完成"), tone="done")
    deadline = _("截止%(day)s") % {"day": describe_day(entry.campaign.deadline, today=on)}
    late = entry.campaign.deadline < on
    return Line(entry.campaign.name, deadline, state=_("未完成"), tone="late" if late else "soon")


def _rest_line(application: RestApplication, on: date) -> Line:
    trip = application.trip
    where = f"{trip.base} {describe_day(trip.starts_on, today=on)}" if trip else _("等待安排")
    return Line(_("%(year)s 年度") % {"year": application.year}, where, state=application.get_state_display())


def _events_summary(member: Member, on: date) -> str:
    count = LifeEvent.objects.standing().filter(member=member).count()
    if not count:
        return _("没有登记")
    return ngettext("%(count)s 件", "%(count)s 件", count) % {"count": count}


def _events_blocks(member: Member, on: date) -> Sequence[Block]:
    lines = [_event_line(event, on) for event in own_life_events(member)]
    empty = gettext_lazy("工会没有登记您或家人的生活事件。家里有事，可以告诉工会小组长。")
    return [Block(title=gettext_lazy("生活事件"), lines=lines, empty=empty)]


def _event_line(event: LifeEvent, on: date) -> Line:
    label = f"{event.get_relation_display()} {event.words}"
    if event.answered_on:
        return Line(label, describe_day(event.happened_on, today=on), state=_("已回应"), tone="done")
    return Line(label, describe_day(event.happened_on, today=on), state=_("待回应"), tone="soon")


def register_sections() -> None:
    """Show insurance, checks with rest cures, and life events on every member's own page."""
    sections.register(
        Section("insurance", gettext_lazy("互助保障"), "shield-check", 40, _insurance_summary, _insurance_blocks)
    )
    sections.register(Section("care", gettext_lazy("体检和疗休养"), "clipboard-check", 45, _care_summary, _care_blocks))
    sections.register(
        Section("life-events", gettext_lazy("生活事件"), "chat-heart", 48, _events_summary, _events_blocks)
    )
