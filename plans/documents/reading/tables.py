"""A table such as 活动安排表 said in lines that a person and the structure parser read alike.

A column of months becomes headings ("3月："), each row an item ("- 慰问困难职工。负责人：女工委员；经费：2000元。"), a
number column the item's own number. Nothing is left out and nothing is said twice; merged cells count once.
"""

import re
from dataclasses import dataclass, field

MAX_SPAN = 1_000
HEADER_LENGTH = 10
LABEL_LENGTH = 20
HEADER_WORDS = re.compile(
    "序号|编号|项次|时间|月份|日期|季度|阶段|周次|时限|期限|活动|工作|内容|项目|事项|主题|任务|名称|目标|指标|负责|责任|承办|主办|牵头|"
    "配合|协办|参加|参与|对象|人数|地点|场所|经费|预算|金额|费用|来源|形式|方式|措施|要求|安排|标准|完成|备注|说明|部门|单位|类别|分类|"
    "类型|进度|成效|风险|状态"
)
NUMBER_HEADER = re.compile("序号|编号|项次|^序$|^No\\.?$", re.IGNORECASE)
TIME_HEADER = re.compile("时间|月份|日期|季度|周次|时限|期限|^月$|阶段")
# The column that says what is done, most telling name first.
MAIN_HEADERS = tuple(
    re.compile(pattern)
    for pattern in (
        "^(?:活动|工作|项目|任务|培训|课程|赛事)?名称|主题",
        "事项|任务",
        "活动内容|工作内容|主要内容|主要工作|重点工作",
        "内容",
        "项目",
        "活动|工作",
        "措施|目标|指标",
    )
)
_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元|腊)"
_JOIN = "[-—–－~～至到、，,和及]"
_MONTHS = f"{_MONTH}(?:(?:月份?{_JOIN}*|{_JOIN}+){_MONTH})*月份?"
PERIOD = re.compile(
    rf"(?:\d{{4}}年(?:度)?)?(?:{_MONTHS}|第?[一二三四1-4]季度|[上下]半年|第?[一二三四五1-5]周|全年|暑假|寒假)[:：]?"
)
BARE_MONTHS = re.compile("(?:1[0-2]|0?[1-9])(?:[-~～至、](?:1[0-2]|0?[1-9]))*")
OWN_MARKER = re.compile(r"[（(〔]?[0-9一二三四五六七八九十]{1,3}[）)〕、.．]|[一二三四五六七八九十]是|[-–•●]")
TRAILING = " 。；;，,、"


@dataclass
class Cell:
    """One cell as written: `column` counts from 0, it reaches over `rows` and `cols`; \\n parts its paragraphs."""

    column: int
    text: str
    rows: int = 1
    cols: int = 1


Row = list[Cell]


@dataclass
class Roles:
    """What the columns mean; None where no column has that meaning."""

    names: dict[int, str] = field(default_factory=dict)
    number: int | None = None
    time: int | None = None
    main: int | None = None
    group: int | None = None
    months_head: bool = False  # every time is a month or longer, so that times can stand above their rows


def width_of(rows: list[Row]) -> int:
    """Number of columns the widest row reaches."""
    return max((cell.column + min(cell.cols, MAX_SPAN) for row in rows for cell in row), default=0)


def as_grid(rows: list[Row]) -> tuple[tuple[str, ...], ...]:
    """The table as rows of equal length; a merged cell's text stands in its first place, the others are empty."""
    width = width_of(rows)
    grid = [[""] * width for _ in rows]
    for line, row in zip(grid, rows, strict=True):
        for cell in row:
            line[cell.column] = cell.text.strip()
    return tuple(map(tuple, grid))


@dataclass
class Said:
    """Where the reading of a table stands: headings already said, by column, and a merged exact time still in force."""

    headings: dict[int, str] = field(default_factory=dict)
    time: str = ""
    rows_left: int = 0


def render(rows: list[Row]) -> list[str]:
    """The table in lines, in reading order; a cell that stands alone in its row is a line of its own."""
    lines: list[str] = []
    roles = _roles_by_content(rows)
    said = Said()
    after_header = False
    for index, row in enumerate(rows):
        filled = [Cell(cell.column, cell.text.strip(), cell.rows, cell.cols) for cell in row if cell.text.strip()]
        if _is_header(filled, first=not roles.names):
            roles = _roles_by_header(filled, rows[index + 1 :], roles if after_header else Roles())
            said = Said()
            after_header = True
            continue
        after_header = False
        lines.extend(_row_lines(filled, roles, said))
    return lines or [cell.text for row in rows for cell in row]  # a header without rows is still text


def _is_header(row: Row, *, first: bool) -> bool:
    """Short names of columns and nothing else: no digit, no month; most of them known words."""
    texts = [text for cell in row if (text := _squeezed(cell.text))]
    if len(texts) < 2 or any(
        len(text) > HEADER_LENGTH or re.search(r"\d", text) or PERIOD.fullmatch(text) for text in texts
    ):
        return False
    known = sum(bool(HEADER_WORDS.search(text)) for text in texts)
    return known >= 2 and known >= (0.6 if first else 0.8) * len(texts)


def _roles_by_header(header: Row, body: list[Row], before: Roles) -> Roles:
    """Meanings from the names of the columns; a second header line refines the first."""
    names = dict(before.names)
    for cell in header:
        for column in range(cell.column, cell.column + min(cell.cols, MAX_SPAN)):
            names[column] = _squeezed(cell.text)
    roles = Roles(names)
    roles.number = _first(names, NUMBER_HEADER, taken=())
    roles.time = _first(names, TIME_HEADER, taken=(roles.number,))
    taken = (roles.number, roles.time)
    found = (_first(names, pattern, taken) for pattern in MAIN_HEADERS)
    free = (column for column in sorted(names) if column not in taken)
    roles.main = next((column for column in found if column is not None), next(free, None))
    before_main = [column for column in sorted(names) if roles.main is not None and column < roles.main]
    merged = {cell.column for row in body for cell in row if cell.rows > 1}
    roles.group = next((column for column in before_main if column in merged and column not in taken), None)
    roles.months_head = _all_periods(body, roles)
    return roles


