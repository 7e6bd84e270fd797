"""What a person settles about the own account."""

from members.models import User


def change_language(*, by: User, language: str) -> None:
    """Mails and messages to this person come in this language from now on."""
    if by.language != language:
        by.language = language
        by.save(update_fields=["language"])
