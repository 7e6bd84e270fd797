"""A document on its way to a plan: taken in, confirmed, given owners and readers, sent in, decided on."""

import re
from collections.abc import Mapping
from datetime import date

from members.models import Organization, User
from plans.enums import Audience, PlanKind
from plans.models import Plan, PlanItem
from plans.services.imports.confirming import confirm_preview
from plans.services.imports.previews import create_previews
from plans.services.plans import approve_plan, send_back_plan, submit_plan
from unionplan.demo.papers import Ending, Paper

_INTERNAL = re.compile(r"经费|预算|决算|审计|审查|考核|台账|换届|办公会|困难职工|信访|约谈|账目|档案|摸底")
_PUBLIC = re.compile(r"讲座|运动会|招聘|健步|比赛|义诊|展|读书|书|开放|集市|服务站|竞赛|演出|晚会|宣传|比武|茶会|游园")
# Who looks after an item, by its words; the first that fits.
_OWNERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "HX": (
        (r"办公会|座谈会|工会主席例会|全体会议|分析会|县委", "chair"),
        (r"女职工|母亲|育儿|妈妈|妇科", "women"),
        (r"经审委员|审计|审查", "auditor"),
        (r"经费|预算|决算|会费|财务", "finance"),
        (r"协商|维权|劳动|法律|困难|帮扶|送温暖|欠薪|互助|安全", "vicechair"),
        (r"", "officer"),
    ),
    "HX-01": ((r"职工代表|总结会|优秀", "hospital"), (r"女职工|妇科|孕|母亲", "hospital3"), (r"", "hospital2")),
    "HX-07": ((r"车间|班组|高温|防暑|宿舍", "spinning"), (r"", "factory")),
}


def bring_in(
    paper: Paper, *, bodies: Mapping[str, Organization], people: Mapping[str, User], above: Plan | None, today: date
) -> Plan:
    """The draft plan of one document, with owners and readers."""
    author = people[paper.author]
    source = create_previews(
        data=paper.data(today), filename=paper.filename(today), organization=bodies[paper.code], by=author
    )
    plan = confirm_preview(preview_id=source.previews.get().pk, by=author)
    if above is not None:
        Plan.objects.filter(pk=plan.pk).update(parent=above)
    _hand_out(plan, paper.code, people)
    return plan


def _hand_out(plan: Plan, code: str, people: Mapping[str, User]) -> None:
    """Owners and readers of a plan that was just written, in one statement."""
    items = list(PlanItem.objects.filter(plan=plan))
    for item in items:
        item.audience = Audience.OFFICERS if plan.kind == PlanKind.PERSONAL else audience_of(item.title)
        item.owner = people[owner_of(item.title, _OWNERS[code])] if code in _OWNERS else None
    PlanItem.objects.bulk_update(items, ["audience", "owner"])


def owner_of(title: str, rules: tuple[tuple[str, str], ...]) -> str:
    """The login name of the person whose field of work the words belong to."""
    return next(username for words, username in rules if re.search(words, title))


def audience_of(title: str) -> Audience:
    """Money and people's troubles stay inside, what anybody may come to is public, the rest is for members."""
    if _INTERNAL.search(title):
        return Audience.OFFICERS
    return Audience.PUBLIC if _PUBLIC.search(title) else Audience.MEMBERS


def decide(plan: Plan, paper: Paper, *, author: User, decider: User) -> None:
    """Take a draft as far as its people took it, short of closing it."""
    if paper.ending == Ending.DRAFT:
        return
    submit_plan(plan_id=plan.pk, by=author)
    if paper.ending == Ending.SENT_BACK:
        send_back_plan(plan_id=plan.pk, reason=paper.reason, by=decider)
    elif paper.ending != Ending.SUBMITTED:
        approve_plan(plan_id=plan.pk, by=decider)
