"""The import on the command line: what it prints, what it makes, how it refuses."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from members.enums import Post
from members.tests.factories import OrganizationFactory, UserFactory, officer_of
from plans.models import ImportPreview, Plan, PlanItem
from plans.tests.import_examples import ANNUAL, TWO_PLANS, YEARLESS
from unionplan.core.models import AuditEntry


@pytest.fixture
def folder(tmp_path):
    for name, text in (("annual", ANNUAL), ("two", TWO_PLANS), ("yearless", YEARLESS)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def refused(*arguments: object) -> CommandError:
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    return refusal.value


def test_parse_plan_prints_the_plans_of_a_file_with_its_lines(folder):
    page = json.loads(run("parse_plan", folder / "two.txt"))
    first, second = page["documents"]
    assert (first["title"], first["year"], first["kind"]) == ("甲厂工会2026年工作计划", 2026, "annual")
    lines = TWO_PLANS.splitlines()
    assert (lines[first["start_line"] - 1], lines[first["end_line"] - 1]) == ("一、组织建设", "2、建立帮扶档案。")
    assert (lines[second["start_line"] - 1], lines[second["end_line"] - 1]) == ("一、教工权益", "2、办好教工食堂。")
    assert [entry["months"] for entry in first["schedule"] if entry["festival"] is None] == [[5]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_parse_plan_counts_the_lines_of_the_file_in_any_encoding(tmp_path, encoding):
    file = tmp_path / "计划.txt"
    file.write_bytes(("\r\n\r\n" + TWO_PLANS.replace("\n", "\r\n")).encode(encoding))
    document = json.loads(run("parse_plan", file))["documents"][0]
    assert document["start_line"] == TWO_PLANS.splitlines().index("一、组织建设") + 3


def test_parse_plan_needs_no_database(folder):
    command = [sys.executable, "manage.py", "parse_plan", str(folder / "annual.txt")]
    environment = {
        "UNIONPLAN_ENV": "test",
        "PATH": "/usr/bin",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"][0]["year"] == 2026


def test_parse_plan_says_why_a_file_cannot_be_read(tmp_path):
    old = tmp_path / "旧.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    refusal = refused("parse_plan", old)
    assert (refusal.returncode, "旧格式" in str(refusal)) == (3, True)
    assert refused("parse_plan", tmp_path / "没有.txt").returncode == 3


@pytest.mark.django_db
def test_import_plan_makes_a_draft_for_the_system_account(folder):
    organization = OrganizationFactory(code="ZGH")
    out = run("import_plan", folder / "annual.txt", "--organization", "ZGH")
    plan = Plan.objects.get()
    assert (plan.organization, plan.year, plan.state) == (organization, 2026, "draft")
    assert PlanItem.objects.filter(plan=plan, has_children=False).count() == 7
    assert (plan.author.username, plan.author.is_active, plan.author.has_usable_password()) == ("system", False, False)
    entry = AuditEntry.objects.get(action="plans.plan.imported")
    assert (entry.channel, entry.note) == ("command", "annual.txt")
    assert f"编号 {plan.pk}，7 项工作" in out


@pytest.mark.django_db
def test_import_plan_asks_which_of_several(folder):
    OrganizationFactory(code="ZGH")
    refusal = refused("import_plan", folder / "two.txt", "--organization", "ZGH")
    assert (refusal.returncode, "--document N" in str(refusal)) == (2, True)
    assert not ImportPreview.objects.exists()
    run("import_plan", folder / "two.txt", "--organization", "ZGH", "--document", 2)
    assert Plan.objects.get().title == "乙校工会2026年工作计划"
    assert refused("import_plan", folder / "two.txt", "--organization", "ZGH", "--document", 3).returncode == 2


@pytest.mark.django_db
def test_import_plan_guesses_no_year(folder):
    OrganizationFactory(code="ZGH")
    refusal = refused("import_plan", folder / "yearless.txt", "--organization", "ZGH")
    assert (refusal.returncode, "--year" in str(refusal)) == (4, True)
    run("import_plan", folder / "yearless.txt", "--organization", "ZGH", "--year", 2027)
    assert Plan.objects.get().year == 2027


@pytest.mark.django_db
def test_a_dry_run_tells_and_writes_nothing(folder):
    OrganizationFactory(code="ZGH")
    out = run("import_plan", folder / "two.txt", "--organization", "ZGH", "--dry-run")
    assert "1. 甲厂工会2026年工作计划｜年度计划｜2026｜4 项工作、2 个时间节点" in out
    assert "2. 乙校工会2026年工作计划" in out
    assert not Plan.objects.exists()
    assert not ImportPreview.objects.exists()


@pytest.mark.django_db
def test_import_plan_refuses_the_same_file_twice(folder):
    OrganizationFactory(code="ZGH")
    OrganizationFactory(code="OTHER")
    run("import_plan", folder / "annual.txt", "--organization", "ZGH")
    refusal = refused("import_plan", folder / "annual.txt", "--organization", "ZGH")
    assert (refusal.returncode, f"编号 {Plan.objects.get().pk}" in str(refusal)) == (4, True)
    run("import_plan", folder / "annual.txt", "--organization", "OTHER")
    run("import_plan", folder / "annual.txt", "--organization", "ZGH", "--again")
    assert Plan.objects.count() == 3


@pytest.mark.django_db
def test_a_named_author_needs_the_right(folder):
    organization = OrganizationFactory(code="ZGH")
    writer, reader = officer_of(organization), officer_of(organization, post=Post.AUDITOR)
    gone = UserFactory(is_active=False)
    call = ("import_plan", folder / "annual.txt", "--organization", "ZGH", "--by")
    assert refused(*call, reader.username).returncode == 4
    assert refused(*call, gone.username).returncode == 2
    assert refused(*call, "nobody").returncode == 2
    assert not Plan.objects.exists()
    run(*call, writer.username)
    assert Plan.objects.get().author == writer


@pytest.mark.django_db
def test_an_unknown_organization_is_said(folder):
    refusal = refused("import_plan", folder / "annual.txt", "--organization", "NONE")
    assert (refusal.returncode, "NONE" in str(refusal)) == (2, True)


def test_parse_plan_prints_the_annotated_form(folder):
    first = json.loads(run("parse_plan", folder / "two.txt"))["documents"][0]
    leaf = {"number": "1、", "title": "发展会员30人", "children": []}
    assert first["outline"][0]["children"][0] == leaf
    assert [node["number"] + node["title"] for node in first["outline"]] == ["一、组织建设", "二、困难帮扶"]
    assert (first["half"], first["start_text"], first["end_text"]) == (
        None,
        "一、组织建设1、发展会员30人",
        "职工20户。2、建立帮扶档案。",
    )
    assert first["schedule"] == [
        {"months": [5], "text": "5月召开职工代表大会", "festival": None, "recurrence": None, "tense": "plan"},
        {
            "months": [1, 2],
            "text": "春节前慰问困难职工20户",
            "festival": "spring_festival",
            "recurrence": None,
            "tense": "plan",
        },
    ]
    assert first["targets"] == [
        {"text": "发展会员30人", "value": 30.0, "value_max": None, "unit": "人", "comparator": "="},
        {"text": "春节前慰问困难职工20户", "value": 20.0, "value_max": None, "unit": "户", "comparator": "="},
    ]
