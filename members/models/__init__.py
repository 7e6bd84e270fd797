"""People, organizations, offices, and what is sent to people."""

from members.models.care import (
    CareRoom,
    CheckCampaign,
    CheckEntry,
    CheckProvider,
    RestApplication,
    RestQuota,
    RestTrip,
    SpecialPeriod,
)
from members.models.consents import Consent
from members.models.copies import DataCopy
from members.models.employers import Employer, EmployerFigures, Headcount, UnionEmployer
from members.models.grades import GradeAward, GradeScheme
from members.models.groups import AreaGroup, AreaGroupMember
from members.models.insurance import Claim, InsuranceCampaign, InsurancePremium, InsuranceScheme, Policy
from members.models.keys import ApiToken, CalendarFeed, IdempotentAnswer
from members.models.life import LifeEvent, LifeEventAnswer, LifeEventWord
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
    "CareRoom",
    "CheckCampaign",
    "CheckEntry",
    "CheckProvider",
    "Claim",
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
    "InsuranceCampaign",
    "InsurancePremium",
    "InsuranceScheme",
    "LifeEvent",
    "LifeEventAnswer",
    "LifeEventWord",
    "Member",
    "MemberIdentity",
    "Membership",
    "Message",
    "Office",
    "Organization",
    "OrganizationChannel",
    "OrganizationMove",
    "Policy",
    "Reminder",
    "ReminderPolicy",
    "ReplanRequest",
    "RestApplication",
    "RestQuota",
    "RestTrip",
    "Rule",
    "SetupCandidate",
    "SetupStep",
    "SpecialPeriod",
    "Term",
    "TermCandidate",
    "UnionEmployer",
    "User",
]
