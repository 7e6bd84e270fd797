"""National values of the archive's rules, with their source; unions may set their own."""

from datetime import date

from django.db import migrations

_ROLL = "《推进基层工会组织和工会会员实名制管理工作方案》（总工办发〔2017〕14号）"
_CONSTITUTION = "《中国工会章程》"
_PRIVACY = "《中华人民共和国个人信息保护法》"
_FIELDS = ["name", "number", "phone", "home", "joined_on", "gender", "born_on", "employment_form"]
RULES = [
    (
        "archive.required_fields",
        _FIELDS,
        date(2017, 1, 1),
        _ROLL,
        "会员信息采集",
        "当地采集表另有要求的，由当地工会登记。",
    ),
    ("archive.silent_months", "6", date(1949, 10, 1), _CONSTITUTION, "第一章（视为自动退会）", ""),
    ("archive.silent_reminders", "1", date(1949, 10, 1), _CONSTITUTION, "第一章（视为自动退会）", "经教育拒不改正。"),
    ("archive.family_days", "30", date(2021, 11, 1), _PRIVACY, "第十九条", "本门户的默认值，可以缩短。"),
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
    dependencies = [("members", "0011_transfer_rules")]

    operations = [migrations.RunPython(add, remove, elidable=False)]
