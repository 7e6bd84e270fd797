"""Is a number a goal, and of which kind? (annotation.md, Targets; systems.md PL-07, PL-08)

A number is a goal unless the text says otherwise: a threshold (100人以上企业), a stock (现有会员500人), an ordinal
(七届三次), a rate to be paid (按2%拨缴) or part of a slogan (三个代表).
"""

import re
from dataclasses import dataclass
from typing import Final

from .clauses import Passage
from .doubts import lost_dash_at
from .model import TargetKind, Tense
from .quantities import Quantity
from .recurrences import Rhythm

_OCCASIONS: Final = frozenset({"次", "期", "场", "轮", "回", "场次", "班次", "期次"})
_EVENT_UNITS: Final = _OCCASIONS | {"届", "个", "项", "堂", "节", "课"}
PER_ROUND: Final = re.compile(r"\s?[/每](年|季度|季|月|周|学期)")
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
    r"\s?(?:以上|以内)?(?:的)?[“”\"'‘’]?(?:方面|层次|层面|环节|结合|转变|代表(?![队团])|维护|自信|意识|全面|确立|率先|普遍|文明|突破|到位|原则|阶段|步骤|问题|特点|坚持|确保"
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
# 3-8人的企业 says how large a firm is.
_STAFFED: Final = re.compile(r"的(?:小微|小型|非公)?(?:企业|单位|公司|商户)")
_WANTED: Final = re.compile(r"要|力争|争取|确保|达到|比例|不低于|目标|提高|其中")
_HONOUR_AFTER: Final = re.compile(r"(?:等奖|星级|类|级(?!以)|大报告|强)")
_CHANGE: Final = re.compile(
    r"新|增|发展|组建|成立|设立|开设|开办|添置|更新|改造|建立|建成|创建|建|培养|培育|培植|培训|表彰|评选|选树|选|慰问|走访|帮扶|资助|救助|举办|组织|开展|召开|完成|达|实现|争取|力争|确保|安排|参加"
    r"|吸收|打造|推荐|编|出|办|签|抓|指导|督促|征集|募集|筹|投入|撰写|发表|提供|购|配|检查|调研|创|评|送|招|解决|化解|受理|接|看望|推|搞|救|扶|覆盖|指|上报|报送"
)
GRADE: Final = re.compile(
    r"((?:[一二三]级|省级|市级|县级|国家级|全国|省|市|县)?(?:规范化|合格|示范|先进|模范|达标|[一二三四五]星级)[^,。;\d]{0,8})$"
)
_SESSION: Final = re.compile(
    r"(?:全会|全委|全体|执委|常委|党代会|代表大会|代表会|职代会|教代会|工代会|双代会|会员|党员|理事|委员会)"
)


@dataclass(frozen=True, slots=True)
class Setting:
    passage: Passage
    tenses: list[Tense]
    rhythms: dict[int, list[Rhythm]]


def judge(setting: Setting, quantity: Quantity, place: int) -> TargetKind | None:
    """Kind of goal, or None when the number is none."""
    plain = setting.passage.plain
    clause = setting.passage.clauses[place]
    before, after = plain[clause.start : quantity.start], plain[quantity.end : clause.end]
    if quantity.unit in ("%", "个百分点"):
        return None if _is_rate_rule(quantity, before, after) else "percent"
    if quantity.threshold_word and _THRESHOLD.match(after) and _is_condition(before, quantity):
        return None
    if _is_described(quantity, before, after) or _is_body(before, after) or _is_stock(before):
        return None
    if quantity.is_money:
        return "money" if _is_raised(before + after) and not _SPENT.search(before) else None
    if _is_session(quantity, before, after):
        return None
    if lost_dash_at(plain, quantity.start):
        return "damaged"
    if quantity.masked:
        return "count"
    if quantity.unit in _OCCASIONS and (rhythm_of(setting, quantity, place) or PER_ROUND.match(after)):
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
    return "grade_count" if GRADE.search(before) and quantity.unit in ("家", "个") else "count"


def _is_session(quantity: Quantity, before: str, after: str) -> bool:
    """七届三次教代会, ____次党代会: the number of a congress, no count of meetings."""
    if quantity.unit != "次":
        return False
    return bool(re.search(r"届\s?$", before)) or (quantity.masked and bool(_SESSION.match(after)))


def _is_condition(before: str, quantity: Quantity) -> bool:
    if quantity.unit in ("人", "名", "元", "万元", "户", "家"):
        return not re.search(r"(?:组建|新建|建立|发展|创建|签订|完成|培育|培养|吸收|培训|慰问)$", before)
    return bool(_THRESHOLD_VERB.search(before))


def _is_described(quantity: Quantity, before: str, after: str) -> bool:
    """4个星级, 前3名, 3-8人的企业: a rank or the size of something else."""
    people = quantity.unit in ("人", "名")
    return bool(_HONOUR_AFTER.match(after)) or (people and (bool(_STAFFED.match(after)) or before.endswith("前")))


def _is_body(before: str, after: str) -> bool:
    """由7名成员组成: how a body is made up, no goal."""
    return after.startswith("组成") or bool(
        re.match(r"[\u4e00-\u9fff]{0,4}(?:组成|为成员)", after) and before[-1:] in "由、"
    )


def _is_stock(before: str) -> bool:
    """全镇125家 counts what there is; 全镇新建10家 what is to be."""
    found = _STOCK.search(before)
    return bool(found) and not _CHANGE.search(before[found.start() + 1 :] if found else "")


def _is_rate_rule(quantity: Quantity, before: str, after: str) -> bool:
    """按工资总额的2%拨缴 is a duty to pay and 女职工占60% a state, neither a goal."""
    if re.match(r"(?:的)?(?:比例|标准)?(?:拨缴|上解|返还|留成|计提|提取|上缴)", after):
        return True
    if quantity.value is not None and quantity.value <= 5 and re.search(r"工资|经费|会费|税", before + after):
        return True
    if re.search(r"占(?:到|总数的?|总人数的?)?\s?$", before) and not re.search(_WANTED, before + after):
        return quantity.comparator == "="
    return bool(_RATE_RULE.search(before)) and not re.search(r"率[^,]{0,8}$", before)


_SPENT: Final = re.compile(r"(?:活动|培训|帮扶|慰问|宣传|办公|会议|奖励|比赛)(?:经费|费用?)(?:约|为|共|计)?\s?$")


def _is_raised(clause: str) -> bool:
    if re.search(
        r"每[人位名户]|人均|预算|标准|不超过|/人|销售|产值|收入(?!家)|税|工资|年薪",
        clause,
    ):
        return False
    return bool(
        re.search(
            r"筹|募|争取|投入|发放|资助|救助|慰问|帮扶|补助|落实|安排|拨|捐|用于|资金|经费|设立|完成|收缴", clause
        )
    )


def _is_event(quantity: Quantity, before: str, after: str) -> bool:
    if quantity.unit in ("个", "项"):
        return False
    return bool(
        re.search(r"举办|组织|开展|召开|进行|举行|开|搞|办|做|上|参加|评选|表彰|总结|培训|出|体检|活动", before + after)
    )


def rhythm_of(setting: Setting, quantity: Quantity, place: int) -> Rhythm | None:
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
