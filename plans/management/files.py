"""Files named on the command line."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from plans.documents.reading import ReadText
from plans.services.imports.reading import UnreadableError, read_bytes

UNREADABLE = 3


def file_bytes(path: Path) -> bytes:
    """The content of a file; CommandError (status 3) with the reason when there is none."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = _("无法打开文件 %(file)s：%(reason)s") % {"file": path, "reason": error.strerror}
        raise CommandError(message, returncode=UNREADABLE) from error


def read_file(path: Path, *, encoding: str | None = None) -> ReadText:
    """The text of a file by the rules of uploads; CommandError (status 3) with the reason when it cannot be read."""
    try:
        return read_bytes(file_bytes(path), filename=path.name, encoding=encoding)
    except UnreadableError as error:
        raise CommandError(error.message, returncode=UNREADABLE) from error
