"""How much of everything one document may take: reliability.md B1, B2 and the issue's upload limit."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Ceilings for one reading; sizes in bytes, times in seconds, the rest are counts."""

    upload_bytes: int = 10 * MEGABYTE
    entries: int = 2_000
    inflated_bytes: int = 100 * MEGABYTE
    ratio: int = 100
    ratio_from_bytes: int = MEGABYTE  # smaller parts cannot hurt, and a form of equal empty rows packs very well
    relation_bytes: int = MEGABYTE  # a list of relations is read in the web process, so it stays small
    sheets: int = 50
    cells: int = 500_000
    characters: int = 2_000_000
    memory_bytes: int = 512 * MEGABYTE
    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    output_bytes: int = 64 * MEGABYTE
    open_files: int = 32
    queue_seconds: float = 30.0


LIMITS = Limits()
