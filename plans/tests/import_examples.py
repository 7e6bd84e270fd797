"""Documents for the import tests, in the form of real plans; every sentence is made up."""

from plans.services.numbering import chinese_numeral

ANNUAL = """某某镇总工会2026年工作计划

为做好新一年的工作，制定本计划。

一、指导思想
围绕中心，服务职工。

二、主要工作
（一）组织建设
1、3月底前新建基层工会8家，发展会员260人。
2、举办干部培训班____期。
（二）文体活动
1、春节前走访困难职工。
2、每季度举办一次读书会。

三、具体安排
3月
1、开展妇女节活动。
2、3月12日组织植树。
9月
1、职工运动会。

四、经费预算
职工活动经费20000元。

五、结束语
全体干部要认真落实。
"""

TWO_PLANS = """甲厂工会2026年工作计划

一、组织建设
1、发展会员30人。
2、5月召开职工代表大会。
二、困难帮扶
1、春节前慰问困难职工20户。
2、建立帮扶档案。

乙校工会2026年工作计划

一、教工权益
1、6月召开教代会。
2、公开收费事项。
二、教工生活
1、9月组织教师节座谈。
2、办好教工食堂。
"""

YEARLESS = """某某公司工会工作计划

一、困难帮扶
1、3月走访困难职工。
2、建立帮扶档案。
二、文体活动
1、10月举办运动会。
2、办好读书角。
"""


def long_plan(items: int) -> str:
    """A plan for 2026 with this many dated items (a multiple of 20), twenty below each heading."""
    lines = ["某某工会2026年工作计划", ""]
    for part in range(items // 20):
        lines.append(f"{chinese_numeral(part + 1)}、第{part + 1}类重点工作")
        for number in range(1, 21):
            lines.append(f"{number}、{1 + number % 12}月举办第{part + 1}类技能讲座，培训职工{number * 10}人。")
    return "\n".join([*lines, ""])
