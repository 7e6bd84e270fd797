"""Who may not sit on an audit committee: the national value of a rule (rules.md §8)."""

from datetime import date

from django.db import migrations

KEY = "register.audit_incompatible"


def add(apps, schema_editor):
    rule = apps.get_model("members", "Rule")
    rule.objects.get_or_create(
        key=KEY,
        organization=None,
        effective_from=date(2016, 10, 9),
        defaults={
            "value": ["finance", "chair_heads"],
            "source_document": "工会经费审查组织的有关规定",
            "note": "各地可按上级工会文件登记具体条款。",
        },
    )


def remove(apps, schema_editor):
    apps.get_model("members", "Rule").objects.filter(organization=None, key=KEY).delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0012_archive_rules")]

    operations = [migrations.RunPython(add, remove)]
