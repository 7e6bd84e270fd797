"""What a web page or a file template adds around and inside a plan: listed, kept, and left out of the tree.

Sources: noise list under the census of systems.md §0 and §24. Nothing is dropped silently: every stretch that is
taken out is reported with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .source import Line, Source, Span, merged

_PAPER = (
    r"(?:总结|小结|计划|打算|思路|回顾|汇报|报告|方案|要点|安排|规划|范文|心得体会|讲话稿|讲话|演讲稿|(?<!全)体会(?!员)|办法|措施"
    r"|意见)"
)
_ADVERT = re.compile(
    r"(?:【[^】\n]{0,40}】的?)?"
    r"(?:其[他它]网友还?(?:浏览|关注|阅读|看)了?(?:以下)?(?:文章|内容)?"
    r"|(?:你|您|大家)?可能(?:还|也)?(?:喜欢|感兴趣|需要)的?(?:文章|内容)?"
    r"|(?:相关|推荐|延伸|热门|更多|精彩|拓展|扩展|精选)的?(?:阅读|文章|推荐|范文|链接|文档|访问|文库)|猜你喜欢|[上下]一篇)\s*:"
)
_ADVERT_ITEM = re.compile(
    rf"[\s、·|>]*(?:\d{{1,2}}[.、]\s*)?[^,。;:!?\n]{{2,40}}?{_PAPER}"
    r"(?:精选|范文|模板|样本|例文|优秀|大全|集锦|锦集|汇总|合集|汇编|汇集|精编|最新|[(【]?\s*(?:精选|通用|共)?\d+\s*篇[)】]?|[(【][^)】\n]{0,10}[)】]|\s?(?:\d{4}-)?\d{1,2}-\d{1,2}(?!\d)|\d{1,2}(?=[\s、,]|\Z))*"
)
_SITE = r"收集整理|搜集整理|小编|整理发布|转载|(?:本文|文章|资料)来源|转自|摘自|免费下载|范文网|文秘网|www\.|https?:"
_NO_BRACKET = r"[^\[\]()【】\n]{0,24}"
_WORD_FILE = r"(?:Word|WORD|word)(?:版|文档),?(?:下载)?(?:后)?可(?:任意|自由|直接)?编辑"
_INLINE = (
    ("image", re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)")),
    ("link", re.compile(r"(?:https?://|www\.)[\x21-\x7e]{3,300}")),
    ("collector_note", re.compile(rf"[\[(【]{_NO_BRACKET}(?:{_SITE}){_NO_BRACKET}[\])】]")),
    ("word_count", re.compile(r"[(【\[]?(?:全文)?(?:共计?)?字数:?\s*\d+\s*字?[)】\]]?")),
    ("page_number", re.compile(r"第\s?\d{1,4}\s?页\s?[,/]?\s?共\s?\d{1,4}\s?页")),
    ("page_number", re.compile(r"(?m)^ *(?:第\s*\d+\s*页|[-—]\s*\d+\s*[-—]|\d+\s*/\s*\d+) *$")),
    ("file_note", re.compile(rf"(?:本文格式为|精品|精选)?{_WORD_FILE},?(?:页脚下载后可删除)?。?")),
)
_OTHERS = r"(?:相关|最新|热门)(?:文档|文章|推荐|阅读|搜索|链接|下载|更新|范文)"
_BUTTONS = (
    rf"合集下载|{_OTHERS}|猜你喜欢|为您推荐|推荐阅读|[上下]一篇(?::.*)?|下载(?:文档|全文|本文|此文|word).{{0,20}}"
    r"|收藏(?:本文)?|分享(?:到.{0,10})?|打印(?:本页)?|免费下载.{0,20}|展开(?:全文|阅读).{0,10}|(?:阅读|继续)(?:全文|阅读).{0,10}"
    r"|(?:相关|同类)主题|(?:文本|文档|全文)预览|(?:阅读|查看|加载)更多|\d{1,3} ?/ ?\d{1,3}"
    r"|返回|目录|关闭(?:窗口)?|举报|登录(?:/注册)?|注册|复制|导出.{0,4}"
)
_MEDIA = r"(?:网|网站|文库|论坛|公众号|日报|晚报)"
_COUNTS = r"(?:浏览(?:次数|量)|阅读(?:次数|量)|点击(?:数|次数)?):"
_NOTICES = (
    r"(?:免责|版权|郑重|特别|本站|网站)?声明:|下载文档前|.{0,3}仅部分预览|如文档侵犯|温馨提示:|版权所有|Copyright|©|.{0,4}ICP备"
    r"|本文(?:档|章)?(?:由|来自|来源|版权|网址|链接|地址)|(?:文档|文章|内容)(?:来源于|均为|仅供)|如有侵权|侵权必究|若本站"
    r"|未经.{0,8}(?:许可|允许|授权).{0,6}(?:转载|复制)|联系(?:客服|本站)"
)
_STAMP = r"20\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_LINE = (
    (
        "navigation",
        re.compile(r"(?:您?(?:的)?当前(?:的)?位置|所在位置|首页\s*>|返回(?:首页|列表|顶部)|>>|网站(?:首页|地图)).*"),
    ),
    ("byline", re.compile(rf".{{0,20}}(?:发表于|(?:发布|更新)(?:时间|日期)|{_COUNTS}|本文已影响).{{0,80}}")),
    ("byline", re.compile(rf"(?:(?:文章|信息)来源:|来源:.{{0,20}}{_MEDIA}|作者:|责任编辑|编辑:|人气:).{{0,60}}")),
    ("byline", re.compile(rf"(?:时间|日期|更新):\s?{_STAMP}.{{0,60}}|{_STAMP}\s+{_CLOCK}.{{0,60}}")),
    ("navigation", re.compile(r"[^。;:>]{0,12}:?[^。;:>]{1,12}(?: ?> ?[^。;:>]{1,30}){2,6}")),
    ("navigation", re.compile(_BUTTONS)),
    ("advert", re.compile(r"(?:推荐访问|关键[词字]|标签|TAGS?):.*", re.IGNORECASE)),
    ("notice", re.compile(rf"[\d. 、]*(?:{_NOTICES}).*", re.IGNORECASE)),
)
_SENTENCE_END = "。!?;:"


@dataclass(frozen=True, slots=True)
class Chrome:
    """A stretch of the page that belongs to no plan, with the reason it was taken out."""

    start: int
    end: int
    reason: str
    inside_sentence: bool = False


def find_chrome(source: Source) -> list[Chrome]:
    """Page furniture that shows by its own words; sorted, without overlaps."""
    found = [*_inline(source), *_adverts(source), *_whole_lines(source)]
    found.sort(key=lambda chrome: (chrome.start, -chrome.end))
    kept: list[Chrome] = []
    for chrome in found:
        if not kept or chrome.start >= kept[-1].end:
            kept.append(chrome)
    return kept


def _inline(source: Source) -> list[Chrome]:
    return [
        Chrome(hit.start(), hit.end(), reason, inside_sentence=True)
        for reason, pattern in _INLINE
        for hit in pattern.finditer(source.norm)
        if hit[0].strip()
    ]


def _whole_lines(source: Source) -> list[Chrome]:
    found = []
    for line in source.lines:
        text = source.norm[line.start : line.end]
        reason = next((name for name, pattern in _LINE if pattern.fullmatch(text)), None)
        if reason:
            found.append(Chrome(line.start, line.end, reason))
    return found


def _adverts(source: Source) -> list[Chrome]:
    """Lists of other papers, wherever they begin; they end where no further title follows, also inside a word."""
    found, position = [], 0
    while hit := _ADVERT.search(source.norm, position):
        end = _advert_end(source.norm, hit.end())
        if end > hit.end():
            broken = _breaks_sentence(source.norm, hit.start(), end)
            found.append(Chrome(hit.start(), end, "advert", inside_sentence=broken))
        position = max(end, hit.end())
    return found


def _advert_end(norm: str, position: int) -> int:
    while item := _ADVERT_ITEM.match(norm, position):
        position = item.end()
    return position


def _breaks_sentence(norm: str, start: int, end: int) -> bool:
    """Whether the words before and after belong to one sentence."""
    before = norm[max(start - 40, 0) : start].rstrip()[-1:]
    after = norm[end : end + 40].lstrip()[:1]
    return (
        bool(before) and before not in _SENTENCE_END and bool(after) and after not in "一二三四五六七八九十0123456789("
    )


# The editor's own words before, between and after the texts he collected.
_PAPERS = r"[^。!?\n]{0,30}(?:计划|总结|范文|资料|文章|方案|内容)"
_READER = r"(?:大家|您|你|各位|读者)"
_EDITOR = re.compile(
    rf"小编|仅供参考|(?<!提)供{_READER}(?:学习|参考|借鉴|阅读|下载|查阅|欣赏)|欢迎{_READER}?(?:阅读|参考|借鉴|浏览|收藏|查阅|下载)"
    rf"|希望(?:能|可以|会|本文)?(?:够)?(?:对|给|让|帮助)?{_READER}.{{0,12}}(?:帮助|收获|喜欢|参考|启发|帮到)"
    rf"|(?:下面|以下|这里)(?:就?是|为).{{0,24}}(?:带来|整理|收集|搜集|分享){_PAPERS}|为{_READER}(?:整理|带来|收集|搜集|分享|准备|推荐|精选){_PAPERS}"
    rf"|一起来看看|(?:来|快来|跟着)看看吧|精心(?:推荐|整理|准备|挑选|收集)的{_PAPERS}|以上(?:就)?是{_PAPERS}"
)
_SENTENCE = re.compile(r"[^。!?\n]+[。!?”」]*|[。!?]+")
_CLOSING = re.compile(r"以上|上述")
_FIRST_MARK = re.compile(r"一\s?、|\([一1]\)|(?<!\d)1(?:、|\.(?!\d))|(?<!\d)1\)|①|一是|\n[-•]")
_LONGEST_INTRO = 1200
_LONGEST_CLOSING = 300


def editor_intro_end(source: Source, region: Span) -> int:
    """Where the editor's introduction at the head of `region` ends; `region.start` when there is none.

    Everything before the last sentence in the editor's voice goes with it, up to the first marker of the plan.
    """
    end, limit = region.start, min(region.end, region.start + _LONGEST_INTRO)
    first = _FIRST_MARK.search(source.norm, region.start, limit)
    for sentence in _SENTENCE.finditer(source.norm, region.start, first.start() if first else limit):
        if _EDITOR.search(sentence[0]) and not _CLOSING.match(sentence[0].lstrip()):
            end = sentence.end()
    return end


def editor_closing_start(source: Source, line: Line) -> int:
    """Where the editor's closing words at the end of a text's last line begin; `line.end` when there are none."""
    start = line.end
    for sentence in reversed(
        list(_SENTENCE.finditer(source.norm, max(line.start, line.end - _LONGEST_CLOSING), line.end))
    ):
        if not _EDITOR.search(sentence[0]):
            break
        start = sentence.start()
    return start


def holes(chrome: list[Chrome], source: Source) -> list[Span]:
    """The spans to leave out; where a sentence was cut in two, the line breaks around the cut go as well."""
    spans = []
    for item in chrome:
        start, end = item.start, item.end
        if item.reason == "advert" and item.inside_sentence:
            while start > 0 and source.norm[start - 1].isspace():
                start -= 1
            while end < len(source.norm) and source.norm[end].isspace():
                end += 1
        spans.append(Span(start, end))
    return merged(spans)
