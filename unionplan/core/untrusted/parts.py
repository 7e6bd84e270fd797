"""XML parts of a package as trees: no DOCTYPE, no entity, no network, and both dialects of the format read as one."""

from typing import Any

from lxml import etree

from unionplan.core.untrusted.archive import Archive
from unionplan.core.untrusted.package import PROLOG_BYTES, refuse_doctype
from unionplan.core.untrusted.refusals import Reason, Unreadable

Element = Any  # lxml has no types
NO_MEMORY = 2  # libxml2: XML_ERR_NO_MEMORY

_OFFICE = b"http://schemas.openxmlformats.org/"
# "Strict Open XML" differs in these addresses alone, as far as text goes.
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": _OFFICE + b"wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": _OFFICE + b"spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": _OFFICE + b"officeDocument/2006/relationships",
}


def part_bytes(archive: Archive, name: str) -> bytes:
    """The part, checked for a DOCTYPE once more, with the strict dialect's namespaces replaced by the usual ones."""
    data = archive.read(name)
    refuse_doctype(data[:PROLOG_BYTES])
    for strict, usual in STRICT.items():
        if strict in data:
            data = data.replace(strict, usual)
    return data


def part_tree(archive: Archive, name: str) -> Element:
    """Root element of the part; raises Unreadable(DAMAGED) when it is not well formed, TOO_HEAVY without memory."""
    try:
        return etree.fromstring(part_bytes(archive, name), safe_parser())
    except etree.XMLSyntaxError as error:
        raise refusal_of(error) from error


def safe_parser() -> Any:
    """A parser that resolves nothing and fetches nothing, should a DOCTYPE ever come this far."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def refusal_of(error: Any) -> Unreadable:
    """The refusal a parser's error stands for."""
    return Unreadable(Reason.TOO_HEAVY if error.code == NO_MEMORY else Reason.DAMAGED)


def local(element: Element) -> str:
    """Name of an element without its namespace; empty for comments and instructions."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
