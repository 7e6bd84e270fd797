"""Twenty officers, three hundred members and one system administrator. Only the accounts that are told to the person
at the keyboard have a password, made at random on this machine; nobody can log in with the others."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password

from members.enums import Post
from members.models import Member, Membership, Organization, User
from members.services.offices import appoint
from unionplan.demo.archive import archive_of, stays_of
from unionplan.demo.federation import BODIES

FAMILIES = "禾麦桐枫荷苇茶梨杏桃榆槐桑藕菱兰芷蒲松竹"
_TERMS = (
    "立春雨水惊蛰春分清明谷雨立夏小满芒种夏至小暑大暑"
    "立秋处暑白露秋分寒露霜降立冬小雪大雪冬至小寒大寒"
)  # fmt: skip
GIVEN = tuple(_TERMS[place : place + 2] for place in range(0, len(_TERMS), 2))
# No letters and digits that look alike: the password is read from a screen and typed.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_MAIL = "hexi.example"


@dataclass(frozen=True, slots=True)
class Seat:
    """A post in an organization. `writes_below`: the body also keeps the plans of small unions below it."""

    code: str
    post: Post
    field: str = ""
    writes_below: bool = False


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer; `role` is how the account is told to the person at the keyboard, empty where it has no password."""

    username: str
    name: str
    seats: tuple[Seat, ...]
    role: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """An account somebody may log in with."""

    role: str
    username: str
    password: str


OFFICERS = (
    Officer("chair", "荷谷雨", (Seat("HX", Post.CHAIR, "全面工作"),), "县总工会主席"),
    Officer("vicechair", "桐秋分", (Seat("HX", Post.VICE_CHAIR, "权益保障"),)),
    Officer("officer", "禾小满", (Seat("HX", Post.OFFICER, "组织宣传"),), "县总工会干事"),
    Officer(
        "women",
        "菱惊蛰",
        (Seat("HX", Post.WOMEN_OFFICER, "女职工"), Seat("HX-NW", Post.CHAIR)),
        "县总工会女职工委员",
    ),
    Officer("finance", "苇霜降", (Seat("HX", Post.FINANCE, "经费"),), "县总工会财务"),
    Officer("auditor", "榆寒露", (Seat("HX", Post.AUDITOR, "经费审查"), Seat("HX-JS", Post.CHAIR)), "县总工会经审委员"),
    Officer("township", "茶芒种", (Seat("HX-WH", Post.CHAIR, "全面工作", writes_below=True),), "望禾镇总工会主席"),
    Officer(
        "chawu",
        "芷立夏",
        (Seat("HX-CW", Post.CHAIR, "全面工作", writes_below=True), Seat("HX-09", Post.CHAIR)),
    ),
    Officer("luting", "蒲白露", (Seat("HX-LT", Post.CHAIR, "全面工作"), Seat("HX-12", Post.CHAIR))),
    Officer("hospital", "杏春分", (Seat("HX-01", Post.CHAIR, "全面工作", writes_below=True),), "县医院工会主席"),
    Officer("hospital2", "梨清明", (Seat("HX-01", Post.OFFICER, "文体宣传", writes_below=True),)),
    Officer(
        "hospital3",
        "桃小雪",
        (Seat("HX-01", Post.WOMEN_OFFICER, "女职工", writes_below=True), Seat("HX-01-NW", Post.CHAIR)),
    ),
    Officer("school", "槐立秋", (Seat("HX-02", Post.CHAIR, "全面工作", writes_below=True),)),
    Officer("kindergarten", "桃雨水", (Seat("HX-03", Post.CHAIR), Seat("HX-03", Post.WOMEN_OFFICER, "女职工"))),
    Officer("bureau", "松大雪", (Seat("HX-04", Post.CHAIR, "全面工作"),)),
    Officer("bus", "榆立春", (Seat("HX-05", Post.CHAIR, "全面工作", writes_below=True),)),
    Officer("water", "藕小暑", (Seat("HX-06", Post.CHAIR, "全面工作"),)),
    Officer("factory", "麦夏至", (Seat("HX-07", Post.CHAIR, "全面工作", writes_below=True),)),
    Officer("spinning", "竹立冬", (Seat("HX-07-X", Post.GROUP_LEADER), Seat("HX-07", Post.COMMITTEE, "生产生活"))),
    Officer("community", "兰处暑", (Seat("HX-11", Post.CHAIR, "全面工作"),)),
)
# The member the person at the keyboard can be.
SHOWN_MEMBER, MEMBER_ROLE = "member", "县医院会员"
ADMIN, ADMIN_ROLE = "admin", "系统管理员"


