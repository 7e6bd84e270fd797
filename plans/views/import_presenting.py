"""What the import pages show, worked out from the draft: the source in pieces, the tree with its chips, the doubts."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.enums import PlanKind, SectionType
from plans.forms.item import time_words
from plans.models import ImportPreview, Plan
from plans.services import targets, windows
from plans.services.drafts import Branch, DraftNode, DraftWarning, PlanDraft, Totals, totals_of, tree_of
from plans.services.imports.previews import earlier_plans
from plans.services.imports.sentences import warning_sentence
from plans.services.numbering import is_time_heading
from plans.services.targets import brief_target
from plans.services.windows import WindowInput
from unionplan.core.calendar import Form, WindowSpec

_FIRST_LINES = 120
_NEAR_TITLE = 400  # how far before its body a document's own title may stand


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the source: the part of the draft it belongs to, the doubts on it, whether it is left out."""

    text: str
    node: str = ""
    warnings: str = ""
    is_left_out: bool = False
    node_id: str = ""
    warning_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt in words with its two places."""

    warning: DraftWarning
    sentence: str
    has_place: bool


@dataclass(slots=True)
class Row:
    """A part of the draft as the tree shows it."""

    branch: Branch
    doubts: list[Doubt]
    children: list["Row"] = field(default_factory=list)

    @property
    def node(self) -> DraftNode:
        return self.branch.node

    @property
    def times(self) -> list["Chip"]:
        return [_time_chip(given) for given in windows.from_json(self.node.windows)]

    @property
    def targets(self) -> list["Chip"]:
        given = targets.from_json(self.node.targets)
        words = f"{self.node.title}\n{self.node.body}"
        return [Chip(brief_target(target, beside=words), is_open=target.value is None) for target in given]

    @property
    def is_text(self) -> bool:
        return self.branch.is_text

    @property
    def is_lead(self) -> bool:
        """The item made of a heading's own words: its place in the source is the heading's."""
        return _is_lead(self.node)

    @property
    def number(self) -> str:
        """As printed; a month heading has none."""
        return "" if self.node.is_section and is_time_heading(self.node.title) else self.node.number


@dataclass(frozen=True, slots=True)
class Chip:
    """A time or target in words; `is_open` asks somebody to fill it in."""

    text: str
    is_open: bool = False
    is_inherited: bool = False


def _time_chip(given: WindowInput) -> Chip:
    is_open = isinstance(given.spec, WindowSpec) and given.spec.form is Form.UNSPECIFIED
    return Chip(time_words(given), is_open=is_open, is_inherited=given.is_inherited)


class PreviewPage:
    """Everything one preview shows; pieces are worked out when a template asks for them."""

    def __init__(self, preview: ImportPreview) -> None:
        self.preview = preview
        self.source = preview.source
        self.draft = PlanDraft.from_dict(preview.draft)

    @cached_property
    def totals(self) -> Totals:
        return totals_of(self.draft)

    @cached_property
    def tree(self) -> list[Branch]:
        return tree_of(self.draft)

    @cached_property
    def doubts(self) -> list[Doubt]:
        """Doubts about what will be imported; those about parts left out rest."""
        gone = {below.node.key for branch in self.tree for below in branch.walk() if below.is_dropped}
        return [
            Doubt(warning, warning_sentence(warning), has_place=warning.end > warning.start)
            for warning in self.draft.warnings
            if warning.node not in gone
        ]

    @property
    def open_doubts(self) -> list[Doubt]:
        return [doubt for doubt in self.doubts if not doubt.warning.settled]

    @cached_property
    def rows(self) -> list[Row]:
        return self._rows_of(self.tree)

    def _rows_of(self, branches: Iterable[Branch]) -> list[Row]:
        return [
            Row(branch, self._doubts_by_node[branch.node.key], self._rows_of(branch.children)) for branch in branches
        ]

    @cached_property
    def _doubts_by_node(self) -> defaultdict[str, list[Doubt]]:
        found: defaultdict[str, list[Doubt]] = defaultdict(list)
        for doubt in self.open_doubts:
            found[doubt.warning.node].append(doubt)
        return found

    def row(self, key: str) -> Row:
        """The row of one node; KeyError when there is none."""
        stack = list(self.rows)
        while stack:
            row = stack.pop()
            if row.node.key == key:
                return row
            stack += row.children
        raise KeyError(key)

    @property
    def confirm_label(self) -> str:
        """What the button will make: 建立 1 份计划、46 项工作、12 个时间节点."""
        made = {"items": self.totals.items, "windows": self.totals.windows}
        items = ngettext("%(items)s 项工作", "%(items)s 项工作", made["items"]) % made
        windows = ngettext("%(windows)s 个时间节点", "%(windows)s 个时间节点", made["windows"]) % made
        return _("建立 1 份计划、%(items)s、%(windows)s") % {"items": items, "windows": windows}

    @property
    def dropped_count(self) -> int:
        return sum(node.dropped for node in self.draft.nodes)

    @cached_property
    def earlier_plans(self) -> list[Plan]:
        return list(earlier_plans(self.source)[:3])

    @property
    def kind_label(self) -> str:
        return str(PlanKind(self.draft.kind).label)

    @property
    def section_types(self) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in SectionType]

    @cached_property
    def pieces(self) -> list[Piece]:
        return list(pieces_of(self.source.text, self.draft))

    @property
    def first_words(self) -> str:
        """The opening of the document, for choosing among several."""
        text = " ".join(self.source.text[self.draft.start : self.draft.end].split())
        return Truncator(text).chars(_FIRST_LINES)

    @property
    def length(self) -> int:
        return len("".join(self.source.text[self.draft.start : self.draft.end].split()))

    @property
    def title(self) -> str:
        return self.draft.title or _("（无标题）")


def pieces_of(text: str, draft: PlanDraft) -> Iterator[Piece]:
    """The document's stretch of the source in pieces that belong to one node and carry the same doubts each."""
    first, last = _stretch(draft)
    places = _Places(draft)
    cuts = sorted({first, last, *(cut for cut in places.cuts() if first < cut < last)})
    doubts = _over(cuts, [(w.start, w.end, w.key) for w in draft.warnings if w.end > w.start])
    left_out = _over(cuts, [(each.start, each.end, each.reason) for each in draft.left_out])
    shown: set[str] = set()
    for index, (start, end) in enumerate(pairwise(cuts)):
        node = places.node_at(start)
        fresh = tuple(f"s-{key}" for key in doubts[index] if f"s-{key}" not in shown)
        node_id = f"s-{node}" if node and f"s-{node}" not in shown else ""
        shown.update((*fresh, node_id))
        yield Piece(text[start:end], node, " ".join(doubts[index]), bool(left_out[index]), node_id, fresh)


