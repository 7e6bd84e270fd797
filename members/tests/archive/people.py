"""People of the archive's tests: a county with two unions, one with a group, and who works in them."""

from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

from members.choices.people import MemberState
from members.enums import OrganizationKind, Post
from members.models import Member, Organization, User
from members.services.archive.identities import set_identity
from members.tests.factories import MemberFactory, MembershipFactory, OrganizationFactory, officer_of

JOINED = date(2024, 3, 1)


@dataclass(frozen=True)
class County:
    root: Organization
    first: Organization
    second: Organization
    group: Organization
    chair: User
    officer: User
    leader: User


def county() -> County:
    root = OrganizationFactory(name="云溪县总工会", code="YX", kind=OrganizationKind.FEDERATION)
    first = OrganizationFactory(name="云溪县第一医院工会", short_name="一院工会", code="YX01", parent=root)
    second = OrganizationFactory(name="云溪县第二中学工会", code="YX02", parent=root)
    group = OrganizationFactory(name="护理组", code="YX01G1", parent=first, kind=OrganizationKind.GROUP)
    return County(
        root,
        first,
        second,
        group,
        officer_of(first, post=Post.CHAIR),
        officer_of(first),
        officer_of(group, post=Post.GROUP_LEADER),
    )


def numbered(serial: int = 1, *, born: str = "19850607", region: str = "330182") -> str:
    """A valid number that is nobody's on purpose: region, day and running number are made up."""
    head = f"{region}{born}{serial:03d}"
    return head + ric.calc_check_digit(f"{head}0")


def member_in(organization: Organization, *, number: str = "", phone: str = "", **values: object) -> Member:
    values.setdefault("state", MemberState.ACTIVE)
    values.setdefault("joined_on", JOINED)
    member = MemberFactory(**values)
    MembershipFactory(member=member, organization=organization, starts_on=member.joined_on)
    if number or phone:
        set_identity(member=member, by=None, number=number or None, phone=phone or None)
    member.refresh_from_db()
    return member
