"""Message catalogues without system gettext: collect the Chinese source strings, keep the English file, compile.

The source language is Chinese; every string a person can see goes through gettext and has its English in
unionplan/locale/en/LC_MESSAGES/django.po. Files under unionplan/locale are the only catalogues of ours."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCES = ("unionplan", "members", "plans", "activities")
TEMPLATES = "templates"
LEFT_OUT = {"tests", "migrations", "__pycache__", "node_modules"}
# Which arguments of which function are messages; "c" marks a context.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = """msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<![{%])\{(\w*)\}|%[sd]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def english_path() -> Path:
    """The English catalogue."""
    return Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"


def collect(root: Path) -> Catalog:
    """Every message in the Python files and templates below `root`, with the files it stands in."""
    catalog = Catalog(locale="en", fuzzy=False)
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        for _line, message, _comments, context in _messages(path):
            catalog.add(message, locations=[(name, 0)], context=context)
    return catalog


def _files(root: Path) -> Iterator[Path]:
    for folder in SOURCES:
        yield from _kept(root / folder, ("*.py",))
    yield from _kept(root / TEMPLATES, ("*.html", "*.txt"))


def _kept(folder: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    found = {path for pattern in patterns for path in folder.rglob(pattern)}
    yield from sorted(path for path in found if not LEFT_OUT.intersection(path.parts))


def _messages(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns tags into calls; without their indentation they read as plain Python.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    yield from extract("python", BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})


def load(path: Path) -> Catalog:
    """A catalogue as it is on disk; an empty one where there is no file yet."""
    if not path.exists():
        return Catalog(locale="en", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="en")


def merge(found: Catalog, known: Catalog) -> Catalog:
    """The messages of `found` with the translations of `known`; what is no longer used is left out, and a message that
    has got a plural is asked for anew."""
    for message in found:
        old = known.get(message.id, message.context) if message.id else None
        if old is not None and not old.fuzzy and old.pluralizable == message.pluralizable:
            message.string = old.string
    return found


def save(catalog: Catalog, path: Path) -> None:
    """Write a catalogue in an order and with a header that do not change from run to run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    path.write_bytes(HEADER.encode() + body.getvalue().lstrip())


def problems(found: Catalog, known: Catalog) -> list[str]:
    """What stands between the sources and a complete English catalogue, one sentence each."""
    used = {(message.id, message.context) for message in found if message.id}
    told = [
        f"obsolete: {message.id!r}" for message in known if message.id and (message.id, message.context) not in used
    ]
    told += [f"obsolete: {message.id!r}" for message in known.obsolete.values()]
    for message in found:
        if message.id:
            told += _faults_of(message, known.get(message.id, message.context))
    return told


def _faults_of(message: Message, translated: Message | None) -> list[str]:
    if translated is None:
        return [f"missing: {message.id!r}"]
    if translated.fuzzy:
        return [f"fuzzy: {message.id!r}"]
    sources, targets = forms_of(message.id), forms_of(translated.string)
    if not all(targets) or any(target in sources and _HAN.search(target) for target in targets):
        return [f"untranslated: {message.id!r}"]
    wanted = set().union(*map(_placeholders, sources))
    return [
        f"placeholders differ: {message.id!r} → {target!r}" for target in targets if _placeholders(target) != wanted
    ]


def forms_of(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Singular and plural of a message, or its only form; an empty one where nothing is written yet."""
    if text is None or isinstance(text, str):
        return (text or "",)
    return tuple(text)


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in _PLACEHOLDER.finditer(text.replace("%%", ""))}


def compile_all() -> list[Path]:
    """Write the .mo beside every .po of ours; the files written."""
    written = []
    for folder in map(Path, settings.LOCALE_PATHS):
        for path in sorted(folder.rglob("*.po")):
            target = path.with_suffix(".mo")
            catalog = load(path)
            for message in [message for message in catalog if message.id and not all(forms_of(message.string))]:
                catalog.delete(message.id, message.context)  # an empty plural would hide the source text
            with target.open("wb") as compiled:
                write_mo(compiled, catalog)
            written.append(target)
    return written
