"""Documents made from a known tree: tree → text in any numbering style, with the damage that real pages show."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

HAN = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
STYLES = {
    "one": lambda n: f"{HAN[n]}、",
    "two": lambda n: f"({HAN[n]})",
    "two_wide": lambda n: f"（{HAN[n]}）",
    "two_tortoise": lambda n: f"〔{HAN[n]}〕",
    "three": lambda n: f"{n}、",
    "three_dot": lambda n: f"{n}.",
    "three_dot_blank": lambda n: f"{n}. ",
    "three_wide": lambda n: f"{n}．",
    "four": lambda n: f"({n})",
    "four_wide": lambda n: f"（{n}）",
    "four_open": lambda n: f"{n})",
    "circle": lambda n: chr(0x245F + n),
    "letter": lambda n: f"{chr(96 + n)}.",
    "shi": lambda n: f"{HAN[n]}是",
}
# By rank; a document takes one style from some of these rows.
LADDER = (
    ("one",),
    ("two", "two_wide", "two_tortoise"),
    ("three", "three_dot", "three_dot_blank", "three_wide"),
    ("four", "four_wide", "four_open"),
    ("circle", "letter"),
)
TITLES = (
    "加强阵地建设",
    "关爱一线职工",
    "推进民主管理",
    "办好暖心实事",
    "规范经费使用",
    "服务中心大局,凝聚发展合力",
    "深化“安康杯”竞赛,守牢安全底线",
    "学习《工会法》,增强法治观念",
    "组建(改选)分会",
    "推动车间班组建家",
    "严格会费管理",
    "抓好常态走访",
)
SENTENCES = (
    "把阅览室整理出来,午间开放。",
    "请班组长轮流讲身边的故事。",
    "做到账目清楚,按时公开。",
    "走访生病住院的职工,了解他们的难处。",
    "联合医务室开展健康咨询。",
    "发挥好桥梁和纽带作用。",
    "评出第一、第二名各两组。",
    "按《章程》第(一)条办理,补助1.5万元。",
    "向一、二线职工送清凉,每人2、3件。",
    "在3、8妇女节和5.12护士节前后走访;统一、规范台账。",
    "新增第1、2号活动室,5—10张球台。",
    "围绕“五一”、十一等节日组织慰问!",
)


@dataclass
class Made:
    """A node of the tree that a text was made from."""

    number: str
    title: str
    body: str = ""
    children: list[Made] = field(default_factory=list)

    def flat(self, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
        """Every node below this one as (numbers down to it, title)."""
        rows = []
        for child in self.children:
            here = (*path, child.number.strip())
            rows += [(here, child.title), *child.flat(here)]
        return rows


@st.composite
def styles(draw: st.DrawFn) -> list[str]:
    """One to four styles from high to low rank."""
    rows = draw(st.lists(st.integers(0, len(LADDER) - 1), min_size=1, max_size=4, unique=True).map(sorted))
    return [draw(st.sampled_from(LADDER[row])) for row in rows]


@st.composite
def trees(draw: st.DrawFn) -> Made:
    """A tree in one order of styles; numbers begin at 1 everywhere or run on across sections."""
    chosen = draw(styles())
    run_on = len(chosen) > 1 and draw(st.booleans())
    counters = [0] * len(chosen)
    root = Made("", "")

    def grow(parent: Made, depth: int) -> None:
        if not (run_on and depth == 1):
            counters[depth] = 0
        for _ in range(draw(st.integers(2, 3))):
            counters[depth] += 1
            number = STYLES[chosen[depth]](counters[depth])
            node = Made(number, draw(st.sampled_from(TITLES)))
            parent.children.append(node)
            if depth + 1 < len(chosen) and counters[depth + 1] < 9 and (depth == 0 or draw(st.booleans())):
                grow(node, depth + 1)
            else:
                node.body = draw(st.sampled_from(("", *SENTENCES)))

    grow(root, 0)
    return root


@dataclass(frozen=True)
class Damage:
    """What happened to the text: headings glued to the next mark, lines run together, blank lines, full width,
    full stops lost at the ends of items."""

    glued: bool = False
    one_line: bool = False
    gap: str = "\n"
    wide: bool = False
    stopless: bool = False


damages = st.builds(
    Damage,
    glued=st.booleans(),
    one_line=st.booleans(),
    gap=st.sampled_from(("\n", "\n\n", "\r\n", "\n　　")),
    wide=st.booleans(),
)


def written(root: Made, damage: Damage = Damage()) -> str:
    """The tree as text with its damage."""
    parts: list[str] = []

    def write(node: Made) -> None:
        for child in node.children:
            parts.append(child.number + child.title)
            if child.children and damage.glued:
                pass
            elif child.children and not damage.one_line:
                parts.append(damage.gap)
            elif child.body:
                parts.append("。" + child.body + ("" if damage.one_line else damage.gap))
            else:
                parts.append(("" if damage.stopless else "。") + ("" if damage.one_line else damage.gap))
            if child.children and damage.one_line and not damage.glued:
                parts.append("。")
            write(child)

    write(root)
    text = "".join(parts)
    return text.replace(",", "，").replace("(", "（").replace(")", "）") if damage.wide else text


FOOTERS = (
    "",
    "相关文档\n最新文档\n",
    "【工会工作计划范文】相关文章:\n1.工会工作总结范文\n2.工会的工作计划05-06\n3.2023年某校工会活动方案(通用5篇)\n",
    "以上就是工会工作计划的全部内容,希望对大家有所帮助!\n",
)
NAMES = ("某某镇总工会", "某某厂工会", "某某中学工会", "某某医院工会", "某某区妇联", "乡镇工会", "基层工会", "机关工会")


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[tuple[str, Made]]]:
    """A page that gathers several plans in one of the layouts of such pages: (text, [(title, tree), …])."""
    count = draw(st.integers(2, 4))
    name = draw(st.sampled_from(NAMES))
    layout = draw(st.sampled_from(("numbered", "digit", "repeated", "picture", "second_text")))
    damage = draw(damages)
    parts, expected = [], []
    if layout in ("numbered", "digit"):
        parts.append(f"2025年{name}工作计划精选{count}篇\n\n以下是小编为大家整理的{name}工作计划,供大家参考。\n\n")
    for index in range(1, count + 1):
        tree = draw(trees())
        body = written(tree, damage).strip()
        if layout == "numbered":
            title = f"{name}工作计划篇{HAN[index]}"
            parts.append(f"{title}\n\n{body}\n\n")
        elif layout == "digit":
            title = f"{name}工作计划{index}"
            parts.append(f"{title}\n{body}\n")
        elif layout == "repeated":
            title = f"2025年{draw(st.sampled_from(NAMES))}年度工作计划({HAN[index]}篇)"
            parts.append(f"{title}\n\n{title}\n\n{title.split('(')[0]}{body}\n\n")
        elif layout == "picture":
            title = f"{draw(st.sampled_from(NAMES))}2025年工作计划范文"
            parts.append(f"{title}\n![{title}](https://img.example.com/{index}.png)\n{title}{body}\n")
        else:
            title = f"2025年{name}年度工作计划" + (f"({HAN[index]})" if index > 1 else "")
            parts.append(f"{title}{body}\n" if index > 1 else f"{title}\n{body}\n")
        expected.append((title, tree))
    return "".join(parts) + draw(st.sampled_from(FOOTERS)), expected