def _all_periods(body: list[Row], roles: Roles) -> bool:
    """Whether every time in the column is a month or longer; other header lines further down do not count."""
    rows = [row for row in body if _filled(row) > 1 and not _is_header(row, first=False)]
    return all(
        PERIOD.fullmatch(_time_text(cell.text, roles))
        for row in rows
        for cell in row
        if cell.column == roles.time and cell.text.strip()
    )


def _filled(row: Row) -> int:
    return sum(bool(cell.text.strip()) for cell in row)


def _time_text(text: str, roles: Roles) -> str:
    """The time as read under its header: a bare 3 below 月份 is March."""
    time = _squeezed(text)
    below_months = roles.time is not None and "月" in roles.names.get(roles.time, "")
    return f"{time}月" if below_months and BARE_MONTHS.fullmatch(time) else time


def _first(names: dict[int, str], pattern: re.Pattern[str], taken: tuple[int | None, ...]) -> int | None:
    return next((column for column in sorted(names) if column not in taken and pattern.search(names[column])), None)


def _roles_by_content(rows: list[Row]) -> Roles:
    """Without a header: a first column that mostly holds months is the time, the next one says what is done."""
    firsts = [text for row in rows for cell in row if cell.column == 0 and (text := _squeezed(cell.text))]
    periods = sum(bool(PERIOD.fullmatch(text)) for text in firsts)
    if periods and periods * 2 >= len(firsts) and width_of(rows) > 1:
        roles = Roles(time=0, main=1)
        roles.months_head = _all_periods(rows, roles)
        return roles
    return Roles()


def _row_lines(filled: Row, roles: Roles, said: Said) -> list[str]:
    """The lines of one row: new headings first, then the item."""
    if not filled:
        return []
    alone = filled[0]
    if len(filled) == 1 and (alone.cols > 1 or not _stands_for_more(alone, roles)):
        return alone.text.split("\n")
    if roles.main is None:
        return _plain_row(filled)
    by_column = {cell.column: cell for cell in filled}
    lines = _headings(by_column, roles, said)
    number = by_column.pop(roles.number).text if roles.number in by_column else ""
    main = by_column.pop(roles.main).text if roles.main in by_column else ""
    details = [_detail(roles.names.get(column, ""), by_column[column].text) for column in sorted(by_column)]
    return lines + _item(number, main, _merged_time(by_column, roles, said) + details)


def _stands_for_more(alone: Cell, roles: Roles) -> bool:
    """Whether the one cell of a row is an item, or a month whose items follow, rather than a remark."""
    is_month = roles.months_head and alone.column == roles.time and PERIOD.fullmatch(_time_text(alone.text, roles))
    return alone.column == roles.main or bool(is_month)


def _headings(by_column: dict[int, Cell], roles: Roles, said: Said) -> list[str]:
    """Lines for a new group and a new month, outer first; what became a heading is taken out of the row."""
    lines = []
    for column in sorted(each for each in (roles.group, roles.time if roles.months_head else None) if each is not None):
        if column not in by_column:
            continue
        text = by_column.pop(column).text
        text = _time_text(text, roles) if column == roles.time else _squeezed(text)
        if said.headings.get(column) != text:
            said.headings = {other: told for other, told in said.headings.items() if other < column} | {column: text}
            lines.append(f"{text.rstrip(':：')}：")
    return lines


def _merged_time(by_column: dict[int, Cell], roles: Roles, said: Said) -> list[str]:
    """An exact time whose cell reaches over several rows, said again for the rows below the first."""
    cell = by_column.get(roles.time) if roles.time is not None else None
    if cell is not None:
        said.time, said.rows_left = _detail(roles.names.get(cell.column, ""), cell.text), cell.rows - 1
        return []
    if said.rows_left < 1:
        return []
    said.rows_left -= 1
    return [said.time]


def _item(number: str, main: str, details: list[str]) -> list[str]:
    """One row as an item: its number or a dash, what is done, then the other columns by name."""
    said = "；".join(details)
    numbered = f"{number.rstrip('、.．')}、" if number else ""
    if not main:
        return [f"{numbered}{said}。"] if said else ([number] if number else [])
    first, *others = main.split("\n")
    lines = [first if not numbered and OWN_MARKER.match(first) else f"{numbered or '- '}{first}"]
    lines += [line if OWN_MARKER.match(line) else f"- {line}" for line in others if line.strip()]
    if not said:
        return lines
    if len(lines) == 1:
        return [f"{lines[0].rstrip(TRAILING)}。{said}。"]
    return [*lines, f"{said}。"]  # once, below all of them: a sum said twice would be two sums


def _plain_row(filled: Row) -> list[str]:
    """A row of a table without a header: a label with its text, or all cells in one line."""
    label, *rest = filled
    if len(rest) == 1 and len(label.text) <= LABEL_LENGTH and "\n" not in label.text:
        value = rest[0].text
        head = f"{label.text.rstrip(':：')}："
        return [head, *value.split("\n")] if "\n" in value else [f"{head}{value}"]
    line = "；".join(cell.text.replace("\n", " ") for cell in filled)
    return [line if OWN_MARKER.match(line) else f"- {line}"]


def _detail(name: str, text: str) -> str:
    value = re.sub(r"\s*\n\s*", "，", text).rstrip("。；;")
    return f"{name}：{value}" if name else value


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
