"""What the archive brings to the house when the app is ready: rules, hash columns, evidence, news for single people."""

from members.services.archive.identities import register_columns
from members.services.archive.known_of_dues import register_dues_evidence
from members.services.archive.rulebook import register_rules
from members.services.archive.telling import register_notices


def register_archive() -> None:
    """Called once per process."""
    register_columns()
    register_dues_evidence()
    register_rules()
    register_notices()
