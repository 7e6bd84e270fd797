"""Goals inside an item's text (systems.md PL-07; annotation.md, Targets).

A number is a goal unless the text says otherwise. It says otherwise when the clause reports (tense), when the number
is a threshold (100人以上企业), a stock (现有会员500人), an ordinal (七届三次), a rate to be paid (按2%拨缴) or part of
a slogan (三个代表).
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from .clauses import Passage, read_passage
from .dates import find_dates
from .doubts import lost_dash_at
from .milestones import find_milestones
from .model import TargetExpression, TargetKind, Tense
from .quantities import Quantity, find_quantities
from .recurrences import Rhythm, find_rhythms
from .schemes import find_schemes
from .tense import clause_tenses

_OCCASIONS: Final = frozenset({"次", "期", "场", "轮", "回", "场次", "班次", "期次"})
_EVENT_UNITS: Final = _OCCASIONS | {"届", "个", "项", "堂", "节", "课"}

_THRESHOLD: Final = re.compile(
    r"\s?(?:的)?(?:[\u4e00-\u9fff]{0,6})?(?:企业|单位|公司|非公|规模|工厂|机构|社会组织|车间|工地|村居?|学校|企事业)"
)
_THRESHOLD_VERB: Final = re.compile(
    r"(?:凡|职工|员工|人数|销售|产值|规模|满|有|年收入|在)\s?(?:额|收入|人数)?(?:在|达|满|超)?\s?$"
)
_STOCK: Final = re.compile(
    r"(?:现有|共有|已有|拥有|下辖|所辖|下设|设有|总人口|全[镇县市区乡校院局厂]的?|辖区|所属|下属|本[镇县市区乡校院局])[^,。;]{0,6}$"
)
_ABSTRACT: Final = re.compile(
    r"\s?(?:以上|以内)?(?:的)?[“”\"'‘’]?(?:方面|层次|层面|环节|结合|转变|代表|维护|自信|意识|全面|确立|率先|普遍|文明|突破|到位|原则|阶段|步骤|问题|特点|坚持|确保"
    r"|创新|延伸|覆盖|促进|提升|注重|围绕|加强|提高|强化|有利|必须|一(?![般定])|统一|服务(?!站|点|中心|平台|窗口)|建设|纲要|重点|关键|重大|基本|主题|台阶|水平"
    r"|层级|目标|要求|任务|指标|内容|优势|机制|体系|渠道|功能|职能|特色|亮点|抓手|载体|理念|能力|精神|不|无|好|更|新|百分|\d|[一二三四五六七八九十])"
)
_SLOGAN_ITEM: Final = re.compile(
    r"(?:权益|权利|民主|工程|实事|建设|改革|制度|措施|举措|行动|职责|原则|纪律|权|法规|条例|规定|协议|合同|监督|文件|工作|队伍)"
)
_COUNTABLE: Final = re.compile(
    r"(?:工会|企业|单位|组织|活动|比赛|赛事|竞赛|培训|讲座|小组|之家|小家|基地|阵地|品牌|典型|示范|试点|站|中心|村|社区|学校|班组|岗|家庭|项目|案例|课题"
    r"|课件|节目|作品|队|协会|俱乐部|平台|窗口|书屋|驿站|号|室|会议|座谈|调研|展|晚会|演出|考察|检查|集体|班|点|片|组|档|专栏|栏目|园地|计划生育户|户|人|报告|提案|建议)"
)
_RATE_RULE: Final = re.compile(
    r"(?:按照?|(?:提取|计提|上解|上缴|拨缴|返还|回拨|留成)[^,。;率]{0,8}|税率|利率|工资总额的?|拨缴经费的?)[^,。;率]{0,12}$"
)
_HONOUR_AFTER: Final = re.compile(r"(?:等奖|星级|类|级(?!以)|大报告|强)")
_CHANGE: Final = re.compile(
    r"新|增|发展|组建|建立|建成|创建|建|培养|培育|培植|培训|表彰|评选|选树|选|慰问|走访|帮扶|资助|救助|举办|组织|开展|召开|完成|达|实现|争取|力争|确保|安排|参加"
    r"|吸收|打造|推荐|编|出|办|签|抓|指导|督促|征集|募集|筹|投入|撰写|发表|提供|购|配|检查|调研|创|评|送|招|解决|化解|受理|接|看望|推|搞|救|扶|覆盖|指|上报|报送"
)
_LEAD: Final = re.compile(
    r"^(?:(?:并|同时|另外|此外|其中|要|将|拟|计划|争取|力争|确保|努力|今年|全年|年内|明年|本年度?|共|一共|总共|共计|累计|全面|继续|进一步|今年要求|至少|做到|坚持|在|到|使|力求|保证|各|再|还要|还)[,、:]?)+"
)
_TIDY: Final = re.compile(r"[“”\"'‘’\s()（）]|(?:达到?|为|在|至|完成|不少于|不低于|不超过|至少|约|近|超过)$")
_GRADE: Final = re.compile(
    r"((?:[一二三]级|省级|市级|县级|国家级|全国|省|市|县)?(?:规范化|合格|示范|先进|模范|达标|[一二三四五]星级)[^,。;\d]{0,8})$"
)
_IMPLICIT: Final = re.compile(
    r"(?P<full>全覆盖|全部覆盖|全员参与|无遗漏|不漏一[人户家]|应建尽建|应保尽保|应入尽入|应签尽签)|(?P<zero>(?:无|零|杜绝)[^,。;、]{0,6}(?:事故|上访|投诉|违纪|案件|发生))"
)


@dataclass(frozen=True, slots=True)
class _Setting:
    passage: Passage
    tenses: list[Tense]
    rhythms: dict[int, list[Rhythm]]


def find_targets(text: str, *, start: int = 0, tense: Tense = "plan") -> list[TargetExpression]:
    """Every goal in ``text``, in reading order; reported figures, thresholds, stocks and slogans are left out.

    ``start`` is added to all offsets; ``tense`` is the tense of the section. Never raises.
    """
    passage = read_passage(text)
    setting = _Setting(passage, clause_tenses(passage, tense, counted=True), _rhythms_by_clause(passage))
    blotted = _without_quotations(passage.plain)
    found: list[TargetExpression] = []
    for quantity in find_quantities(blotted):
        place = passage.index_at(quantity.start)
        if setting.tenses[place] == "past":
            if found and quantity.value is not None:
                found[-1] = _with_progress(setting, found[-1], quantity, place)
            continue
        kind = _judge(setting, quantity, place)
        if kind:
            found.append(_target(setting, quantity, place, kind))
    found += _implicit(setting)
    found += find_milestones(passage, setting.tenses)
    found += _from_schemes(text, setting)
    found = sorted(_unique(found), key=lambda target: (target.quantity_start, target.quantity_end))
    return [_moved(target, start) for target in found] if start else found


_QUOTED: Final = re.compile(r"[“\"‘「'][^“”\"‘’「」'\n]{1,60}[”\"’」']")
_WHOLE_QUANTITY: Final = re.compile(r".[\d.]+\s?(?:%|[家个人名次])?.")


def _rhythms_by_clause(passage: Passage) -> dict[int, list[Rhythm]]:
    found: dict[int, list[Rhythm]] = {}
    for rhythm in find_rhythms(passage.plain):
        found.setdefault(passage.index_at(rhythm.start), []).append(rhythm)
    return found


def _without_quotations(plain: str) -> str:
    """Names in quotation marks hold no goals, except a bare figure such as “100%”."""

    def blot(found: re.Match[str]) -> str:
        text = found.group()
        return text if _WHOLE_QUANTITY.fullmatch(text) else text[0] + "□" * (len(text) - 2) + text[-1]

    return _QUOTED.sub(blot, plain)


def _judge(setting: _Setting, quantity: Quantity, place: int) -> TargetKind | None:
    """Kind of goal, or None when the number is none."""
    plain = setting.passage.plain
    clause = setting.passage.clauses[place]
    before, after = plain[clause.start : quantity.start], plain[quantity.end : clause.end]
    if quantity.unit in ("%", "个百分点"):
        return None if _is_rate_rule(before, after) else "percent"
    if quantity.threshold_word and _THRESHOLD.match(after) and _is_condition(before, quantity):
        return None
    if _HONOUR_AFTER.match(after) or after.startswith("组成") or _is_stock(before):
        return None
    if quantity.is_money:
        return "money" if _is_raised(before + after) else None
    if _is_session(quantity, before, after):
        return None
    if lost_dash_at(plain, quantity.start):
        return "damaged"
    if quantity.masked:
        return "count"
    if _rhythm_of(setting, quantity, place) and quantity.unit in _OCCASIONS:
        return "frequency"
    if quantity.value == 1 and quantity.high is None:
        if quantity.unit == "轮" and before.endswith(("新", "上", "下", "本")):
            return None
        return "one_off" if quantity.unit in _EVENT_UNITS and _is_event(quantity, before, after) else None
    if quantity.value is not None and quantity.value < 1:
        return None
    return _count_kind(quantity, before, after)


def _count_kind(quantity: Quantity, before: str, after: str) -> TargetKind | None:
    if quantity.unit in ("个", "项", "条", "点", "门", "面", "件", "位", "本", "节") and _ABSTRACT.match(after):
        return None
    if quantity.chinese and quantity.unit in (
        "个",
        "项",
        "条",
        "件",
        "对",
        "面",
        "门",
        "本",
        "处",
        "节",
        "部",
        "组",
        "支",
    ):
        if _SLOGAN_ITEM.match(after.lstrip("大")) or not (_COUNTABLE.search(after[:14]) or not after):
            return None
        if not _CHANGE.search(before):
            return None
    if quantity.unit == "位" and re.match(r"同志|领导|主席|委员|成员", after):
        return None
    if quantity.unit == "篇" and before.endswith("(") and after.startswith(")"):
        return None
    return "grade_count" if _GRADE.search(before) and quantity.unit in ("家", "个") else "count"


_SESSION: Final = re.compile(
    r"(?:全会|全委|全体|执委|常委|党代会|代表大会|代表会|职代会|教代会|工代会|双代会|会员|党员|理事|委员会)"
)


def _is_session(quantity: Quantity, before: str, after: str) -> bool:
    """七届三次教代会, ____次党代会: the number of a congress, no count of meetings."""
    if quantity.unit != "次":
        return False
    return bool(re.search(r"届\s?$", before)) or (quantity.masked and bool(_SESSION.match(after)))


def _is_condition(before: str, quantity: Quantity) -> bool:
    if quantity.unit in ("人", "名", "元", "万元", "户", "家"):
        return not re.search(r"(?:组建|新建|建立|发展|创建|签订|完成|培育|培养|吸收|培训|慰问)$", before)
    return bool(_THRESHOLD_VERB.search(before))


def _is_stock(before: str) -> bool:
    """全镇125家 counts what there is; 全镇新建10家 what is to be."""
    found = _STOCK.search(before)
    return bool(found) and not _CHANGE.search(before[found.start() + 1 :] if found else "")


def _is_rate_rule(before: str, after: str) -> bool:
    """按工资总额的2%拨缴 is a duty to pay, no goal."""
    if re.match(r"(?:的)?(?:比例|标准)?(?:拨缴|上解|返还|留成|计提|提取|上缴)", after):
        return True
    return bool(_RATE_RULE.search(before)) and not re.search(r"率[^,]{0,8}$", before)


def _is_raised(clause: str) -> bool:
    if re.search(r"每人|人均|标准|不超过|/人|销售|产值|收入(?!家)|税|工资|年薪", clause):
        return False
    return bool(
        re.search(
            r"筹|募|争取|投入|发放|资助|救助|慰问|帮扶|补助|落实|安排|拨|捐|用于|资金|经费|设立|完成|收缴|预算", clause
        )
    )


def _is_event(quantity: Quantity, before: str, after: str) -> bool:
    if quantity.unit in ("个", "项"):
        return False
    return bool(
        re.search(r"举办|组织|开展|召开|进行|举行|开|搞|办|做|上|参加|评选|表彰|总结|培训|出|体检|活动", before + after)
    )


def _rhythm_of(setting: _Setting, quantity: Quantity, place: int) -> Rhythm | None:
    """The rhythm a number of occasions belongs to: 每季度召开2次, 一年一次."""
    clause = setting.passage.clauses[place]
    inside = [rhythm for rhythm in setting.rhythms.get(place, []) if rhythm.start <= quantity.start < clause.end]
    if not inside:
        return None
    last = inside[-1]
    return (
        last
        if last.end > quantity.start or not re.search(r"全年", setting.passage.plain[last.end : quantity.start])
        else None
    )


def _target(setting: _Setting, quantity: Quantity, place: int, kind: TargetKind) -> TargetExpression:
    passage = setting.passage
    clause = passage.clauses[place]
    first, last = passage.trimmed(clause.start, clause.end)
    unit = quantity.unit
    if kind == "frequency":
        rhythm = _rhythm_of(setting, quantity, place)
        unit = f"{unit}/{rhythm.label}" if rhythm else unit
    metric = _metric(setting, quantity, place)
    grade = _GRADE.search(passage.plain[clause.start : quantity.start])
    base, _, share = metric.rpartition("的") if kind == "percent" else ("", "", metric)
    return TargetExpression(
        text=passage.raw[first:last], start=first, end=last,
        quantity=passage.raw[quantity.start : quantity.end], quantity_start=quantity.start, quantity_end=quantity.end,
        metric=metric, unit=unit, comparator=quantity.comparator, value=quantity.value, value_max=quantity.high,
        kind=kind, approximate=quantity.approximate, masked=quantity.masked,
        numerator=share if kind == "percent" else "", denominator=base, grade=grade[1] if grade else "",
        yuan=_yuan(quantity), warnings=("masked_number",) if quantity.masked else (),
    )  # fmt: skip


def _yuan(quantity: Quantity) -> Decimal | None:
    if not quantity.is_money or quantity.value is None:
        return None
    scale = {"万元": 10_000, "亿元": 100_000_000}.get(quantity.unit, 1)
    return Decimal(str(quantity.value)) * scale


def _shared(passage: Passage, start: int, quantity: Quantity) -> bool:
    """Whether an earlier number stands in the same clause, so that only what follows the last 、 is meant."""
    cut = passage.plain.rfind("、", start, quantity.start)
    return cut > start and any(True for _ in find_quantities(passage.plain[start:cut]))


def _metric(setting: _Setting, quantity: Quantity, place: int) -> str:
    """What is counted, in the words of the clause; a bare 「共6-8期」 borrows them from the clause before."""
    passage = setting.passage
    clause = passage.clauses[place]
    first = (
        max(clause.start, passage.plain.rfind("、", clause.start, quantity.start) + 1)
        if _shared(passage, clause.start, quantity)
        else clause.start
    )
    stop = passage.plain.find("、", quantity.end, clause.end)
    last = stop if stop >= 0 else clause.end
    before = _TIDY.sub("", _LEAD.sub("", passage.raw[first : quantity.start].strip()))
    after = _TIDY.sub("", passage.raw[quantity.end : last].strip(" 、"))
    metric = before + after
    if len(metric) < 2 and place and passage.clauses[place - 1].sentence == clause.sentence:
        previous = passage.clauses[place - 1]
        metric = _TIDY.sub("", _LEAD.sub("", passage.plain[previous.start : previous.end].strip())) + metric
    return metric


def _with_progress(setting: _Setting, goal: TargetExpression, quantity: Quantity, place: int) -> TargetExpression:
    """「今年还要建10家,在6月份已新建2家」: the reported figure belongs to the goal just named in the sentence."""
    passage = setting.passage
    same_sentence = passage.clauses[passage.index_at(goal.start)].sentence == passage.clauses[place].sentence
    if not same_sentence or goal.unit != quantity.unit or goal.reached is not None:
        return goal
    clause = passage.clauses[place]
    months = next((d.months for d in find_dates(passage.plain[clause.start : clause.end]) if d.months), ())
    return replace(goal, reached=quantity.value, reached_months=months)


def _implicit(setting: _Setting) -> list[TargetExpression]:
    passage = setting.passage
    targets = []
    for found in _IMPLICIT.finditer(passage.plain):
        place = passage.index_at(found.start())
        if setting.tenses[place] == "past":
            continue
        first, last = passage.trimmed(passage.clauses[place].start, passage.clauses[place].end)
        full = found["full"] is not None
        what = _LEAD.sub("", passage.plain[first:last])
        target = TargetExpression(
            passage.raw[first:last], first, last, passage.raw[found.start() : found.end()], found.start(),
            found.end(), what, "%" if full else "起", "=", 100.0 if full else 0.0, kind="implicit",
        )  # fmt: skip
        targets.append(target)
    return targets


def _from_schemes(text: str, setting: _Setting) -> list[TargetExpression]:
    """Each element of a spelled-out 「N个一」 is a quota of one (annotation.md: slogan_quota)."""
    targets = []
    for scheme in find_schemes(text):
        for element in scheme.elements:
            quota = re.search(r"一([\u4e00-\u9fff])", element.text)
            place = setting.passage.index_at(element.start)
            if not quota or not scheme.name.endswith(("一", "一”", '一"')) or setting.tenses[place] == "past":
                continue
            begin = element.start + quota.start()
            target = TargetExpression(
                element.text, element.start, element.end, quota.group(), begin, begin + 2, element.text, quota[1],
                "=", 1.0, kind="slogan_quota",
            )  # fmt: skip
            targets.append(target)
    return targets


def _unique(targets: list[TargetExpression]) -> list[TargetExpression]:
    taken: dict[tuple[int, int], TargetExpression] = {}
    for target in targets:
        key = (target.quantity_start, target.quantity_end)
        if key not in taken or target.kind == "slogan_quota":
            taken[key] = target
    return list(taken.values())


def _moved(target: TargetExpression, by: int) -> TargetExpression:
    return replace(
        target, start=target.start + by, end=target.end + by, quantity_start=target.quantity_start + by,
        quantity_end=target.quantity_end + by,
    )  # fmt: skip
