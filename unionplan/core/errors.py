"""What services raise when a rule of the union, not the input's shape, says no."""

from typing import Any


class DomainError(Exception):
    """A rule refuses: pages show the sentence beside the form, the API answers 409 with the same sentence.

    `message` is a translated sentence for the reader; `field` names the input it belongs to, if any.
    """

    code = "refused"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = str(message)
        self.field = field


class EditConflictError(DomainError):
    """Somebody saved first. `current` is the row as it stands, `yours` what the second saver typed; nothing is lost."""

    code = "conflict"

    def __init__(self, message: str, *, current: Any, yours: dict[str, Any]) -> None:
        super().__init__(message)
        self.current = current
        self.yours = yours


class NotAllowedError(DomainError):
    """The person sees the row but has no right to do this with it: 403, not 409."""

    code = "not_allowed"
