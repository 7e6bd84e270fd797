"""What the archive says of the three hundred: made up by counting, the same on every machine. Nobody has an identity
number: any valid one could be somebody's."""

from collections.abc import Iterator
from datetime import date

from members.choices.people import Education, EmploymentForm, Gender, MemberState, PoliticalStatus, Standing, StayEnd
from members.models import Member, Membership, Organization, User
from unionplan.core.names import keys_of

# One in so many retired and kept the membership; one in so many has holes in the archive.
_RETIRED_EVERY, _HOLES_EVERY = 25, 9
_SCHOOLING = (Education.BACHELOR, Education.COLLEGE, Education.SENIOR, Education.BACHELOR, Education.MASTER)
_FORMS = (EmploymentForm.ESTABLISHMENT, EmploymentForm.CONTRACT, EmploymentForm.CONTRACT, EmploymentForm.DISPATCHED)
_STANDINGS = (PoliticalStatus.MASSES, PoliticalStatus.PARTY, PoliticalStatus.MASSES, PoliticalStatus.LEAGUE)
_SKILLS = ("中级工", "高级工", "初级职称", "中级职称", "技师", "")
# Which part of the year is left to the youngest; birth years run from the oldest working to the youngest.
_BIRTH_YEARS = range(1967, 2004)


def archive_of(number: int, *, user: User, place: Organization, joined_on: date) -> Member:
    """The archive of the `number`-th member, not yet stored; the account's name is the person's name."""
    retired = number % _RETIRED_EVERY == _RETIRED_EVERY - 1
    keys = keys_of(user.full_name)
    member = Member(
        name=user.full_name,
        user=user,
        number=f"HX{joined_on.year}{number + 1:05d}",
        state=MemberState.RETAINED if retired else MemberState.ACTIVE,
        home=place,
        gender=Gender.FEMALE if number % 5 < 3 else Gender.MALE,
        born_on=date(1961, 1 + number % 12, 1 + number % 28) if retired else _born(number),
        joined_on=joined_on,
        pinyin=keys.pinyin,
        search_terms=list(keys.terms),
    )
    if number % _HOLES_EVERY:
        _describe(member, number, retired=retired)
    return member


def stays_of(member: Member, *, place: Organization, joined_on: date) -> Iterator[Membership]:
    """The stay in the union; who retired has two: with all rights until then, without dues and vote since."""
    if member.state != MemberState.RETAINED:
        yield Membership(member=member, organization=place, starts_on=joined_on)
        return
    left_work = joined_on.replace(year=joined_on.year + 2)
    yield Membership(
        member=member,
        organization=place,
        starts_on=joined_on,
        ends_on=left_work.replace(day=left_work.day - 1),
        end_reason=StayEnd.RETAINED,
    )
    yield Membership(member=member, organization=place, starts_on=left_work, standing=Standing.RETAINED)


def _born(number: int) -> date:
    return date(_BIRTH_YEARS[number * 7 % len(_BIRTH_YEARS)], 1 + number * 5 % 12, 1 + number * 3 % 28)


def _describe(member: Member, number: int, *, retired: bool) -> None:
    member.ethnicity = "汉族"
    member.political_status = _STANDINGS[number % len(_STANDINGS)]
    member.education = _SCHOOLING[number % len(_SCHOOLING)]
    member.employment_form = EmploymentForm.RETIRED if retired else _FORMS[number % len(_FORMS)]
    member.skill_level = _SKILLS[number % len(_SKILLS)]
    member.household = "禾溪县"
    member.staff_number = f"Z{number + 1:04d}"
