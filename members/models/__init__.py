"""People, organizations, offices, and what is sent to people."""

from members.models.keys import ApiToken, CalendarFeed, IdempotentAnswer
from members.models.organizations import Office, Organization
from members.models.people import Member, MemberIdentity, Membership, User
from members.models.reminders import (
    MAX_ATTEMPTS,
    MAX_LEASES,
    Delivery,
    Heartbeat,
    Message,
    OrganizationChannel,
    Reminder,
    ReminderPolicy,
    ReplanRequest,
)
from members.models.rules import Rule

__all__ = [
    "MAX_ATTEMPTS",
    "MAX_LEASES",
    "ApiToken",
    "CalendarFeed",
    "Delivery",
    "Heartbeat",
    "IdempotentAnswer",
    "Member",
    "MemberIdentity",
    "Membership",
    "Message",
    "Office",
    "Organization",
    "OrganizationChannel",
    "Reminder",
    "ReminderPolicy",
    "ReplanRequest",
    "Rule",
    "User",
]
