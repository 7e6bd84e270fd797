"""The rows of a confirmed draft, set-based: a few statements for each level of the outline, whatever its length."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from plans.enums import Audience, SectionType
from plans.models import BudgetLine, Occurrence, Plan, PlanItem, Risk, Section, Target, TimeWindow
from plans.services import targets, windows
from plans.services.drafts import Branch, DraftNode, PlanDraft, tree_of
from plans.services.targets import target_rows
from plans.services.windows import period_of, window_rows

_NUMBER = 20


def write_plan_rows(plan: Plan, draft: PlanDraft) -> None:
    """Sections, items, times with their days, targets, risks and budget lines of a new plan."""
    rows = _Rows(plan)
    for position, branch in enumerate(_kept(tree_of(draft))):
        rows.add_section(branch, None, position)
    rows.save()
    _write_facts(plan, rows)
    _write_risks(plan, draft, rows)
    _write_budget(plan, draft, rows)


def _kept(branches: list[Branch]) -> list[Branch]:
    return [branch for branch in branches if not branch.is_dropped]


@dataclass(slots=True)
class _Rows:
    """Unsaved rows by level, parents before children."""

    plan: Plan
    sections: dict[int, list[Section]] = field(default_factory=lambda: defaultdict(list))
    items: dict[int, list[PlanItem]] = field(default_factory=lambda: defaultdict(list))
    item_of: dict[str, PlanItem] = field(default_factory=dict)
    node_of: dict[str, DraftNode] = field(default_factory=dict)

    def add_section(self, branch: Branch, parent: Section | None, position: int) -> None:
        node, children = branch.node, _kept(branch.children)
        text = [child for child in children if child.is_text]
        section = Section(
            plan=self.plan,
            parent=parent,
            position=position,
            title=node.title,
            section_type=node.section_type or SectionType.TASKS,
            body="\n".join([*filter(None, [node.body]), *_paragraphs(text)]),
            source_number=node.number[:_NUMBER],
            source_start=node.start if node.spans else None,
            source_end=node.end if node.spans else None,
        )
        self.sections[branch.depth].append(section)
        nested = [child for child in children if child.node.is_section and not child.is_text]
        for place, child in enumerate(nested):
            self.add_section(child, section, place)
        items = [child for child in children if not (child.node.is_section or child.is_text)]
        for place, child in enumerate(items):
            self.add_item(child, section, None, place, depth=0)

    def add_item(self, branch: Branch, section: Section, parent: PlanItem | None, position: int, *, depth: int) -> None:
        node, children = branch.node, _kept(branch.children)
        item = PlanItem(
            plan=self.plan,
            section=section,
            parent=parent,
            position=position,
            title=node.title,
            body=node.body,
            has_children=bool(children),
            audience=node.audience or Audience.MEMBERS,
            source_number=node.number[:_NUMBER],
            source_start=node.start if node.spans else None,
            source_end=node.end if node.spans else None,
        )
        self.items[depth].append(item)
        self.item_of[node.key] = item
        self.node_of[node.key] = node
        for place, child in enumerate(children):
            self.add_item(child, section, item, place, depth=depth + 1)

    def save(self) -> None:
        """One statement for each level."""
        for depth in sorted(self.sections):
            Section.objects.bulk_create(self.sections[depth])
        for depth in sorted(self.items):
            PlanItem.objects.bulk_create(self.items[depth])


def _paragraphs(branches: list[Branch]) -> Iterator[str]:
    """Nodes that are read and not scheduled, one paragraph each, as printed."""
    for branch in branches:
        for below in branch.walk():
            if not below.is_dropped:
                yield _printed(below.node)


def _printed(node: DraftNode) -> str:
    """Heading and text as the source has them, in one line or in two; corrected words as they now read."""
    if node.heading and (node.version == 1 or node.is_section):
        heading, between = node.heading.strip(), "\n" if node.heading.rstrip(" ").endswith("\n") else ""
    else:
        heading, between = f"{node.number}{node.title}", "\n"
    return f"{heading}{between}{node.body}".strip() if node.body != heading else heading


def _write_facts(plan: Plan, rows: _Rows) -> None:
    period = period_of(plan)
    made = [
        pair
        for key, item in rows.item_of.items()
        for pair in window_rows(item, windows.from_json(rows.node_of[key].windows), period)
    ]
    TimeWindow.objects.bulk_create([window for window, _days in made])
    Occurrence.objects.bulk_create([day for _window, days in made for day in days])
    Target.objects.bulk_create(
        [
            target
            for key, item in rows.item_of.items()
            for target in target_rows(item, targets.from_json(rows.node_of[key].targets))
        ]
    )


def _dropped(draft: PlanDraft) -> set[str]:
    return {below.node.key for branch in tree_of(draft) for below in branch.walk() if below.is_dropped}


def _write_risks(plan: Plan, draft: PlanDraft, rows: _Rows) -> None:
    gone = _dropped(draft)
    kept = [risk for risk in draft.risks if risk.node not in gone]
    Risk.objects.bulk_create(
        [
            Risk(plan=plan, item=rows.item_of.get(risk.node), text=risk.text, measure=risk.measure, position=position)
            for position, risk in enumerate(kept)
        ]
    )


def _write_budget(plan: Plan, draft: PlanDraft, rows: _Rows) -> None:
    gone = _dropped(draft)
    kept = [line for line in draft.budget_lines if line.node not in gone]
    BudgetLine.objects.bulk_create(
        [
            BudgetLine(
                plan=plan,
                item=rows.item_of.get(line.node),
                head=line.head,
                amount=Decimal(line.amount) if line.amount is not None else None,
                source=line.source,
                text=line.text,
                position=position,
            )
            for position, line in enumerate(kept)
        ]
    )
