"""The few template words every page needs."""

from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import HttpRequest, QueryDict
from django.middleware.csrf import get_token
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from unionplan.core.calendar.describe import describe_day, describe_range
from unionplan.core.calendar.ranges import DateRange
from unionplan.core.notices import undo_address

register = template.Library()


def _request(context: RequestContext) -> HttpRequest:
    """The request, also inside a component included with `only`."""
    return context.request


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The present query string with some parameters changed (None or '' removes one): filters stay in the address."""
    asked: QueryDict = _request(context).GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            asked.pop(name, None)
        else:
            asked[name] = str(value)
    text = asked.urlencode()
    return f"?{text}" if text else "?"


@register.simple_tag(takes_context=True)
def here(context: RequestContext) -> str:
    """The present address with its query, for forms that come back to it."""
    return _request(context).get_full_path()


@register.simple_tag(takes_context=True)
def csrf_field(context: RequestContext) -> SafeString:
    """Django's csrf_token, but also inside a component included with `only`."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(_request(context)))


@register.filter
def undo_url(message: Message) -> str:
    """The address that takes back what the message tells of, or nothing."""
    return undo_address(message.extra_tags)


@register.filter
def page_numbers(page: Page[Any]) -> list[int]:
    """Page numbers to offer: first, last and the neighbours; 0 stands for a gap."""
    around = {1, page.paginator.num_pages, *range(page.number - 1, page.number + 2)}
    shown = sorted(number for number in around if 1 <= number <= page.paginator.num_pages)
    numbers: list[int] = []
    for number in shown:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """A single box stands left of its label."""
    return type(field.field.widget) is CheckboxInput


@register.filter
def without_help(field: BoundField) -> BoundField:
    """The same field without its help text, where the page says it elsewhere."""
    field.help_text = ""
    return field


def _css_class(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"


@register.filter
def styled(field: BoundField) -> SafeString:
    """The input with the class its kind wears; a wrong one says so to the eye and to a screen reader."""
    own = field.field.widget.attrs
    wrong = " is-invalid" if field.errors else ""
    attrs: dict[str, str | bool] = {"class": f"{own.get('class', '')} {_css_class(field)}{wrong}".strip()}
    if own.get("placeholder") == field.label:
        attrs["placeholder"] = ""  # it would only repeat what stands above
    return field.as_widget(attrs=attrs)


@register.simple_tag
def span_words(start: date | None, end: date | None, today: date) -> str:
    """A stretch of days as officers write it: 3月8日（周日）, 3月8日—12日, 3月; nothing for an unknown time."""
    return describe_range(DateRange(start, end), today=today) if start and end else ""


@register.simple_tag
def day_words(day: date | datetime | None, today: date, *, weekday: bool = True) -> str:
    """A day as officers write it, without this year's year: 3月8日（周日）. A moment is told by its day in China."""
    if isinstance(day, datetime):
        day = localtime(day).date()
    return describe_day(day, today=today, weekday=weekday) if day else ""


_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser_name(user_agent: str) -> str:
    """A user agent as people say it: "Chrome · Windows"; what is not known stays as it was sent."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(filter(None, (browser, system))) or user_agent[:60] or _("未知设备")