def new_password() -> str:
    """Sixteen signs in four groups: about 79 bits, made by the operating system."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def _new_user(username: str, name: str, *, role: str, told: list[Account]) -> User:
    user = User(username=username, full_name=name, password=make_password(None))
    if role:
        password = new_password()
        validate_password(password, user)
        user.set_password(password)
        user.email = f"{username}@{_MAIL}"
        told.append(Account(role, username, password))
    return user


def make_admin(told: list[Account]) -> User:
    """The system administrator: keeps accounts and offices, holds none, sees no plans."""
    admin = _new_user(ADMIN, "系统管理员", role=ADMIN_ROLE, told=told)
    admin.is_staff = admin.is_superuser = True
    admin.save()
    return admin


def seat_officers(
    bodies: Mapping[str, Organization], *, starts_on: date, by: User, told: list[Account]
) -> dict[str, User]:
    """Accounts and offices of the twenty; by login name."""
    users = [_new_user(each.username, each.name, role=each.role, told=told) for each in OFFICERS]
    User.objects.bulk_create(users)
    for officer in OFFICERS:
        for seat in officer.seats:
            appoint(
                username=officer.username,
                organization=bodies[seat.code],
                post=seat.post,
                field_of_work=seat.field,
                writes_below=seat.writes_below,
                starts_on=starts_on,
                by=by,
            )
    return {user.username: user for user in users}


def enrol_members(bodies: Mapping[str, Organization], *, joined_from: date, told: list[Account]) -> list[Member]:
    """Three hundred accounts, members and memberships in three statements; members of a union with branches or groups
    belong to one of these in turn."""
    places = list(_places(bodies))
    names = _free_names()
    users = [_member_user(number, next(names), told) for number in range(1, len(places) + 1)]
    User.objects.bulk_create(users)
    joined = [_joined(joined_from, number) for number in range(len(places))]
    members = Member.objects.bulk_create(
        archive_of(number, user=user, place=place, joined_on=day)
        for number, (user, place, day) in enumerate(zip(users, places, joined, strict=True))
    )
    Membership.objects.bulk_create(
        stay
        for member, place, day in zip(members, places, joined, strict=True)
        for stay in stays_of(member, place=place, joined_on=day)
    )
    return members


def _member_user(number: int, name: str, told: list[Account]) -> User:
    if number == 1:
        return _new_user(SHOWN_MEMBER, name, role=MEMBER_ROLE, told=told)
    return _new_user(f"m{number:04d}", name, role="", told=told)


def _places(bodies: Mapping[str, Organization]) -> Iterator[Organization]:
    for body in BODIES:
        below = [each.code for each in BODIES if each.parent == body.code and not each.code.endswith("-NW")]
        for _number, code in zip(range(body.members), cycle(below or [body.code]), strict=False):
            yield bodies[code]


def _free_names() -> Iterator[str]:
    """Names nobody among the officers has, families in turn."""
    taken = {officer.name for officer in OFFICERS}
    for turn in range(len(GIVEN)):
        for place, family in enumerate(FAMILIES):
            name = family + GIVEN[(turn + place) % len(GIVEN)]
            if name not in taken:
                yield name


def _joined(first: date, number: int) -> date:
    """Spread over five years, the same on every machine."""
    return first.replace(year=first.year + number % 5, month=1 + number % 12)
