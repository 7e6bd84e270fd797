"""What is doubtful about a document, in sentences: what was found, and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.services.drafts import DraftWarning
from plans.services.imports.reading import note_sentence

_READ = "read_"
SENTENCES: dict[str, str | Promise] = {
    "unknown_year": _("原文没有写明年度，请在“计划信息”里填写。"),
    "unknown_time": _("“%(text)s”没有写明是几月，请补上时间或保留为待定。"),
    "masked_month": _("“%(text)s”的月份是空白，请补上时间。"),
    "masked_year": _("“%(text)s”的年份被遮去，请核对。"),
    "masked_number": _("“%(text)s”的数字是空白，请补上目标值或保留为待定。"),
    "masked_name": _("“%(text)s”的名称被遮去，请核对。"),
    "blank": _("“%(text)s”是空白，请核对。"),
    "undefined_festivals": _("“%(text)s”没有说明是哪些节日，请补上时间。"),
    "festival_outside_month": _("“%(text)s”里的节日不在所属月份内，请核对时间。"),
    "lost_dash": _("“%(text)s”像是丢了连接号，请核对数字。"),
    "censored_word": _("“%(text)s”里的词可能被拆开，请核对。"),
    "broken_character": _("这里有无法显示的字符，请核对原文。"),
    "stray_point": _("这里有多余的点号，可能缺字，请核对。"),
    "possible_name": _("“%(name)s”像是人名，请确认可以写进计划。"),
    "numbering_gap": _("序号“%(number)s”之前缺第 %(missing)s 项，可能漏了内容。"),
    "numbering_restart": _("序号在“%(number)s”处重新开始，请核对层次。"),
    "scheme_count": _("“%(name)s”应有 %(promised)s 项，原文只列出 %(found)s 项。"),
    "announced_count": _("原文说有 %(promised)s 项，实际列出 %(found)s 项。"),
    "chrome_in_sentence": _("句子中间夹有网页文字，已略去，请核对前后是否连贯。"),
    "cut_off": _("原文到这里中断，可能不完整。"),
    "empty_heading": _("这个标题下面没有内容。"),
    "past_section": _("“%(title)s”写的是已做的工作，按工作回顾导入，不建立工作事项。"),
    "facts_in_text": _("“%(title)s”提到时间或目标，但所在章节只作正文；需要安排时请改章节类型。"),
    "no_items": _("没有找到可以建立的工作事项，全部文字会作为前言或正文导入。"),
}
_GUESSED = _("“%(text)s”像是丢了连接号，可能是“%(guess)s”，请核对数字。")
_OTHER = _("这里需要核对。")


def warning_sentence(warning: DraftWarning) -> str:
    """One doubt in the reader's language."""
    if warning.code.startswith(_READ):
        return note_sentence(warning.code.removeprefix(_READ), warning.params)
    if warning.code == "lost_dash" and warning.params.get("guess"):
        return str(_GUESSED) % warning.params
    return str(SENTENCES.get(warning.code, _OTHER)) % warning.params
