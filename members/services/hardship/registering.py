"""What hardship tells the rest of the house; called once when the app is ready."""

from members.choices.own import ConsentPurpose
from members.models import (
    AidRecord,
    Assessment,
    CaseFacts,
    CaseReview,
    CaseStep,
    FileOpening,
    HardshipCase,
    HardshipEvidence,
    HouseholdKey,
    HouseholdMember,
    IncomeLine,
    Objection,
    PublicityNotice,
    StudyAid,
    WorkReferral,
)
from members.services import consents
from members.services.hardship import households, notices, own, reminding, rulebook, study
from members.services.own import collecting, sections
from members.services.own.collecting import Collector

# Rows of a file reach the member through it; who typed them and when is nobody's personal fact.
_TYPED = frozenset({"made_by", "case"})


def register_hardship() -> None:
    """Rules, reminders, what a withdrawn consent takes down, the section of the own page and the copy of own data."""
    rulebook.register_rules()
    reminding.register_reminders()
    households.register_hash()
    study.register_hash()
    consents.on_withdrawal(ConsentPurpose.PUBLICITY, notices.on_consent_withdrawn)
    consents.on_asking(ConsentPurpose.PUBLICITY, notices.occasions_of)
    sections.register(own.SECTION)
    collecting.register(
        Collector(HardshipCase, "member", frozenset({"opened_by"})),
        Collector(CaseFacts, "case__member", _TYPED),
        Collector(HouseholdMember, "case__member", _TYPED | {"key"}),
        Collector(HouseholdKey, "case__member", _TYPED),
        Collector(IncomeLine, "case__member", _TYPED),
        Collector(Assessment, "case__member", _TYPED),
        Collector(CaseStep, "case__member", _TYPED),
        Collector(CaseReview, "case__member", _TYPED),
        Collector(HardshipEvidence, "case__member", _TYPED | {"uploaded_by"}),
        Collector(PublicityNotice, "case__member", _TYPED),
        Collector(Objection, "notice__case__member", frozenset({"recorded_by", "notice"})),
        Collector(FileOpening, "case__member", frozenset({"case", "note", "what"})),
        Collector(AidRecord, "member", frozenset({"asked_by", "decided_by"})),
        Collector(StudyAid, "member", frozenset({"asked_by", "reviewed_by", "approved_by"})),
        Collector(WorkReferral, "member", frozenset({"made_by"})),
    )
