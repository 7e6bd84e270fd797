"""The sentence for each note, as source strings: the pages translate them and fill the places."""

from plans.documents.reading.model import NoteCode


def _(sentence: str) -> str:
    """Mark a sentence for the catalogue without translating it here: no Django below this line."""
    return sentence


NOTES: dict[NoteCode, str] = {
    NoteCode.ENCODING_GUESSED: _("文字编码是推断的（%(encoding)s），请核对文字是否正确。"),
    NoteCode.CUT_AT_END: _("文件末尾有不完整的字符，已略去 %(bytes)s 个字节。"),
    NoteCode.CONTROLS_REMOVED: _("已去掉 %(count)s 个不可见的控制字符。"),
    NoteCode.DELETIONS_IGNORED: _("文档有 %(count)s 处修订删除的内容，未读入。"),
    NoteCode.HIDDEN_IGNORED: _("文档有 %(count)s 处隐藏的文字，未读入。"),
    NoteCode.CONTENTS_IGNORED: _("目录未读入（%(count)s 行）。"),
    NoteCode.FOOTNOTES_IGNORED: _("文档有 %(count)s 处脚注或尾注，未读入。"),
    NoteCode.TEXT_BOXES_READ: _("文本框中的文字读在所在段落之后（%(count)s 个）。"),
    NoteCode.SHEETS_HIDDEN: _("有 %(count)s 张隐藏的工作表，未读入。"),
    NoteCode.ROWS_HIDDEN: _("有 %(count)s 行是隐藏的，也已读入。"),
    NoteCode.FORMULAS_WITHOUT_VALUE: _("有 %(count)s 个公式没有保存结果，请用 Excel 或 WPS 打开并保存后再上传。"),
}
