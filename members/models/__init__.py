"""People, organizations, offices, and what is sent to people."""

from members.models.consents import Consent
from members.models.copies import DataCopy
from members.models.employers import Employer, EmployerFigures, Headcount, UnionEmployer
from members.models.grades import GradeAward, GradeScheme
from members.models.groups import AreaGroup, AreaGroupMember
from members.models.keys import ApiToken, CalendarFeed, IdempotentAnswer
from members.models.organizations import Office, Organization, OrganizationMove
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
from members.models.setups import SetupCandidate, SetupStep
from members.models.terms import Term, TermCandidate
from members.models.transfers import ExportJob, ImportChange, ImportJob, ImportMapping, ImportRow

__all__ = [
    "MAX_ATTEMPTS",
    "MAX_LEASES",
    "ApiToken",
    "AreaGroup",
    "AreaGroupMember",
    "CalendarFeed",
    "Consent",
    "DataCopy",
    "Delivery",
    "Employer",
    "EmployerFigures",
    "ExportJob",
    "GradeAward",
    "GradeScheme",
    "Headcount",
    "Heartbeat",
    "IdempotentAnswer",
    "ImportChange",
    "ImportJob",
    "ImportMapping",
    "ImportRow",
    "Member",
    "MemberIdentity",
    "Membership",
    "Message",
    "Office",
    "Organization",
    "OrganizationChannel",
    "OrganizationMove",
    "Reminder",
    "ReminderPolicy",
    "ReplanRequest",
    "Rule",
    "SetupCandidate",
    "SetupStep",
    "Term",
    "TermCandidate",
    "UnionEmployer",
    "User",
]
