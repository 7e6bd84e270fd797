"""Saved pages and Markdown: words stay, machinery and marks go."""

import pytest

from plans.documents.reading import Heading, NoteCode, ReadText, Reason, Unreadable, read_document

PAGE = """<!DOCTYPE html><html><head><meta charset="gbk"><title>工会计划_某网</title><style>p{color:red}</style></head>
<body><nav><a href="/">首页</a></nav><script>var a = "<p>广告</p>";</script><noscript>请打开脚本</noscript>
<h1>2027年工会<br>工作计划</h1><div><p>一、指导<b>思想</b>：服务
职工&nbsp;&amp; 企业。</p><p style="display:none">隐藏</p>尾随文字<div hidden>也隐藏</div></div>
<ol start="3"><li>送温暖</li><li><p>送清凉</p></li><li>（三）自带编号</li></ol>
<ul><li>书屋<ul><li>借阅</li></ul></li></ul>
<table><tr><td><table><tr><td>一格</td></tr></table></td></tr></table>
<table><tr><th>时间</th><th>活动内容</th><th>负责人</th></tr><tr><td rowspan="2">3月</td><td>座谈会</td><td>甲</td></tr>
<tr><td>讲座</td><td>乙</td></tr></table><pre>  第一行
第二行</pre><!-- 注释 --></body></html>"""


def page(text: str, encoding: str = "utf-8") -> ReadText:
    return read_document(text.encode(encoding), filename="a.html")


def test_a_saved_page_in_its_stated_encoding() -> None:
    reading = page(PAGE, "gb18030")

    assert reading.encoding == "gb18030"
    assert reading.text.split("\n") == [
        "2027年工会", "工作计划",
        "一、指导思想：服务职工 & 企业。", "尾随文字", "3. 送温暖", "4. 送清凉",
        "（三）自带编号", "• 书屋", "• 借阅", "一格", "3月：", "- 座谈会。负责人：甲。",
        "- 讲座。负责人：乙。", "第一行", "第二行",
    ]  # fmt: skip
    assert reading.headings == (Heading(1, 1), Heading(2, 1))
    assert reading.tables[0][2] == ("", "讲座", "乙")


def test_a_page_that_misstates_its_encoding_is_still_read() -> None:
    assert page('<meta charset="gb2312"><p>维吾尔族职工买买提·艾力的慰问𠮷</p>').text.endswith("慰问𠮷")


def test_the_title_stands_in_where_no_heading_is() -> None:
    assert page("<title>工会计划</title><p>一、要点</p>").text == "工会计划\n一、要点"


def test_a_page_loses_nothing_by_nesting_or_is_refused() -> None:
    assert page("<div>" * 1_000 + "深处" + "</div>" * 1_000).text == "深处"
    with pytest.raises(Unreadable) as refused:
        page("开头" + "<div>" * 20_000 + "深处" + "</div>" * 20_000)

    assert refused.value.code == Reason.DAMAGED


def test_entities_declared_in_a_page_are_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        page('<!DOCTYPE html [<!ENTITY a "哈"><!ENTITY b "&a;&a;">]><p>&b;</p>')

    assert refused.value.code == Reason.DOCTYPE


def test_a_page_of_scripts_has_no_text() -> None:
    with pytest.raises(Unreadable) as refused:
        page("<html><body><script>document.write('计划')</script></body></html>")

    assert refused.value.code == Reason.NO_TEXT


def test_markdown_loses_its_marks_and_keeps_blanks_and_numbers() -> None:
    source = """# 2027年**工会**计划 #
二、重点工作
---
1. 签订率达____%以上，发展会员__人
2\\. 见[通知](https://example.invalid/a_b)与`台账`
* *一是*走访
> 引用 ![图](a.png)
- [x] 已列入
| 时间 | 活动内容 |
|:---|---|
| 3月 | __手工展__ |
***
3*5=15，2*3=6"""

    reading = read_document(source.encode(), filename="a.md")

    assert reading.text.split("\n") == [
        "2027年工会计划",
        "二、重点工作",
        "1. 签订率达____%以上，发展会员__人",
        "2. 见通知与台账",
        "- 一是走访",
        "引用",
        "- 已列入",
        "3月：",
        "- 手工展",
        "3*5=15，2*3=6",
    ]
    assert reading.headings == (Heading(1, 1), Heading(2, 2))


def test_a_doubtful_encoding_is_noted() -> None:
    reading = read_document("éàüöß ñçø".encode("latin-1"), filename="a.md")

    assert reading.doubtful
    assert NoteCode.ENCODING_GUESSED in {note.code for note in reading.notes}
