"""National values of the register's rules, with their source (rules.md §8); local ones are kept by officers."""

from datetime import date

from django.db import migrations

_LAW = "《中华人民共和国工会法》（2021年修正）"
_CHARTER = "《工会基层组织选举工作条例》"
_WOMEN = "《工会女职工委员会工作条例》"
# Key, value, in force from, document, clause.
RULES = [
    ("register.union_min_members", "25", date(2022, 1, 1), _LAW, "第十一条"),
    ("register.term_years", [3, 5], date(2022, 1, 1), _LAW, "第十六条"),
    ("register.women_committee_min", "10", date(2010, 1, 1), _WOMEN, "第十一条"),
    ("register.candidate_surplus", "0.05", date(2016, 10, 9), _CHARTER, ""),
    ("register.present_share", "2/3", date(2016, 10, 9), _CHARTER, ""),
    ("register.elected_share", "1/2", date(2016, 10, 9), _CHARTER, ""),
]


def add(apps, schema_editor):
    rule = apps.get_model("members", "Rule")
    for key, value, start, document, clause in RULES:
        rule.objects.get_or_create(
            key=key,
            organization=None,
            effective_from=start,
            defaults={"value": value, "source_document": document, "source_clause": clause},
        )


def remove(apps, schema_editor):
    rule = apps.get_model("members", "Rule")
    rule.objects.filter(organization=None, key__in=[key for key, *_rest in RULES]).delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0006_name_keys_and_homes")]

    operations = [migrations.RunPython(add, remove, elidable=False)]
