"""Enumerations of the national form for workers in hardship (rules.md 4.3); imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Health(models.TextChoices):
    GOOD = "good", _("良好")
    CANCER = "cancer", _("癌症、恶性肿瘤")
    HEART = "heart", _("心血管病")
    BRAIN = "brain", _("脑血管病")
    KIDNEY = "kidney", _("尿毒症、终末期肾病")
    MENTAL = "mental", _("精神病")
    LIVER = "liver", _("肝病")
    BLOOD = "blood", _("血液病")
    DIABETES = "diabetes", _("糖尿病")
    TUMOUR = "tumour", _("肿瘤病")
    SPINE = "spine", _("腰颈椎病")
    PRESSURE = "pressure", _("高血压病")
    LUNG = "lung", _("肺病")
    ORDINARY = "ordinary", _("一般疾病")
    DISABLED = "disabled", _("残疾")
    OTHER = "other", _("其他")


class Disability(models.TextChoices):
    NONE = "none", _("无")
    SIGHT = "sight", _("视力残疾")
    HEARING = "hearing", _("听力残疾")
    SPEECH = "speech", _("言语残疾")
    BODY = "body", _("肢体残疾")
    INTELLECT = "intellect", _("智力残疾")
    MIND = "mind", _("精神残疾")
    MULTIPLE = "multiple", _("多重残疾")


class WorkStatus(models.TextChoices):
    """身份 of the worker and of each relative."""

    AT_WORK = "at_work", _("在岗")
    LAID_OFF = "laid_off", _("下（待）岗")
    JOBLESS = "jobless", _("失（无）业")
    RETIRED = "retired", _("退休")
    SICK_LEAVE = "sick_leave", _("病休")
    EARLY_RETIRED = "early_retired", _("内退")
    MIGRANT = "migrant", _("农民工")
    PUPIL = "pupil", _("学生")
    OTHER = "other", _("其他")


class ModelWorker(models.TextChoices):
    NONE = "none", _("无")
    NATIONAL = "national", _("全国")
    PROVINCE = "province", _("省部级")
    CITY = "city", _("地市级")
    OTHER = "other", _("其他")


class Housing(models.TextChoices):
    UNIT = "unit", _("承租单位公房")
    LOW_RENT = "low_rent", _("政府廉租房")
    BOUGHT = "bought", _("自购房")
    NONE = "none", _("无房")
    RENTED = "rented", _("租房")
    SELF_BUILT = "self_built", _("自建房")
    OTHER = "other", _("其他")


class FloorArea(models.TextChoices):
    UP_TO_20 = "20", _("20 平方米及以下")
    UP_TO_50 = "50", _("20—50 平方米")
    UP_TO_70 = "70", _("50—70 平方米")
    ABOVE = "above", _("70 平方米以上")


class Household(models.TextChoices):
    URBAN = "urban", _("非农业")
    RURAL = "rural", _("农业")
    CONVERTED = "converted", _("农转居")


class Marriage(models.TextChoices):
    MARRIED = "married", _("已婚")
    SINGLE = "single", _("未婚")
    DIVORCED = "divorced", _("离异")
    WIDOWED = "widowed", _("丧偶")


class MedicalCover(models.TextChoices):
    EMPLOYEE = "employee", _("职工医保")
    RESIDENT = "resident", _("居民医保")
    NONE = "none", _("未参保")
    OTHER = "other", _("其他")


class CompanyState(models.TextChoices):
    NORMAL = "normal", _("正常")
    REDUCED = "reduced", _("停产、半停产")
    BANKRUPT = "bankrupt", _("破产、关闭")
    REFORMED = "reformed", _("改制")
    OTHER = "other", _("其他")


class ContractTerm(models.TextChoices):
    HALF_YEAR = "half_year", _("半年内")
    ONE_YEAR = "one_year", _("半年至一年")
    THREE_YEARS = "three_years", _("一年至三年")
    LONGER = "longer", _("三年以上")
    OPEN = "open", _("无固定期限")
    NONE = "none", _("未签订")


class YesNo(models.TextChoices):
    YES = "yes", _("是")
    NO = "no", _("否")


class Cause(models.TextChoices):
    """Main and secondary causes (主要致困原因, 次要致困原因)."""

    OWN_ILLNESS = "own_illness", _("本人大病")
    FAMILY_ILLNESS = "family_illness", _("供养直系亲属大病")
    OWN_DISABILITY = "own_disability", _("本人残疾")
    FAMILY_DISABILITY = "family_disability", _("家属残疾")
    SCHOOLING = "schooling", _("子女上学")
    LAID_OFF = "laid_off", _("下岗失业")
    LOW_WAGE = "low_wage", _("收入低无法维持基本生活")
    UNPAID = "unpaid", _("欠薪、停发工资")
    ACCIDENT = "accident", _("意外灾害、突发事件")
    SINGLE_PARENT = "single_parent", _("单亲抚养")
    OTHER = "other", _("其他原因")
