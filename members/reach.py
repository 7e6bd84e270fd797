"""Where a person may look, as bare facts: what a reading needs to know of its reader, and nothing more."""

from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from members.models import User


class Reach(NamedTuple):
    """The reader's id, the paths whose subtrees the offices in force let them read, and those of their memberships."""

    reader: int
    read_paths: list[str]
    membership_paths: list[str]

    @classmethod
    def of(cls, user: "User") -> "Reach":
        """Worked out from the person's access."""
        return cls(user.pk, list(user.access.read_paths), list(user.access.membership_paths))


class _AnyAccess(NamedTuple):
    read_paths: list[str]
    membership_paths: list[str]


class _AnyReader(int):
    """Stands for a reader while a scope is compiled (unionplan/core/prepared.py): an id with a reach. A scope that asks
    for anything else fails at once, instead of being compiled with somebody else's answer."""

    access = _AnyAccess(["reach.of.any.offices"], ["reach.of.any.memberships"])


_ANY_ID = 7_310_000_000_000_000_001
ANY_REACH = Reach(_ANY_ID, *_AnyReader.access)
ANY_READER = cast("User", _AnyReader(_ANY_ID))
