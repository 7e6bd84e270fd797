"""What the plan page shows, worked out from the outline: rows with their chips, the year band, the tally."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from plans.enums import ItemState, PlanState
from plans.models import BudgetLine, EditStep, Plan, Risk
from plans.permissions import (
    may_approve_plan,
    may_change_plan,
    may_mark_progress,
    why_not_approve,
    why_not_change,
)
from plans.services.outline import ItemNode, Outline, SectionNode, load_outline
from plans.services.targets import brief_target
from plans.services.undo import recent_steps
from plans.services.windows import describe_kept, period_of
from unionplan.core.calendar import DateRange
from unionplan.core.calendar.describe import month_name, year_name

TONES = {
    ItemState.DONE: "done",
    ItemState.POSTPONED: "postponed",
    ItemState.CANCELLED: "cancelled",
}
LONG_WINDOW = 100  # days; what runs longer makes no month heavier than another
BAND_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Reader:
    """What this person may do with this plan, asked once."""

    user: User
    plan: Plan
    today: date
    has_right: bool
    may_approve: bool

    @property
    def may_change(self) -> bool:
        """Right and state together: whether chips become inputs."""
        return self.has_right and self.plan.is_editable

    def may_mark(self, node: ItemNode) -> bool:
        return self.plan.is_editable and not node.children and may_mark_progress(self.user, node.item)

    @property
    def notice(self) -> str:
        """Why the text cannot be edited now, where somebody would wonder; empty where it can."""
        if self.plan.state == PlanState.SUBMITTED:
            return _("正在送审，内容已锁定。") + ("" if self.may_approve else why_not_approve(self.plan))
        if self.plan.state == PlanState.CLOSED:
            return _("已总结归档，只供查阅。")
        return "" if self.has_right else why_not_change(self.plan)


def reader_of(user: User, plan: Plan) -> Reader:
    """Ask the predicates once for the whole page."""
    return Reader(
        user=user,
        plan=plan,
        today=timezone.localdate(),
        has_right=may_change_plan(user, plan),
        may_approve=may_approve_plan(user, plan),
    )


@dataclass(frozen=True, slots=True)
class Chip:
    """A quiet fact in the margin; with an address it opens its form. `before` is for those who do not see the icon."""

    part: str
    text: str
    before: str
    icon: str = ""
    css: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as the document shows it."""

    node: ItemNode
    may_change: bool
    may_mark: bool
    is_late: bool
    tone: str
    chips: list[Chip]
    title_url: str
    page_url: str
    menu_url: str

    @property
    def is_leaf(self) -> bool:
        return not self.node.children


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """A heading with the rows directly under it."""

    node: SectionNode
    rows: list[ItemRow]


def _address(name: str, pk: int, *more: str) -> str:
    """An address of a row; the pattern is looked up once, because a page has thousands of them."""
    return _pattern(name, len(more)).replace("/0/", f"/{pk}/", 1).replace("/x/", f"/{''.join(more)}/", 1)


@lru_cache(maxsize=32)
def _pattern(name: str, more: int) -> str:
    return reverse(name, args=[0, *["x"] * more])


def row_of(node: ItemNode, reader: Reader) -> ItemRow:
    """One item with its chips in the reader's language."""
    pk, may_change = node.item.pk, reader.may_change
    row = ItemRow(
        node=node,
        may_change=may_change,
        may_mark=reader.may_mark(node),
        is_late=reader.plan.state == PlanState.APPROVED and node.is_late(reader.today),
        tone=TONES.get(ItemState(node.item.state), "neutral"),
        chips=[],
        title_url=_address("plans:item-edit", pk, "text") if may_change else "",
        page_url=_address("plans:item-detail", pk),
        menu_url=_address("plans:item-menu", pk),
    )
    row.chips.extend(chip for chip in _chips(row, reader) if chip is not None)
    return row


def _chips(row: ItemRow, reader: Reader) -> Iterator[Chip | None]:
    """Time, owner, state, target: what is asked for stays visible when it is empty, a missing target does not."""
    node, item = row.node, row.node.item
    period, asked = period_of(reader.plan), row.is_leaf
    # 6月 and 安全生产月 are the same month: said once.
    times = dict.fromkeys(describe_kept(window, period=period, today=reader.today) for window in node.windows)
    targets = _("；").join(brief_target(target, beside=f"{item.title}\n{item.body}") for target in node.targets)
    owner = str(item.owner) if item.owner else item.responsible
    yield _fact(row, "time", _("时间"), _("；").join(times), icon="clock", asked=asked)
    yield _fact(row, "owner", _("责任人"), owner, icon="person", asked=asked)
    if row.is_leaf and (row.may_mark or item.state != ItemState.PLANNED):
        url = _address("plans:item-edit", item.pk, "state") if row.may_mark else ""
        css = f" state state-{row.tone}"
        yield Chip("state", item.get_state_display(), _("状态") + _("："), css=css, url=url)
    yield _fact(row, "target", _("目标"), targets, icon="bullseye", asked=False)


