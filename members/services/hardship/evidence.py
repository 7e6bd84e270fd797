"""Supporting papers (rules.md 4.3): pictures lose what they say about place and device, every byte lies sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from members.choices.hardship import EvidenceKind
from members.models import HardshipCase, HardshipEvidence, User
from members.services.hardship.cases import lock_case, require_open, touch
from unionplan.core.errors import DomainError
from unionplan.core.sealed import allocate_keys
from unionplan.core.sealed_files import open_sealed, seal_file

MAX_BYTES = 10 * 1024 * 1024
_MAX_PIXELS = 40_000_000
_LONGEST_SIDE = 3_000  # a page of A4 stays readable
_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class _Paper:
    data: bytes
    content_type: str
    suffix: str


@transaction.atomic
def add_evidence(*, case_id: int, kind: EvidenceKind, filename: str, data: bytes, by: User) -> HardshipEvidence:
    """Keep one paper: JPEG and PNG are drawn anew without location and device, PDF stays as it is. Raises DomainError
    for anything else, for more than ten megabytes, and for a picture of absurd size."""
    case = lock_case(case_id)
    require_open(case)
    paper = _read(data)
    row = HardshipEvidence(
        pk=allocate_keys(HardshipEvidence, 1)[0],
        case=case,
        kind=kind,
        content_type=paper.content_type,
        size=len(paper.data),
        uploaded_by=by,
    )
    row.write_facts({"filename": _tidy(filename, paper.suffix)})
    sealed = BytesIO()
    seal_file([paper.data], sealed, bound_to=_place(row))
    row.file.save("paper", ContentFile(sealed.getvalue()), save=False)
    row.save(force_insert=True)
    touch(case, by, "evidence_added", kind=["", str(kind)])
    return row


def open_evidence(row: HardshipEvidence) -> Iterator[bytes]:
    """The paper's bytes, piece by piece."""
    with row.file.open("rb") as source:
        yield from open_sealed(cast(BinaryIO, source), bound_to=_place(row))


@transaction.atomic
def remove_evidence(*, evidence_id: int, by: User) -> HardshipCase:
    """A paper that does not belong here: its bytes are deleted, the row says that there was one. Raises DomainError for
    a paper a step rests on."""
    row = HardshipEvidence.objects.select_for_update(of=("self",)).get(pk=evidence_id)
    case = lock_case(row.case_id)
    require_open(case)
    if row.steps.exists():
        raise DomainError(_("已办理的步骤以这份材料为依据，不能删除。"))
    name, storage = row.file.name or "", row.file.storage
    row.removed_at = timezone.now()
    row.write_facts({})
    row.save()
    transaction.on_commit(lambda: storage.delete(name))
    touch(case, by, "evidence_removed", kind=[row.kind, ""])
    return case


def _place(row: HardshipEvidence) -> str:
    return f"{row._meta.db_table}.file.{row.pk}"


def _read(data: bytes) -> _Paper:
    if len(data) > MAX_BYTES:
        raise DomainError(_("文件超过 10 MB，请压缩后再上传。"), field="file")
    if data.startswith(_PDF):
        return _Paper(data, "application/pdf", ".pdf")
    try:
        return _Paper(_drawn_anew(data), "image/jpeg", ".jpg")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        raise DomainError(_("只接受 PDF、JPEG 和 PNG；请换一种格式，或检查文件是否完整。"), field="file") from error


def _drawn_anew(data: bytes) -> bytes:
    """The picture as pixels only: turned upright, not larger than needed, without a word about where it was taken."""
    with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > _MAX_PIXELS:
            raise ValueError("too many pixels")
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = BytesIO()
    bare.save(out, format="JPEG", quality=85)
    return out.getvalue()


def _tidy(filename: str, suffix: str) -> str:
    """The uploader's name without folders, at most eighty characters, with the ending of what is kept."""
    bare = filename.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or filename
    return "".join(sign for sign in bare if sign.isprintable())[:80].strip() + suffix
