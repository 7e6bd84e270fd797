"""An office package judged by its parts, types and relations, before its content is parsed (reliability.md B6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from xml.parsers import expat

from unionplan.core.untrusted.archive import Archive
from unionplan.core.untrusted.kinds import OLE_MAGIC
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable

CONTENT_TYPES = "[Content_Types].xml"
MAIN_TYPES = {
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
MACRO_MARK = re.compile(r"vbaproject|vbadata|macroenabled|macrosheet", re.IGNORECASE)
OBJECT_MARK = re.compile(r"oleobject|/activex/|/embeddings/|afchunk", re.IGNORECASE)
OUTSIDE_PART = re.compile(r"/externallinks/|/connections\.xml$|/querytables/", re.IGNORECASE)
LOCAL_FILE = re.compile(r"(?:file:/{3})?[A-Za-z]:[\\/]|[^\\/:]+$")  # C:\…\letter.dotx: a name, nothing that is fetched
PROLOG_BYTES = 64 * 1024


@dataclass(frozen=True)
class Relation:
    """One relation: `kind` is the last word of its type; `target` is a part name, or an address when `outside`."""

    id: str
    kind: str
    target: str
    outside: bool


def inspect_package(archive: Archive, kind: Kind, limits: Limits) -> None:
    """Raise Unreadable for whatever must not be parsed; return quietly when the package is plain.

    Costs the directory, the heads of the parts and the relations, never a whole part of content.
    """
    _refuse_parts(archive)
    _refuse_types(archive, kind, limits)
    for name in archive.names:
        if name.lower().endswith(".rels"):
            _refuse_relations(read_relations(archive, name, limits))
    for name in archive.xml_names:
        refuse_doctype(archive.head(name, PROLOG_BYTES))
    archive.refuse_archives_inside()


def relations_of(archive: Archive, part: str, limits: Limits) -> list[Relation]:
    """The relations of `part` ("" is the package itself), targets resolved to part names; none when it has none."""
    name = join(dirname(part), "_rels", f"{part.rsplit('/', 1)[-1]}.rels")
    return read_relations(archive, name, limits, base=dirname(part)) if name in archive else []


def read_relations(archive: Archive, name: str, limits: Limits, *, base: str = "") -> list[Relation]:
    """Every relation in the part `name`; relative targets are resolved against the folder `base`."""
    return [
        Relation(
            id=attributes.get("Id", ""),
            kind=attributes.get("Type", "").rsplit("/", 1)[-1],
            target=_resolved(attributes.get("Target", ""), base, outside=_is_outside(attributes)),
            outside=_is_outside(attributes),
        )
        for tag, attributes in _elements(archive, name, limits)
        if tag.rsplit(":", 1)[-1] == "Relationship"
    ]


def refuse_doctype(head: bytes) -> None:
    """Raise Unreadable(DOCTYPE) when the prolog declares one, Unreadable(DAMAGED) when no root element follows it."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _doctype_found
    parser.StartElementHandler = _root_found
    try:
        parser.Parse(head, False)
    except _RootFound:
        return
    except expat.ExpatError as error:
        raise Unreadable(Reason.DAMAGED) from error
    raise Unreadable(Reason.DAMAGED)


class _RootFound(Exception):  # noqa: N818 - a signal that the prolog has ended, not an error
    """Stops the parser at the first element."""


def _root_found(tag: str, attributes: dict[str, str]) -> None:
    raise _RootFound


def _doctype_found(name: str, system: str | None, public: str | None, has_subset: bool) -> None:
    raise Unreadable(Reason.DOCTYPE)


def _elements(archive: Archive, name: str, limits: Limits) -> Iterator[tuple[str, dict[str, str]]]:
    """Tag and attributes of every element of a small part, read with a parser that refuses any DOCTYPE."""
    if len(archive.head(name, limits.relation_bytes + 1)) > limits.relation_bytes:
        raise Unreadable(Reason.DAMAGED)
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _doctype_found
    parser.StartElementHandler = lambda tag, attributes: found.append((tag, attributes))
    try:
        parser.Parse(archive.read(name), True)
    except expat.ExpatError as error:
        raise Unreadable(Reason.DAMAGED) from error
    return iter(found)


def _is_outside(attributes: dict[str, str]) -> bool:
    return attributes.get("TargetMode", "").lower() == "external"


def _resolved(target: str, base: str, *, outside: bool) -> str:
    if outside:
        return target
    return normpath(target.lstrip("/") if target.startswith("/") else join(base, target))


def _refuse_parts(archive: Archive) -> None:
    for name in archive.names:
        if MACRO_MARK.search(name):
            raise Unreadable(Reason.MACRO)
        if OBJECT_MARK.search(f"/{name}") or archive.head(name, len(OLE_MAGIC)) == OLE_MAGIC:
            raise Unreadable(Reason.EMBEDDED_OBJECT, part=name.rsplit("/", 1)[-1])
        if OUTSIDE_PART.search(f"/{name}"):
            raise Unreadable(Reason.EXTERNAL_TARGET, type=name.rsplit("/", 1)[-1])


def _refuse_types(archive: Archive, kind: Kind, limits: Limits) -> None:
    if CONTENT_TYPES not in archive:
        raise Unreadable(Reason.KIND_MISMATCH, suffix=f".{kind}")
    types = [attributes.get("ContentType", "") for _, attributes in _elements(archive, CONTENT_TYPES, limits)]
    if any(MACRO_MARK.search(content_type) for content_type in types):
        raise Unreadable(Reason.MACRO)
    if any(OBJECT_MARK.search(content_type) for content_type in types):
        raise Unreadable(Reason.EMBEDDED_OBJECT, part="OLE")
    if MAIN_TYPES[kind] not in types:
        raise Unreadable(Reason.KIND_MISMATCH, suffix=f".{kind}")


def _refuse_relations(relations: list[Relation]) -> None:
    for relation in relations:
        if MACRO_MARK.search(relation.kind):
            raise Unreadable(Reason.MACRO)
        if OBJECT_MARK.search(f"/{relation.kind}/") or relation.kind in ("package", "control"):
            raise Unreadable(Reason.EMBEDDED_OBJECT, part=relation.target.rsplit("/", 1)[-1][:60])
        if relation.kind == "attachedTemplate" and not LOCAL_FILE.match(relation.target):
            raise Unreadable(Reason.ATTACHED_TEMPLATE)
        if relation.outside and relation.kind not in ("hyperlink", "attachedTemplate"):
            raise Unreadable(Reason.EXTERNAL_TARGET, type=relation.kind)
