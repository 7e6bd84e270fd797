"""National values of the rules about workers in hardship, with their source; local ones are kept by officers."""

from datetime import date

from django.db import migrations

_CURRENT = "困难职工建档标准（深度、相对、意外三类）"
_OLDER = "困难职工建档标准（低保户、低保边缘户、意外致困户三类）"
_FILES = "困难职工档案管理办法"
_PRIVACY = "《中华人民共和国个人信息保护法》"
_LOCAL = "没有全国统一的数，本条为常见口径；当地另有规定的，由当地工会登记。"
# Key, value, in force from, document, clause, note.
RULES = [
    ("hardship.deep_multiple", "1", date(2019, 1, 1), _CURRENT, "深度困难", ""),
    ("hardship.relative_multiple", "2", date(2019, 1, 1), _CURRENT, "相对困难", ""),
    ("hardship.unexpected_share", "80", date(2019, 1, 1), _CURRENT, "意外致困", _LOCAL),
    ("hardship.edge_multiple", "1.5", date(2017, 1, 1), _OLDER, "低保边缘户", ""),
    ("hardship.older_unexpected_multiple", "3", date(2017, 1, 1), _OLDER, "意外致困户", ""),
    ("hardship.max_homes", "1", date(2017, 1, 1), _CURRENT, "不予认定情形", _LOCAL),
    ("hardship.vehicle_excludes", "no", date(2017, 1, 1), _CURRENT, "不予认定情形", _LOCAL),
    ("hardship.migrant_years", "1", date(2017, 1, 1), _CURRENT, "农民工", ""),
    ("hardship.publicity_workdays", "5", date(2017, 1, 1), _FILES, "公示", _LOCAL),
    ("hardship.review_months", "12", date(2017, 1, 1), _FILES, "年度复核", ""),
    ("hardship.opening_minutes", "30", date(2021, 11, 1), _PRIVACY, "第五十一条", "本门户的默认值，可以缩短。"),
    ("hardship.export_second_over", "10", date(2021, 11, 1), _PRIVACY, "第五十一条", "本门户的默认值，可以缩小。"),
    ("hardship.once_a_year", ["schooling", "medical"], date(2017, 1, 1), _FILES, "不重复救助", _LOCAL),
]


def add(apps, schema_editor):
    rule = apps.get_model("members", "Rule")
    for key, value, start, document, clause, note in RULES:
        rule.objects.get_or_create(
            key=key,
            organization=None,
            effective_from=start,
            defaults={"value": value, "source_document": document, "source_clause": clause, "note": note},
        )


def remove(apps, schema_editor):
    rule = apps.get_model("members", "Rule")
    rule.objects.filter(organization=None, key__in=[key for key, *_rest in RULES]).delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0009_dues_standard")]

    operations = [migrations.RunPython(add, remove, elidable=False)]
