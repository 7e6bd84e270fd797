"""A small union with members, wages and charges, for the tests of dues."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

from django.db import connection

from members.choices.dues import Cycle, PaymentMethod
from members.enums import OrganizationKind, Post
from members.models import DuesPeriod, DuesRecord, DuesRule, Member, Organization, User
from members.services.dues.booking import Payment, book
from members.services.dues.charging import charge
from members.services.dues.periods import period_for
from members.tests.factories import MembershipFactory, OrganizationFactory, officer_of
from members.tests.factories_dues import DuesRuleFactory, WageFactory

MARCH = date(2026, 3, 1)
PAID_ON = date(2026, 3, 12)


def national_standard() -> DuesRule:
    """The one of the migration; tests that truncate tables have to bring it back."""
    found = DuesRule.objects.filter(organization=None).first()
    return found or DuesRuleFactory(organization=None, source_document="工发〔1978〕101号")


def union(**extra: object) -> Organization:
    national_standard()
    return OrganizationFactory(kind=OrganizationKind.BASE, **extra)


def group_of(organization: Organization, **extra: object) -> Organization:
    return OrganizationFactory(kind=OrganizationKind.GROUP, parent=organization, **extra)


def joined(organization: Organization, *, wage: str | None = "5678.90", **extra: object) -> Member:
    """A member of full standing since long ago, with a monthly wage if one is given."""
    member = MembershipFactory(organization=organization, **extra).member
    if wage is not None:
        WageFactory(member=member, monthly=Decimal(wage))
    member.refresh_from_db()
    return member


def finance_of(organization: Organization) -> User:
    return officer_of(organization, post=Post.FINANCE)


def charged(*organizations: Organization, on: date = MARCH, cycle: Cycle = Cycle.MONTH) -> DuesPeriod:
    """The period with its charges in these organizations."""
    period = period_for(cycle, on)
    charge(period=period, organization_ids=[organization.pk for organization in organizations])
    return period


def charge_of(member: Member, on: date = MARCH) -> DuesRecord:
    return DuesRecord.objects.select_related("period").get(member=member, period__starts_on=on)


def pay(record: DuesRecord, amount: str, by: User, on: date = PAID_ON) -> None:
    book(payments=[Payment(record.pk, Decimal(amount))], paid_on=on, method=PaymentMethod.CASH, by=by)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads of their own, started together; an exception is an answer too."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
