"""What can be reminded of: each app registers its subjects here in `AppConfig.ready()`, so nothing imports upward."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import User


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule officers can change: `key` is stored in ReminderPolicy.kind (at most 40 characters), `explanation` says
    what the days mean and `phrase` names them with %(days)s; `default_days` holds where nobody on the way up the tree
    has decided, `least` is the smallest number that makes sense."""

    key: str
    label: str | Promise
    explanation: str | Promise
    phrase: str | Promise
    default_days: tuple[int, ...]
    least: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One subject as a reader sees it, in the language active when it was made.

    `on` is the first day of the occurrence and `when` its time in words; `url` is a path on this site; `note` says
    where and who (no names for an organization's channel), `section` which document it belongs to."""

    title: str
    url: str
    on: date | None
    when: str
    section: str
    note: str = ""


# Subject and the day its reminder was about.
Subject = tuple[int, date | None]


@dataclass(frozen=True, slots=True)
class ReminderKind:
    """One kind of subject.

    `judge_sql` is a SELECT over the CTE `claimed` (id, kind, subject_id, subject_on, recipient_id, organization_id,
    organization_path) that answers (id, reason) for its own rows: '' when the reminder is still wanted, else a key of
    `reasons`. It runs inside the one statement that turns reminders into messages, so it must not write; `%(today)s` is
    the local day.
    `lines` renders subjects for a reader, leaving out what the reader may not see; reader None is the organization's
    own channel, which gets only subjects of that organization.
    `replan` works out anew every waiting reminder of the organizations given by id.
    """

    key: str
    label: str | Promise
    rules: tuple[Rule, ...]
    judge_sql: str
    lines: Callable[[Sequence[Subject], User | None], Mapping[Subject, Line]]
    replan: Callable[[Sequence[int]], None]
    reasons: Mapping[str, str | Promise] = field(default_factory=dict)


PERSON_GONE = "person_gone"
UNKNOWN_KIND = "unknown_kind"
_OWN_REASONS: dict[str, str | Promise] = {
    PERSON_GONE: _("账号已停用"),
    UNKNOWN_KIND: _("该类提醒已不再使用"),
}

_kinds: dict[str, ReminderKind] = {}


def register(kind: ReminderKind) -> None:
    """Make a kind known to this process; registering the same key again replaces it."""
    _kinds[kind.key] = kind


def registered() -> tuple[ReminderKind, ...]:
    """Every kind, in the order of registration."""
    return tuple(_kinds.values())


def known(key: str) -> ReminderKind | None:
    """The kind of that key, or None when the app that owned it is gone."""
    return _kinds.get(key)


def rules() -> tuple[Rule, ...]:
    """Every rule officers can change."""
    return tuple(rule for kind in _kinds.values() for rule in kind.rules)


def rule(key: str) -> Rule | None:
    """The rule of that key, if any app knows it."""
    return next((rule for rule in rules() if rule.key == key), None)


def reason_in_words(kind: str, code: str) -> str:
    """Why a reminder did not go out, for people."""
    owner = known(kind)
    own = owner.reasons.get(code) if owner else None
    return str(own or _OWN_REASONS.get(code) or _("原因未记录"))


def replan_organizations(organization_ids: Iterable[int]) -> None:
    """Every registered kind works out the waiting reminders of these organizations anew."""
    ids = list(organization_ids)
    for kind in registered():
        kind.replan(ids)