def _fact(row: ItemRow, part: str, label: str, text: str, *, icon: str, asked: bool) -> Chip | None:
    url = _address("plans:item-edit", row.node.item.pk, part) if row.may_change else ""
    if text:
        return Chip(part, text, label + _("："), icon=icon, url=url)
    return Chip(part, label, _("填写"), icon=icon, css=" chip-empty", url=url) if asked and url else None


def blocks_of(outline: Outline, reader: Reader) -> list[SectionBlock]:
    """The whole document, heading by heading."""
    return [
        SectionBlock(node=node, rows=[row_of(item, reader) for item in node.walk_items()])
        for node in outline.walk_sections()
    ]


@dataclass(frozen=True, slots=True)
class BandColumn:
    """A month (or a year of a long plan) with how much work lies in it; `height` is in units of the drawing."""

    label: str
    count: int
    height: int
    is_current: bool

    @property
    def top(self) -> int:
        """Where the bar begins, counted from above."""
        return BAND_HEIGHT - self.height


def band_of(outline: Outline, today: date) -> list[BandColumn]:
    """How heavy each month of the plan is; years for plans longer than eighteen months."""
    columns = list(_columns(period_of(outline.plan)))
    weight: Counter[int] = Counter()
    for node in outline.leaves:
        spans = [DateRange(day.start, day.end) for day in node.occurrences]
        hit = {index for index, (_label, column) in enumerate(columns) for span in spans if _counts(span, column)}
        weight.update(hit)
    most = max(weight.values(), default=1)
    return [
        BandColumn(
            label=label,
            count=weight[index],
            height=round(BAND_HEIGHT * weight[index] / most),
            is_current=today in column,
        )
        for index, (label, column) in enumerate(columns)
    ]


def _counts(span: DateRange, column: DateRange) -> bool:
    return span.length <= max(LONG_WINDOW, column.length) and span.meet(column) is not None


def _columns(period: DateRange) -> Iterator[tuple[str, DateRange]]:
    if period.length > 550:
        for year in range(period.start.year, period.end.year + 1):
            yield year_name(year), DateRange.year(year)
        return
    year, month = period.start.year, period.start.month
    while (year, month) <= (period.end.year, period.end.month):
        yield month_name(month)[:3], DateRange.month(year, month)  # 12月, Dec: what fits on a phone
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _yuan(amount: Decimal | None) -> str:
    """12,000.00, in threes as in every account; empty while the document leaves it open."""
    return "" if amount is None else f"{amount:,.2f}"


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything the plan page and its fragments need."""

    plan: Plan
    reader: Reader
    outline: Outline
    blocks: list[SectionBlock]
    band: list[BandColumn]
    steps: list[EditStep]
    budget: list[tuple[BudgetLine, str]]
    risks: list[Risk]

    @property
    def total(self) -> int:
        return len(self.outline.leaves)

    @property
    def done(self) -> int:
        return self.outline.done_count()

    @property
    def late(self) -> int:
        return self.outline.late_count(self.reader.today) if self.plan.state == PlanState.APPROVED else 0

    @property
    def has_headings(self) -> bool:
        return any(block.node.section.title for block in self.blocks)

    @property
    def has_weight(self) -> bool:
        """Whether the band has anything to show."""
        return any(column.count for column in self.band)

    @property
    def untimed(self) -> int:
        return sum(node.ends_on is None for node in self.outline.leaves)


def page_of(user: User, plan: Plan) -> PlanPage:
    """Read and prepare the page: the outline's five queries, last steps, budget, risks."""
    reader = reader_of(user, plan)
    outline = load_outline(plan)
    steps: Iterable[EditStep] = recent_steps(plan, limit=8) if reader.has_right else ()
    return PlanPage(
        plan=plan,
        reader=reader,
        outline=outline,
        blocks=blocks_of(outline, reader),
        band=band_of(outline, reader.today),
        steps=list(steps),
        budget=[(line, _yuan(line.amount)) for line in plan.budget_lines.all()],
        risks=list(plan.risks.all()),
    )
