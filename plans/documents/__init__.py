"""Reading plans: text becomes a tree (`parse_text`); nothing in here knows of Django."""

from .assemble import parse_text
from .chrome import Chrome
from .model import Document, Doubt, Kind, Node, ParsedPage, Placed, Tense
from .organizations import OrganizationType
from .sections import Role, SectionType
from .source import Span

__all__ = [
    "Chrome",
    "Document",
    "Doubt",
    "Kind",
    "Node",
    "OrganizationType",
    "ParsedPage",
    "Placed",
    "Role",
    "SectionType",
    "Span",
    "Tense",
    "parse_text",
]
