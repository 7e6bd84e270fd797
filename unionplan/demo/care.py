"""A year of care in the demo: occasions reported and answered, people insured, checked and sent on rest cures."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from members.choices.care import (
    CheckGroup,
    CheckKind,
    CostBearer,
    RestGroup,
    RestState,
    RoomGrade,
    SpecialPeriodKind,
)
from members.choices.insurance import Audience, ClaimDocument, ClaimState, Payer
from members.choices.life import AnswerWay, LifeEventKind, Relation
from members.choices.people import Gender
from members.models import CheckCampaign, InsuranceScheme, Member, Organization, Policy, RestApplication, User
from members.services.care.checks import CheckFields, choose_provider, create_campaign, invite, mark_entries, shortlist
from members.services.care.rest import TripFields, apply, create_trip, move_application, place, set_quota
from members.services.care.special import PeriodFact, report_period
from members.services.care.women import open_room
from members.services.insurance.claims import ClaimFields, Step, move_claim, report_claim
from members.services.insurance.enrolment import enrol, roster_of
from members.services.insurance.schemes import SchemeFields, create_scheme, open_campaign, set_premium
from members.services.life.answers import answer_event
from members.services.life.reporting import Told, report_event
from members.services.life.words import add_word, choices_for
from unionplan.core.calendar import DateRange
from unionplan.demo.federation import COUNTY

HOSPITAL, MILL = "HX-01", "HX-07"
_WORDS = (
    ("生病住院必访", LifeEventKind.HOSPITAL),
    ("生活困难必访", LifeEventKind.HARDSHIP),
    ("家有丧事必访", LifeEventKind.BEREAVEMENT),
    ("权益受损必访", LifeEventKind.RIGHTS),
    ("结婚生育必贺", LifeEventKind.MARRIAGE),
    ("退休离岗必贺", LifeEventKind.RETIREMENT),
)
# Whose place in the roll, what, about whom, days since the union heard of it, days to the answer (None: open), words.
_EVENTS: tuple[tuple[int, LifeEventKind, Relation, int, int | None, str], ...] = (
    (4, LifeEventKind.HOSPITAL, Relation.SELF, 1, None, "阑尾手术，预计住院一周"),
    (9, LifeEventKind.BEREAVEMENT, Relation.PARENT, 5, None, "周末在老家办理后事"),
    (14, LifeEventKind.MARRIAGE, Relation.SELF, 12, 2, "中秋后办婚礼"),
    (180, LifeEventKind.ACCIDENT, Relation.SELF, 2, None, "下班途中擦伤手臂"),
    (186, LifeEventKind.BIRTH, Relation.SELF, 20, 1, "母女平安"),
    (190, LifeEventKind.ILLNESS, Relation.SPOUSE, 30, 3, "需要陪护"),
    (60, LifeEventKind.RETIREMENT, Relation.SELF, 40, 5, "教龄三十六年"),
    (130, LifeEventKind.HARDSHIP, Relation.SELF, 3, None, "家里房屋受损"),
)


def load_care(
    bodies: Mapping[str, Organization], people: Mapping[str, User], members: Sequence[Member], *, today: date
) -> int:
    """Everything of care; the number of life events."""
    for label, kind in _WORDS:
        add_word(organization=bodies[HOSPITAL], label=label, kind=kind, by=people["hospital"])
    for number, kind, relation, days_ago, answered, words in _EVENTS:
        _occasion(members[number], kind, relation, (days_ago, answered), words, people, today)
    _insure(bodies, people, today)
    _check(bodies, people, today)
    _rest(bodies, people, members, today)
    _women(bodies, people, members, today)
    return len(_EVENTS)


def _occasion(
    member: Member,
    kind: LifeEventKind,
    relation: Relation,
    days: tuple[int, int | None],
    words: str,
    people: Mapping[str, User],
    today: date,
) -> None:
    days_ago, answered = days
    learned = today - timedelta(days=days_ago)
    offered = choices_for(Organization.objects.get(members=member))
    own_word = next((choice.word for choice in offered if choice.kind == kind), None)
    told = Told(kind, relation, learned - timedelta(days=1), learned, word=own_word, details=words)
    event = report_event(member=member, told=told, by=people["spinning"], today=learned)
    if answered is not None:
        on = learned + timedelta(days=answered)
        answer_event(event_id=event.pk, on=on, by=people["officer"], today=today, way=AnswerWay.VISIT)


def _insure(bodies: Mapping[str, Organization], people: Mapping[str, User], today: date) -> None:
    """Last year's round of the hospital runs out in three weeks; the women's scheme has just been joined."""
    county, hospital, officer = bodies[COUNTY], bodies[HOSPITAL], people["officer"]
    everybody = SchemeFields(
        name="职工医疗互助保障",
        provider="禾溪县职工互助保障会",
        audience=Audience.ALL,
        term_months=12,
        least_age=None,
        most_age=None,
        documents=[ClaimDocument.APPLICATION, ClaimDocument.DISCHARGE, ClaimDocument.SETTLEMENT],
    )
    women = SchemeFields(
        name="女职工安康互助保障",
        provider="禾溪县职工互助保障会",
        audience=Audience.WOMEN,
        term_months=24,
        least_age=16,
        most_age=60,
        documents=[ClaimDocument.APPLICATION, ClaimDocument.RECORD],
    )
    medical = create_scheme(organization=county, fields=everybody, by=officer)
    safe = create_scheme(organization=county, fields=women, by=officer)
    for scheme, amount in ((medical, "60.00"), (safe, "36.00")):
        set_premium(
            scheme=scheme,
            effective_from=date(today.year - 4, 1, 1),
            amount=Decimal(amount),
            source_document="禾溪县职工互助保障办法",
            source_clause="第五条",
            by=officer,
        )
    chair = people["hospital"]
    _round(medical, hospital, today - timedelta(days=345), today, chair)
    _round(safe, hospital, today - timedelta(days=10), today, chair)
    _claim(chair, today)


def _round(scheme: InsuranceScheme, union: Organization, starts_on: date, today: date, by: User) -> None:
    opened = starts_on - timedelta(days=20)
    campaign = open_campaign(
        scheme=scheme,
        organization=union,
        opens_on=opened,
        closes_on=today + timedelta(days=20) if starts_on > today - timedelta(days=30) else starts_on,
        starts_on=starts_on,
        payer=Payer.SHARED,
        by=by,
    )
    roster = roster_of(campaign, union)
    left_out = {one.member.pk for one in roster.joining[::9]}
    enrol(campaign_id=campaign.pk, unit=union, left_out=left_out, seal=roster.seal, by=by, today=opened)


def _claim(by: User, today: date) -> None:
    first, second = Policy.objects.order_by("pk")[:2]
    fields = ClaimFields(
        happened_on=today - timedelta(days=90),
        asked=Decimal("3200.00"),
        documents=[ClaimDocument.APPLICATION, ClaimDocument.DISCHARGE, ClaimDocument.SETTLEMENT],
        diagnosis="急性阑尾炎",
    )
    paid = report_claim(policy_id=first.pk, fields=fields, by=by, today=today - timedelta(days=80))
    for version, step in enumerate((Step(ClaimState.SUBMITTED), Step(ClaimState.PAID, Decimal("1500.00"), today)), 1):
        move_claim(claim_id=paid.pk, step=step, expected_version=version, by=by, today=today)
    fresh = ClaimFields(happened_on=today - timedelta(days=6), asked=Decimal("2100.00"), diagnosis="桡骨远端骨折")
    report_claim(policy_id=second.pk, fields=fresh, by=by, today=today - timedelta(days=2))


def _check(bodies: Mapping[str, Organization], people: Mapping[str, User], today: date) -> None:
    """The hospital's check of the year is half done; the women's check has just begun."""
    hospital, chair = bodies[HOSPITAL], people["hospital"]
    staff = _plan_check(hospital, f"{today.year} 年职工体检", CheckKind.STAFF, today, chair)
    for name, price, chosen in (("禾溪县体检中心", "320.00", True), ("芦汀镇卫生院体检科", "280.00", False)):
        visited = today - timedelta(days=45)
        provider = shortlist(campaign=staff, name=name, price=Decimal(price), visited_on=visited, by=chair)
        if chosen:
            decided = today - timedelta(days=40)
            choose_provider(provider_id=provider.pk, decided_on=decided, approved_by="医院院长办公会", by=chair)
    done = list(staff.entries.order_by("pk").values_list("pk", flat=True))[::2]
    mark_entries(campaign_id=staff.pk, entry_ids=done, done_on=today - timedelta(days=5), by=chair, today=today)
    _plan_check(hospital, f"{today.year} 年妇科检查", CheckKind.WOMEN, today, chair)


def _plan_check(union: Organization, name: str, kind: CheckKind, today: date, by: User) -> CheckCampaign:
    fields = CheckFields(
        name=name,
        kind=kind,
        groups=[CheckGroup.SERVING, CheckGroup.RETIRED],
        opens_on=today - timedelta(days=30),
        deadline=today + timedelta(days=25),
        cost_bearer=CostBearer.EMPLOYER,
    )
    campaign = create_campaign(organization=union, fields=fields, by=by)
    invite(campaign_id=campaign.pk, by=by)
    return campaign


def _rest(
    bodies: Mapping[str, Organization], people: Mapping[str, User], members: Sequence[Member], today: date
) -> None:
    """One group of the mill came back, another one goes later in the year, some wait for their turn."""
    mill, chair = bodies[MILL], people["factory"]
    year = DateRange.year(today.year)
    set_quota(organization=mill, year=today.year, places=20, by=chair)
    back = max(year.start, min(today - timedelta(days=60), year.end - timedelta(days=5)))
    trip = create_trip(organization=mill, fields=_trip("第一批", back), by=chair)
    ahead = max(year.start, min(today + timedelta(days=30), year.end - timedelta(days=5)))
    create_trip(organization=mill, fields=_trip("第二批", ahead), by=chair)
    serving = [member for member in members[174:226] if member.state == "active"]
    for number, member in enumerate(serving[:12]):
        group = RestGroup.HAZARDOUS if number % 5 == 0 else RestGroup.NONE
        wish = apply(member=member, year=today.year, group=group, on=year.start, by=chair)
        if number < 5:
            _goes(wish, trip.pk, chair, today)


def _goes(wish: RestApplication, trip_id: int, by: User, today: date) -> None:
    place(application_id=wish.pk, trip_id=trip_id, by=by)
    wish.refresh_from_db()
    if wish.trip is not None and wish.trip.ends_on < today:
        move_application(application_id=wish.pk, to=RestState.WENT, by=by, today=today)


def _trip(name: str, day: date) -> TripFields:
    return TripFields(
        name=name,
        base="云岫湖职工疗休养基地",
        is_outside=False,
        starts_on=day,
        ends_on=day + timedelta(days=4),
        price=Decimal("380.00"),
        places=15,
    )


def _women(
    bodies: Mapping[str, Organization], people: Mapping[str, User], members: Sequence[Member], today: date
) -> None:
    officer = people["hospital3"]
    women = [member for member in members[:48] if member.gender == Gender.FEMALE and member.state == "active"]
    for member, kind, days_ago in (
        (women[3], SpecialPeriodKind.PREGNANCY, 200),
        (women[7], SpecialPeriodKind.LEAVE, 30),
        (women[11], SpecialPeriodKind.NURSING, 150),
    ):
        report_period(member=member, fact=PeriodFact(kind), starts_on=today - timedelta(days=days_ago), by=officer)
    for union, location, grade in (
        (HOSPITAL, "门诊楼二层东侧", RoomGrade.STANDARD),
        (MILL, "细纱车间休息区", RoomGrade.BASIC),
        (COUNTY, "职工服务中心一层", RoomGrade.MODEL),
    ):
        open_room(
            organization=bodies[union],
            name="爱心母婴室",
            location=location,
            grade=grade,
            opened_on=date(today.year - 1, 3, 8),
            by=people["women"],
        )
