"""What the frame around every page needs: the places this person may open, and what waits in the inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.enums import Right
from members.models import Message, User


@dataclass(frozen=True, slots=True)
class Place:
    """An area of the portal: its name, icon, address, the letter after `g`, and who may open it."""

    label: str | Promise
    icon: str
    url_name: str
    key: str
    is_open_to: Callable[[User], bool]
    phone_label: str | Promise = ""
    # Modules of views that belong here although their addresses do not lie below the place's own.
    views: tuple[str, ...] = ()


def _everyone(user: User) -> bool:
    return True


def _officer(user: User) -> bool:
    return user.access.holds_office


def _keeper(user: User) -> bool:
    return user.access.may_anywhere(Right.MANAGE_SETTINGS)


def _holder_of(*rights: Right) -> Callable[[User], bool]:
    """Open to whoever has one of these rights anywhere."""
    return lambda user: any(user.access.may_anywhere(right) for right in rights)


def _watcher(user: User) -> bool:
    """Reads who opened which file without opening files."""
    return user.access.may_anywhere(Right.READ_AUDIT) and not user.access.may_anywhere(Right.OPEN_HARDSHIP)


def _member(user: User) -> bool:
    return bool(user.access.membership_paths)


def _administrator(user: User) -> bool:
    return user.is_staff


PLACES = (
    Place(_("工作台"), "grid-1x2", "pages:desk", "d", _everyone, phone_label=_("今日")),
    Place(_("计划"), "file-earmark-text", "plans:plan-list", "p", _officer, phone_label=_("计划")),
    Place(_("日历"), "calendar3", "pages:calendar", "c", _everyone, phone_label=_("日历")),
    Place(_("活动"), "calendar-event", "activities:event-list", "e", _everyone, phone_label=_("活动")),
    Place(_("消息"), "bell", "members:inbox", "m", _everyone, phone_label=_("消息")),
    Place(_("组织"), "diagram-3", "members:organization-list", "o", _officer, views=("members.views.register",)),
    Place(
        pgettext_lazy("menu", "会员"),
        "people",
        "members:member-list",
        "u",
        _holder_of(Right.READ_MEMBERS),
        views=("members.views.archive", "members.views.imports", "members.views.exports"),
    ),
    Place(_("会费"), "cash-coin", "members:dues-figures", "f", _holder_of(Right.READ_DUES)),
    Place(_("困难帮扶"), "heart", "members:hardship-list", "h", _holder_of(Right.OPEN_HARDSHIP)),
    Place(_("查阅记录"), "eye", "members:hardship-openings", "w", _watcher),
    Place(_("公示栏"), "megaphone", "members:hardship-notices", "n", _member),
    Place(_("生活事件"), "chat-heart", "members:lifeevent-list", "l", _holder_of(Right.REPORT_LIFE_EVENTS)),
    Place(_("互助保障"), "umbrella", "members:scheme-list", "b", _holder_of(Right.MANAGE_CARE)),
    Place(
        _("体检疗休养"),
        "clipboard2-pulse",
        "members:check-list",
        "k",
        _holder_of(Right.MANAGE_CARE),
        views=("members.views.care.checks", "members.views.care.rest", "members.views.care.women"),
    ),
    Place(_("规则"), "journal-check", "members:rule-list", "r", _officer),
    Place(_("提醒设置"), "sliders", "members:policy-list", "s", _keeper),
    Place(_("系统管理"), "gear", "admin:index", "a", _administrator),
    Place(_("我的"), "person", "pages:me", "i", _everyone, phone_label=_("我的")),
)
# The order of the bottom bar is the thumb's, not the rail's.
PHONE_ORDER = (
    "pages:desk",
    "pages:calendar",
    "plans:plan-list",
    "activities:event-list",
    "members:inbox",
    "pages:me",
)
PHONE_PLACES = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as one request sees it."""

    place: Place
    url: str
    is_current: bool


def _address(url_name: str) -> str:
    """The place's address, or nothing while no page of that name exists."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


class Frame:
    """Worked out piece by piece and only when a template shows it: a fragment without frame costs no query."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        user = getattr(request, "user", None)
        self.user = user if isinstance(user, User) else None

    @cached_property
    def entries(self) -> list[Entry]:
        """Places this person may open, in the order of the rail; the one the page belongs to is current."""
        if self.user is None:
            return []
        open_places = [(place, _address(place.url_name)) for place in PLACES if place.is_open_to(self.user)]
        known = [(place, url) for place, url in open_places if url]
        current = self._current(known)
        return [Entry(place=place, url=url, is_current=url == current) for place, url in known]

    def _current(self, known: list[tuple[Place, str]]) -> str:
        """The longest address the present path lies under, else the place its view belongs to; the desk only when it is
        the path itself."""
        path, match = self.request.path, self.request.resolver_match
        fitting = [url for _place, url in known if path == url or (url != "/" and path.startswith(url))]
        if fitting or match is None:
            return max(fitting, key=len, default="")
        module = match.func.__module__
        return next((url for place, url in known if place.views and module.startswith(place.views)), "")

    @cached_property
    def rail(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.place.url_name != "pages:me"]

    @cached_property
    def phone_bar(self) -> list[Entry]:
        """Five at most: who writes plans finds the events in the calendar and on the own page."""
        by_name = {entry.place.url_name: entry for entry in self.entries}
        bar = [by_name[name] for name in PHONE_ORDER if name in by_name]
        if len(bar) > PHONE_PLACES:
            bar = [entry for entry in bar if entry.place.url_name != "activities:event-list"]
        return bar

    @cached_property
    def beside_phone_bar(self) -> list[Entry]:
        """Places a phone reaches from the person's own page only."""
        shown = {entry.place.url_name for entry in self.phone_bar}
        return [entry for entry in self.entries if entry.place.url_name not in shown]

    @cached_property
    def unread(self) -> int:
        """Unread messages, one query on the partial index."""
        return Message.objects.filter(recipient=self.user, read_at__isnull=True).count() if self.user else 0

    @cached_property
    def organization_label(self) -> str:
        """The organization of the person's first office; empty for a member without office."""
        offices = self.user.access.offices if self.user else ()
        return offices[0].organization.label if offices else ""

    @cached_property
    def search_url(self) -> str:
        return next((entry.url for entry in self.entries if entry.place.url_name == "plans:plan-list"), "")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Offered to every template. A page with the frame costs three queries at most: offices, memberships, unread."""
    return {"frame": Frame(request), "is_demo": settings.DEMO, "languages": settings.LANGUAGES}
