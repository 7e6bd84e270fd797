"""Looking for values in bytes, in every dress they may wear: other encodings, Base64 at each alignment, hexadecimal,
escaped for addresses, JSON and HTML, and inside ZIP, gzip and zlib."""

import base64
import contextlib
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DEPTH = 3  # containers within containers
_SKIPPED_CHARACTERS = (0, 2, 3)  # of Base64, spoilt by the bytes before at each alignment

Dress = Callable[[str], bytes]


def _base64(alignment: int) -> Dress:
    def dressed(value: str) -> bytes:
        raw = value.encode()
        whole = base64.b64encode(b"\0" * alignment + raw)
        return whole[_SKIPPED_CHARACTERS[alignment] : (alignment + len(raw)) * 8 // 6]

    return dressed


DRESSES: dict[str, Dress] = {
    "plain": lambda value: value.encode(),
    "utf-16-le": lambda value: value.encode("utf-16-le"),
    "utf-16-be": lambda value: value.encode("utf-16-be"),
    "gb18030": lambda value: value.encode("gb18030"),
    "base64 +0": _base64(0),
    "base64 +1": _base64(1),
    "base64 +2": _base64(2),
    "hex": lambda value: value.encode().hex().encode(),
    "HEX": lambda value: value.encode().hex().upper().encode(),
    "url": lambda value: quote(value, safe="").encode(),
    "json": lambda value: json.dumps(value)[1:-1].encode(),
    "html": lambda value: "".join(f"&#{ord(character)};" for character in value).encode(),
    "backwards": lambda value: value[::-1].encode(),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A value that was found: its name, its dress, where."""

    name: str
    dress: str
    where: str


def needles(values: Mapping[str, str]) -> list[tuple[str, str, bytes]]:
    """Name, dress and bytes of everything to look for; a dress that looks like another is looked for once."""
    seen: set[bytes] = set()
    found = []
    for name, value in values.items():
        for dress, put_on in DRESSES.items():
            worn = put_on(value)
            if worn not in seen:
                seen.add(worn)
                found.append((name, dress, worn))
    return found


def scan(data: bytes, values: Mapping[str, str], *, where: str) -> list[Hit]:
    """Every value in the bytes themselves and in what is packed inside."""
    looked_for = needles(values)
    hits = []
    for place, content in unpacked(data, where, DEPTH):
        hits += [Hit(name, dress, place) for name, dress, worn in looked_for if worn in content]
    return hits


def scan_folder(folder: Path, values: Mapping[str, str]) -> list[Hit]:
    """Every file below a folder, and the names of the files."""
    hits = []
    for path in sorted(folder.rglob("*")):
        hits += scan(str(path).encode(), values, where=f"name of {path}")
        if path.is_file():
            hits += scan(path.read_bytes(), values, where=str(path))
    return hits


def unpacked(data: bytes, where: str, depth: int) -> Iterator[tuple[str, bytes]]:
    """The bytes, and what containers among them hold."""
    yield where, data
    if depth == 0:
        return
    for name, inner in _members(data):
        yield from unpacked(inner, f"{where} > {name}", depth - 1)


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What a container holds; bytes that only look like one hold nothing."""
    if data[:4] == b"PK\x03\x04":
        broken = contextlib.suppress(zipfile.BadZipFile, RuntimeError, zlib.error)
        with broken, zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name, name.encode() + b"\n" + archive.read(name)
    if data[:2] == b"\x1f\x8b":
        with contextlib.suppress(gzip.BadGzipFile, EOFError, zlib.error):
            yield "gzip", gzip.decompress(data)
    if data[:1] == b"x" and len(data) > 2 and (data[0] * 256 + data[1]) % 31 == 0:
        with contextlib.suppress(zlib.error):
            yield "zlib", zlib.decompress(data)
