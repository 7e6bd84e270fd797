"""Files of workers in hardship and the help they get (rules.md §4)."""

from members.models.hardship.cases import (
    Assessment,
    CaseFacts,
    CaseReview,
    CaseStep,
    HardshipCase,
    HouseholdKey,
    HouseholdMember,
    IncomeLine,
)
from members.models.hardship.help import AidRecord, HardshipExport, StudyAid, WorkReferral
from members.models.hardship.papers import FileOpening, HardshipEvidence, Objection, PublicityNotice

__all__ = [
    "AidRecord",
    "Assessment",
    "CaseFacts",
    "CaseReview",
    "CaseStep",
    "FileOpening",
    "HardshipCase",
    "HardshipEvidence",
    "HardshipExport",
    "HouseholdKey",
    "HouseholdMember",
    "IncomeLine",
    "Objection",
    "PublicityNotice",
    "StudyAid",
    "WorkReferral",
]
