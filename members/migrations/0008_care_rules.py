"""National values of the rules of care, with their source (rules.md §§3.1, 5, 12, 13); officers keep the local ones."""

from datetime import date

from django.db import migrations

_LEAVE = "《女职工劳动保护特别规定》（国务院令第619号）"
_CHECKS = "皖工发〔2025〕18号"
_PRIVACY = "《中华人民共和国个人信息保护法》"
_PRESET = "系统预置，请按本地文件修改"
# Key, value, in force from, document, clause.
RULES = [
    ("life.answer_days", "3", date(2020, 1, 1), _PRESET, "参照基层工会三日内回应的做法"),
    ("life.health_count_floor", "5", date(2021, 11, 1), _PRIVACY, "第六条、第二十八条（数值为系统预置）"),
    ("insurance.least_share", "80", date(2015, 1, 1), _PRESET, "参照女职工互助保障团体参保的做法"),
    (
        "insurance.refund",
        "保障期内不办理退保，已缴保费不退；中途离职的，保障到期满为止。",
        date(2015, 1, 1),
        _PRESET,
        "参照女职工互助保障团体参保的做法",
    ),
    (
        "care.check_cost_bearers",
        ["employer"],
        date(2025, 8, 21),
        _CHECKS,
        "体检费用由用人单位承担，工会可受书面委托组织，不得列支工会经费",
    ),
    ("care.rest_most_days_inside", "5", date(2020, 1, 1), _PRESET, "省内疗休养"),
    ("care.rest_most_days_outside", "7", date(2020, 1, 1), _PRESET, "跨省疗休养"),
    ("care.rest_most_price", "400", date(2020, 1, 1), _PRESET, "每人每天费用标准"),
    ("care.rest_outside_gap_years", "3", date(2020, 1, 1), _PRESET, "跨省疗休养间隔"),
    ("care.women_leave_days", "98", date(2012, 4, 28), _LEAVE, "第七条第一款"),
    ("care.women_leave_difficult_days", "15", date(2012, 4, 28), _LEAVE, "第七条第一款"),
    ("care.women_leave_days_each_more", "15", date(2012, 4, 28), _LEAVE, "第七条第一款"),
    ("care.women_nursing_months", "12", date(2012, 4, 28), _LEAVE, "第九条第一款"),
    ("care.women_late_pregnancy_months", "7", date(2012, 4, 28), _LEAVE, "第六条第二款"),
    (
        "care.women_text_menstruation",
        "月经期间，不安排高处、低温、冷水作业和国家规定的第三级以上体力劳动强度的作业。",
        date(2012, 4, 28),
        _LEAVE,
        "附录第二条",
    ),
    (
        "care.women_text_pregnancy",
        "不因怀孕降低工资、辞退或者解除合同；不能适应原劳动的，减轻劳动量或者调整岗位；"
        "怀孕七个月以上，不安排加班和夜班，劳动时间内安排休息；产前检查计入劳动时间。",
        date(2012, 4, 28),
        _LEAVE,
        "第五条、第六条",
    ),
    (
        "care.women_text_leave",
        "产假九十八天，其中产前可休十五天；难产增加十五天；多胞胎每多生育一个婴儿增加十五天。地方另有增加的，按地方规定。",
        date(2012, 4, 28),
        _LEAVE,
        "第七条",
    ),
    (
        "care.women_text_nursing",
        "婴儿未满一周岁，不安排加班和夜班；每天劳动时间内安排一小时哺乳时间，多胞胎每多一个婴儿增加一小时。",
        date(2012, 4, 28),
        _LEAVE,
        "第九条",
    ),
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
    dependencies = [("members", "0007_register_rules")]

    operations = [migrations.RunPython(add, remove, elidable=False)]
