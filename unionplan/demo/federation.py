"""The tree: one county, three townships, twelve base unions of different kinds, and what lies below them (OB-01)."""

from dataclasses import dataclass
from datetime import date

from members.enums import OrganizationKind as Kind
from members.models import Organization, User
from members.services.organizations import create_organization

COUNTY = "HX"
BASE_KINDS = frozenset({Kind.BASE, Kind.REGIONAL, Kind.INDUSTRY, Kind.GRID})


@dataclass(frozen=True, slots=True)
class Body:
    """One body of the demo; `members` is how many members it and the bodies below it have together."""

    code: str
    parent: str
    name: str
    short_name: str
    kind: Kind
    founded: date
    members: int = 0


BODIES = (
    Body("HX", "", "禾溪县总工会", "县总工会", Kind.FEDERATION, date(1951, 5, 1)),
    Body("HX-NW", "HX", "禾溪县总工会女职工委员会", "县女职工委", Kind.WOMEN, date(1953, 3, 8)),
    Body("HX-JS", "HX", "禾溪县总工会经费审查委员会", "县经审委", Kind.AUDIT, date(1986, 6, 1)),
    Body("HX-WH", "HX", "望禾镇总工会", "望禾镇", Kind.FEDERATION, date(2006, 4, 20)),
    Body("HX-CW", "HX", "茶坞乡工会联合会", "茶坞乡", Kind.UNION_FEDERATION, date(2009, 9, 10)),
    Body("HX-LT", "HX", "芦汀镇总工会", "芦汀镇", Kind.FEDERATION, date(2007, 6, 15)),
    Body("HX-01", "HX", "禾溪县人民医院工会", "县医院", Kind.BASE, date(1956, 5, 12), 48),
    Body("HX-01-N", "HX-01", "禾溪县人民医院工会内科分工会", "内科分会", Kind.BRANCH, date(1998, 5, 12)),
    Body("HX-01-W", "HX-01", "禾溪县人民医院工会外科分工会", "外科分会", Kind.BRANCH, date(1998, 5, 12)),
    Body("HX-01-NW", "HX-01", "禾溪县人民医院工会女职工委员会", "县医院女工委", Kind.WOMEN, date(1992, 3, 8)),
    Body("HX-02", "HX", "禾溪县第一中学工会", "一中", Kind.BASE, date(1958, 9, 10), 36),
    Body("HX-02-L", "HX-02", "禾溪县第一中学工会理科分工会", "理科分会", Kind.BRANCH, date(2002, 9, 1)),
    Body("HX-03", "HX", "禾溪县麦穗幼儿园工会", "麦穗幼儿园", Kind.BASE, date(1994, 6, 1), 18),
    Body("HX-04", "HX", "禾溪县交通运输局机关工会", "交通局", Kind.BASE, date(1985, 7, 1), 20),
    Body("HX-05", "HX", "禾溪县城乡公交公司工会", "公交公司", Kind.BASE, date(1999, 5, 1), 34),
    Body("HX-05-1", "HX-05", "禾溪县城乡公交公司工会一车队小组", "一车队", Kind.GROUP, date(2003, 5, 1)),
    Body("HX-05-2", "HX-05", "禾溪县城乡公交公司工会二车队小组", "二车队", Kind.GROUP, date(2003, 5, 1)),
    Body("HX-06", "HX", "禾溪县清泉供水公司工会", "供水公司", Kind.BASE, date(1988, 10, 1), 18),
    Body("HX-07", "HX-WH", "望禾织造厂工会", "望禾织造厂", Kind.BASE, date(2011, 5, 1), 52),
    Body("HX-07-X", "HX-07", "望禾织造厂工会细纱车间小组", "细纱车间", Kind.GROUP, date(2011, 8, 1)),
    Body("HX-07-Z", "HX-07", "望禾织造厂工会织布车间小组", "织布车间", Kind.GROUP, date(2011, 8, 1)),
    Body("HX-08", "HX-WH", "望禾镇中心小学工会", "望禾小学", Kind.BASE, date(1979, 9, 1), 16),
    Body("HX-09", "HX-CW", "茶坞乡制茶行业工会", "制茶行业", Kind.INDUSTRY, date(2018, 4, 12), 18),
    Body("HX-10", "HX-CW", "茶坞乡卫生院工会", "茶坞卫生院", Kind.BASE, date(1990, 5, 12), 10),
    Body("HX-11", "HX-LT", "芦汀镇沿河社区区域工会", "沿河社区", Kind.REGIONAL, date(2015, 3, 20), 14),
    Body("HX-12", "HX-LT", "芦汀货车司机网格工会", "货车司机", Kind.GRID, date(2019, 11, 8), 16),
)


def build_tree(*, by: User) -> dict[str, Organization]:
    """All bodies, parents first; by code."""
    made: dict[str, Organization] = {}
    for body in BODIES:
        made[body.code] = create_organization(
            parent=made.get(body.parent),
            name=body.name,
            short_name=body.short_name,
            code=body.code,
            kind=body.kind,
            founded_on=body.founded,
            by=by,
        )
    return made
