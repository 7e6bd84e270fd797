"""A ZIP archive believed in nothing: first the directory is judged, then every byte counted while inflating."""

import io
import stat
import struct
import zipfile
import zlib

from unionplan.core.untrusted.limits import MEGABYTE, Limits
from unionplan.core.untrusted.refusals import Reason, Unreadable

CENTRAL_SIGNATURE = b"PK\x01\x02"
END_SIGNATURE = b"PK\x05\x06"
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
LOCAL_SIGNATURE = b"PK\x03\x04"
ENCRYPTED_FLAG = 0x1
ARCHIVE_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")
ARCHIVE_SUFFIXES = (".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar", ".jar", ".docx", ".xlsx", ".pptx", ".xlsb")
XML_SUFFIXES = (".xml", ".rels")
MAGIC_LENGTH = 8


class Archive:
    """The parts of one package. Opening it judges the directory alone and inflates nothing.

    Raises Unreadable, with the reason, when the directory is beyond `limits`, unsafe or broken (reliability.md B2).
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        # Counted in the bytes themselves, before any directory object is built: the stated number may be false.
        if data.count(CENTRAL_SIGNATURE) > limits.entries:
            raise Unreadable(Reason.TOO_MANY_ENTRIES, limit=limits.entries)
        infos = _directory(data)
        self._parts = {info.filename: info for info in infos if not info.is_dir()}
        _check_names(infos)
        self._check_sizes(infos)

    @property
    def names(self) -> list[str]:
        """Part names in the order of the directory, folders left out."""
        return list(self._parts)

    @property
    def xml_names(self) -> list[str]:
        """Names of the parts that hold XML, by their name."""
        return [name for name in self._parts if name.lower().endswith(XML_SUFFIXES)]

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """The whole part, never a byte more than the directory declared.

        Raises Unreadable(DAMAGED) for a part that is missing or fails its checksum, and Unreadable(DIRECTORY_LIES)
        when it inflates to another size than declared.
        """
        info = self._info(name)
        inflated = self._inflate(info, info.file_size + 1)
        if len(inflated) != info.file_size:
            raise Unreadable(Reason.DIRECTORY_LIES)
        if zlib.crc32(inflated) != info.CRC:
            raise Unreadable(Reason.DAMAGED)
        return inflated

    def head(self, name: str, length: int) -> bytes:
        """At most the first `length` bytes of a part: cheap, however large the part claims to be."""
        return self._inflate(self._info(name), length)

    def _info(self, name: str) -> zipfile.ZipInfo:
        if name not in self._parts:
            raise Unreadable(Reason.DAMAGED)
        return self._parts[name]

    def _inflate(self, info: zipfile.ZipInfo, ceiling: int) -> bytes:
        packed = self._packed(info)
        if info.compress_type == zipfile.ZIP_STORED:
            return packed[:ceiling]
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise Unreadable(Reason.DAMAGED)
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, ceiling)
        except zlib.error as error:
            raise Unreadable(Reason.DAMAGED) from error

    def _packed(self, info: zipfile.ZipInfo) -> bytes:
        """The compressed bytes behind the local header, which must name the same part as the directory."""
        start = info.header_offset
        header = self._data[start : start + LOCAL_HEADER.size]
        if len(header) < LOCAL_HEADER.size or not header.startswith(LOCAL_SIGNATURE):
            raise Unreadable(Reason.DAMAGED)
        *_, name_length, extra_length = LOCAL_HEADER.unpack(header)
        name_start = start + LOCAL_HEADER.size
        local_name = self._data[name_start : name_start + name_length]
        if local_name not in (info.orig_filename.encode("utf-8"), info.orig_filename.encode("cp437", "ignore")):
            raise Unreadable(Reason.DIRECTORY_LIES)
        body = name_start + name_length + extra_length
        return self._data[body : body + info.compress_size]

    def _check_sizes(self, infos: list[zipfile.ZipInfo]) -> None:
        limits = self._limits
        declared = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        if declared > limits.inflated_bytes:
            raise Unreadable(Reason.INFLATES_TOO_FAR, limit=limits.inflated_bytes // MEGABYTE)
        if packed > len(self._data):  # parts that share their bytes: the trick of overlapping bombs
            raise Unreadable(Reason.DIRECTORY_LIES)
        inflated_here = [(info.file_size, info.compress_size) for info in infos if _is_xml(info)]
        for size, compressed in [(declared, packed), *inflated_here]:
            if size > limits.ratio_from_bytes and size > limits.ratio * compressed:
                raise Unreadable(Reason.RATIO, limit=limits.ratio)

    def refuse_archives_inside(self) -> None:
        """Raise Unreadable(NESTED_ARCHIVE) when a part is itself an archive, by its name or by its first bytes."""
        for name in self._parts:
            if name.lower().endswith(ARCHIVE_SUFFIXES) or self.head(name, MAGIC_LENGTH).startswith(ARCHIVE_MAGICS):
                raise Unreadable(Reason.NESTED_ARCHIVE, part=name.rsplit("/", 1)[-1])


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    """Every entry of the directory; the standard reader's many exception types become one."""
    if END_SIGNATURE not in data:
        raise Unreadable(Reason.TRUNCATED)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return opened.infolist()
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        OverflowError,
        struct.error,
        EOFError,
        OSError,
    ) as error:
        raise Unreadable(Reason.DAMAGED) from error


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    """No path that leaves the package, no link, no lock, and no name used twice."""
    for info in infos:
        name = info.orig_filename
        climbs = ".." in name.split("/") or name.startswith("/") or "\\" in name or ":" in name
        if climbs or not name.isprintable() or stat.S_ISLNK(info.external_attr >> 16):
            raise Unreadable(Reason.UNSAFE_NAME)
        if info.flag_bits & ENCRYPTED_FLAG:
            raise Unreadable(Reason.ENCRYPTED)
    if len({info.filename.lower() for info in infos}) != len(infos):
        raise Unreadable(Reason.DIRECTORY_LIES)


def _is_xml(info: zipfile.ZipInfo) -> bool:
    return info.filename.lower().endswith(XML_SUFFIXES)
