"""The sentence for each refusal, as source strings: the pages translate them and fill the places."""

from unionplan.core.untrusted.refusals import Reason


def _(sentence: str) -> str:
    """Mark a sentence for the catalogue without translating it here: no Django below this line."""
    return sentence


SENTENCES: dict[Reason, str] = {
    Reason.EMPTY: _("文件是空的，请检查后重新上传。"),
    Reason.TOO_LARGE: _("文件有 %(megabytes)s MB，超过 %(limit)s MB 的上限，请删去图片或拆分后再上传。"),
    Reason.UNSUPPORTED_KIND: _("不能读取“%(suffix)s”文件，请上传 .docx、.xlsx、.txt、.md 或 .html 文件。"),
    Reason.OLD_FORMAT: _("这是旧格式的文档，请用 Word 或 WPS 打开，另存为 .docx（表格另存为 .xlsx）后再上传。"),
    Reason.PDF: _("不能读取 PDF 文件，请用 Word 或 WPS 打开原文，另存为 .docx 后再上传。"),
    Reason.KIND_MISMATCH: _("文件内容与扩展名“%(suffix)s”不符，请用原来的程序打开，另存后再上传。"),
    Reason.ENCRYPTED: _("文件设有打开密码，请取消密码，另存后再上传。"),
    Reason.TRUNCATED: _("文件不完整，可能没有传完，请重新上传。"),
    Reason.DAMAGED: _("文件已损坏，无法读取，请用 Word 或 WPS 打开，另存后再上传。"),
    Reason.TOO_MANY_ENTRIES: _("文件内含的部件超过 %(limit)s 个，为保证安全没有打开。"),
    Reason.INFLATES_TOO_FAR: _("文件解压后超过 %(limit)s MB，为保证安全没有打开。"),
    Reason.RATIO: _("文件的压缩比超过 %(limit)s 倍，为保证安全没有打开。"),
    Reason.NESTED_ARCHIVE: _("文件里嵌有另一个压缩包“%(part)s”，请删除后再上传。"),
    Reason.UNSAFE_NAME: _("文件内部的部件名称不安全，没有打开。"),
    Reason.DIRECTORY_LIES: _("文件内部的目录与内容不符，为保证安全没有打开。"),
    Reason.DOCTYPE: _("文件含有不允许的实体声明，为保证安全没有打开。"),
    Reason.MACRO: _("文件含有宏，请另存为不含宏的 .docx 或 .xlsx 后再上传。"),
    Reason.EMBEDDED_OBJECT: _("文件里嵌有其他程序的对象“%(part)s”，请删除或改为图片、文字后再上传。"),
    Reason.ATTACHED_TEMPLATE: _("文件引用了网络上的模板，请在 Word 或 WPS 中改用普通模板，另存后再上传。"),
    Reason.EXTERNAL_TARGET: _("文件引用了外部的内容（%(type)s），请断开链接或改为嵌入后再上传。"),
    Reason.DDE: _("文件含有会调用其他程序的域，请删除后再上传。"),
    Reason.TOO_MANY_SHEETS: _("工作簿有 %(sheets)s 张工作表，超过 %(limit)s 张的上限，请拆分后再上传。"),
    Reason.TOO_MANY_CELLS: _("工作簿有内容的单元格超过 %(limit)s 个，请拆分后再上传。"),
    Reason.TOO_LONG: _("文字超过 %(limit)s 个，请拆分后再上传。"),
    Reason.TOO_HEAVY: _("读取这份文件需要的内存过大，请拆分或另存后再上传。"),
    Reason.TOO_SLOW: _("读取这份文件用时过长，已经停止，请拆分或另存后再上传。"),
    Reason.NOT_TEXT: _("这不是文本文件，无法读取。"),
    Reason.UNKNOWN_ENCODING: _("无法确定文字编码，请用记事本打开，另存为 UTF-8 后再上传。"),
    Reason.NO_TEXT: _("文件里没有可读的文字（可能是扫描图片）。"),
    Reason.BUSY: _("正在读取的文件较多，请稍后再试。"),
}
