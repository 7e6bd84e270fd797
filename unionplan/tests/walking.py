"""Walks the whole address book: one concrete address for every pattern, made from the pattern itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.regex_helper import normalize

KEY = 7_000_001  # the id that sample rows of every model get
UUID = "00000000-0000-4000-8000-000000700001"
SAMPLES = {"int": str(KEY), "uuid": UUID, "slug": "x-1", "str": "x", "path": "x"}
# Arguments whose name says more than their converter.
NAMED = {"object_id": str(KEY), "id": str(KEY)}
# Values for named groups of regular expressions.
GROUPS = {"format": ".json", "app_label": "members", "url": "x"}
_ARGUMENT = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True, slots=True)
class Address:
    """A pattern's full name and one address that leads to it."""

    name: str
    path: str
    takes_key: bool


def every_address() -> list[Address]:
    """All patterns of the portal, in the order of the address book."""
    return list(_walk(get_resolver().url_patterns, "/", ()))


def _walk(patterns: list[Any], prefix: str, namespaces: tuple[str, ...]) -> Iterator[Address]:
    for entry in patterns:
        path = prefix + _filled(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, path, inner)
        else:
            yield _address(entry, path, namespaces)


def _address(entry: URLPattern, path: str, namespaces: tuple[str, ...]) -> Address:
    found = resolve(path)
    name = ":".join((*namespaces, entry.name or f"unnamed {entry.pattern}"))
    assert found.func == entry.callback or name.endswith("unnamed (?P<url>.*)$"), (
        f"{path}, made from {entry.pattern}, leads to {found.view_name or found.func}, not to {name}"
    )
    return Address(name=name, path=path, takes_key=str(KEY) in path or UUID in path)


def _filled(pattern: Any) -> str:
    if isinstance(pattern, RoutePattern):
        return _ARGUMENT.sub(_sample, str(pattern._route))
    assert isinstance(pattern, RegexPattern)
    template, names = normalize(str(pattern.regex.pattern))[0]
    return template % {name: GROUPS.get(name, str(KEY)) for name in names}


def _sample(match: re.Match[str]) -> str:
    return NAMED.get(match["name"], SAMPLES[match["converter"] or "str"])
