"""Names of the Word format, and how its switches and values are read."""

from unionplan.core.untrusted.parts import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFF = frozenset({"0", "false", "off"})
MAX_NUMBER = 1_000_000


def child_value(element: Element | None, name: str) -> str | None:
    """The w:val of the child `name`, or None."""
    child = element.find(W + name) if element is not None else None
    return child.get(W + "val") if child is not None else None


def child_number(element: Element | None, name: str) -> int | None:
    """The w:val of the child `name` as a number people could have meant, or None."""
    return as_number(child_value(element, name))


def as_number(value: str | None) -> int | None:
    """`value` as a whole number of at most a million either way, or None when it is none."""
    if value is None or not value.lstrip("-").isdecimal() or len(value) > len(str(MAX_NUMBER)):
        return None
    return int(value)


def is_on(element: Element | None, name: str) -> bool | None:
    """A switch such as w:vanish: True, False, or None when it is not mentioned."""
    child = element.find(W + name) if element is not None else None
    return None if child is None else child.get(W + "val", "1").lower() not in OFF