def _over(cuts: list[int], spans: Iterable[tuple[int, int, str]]) -> defaultdict[int, list[str]]:
    """For each piece between two cuts, by its index, what lies over it."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for start, end, key in spans:
        for index in range(bisect_left(cuts, start), bisect_left(cuts, end)):
            found[index].append(key)
    return found


def _stretch(draft: PlanDraft) -> tuple[int, int]:
    near = [span for span in draft.frame if draft.start - _NEAR_TITLE <= span[0] and span[1] <= draft.end + _NEAR_TITLE]
    return min([draft.start, *(span[0] for span in near)]), max([draft.end, *(span[1] for span in near)])


class _Places:
    """Which node's words stand at an offset of the source: sorted spans, found by bisection."""

    def __init__(self, draft: PlanDraft) -> None:
        self._spans = sorted(
            (span[0], span[1], node.key) for node in draft.nodes for span in node.spans if not _is_lead(node)
        )
        self._starts = [span[0] for span in self._spans]
        self._others = [(each.start, each.end) for each in draft.left_out]
        self._others += [(warning.start, warning.end) for warning in draft.warnings]

    def cuts(self) -> Iterator[int]:
        """Where something begins or ends."""
        for start, end, _key in self._spans:
            yield from (start, end)
        for start, end in self._others:
            yield from (start, end)

    def node_at(self, offset: int) -> str:
        """The key of the node, empty between nodes."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._spans[index][1]:
            return ""
        return self._spans[index][2]


def _is_lead(node: DraftNode) -> bool:
    """The item made of a heading's own words shares the heading's place."""
    return node.key == f"{node.parent}t"
