"""The national standard of membership dues, with its source (rules.md 1.1)."""

from datetime import date
from decimal import Decimal

from django.db import migrations

NOTICE = "全国总工会《关于收交工会会费的通知》（工发〔1978〕101号）"


def add_standard(apps, schema_editor):
    apps.get_model("members", "DuesRule").objects.create(
        organization=None,
        starts_on=date(1978, 11, 13),
        base=["monthly"],
        rate=Decimal("0.005"),
        step=Decimal("10"),
        source_document=NOTICE,
        source_clause="会费标准：本人每月工资收入的百分之零点五，工资尾数不足十元部分不计交会费",
        note="奖金、津贴、稿费、劳动保险和其他补助、救济费、退休费不计入。",
    )


def remove_standard(apps, schema_editor):
    apps.get_model("members", "DuesRule").objects.filter(organization=None, source_document=NOTICE).delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0008_care_rules")]
    operations = [migrations.RunPython(add_standard, remove_standard)]
