"""Sentences about tables: why a file, a row or a cell was not taken, and what the reader did."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.sheets.reading.model import HeadNote
from unionplan.core.untrusted.reasons import SENTENCES
from unionplan.core.untrusted.refusals import Reason, Unreadable

# About cells; a kind of import adds its own.
REASONS: dict[str, str | Promise] = {
    "empty": _("必填，不能为空"),
    "too_long": _("超过 %(limit)s 个字"),
    "digits_lost": _("单元格是数值格式，超过 15 位的数字已丢失，请改为文本格式后重新填写"),
    "no_day": _("不是日期，请写成 2026-03-08"),
    "no_month": _("不是月份，请写成 2026-03"),
    "no_money": _("不是金额，请只填数字，单位为元"),
    "ten_thousands": _("金额单位须为元，请换算后填写"),
    "too_exact": _("金额最多两位小数"),
    "no_number": _("不是整数"),
    "not_allowed": _("不在允许的取值之内"),
    "formula": _("由公式算出，请复制后“粘贴为数值”"),
    "merged": _("单元格是合并的，请取消合并并逐行填写"),
    "twice_in_file": _("与第 %(row)s 行重复"),
    "unreadable_text": _("含有无法保存的字符"),
}

NOTES: dict[HeadNote, str | Promise] = {
    HeadNote.ENCODING_GUESSED: _("文字编码是推断的（%(encoding)s），请核对姓名是否正确，不对可另选编码重新上传。"),
    HeadNote.CUT_AT_END: _("文件末尾有不完整的字符，已略去 %(bytes)s 个字节。"),
    HeadNote.OTHER_SHEETS: _("只读取第一张可见的工作表，另外 %(count)s 张未读入。"),
    HeadNote.ROWS_HIDDEN: _("有 %(count)s 行是隐藏的，也已读入。"),
}

# Where the sentence for documents would mislead.
_FILES: dict[Reason, str | Promise] = {
    Reason.UNSUPPORTED_KIND: _("不能读取“%(suffix)s”文件，请上传 .xlsx 或 .csv 文件。"),
    Reason.OLD_FORMAT: _("这是旧格式的表格，请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"),
    Reason.PDF: _("不能读取 PDF 文件，请上传 .xlsx 或 .csv 文件。"),
    Reason.TOO_LARGE: _("文件有 %(megabytes)s MB，超过 %(limit)s MB 的上限，请拆分后再上传。"),
    Reason.DAMAGED: _("文件已损坏，无法读取，请用 Excel 或 WPS 打开，另存后再上传。"),
    Reason.MACRO: _("文件含有宏，请另存为不含宏的 .xlsx 后再上传。"),
    Reason.TOO_MANY_CELLS: _("表格太大，或者离数据很远的地方还有内容，请删去多余的行列或拆分后再上传。"),
    Reason.NO_TEXT: _("表格里没有内容。"),
}


def refusal_in_words(refusal: Unreadable) -> str:
    """Why a file was not read, in the reader's language."""
    sentence = str(_FILES.get(refusal.code) or gettext(SENTENCES[refusal.code]))
    return sentence % refusal.params if refusal.params else sentence


def reason_in_words(reason: str, params: Mapping[str, str | int], own: Mapping[str, str | Promise]) -> str:
    """Why a cell was not taken; `own` are the sentences of the kind."""
    sentence = str(own.get(reason) or REASONS.get(reason) or reason)
    return sentence % params if params else sentence


def notes_in_words(notes: Mapping[str, Mapping[str, str | int]]) -> list[str]:
    """What the reader did, sentence by sentence."""
    return [str(NOTES[HeadNote(code)]) % params for code, params in notes.items()]
