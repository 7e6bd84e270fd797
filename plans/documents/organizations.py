"""A guess at what kind of union body wrote a plan, from the words it uses (systems.md OB-01)."""

from __future__ import annotations

import re
from enum import StrEnum


class OrganizationType(StrEnum):
    """Kinds of bodies as they matter for choosing rules and templates."""

    TOWNSHIP = "township"
    FACTORY = "factory"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    AGENCY = "agency"
    VILLAGE = "village"
    COUNTY = "county"
    WOMEN = "women"
    OTHER = "other"


_WORDS = (
    (OrganizationType.HOSPITAL, re.compile(r"医院|我院|全院|院务|医务|护理|护士|患者|医疗质量|科室|医学部"), 2),
    (OrganizationType.SCHOOL, re.compile(r"学校|我校|教师|教职工|教代会|师德|校务|教育工会|幼儿园|我园|师生"), 2),
    (OrganizationType.TOWNSHIP, re.compile(r"乡镇|镇总工会|镇工会|乡工会|全镇|我镇|镇党委|全乡|本镇|街道总?工会"), 3),
    (OrganizationType.VILLAGE, re.compile(r"农村工会|全村|我村|村民|居民|社区居委"), 3),
    (OrganizationType.COUNTY, re.compile(r"县总工会|市总工会(?:要|将)|全县|全区各|全市职工|区总工会(?:要|将)|各县"), 2),
    (OrganizationType.WOMEN, re.compile(r"妇联|妇女儿童|女职工|女工|巾帼|姐妹|家庭建设"), 2),
    (OrganizationType.AGENCY, re.compile(r"机关工会|我局|局工会|局机关|机关干部|委机关|市直机关|处室|党组"), 2),
    (OrganizationType.FACTORY, re.compile(r"公司|企业发展|车间|班组|厂务|员工|生产经营|我厂|劳动生产率"), 1),
)
_SAMPLE = 8000
_TITLE_WEIGHT = 4
_FEWEST = 3


def guess_organization(title: str, body: str) -> OrganizationType:
    """The type whose words weigh most in the title and the first pages; OTHER when the signs are few."""
    sample = body[:_SAMPLE]
    scores = {
        kind: weight * (len(words.findall(sample)) + _TITLE_WEIGHT * len(words.findall(title)))
        for kind, words, weight in _WORDS
    }
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] >= _FEWEST else OrganizationType.OTHER
