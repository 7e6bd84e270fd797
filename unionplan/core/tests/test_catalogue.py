"""The catalogue keeps every visible string in English: what is missing, unused, unsure or broken is said."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from unionplan.core.catalogue import HEADER, collect, compile_all, load, merge, problems, save

PYTHON = '''
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
SAVED = _("已保存")
def count(n):
    """_("不是消息")"""
    return ngettext("%(n)d 项", "%(n)d 项", n) % {"n": n}
STATE = pgettext("state", "完成")
'''
TEMPLATE = """{% load i18n %}
  <h1>{% translate "工作台" %}</h1>
      {% blocktranslate trimmed with name=user %}
        您好，{{ name }}
      {% endblocktranslate %}
  {% blocktranslate count total=n %}{{ total }} 件{% plural %}{{ total }} 件{% endblocktranslate %}
{# translate "注释里的不算" #}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("unionplan/tests", "members", "plans", "activities", "templates"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "members/models.py").write_text(PYTHON)
    (tmp_path / "unionplan/tests/test_it.py").write_text('_("测试里的不算")')
    (tmp_path / "templates/desk.html").write_text(TEMPLATE)
    return tmp_path


def english(project: Path, **strings: str) -> None:
    """Fill the catalogue of the project: every message gets its English."""
    catalog = collect(project)
    for message in catalog:
        if message.id:
            one = message.id if isinstance(message.id, str) else message.id[0]
            message.string = strings.get(one, f"English {''.join(c for c in one if ord(c) < 128)}")
            if not isinstance(message.id, str):
                message.string = (message.string, message.string)
    save(catalog, project / "en.po")


def test_strings_of_code_and_templates_are_collected_and_nothing_else(project):
    found = {(message.id, message.context) for message in collect(project) if message.id}

    assert found == {
        ("已保存", None),
        (("%(n)d 项", "%(n)d 项"), None),
        ("完成", "state"),
        ("工作台", None),
        ("您好，%(name)s", None),
        (("%(total)s 件", "%(total)s 件"), None),
    }


def test_a_full_catalogue_has_no_problem_and_comes_back_the_same(project):
    english(project)
    first = (project / "en.po").read_text()

    again = merge(collect(project), load(project / "en.po"))
    save(again, project / "en.po")

    assert problems(collect(project), load(project / "en.po")) == []
    assert (project / "en.po").read_text() == first
    assert first.startswith(HEADER)


def test_a_message_that_gets_a_plural_is_asked_for_anew(project):
    english(project)
    source = project / "members/forms.py"
    source.write_text('from django.utils.translation import ngettext\nngettext("已保存", "已保存", 2)\n')
    save(merge(collect(project), load(project / "en.po")), project / "en.po")

    assert 'msgid_plural "已保存"\nmsgstr[0] ""\nmsgstr[1] ""' in (project / "en.po").read_text()


def test_every_kind_of_gap_is_told(project):
    english(project, **{"您好，%(name)s": "Hello", "工作台": "工作台", "已保存": ""})
    text = (project / "en.po").read_text()
    text = text.replace('msgctxt "state"', '#, fuzzy\nmsgctxt "state"')
    text += '\nmsgid "不再用"\nmsgstr "unused"\n'
    (project / "en.po").write_text(text)
    (project / "members/forms.py").write_text('_("新的")')

    assert sorted(problems(collect(project), load(project / "en.po"))) == [
        "fuzzy: '完成'",
        "missing: '新的'",
        "obsolete: '不再用'",
        "placeholders differ: '您好，%(name)s' → 'Hello'",
        "untranslated: '工作台'",
        "untranslated: '已保存'",
    ]


def test_the_command_updates_checks_and_compiles(project, settings):
    settings.BASE_DIR, settings.LOCALE_PATHS = project, [project / "locale"]
    path = project / "locale/en/LC_MESSAGES/django.po"

    call_command("translations", "--update")
    with pytest.raises(CommandError, match="6 problems"):
        call_command("translations", "--check")

    english(project)
    path.write_text((project / "en.po").read_text())
    call_command("translations", "--check")
    assert compile_all() == [path.with_suffix(".mo")]
    assert path.with_suffix(".mo").stat().st_size > 0


def test_a_compiled_catalogue_leaves_out_what_has_no_english_yet(project, settings):
    settings.LOCALE_PATHS = [project / "locale"]
    path = project / "locale/en/LC_MESSAGES/django.po"
    catalog = collect(project)
    catalog.get("工作台").string = "Desk"
    save(catalog, path)

    compile_all()

    compiled = path.with_suffix(".mo").read_bytes()
    assert b"Desk" in compiled
    assert "件".encode() not in compiled
