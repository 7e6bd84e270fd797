"""How many rows a copy may hold and how long it is kept, until officers say otherwise."""

from datetime import date

from django.db import migrations

_LAW = "《中华人民共和国个人信息保护法》"
_NOTE = "系统默认值：够用为限，各级工会可按需要另行规定"
RULES = [
    ("members.export_max_rows", "20000", "第六条"),
    ("members.export_max_rows_unmasked", "2000", "第二十八条"),
    ("members.export_keep_days", "7", "第十九条"),
]


def add(apps, schema_editor):
    rule = apps.get_model("members", "Rule")
    for key, value, clause in RULES:
        rule.objects.get_or_create(
            key=key,
            organization=None,
            effective_from=date(2021, 11, 1),
            defaults={"value": value, "source_document": _LAW, "source_clause": clause, "note": _NOTE},
        )


def remove(apps, schema_editor):
    rule = apps.get_model("members", "Rule")
    rule.objects.filter(organization=None, key__in=[key for key, *_rest in RULES]).delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0010_hardship_rules")]

    operations = [migrations.RunPython(add, remove, elidable=False)]
