"""Words that read like people's names: shown as a warning, for demo text must not name anybody (systems.md §24.11)."""

import re
from typing import Final

from .clauses import fold
from .model import PossibleName

_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "卞岳"
)
_DOUBLE: Final = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯"
_NAME: Final = rf"(?:(?:{_DOUBLE})[\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
_TITLES: Final = "同志|先生|女士|老师|师傅|同学"
_TITLED: Final = re.compile(rf"(?P<name>{_NAME})(?:等?[一二两三四五六七八九十]?位?)?(?:{_TITLES})")
_LABELLED: Final = re.compile(
    rf"(?:联系人|负责人|责任人|经办人|主讲人|主持人|联络员|姓名|撰稿人?|起草人|审核人?|报送人|作者|执笔)\s?[:]\s?(?P<name>{_NAME})(?![\u4e00-\u9fff])"
)
_LISTED: Final = re.compile(
    rf"(?P<name>{_NAME})(?=[、和](?:{_NAME}[、和]?){{1,6}}(?:[二两三四五六七八九十]位|等)?同志)"
)
# Ordinary words that begin with a surname sign; the sign before 同志 decides nothing by itself.
_WORDS: Final = re.compile(
    r"(?:金牌|高级|高层|高校|文明|文体|文艺|方面|任何|任课|常委|常务|万名|万里|武装|石油|江苏|江西|江北|江南|安全|白衣|龙头|龙江|史志|毛泽东|康复|马克思|马列|叶片|林业"
    r"|林场|黄金|周边|周末|周一|于|余名|余位|易|段|贺|汤|文|常|任(?:职|教|务)|田间|石化|金融|方便|方案|钱物|程序|曾|许多|何|高|白|党|全|老)"
)


def find_names(text: str, *, start: int = 0) -> list[PossibleName]:
    """Possible names of persons, in reading order: before 同志 and the like, or behind 联系人: and the like.

    A hint, not a proof: the reader decides. ``start`` is added to all offsets. Never raises.
    """
    plain = fold(text)
    found: dict[int, PossibleName] = {}
    for pattern, reason in ((_TITLED, "title"), (_LISTED, "title"), (_LABELLED, "label")):
        for match in pattern.finditer(plain):
            first, last = match.span("name")
            if _WORDS.match(plain, first) and reason == "title":
                continue
            kept: PossibleName = PossibleName(
                text[first:last], first + start, last + start, "label" if reason == "label" else "title"
            )
            found.setdefault(first, kept)
    return [found[place] for place in sorted(found)]
