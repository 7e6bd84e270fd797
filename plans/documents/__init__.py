"""Reading plans: text becomes a tree (`parse_text`); nothing in here knows of Django."""

from .assemble import parse_text
from .model import Document, Doubt, Kind, Node, ParsedPage, Tense
from .sections import Role, SectionType

__all__ = ["Document", "Doubt", "Kind", "Node", "ParsedPage", "Role", "SectionType", "Tense", "parse_text"]
