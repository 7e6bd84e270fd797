"""People, organizations, offices, and what is sent to people."""

from members.models.keys import ApiToken, CalendarFeed
from members.models.organizations import Office, Organization
from members.models.people import Member, Membership, User
from members.models.reminders import (
    LEASE,
    MAX_ATTEMPTS,
    Delivery,
    Heartbeat,
    Message,
    OrganizationChannel,
    Reminder,
    ReminderPolicy,
)

__all__ = [
    "LEASE",
    "MAX_ATTEMPTS",
    "ApiToken",
    "CalendarFeed",
    "Delivery",
    "Heartbeat",
    "Member",
    "Membership",
    "Message",
    "Office",
    "Organization",
    "OrganizationChannel",
    "Reminder",
    "ReminderPolicy",
    "User",
]
