"""Whom a scheme is made for: on the roll, of the audience, of the right age on the first day of the term."""

from datetime import date

from django.db.models import QuerySet

from members.choices.insurance import Audience
from members.choices.people import Gender, MemberState
from members.models import InsuranceCampaign, InsuranceScheme, Member, Organization
from members.services.care.months import add_months


def expected_members(campaign: InsuranceCampaign) -> QuerySet[Member]:
    """Members of the round's organization and below who are expected to join: serving members of the audience, without
    those whose birthday shows that they cannot."""
    scheme, found = campaign.scheme, of_audience(campaign.scheme, campaign.organization)
    if scheme.least_age is not None:
        found = found.exclude(born_on__gt=add_months(campaign.starts_on, -12 * scheme.least_age))
    if scheme.most_age is not None:
        found = found.exclude(born_on__lte=add_months(campaign.starts_on, -12 * (scheme.most_age + 1)))
    return found


def of_audience(scheme: InsuranceScheme, organization: Organization) -> QuerySet[Member]:
    """Serving members of the audience in the organization and below."""
    found = Member.objects.filter(home__path__within=[organization.path], state=MemberState.ACTIVE)
    return found.exclude(gender=Gender.MALE) if scheme.audience == Audience.WOMEN else found


def age_on(born_on: date, day: date) -> int:
    """Whole years on that day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
