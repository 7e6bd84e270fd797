"""A digest in words: worked out when it is read or sent, for that reader and in that reader's language."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Message, Reminder, User
from members.services import kinds, notices
from members.services.kinds import Line, Subject
from members.services.notices import NOTICE

# Reminders of one message: their kinds and subjects, each subject once.
_Subjects = dict[str, dict[Subject, None]]


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong to one document."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one message says to one reader. `hidden` counts subjects the reader may no longer see."""

    day: date
    sections: tuple[Section, ...]
    hidden: int
    headline: str = ""  # a notice says in one line what it is about; a digest counts

    @property
    def count(self) -> int:
        return sum(len(section.lines) for section in self.sections)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def title(self) -> str:
        """The subject of the mail and the headline in the inbox, in the language active now."""
        if self.headline:
            return self.headline
        words = ngettext("%(day)s工作提醒：%(count)s 项", "%(day)s工作提醒：%(count)s 项", self.count)
        return words % {"day": date_format(self.day, "MONTH_DAY_FORMAT"), "count": self.count}


@contextmanager
def language_of(reader: User | None) -> Iterator[None]:
    """The reader's language, else the portal's own."""
    with translation.override(reader.language if reader and reader.language else settings.LANGUAGE_CODE):
        yield


def digests_of(messages: Sequence[Message], *, reader: User | None) -> Mapping[int, Digest]:
    """The digest of each message by its id, in the active language: one query for the reminders and one call of each
    kind for all messages together."""
    told = [message for message in messages if message.kind == NOTICE]
    digests = [message for message in messages if message.kind != NOTICE]
    subjects = _subjects_of(digests) if digests else {}
    lines = _lines_of(subjects.values(), reader=reader)
    found = {message.pk: _digest(message, subjects[message.pk], lines) for message in digests}
    return found | _notices(told, reader=reader)


def _notices(messages: Sequence[Message], *, reader: User | None) -> dict[int, Digest]:
    """Each notice as a digest of one line; one call of each kind."""
    subjects: dict[str, list[int]] = defaultdict(list)
    for message in messages:
        subjects[message.context["notice"]].append(message.context["subject"])
    lines: dict[tuple[str, int], Line] = {}
    for key, ids in subjects.items():
        kind = notices.known(key)
        if kind is not None:
            lines |= {(key, subject): line for subject, line in kind.lines(ids, reader).items()}
    return {message.pk: _notice(message, lines) for message in messages}


def _notice(message: Message, lines: Mapping[tuple[str, int], Line]) -> Digest:
    day = date.fromisoformat(message.context["day"])
    line = lines.get((message.context["notice"], message.context["subject"]))
    if line is None:
        return Digest(day=day, sections=(), hidden=1, headline=_("一条已不能查看的通知"))
    return Digest(day=day, sections=(Section(line.section, (line,)),), hidden=0, headline=line.title)


def _subjects_of(messages: Sequence[Message]) -> dict[int, _Subjects]:
    """A person's message owns its reminders; an organization's one shows what went out for it on that day."""
    found: dict[int, _Subjects] = {message.pk: defaultdict(dict) for message in messages}
    posts = {(post.organization_id, post.context["day"]): post.pk for post in messages if post.recipient_id is None}
    wanted = Q(message__in=[message.pk for message in messages if message.recipient_id is not None])
    for organization_id, day in posts:
        wanted |= Q(organization=organization_id, message__context__day=day)
    rows = Reminder.objects.filter(wanted).order_by("subject_on", "id")
    for row in rows.values_list(
        "message_id", "organization_id", "message__context", "kind", "subject_id", "subject_on"
    ):
        message_id, organization_id, context, kind, subject_id, subject_on = row
        for pk in (message_id, posts.get((organization_id, context["day"]))):
            if pk in found:
                found[pk][kind][subject_id, subject_on] = None
    return found


def _lines_of(subjects: Iterable[_Subjects], *, reader: User | None) -> dict[tuple[str, Subject], Line]:
    wanted: _Subjects = defaultdict(dict)
    for one in subjects:
        for kind, those in one.items():
            wanted[kind].update(those)
    lines: dict[tuple[str, Subject], Line] = {}
    for key, those in wanted.items():
        owner = kinds.known(key)
        if owner is not None:
            lines |= {(key, subject): line for subject, line in owner.lines(list(those), reader).items()}
    return lines


def _digest(message: Message, subjects: _Subjects, lines: Mapping[tuple[str, Subject], Line]) -> Digest:
    asked = [(kind, subject) for kind, those in subjects.items() for subject in those]
    shown = [lines[key] for key in asked if key in lines]
    shown.sort(key=lambda line: (line.on or date.max, line.title))
    by_section: dict[str, list[Line]] = defaultdict(list)
    for line in shown:
        by_section[line.section].append(line)
    return Digest(
        day=date.fromisoformat(message.context["day"]),
        sections=tuple(Section(title, tuple(own)) for title, own in by_section.items()),
        hidden=len(asked) - len(shown),
    )
