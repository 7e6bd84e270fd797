"""A sealed file opens whole, for its own row, with every piece in its place, or not at all."""

import io

import pytest

from unionplan.core.crypto import UnsealableError
from unionplan.core.sealed_files import PIECE, SealedWriter, open_sealed, seal_file

TAG = 16


def sealed(data: bytes) -> bytes:
    out = io.BytesIO()
    seal_file([data], out, bound_to="row 1")
    return out.getvalue()


def opened(data: bytes, bound_to: str = "row 1") -> bytes:
    return b"".join(open_sealed(io.BytesIO(data), bound_to=bound_to))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_went_in_comes_out(size):
    data = bytes(range(256)) * (size // 256 + 1)
    data = data[:size]

    assert opened(sealed(data)) == data
    if size > 64:
        assert data[:64] not in sealed(data)


def test_small_writes_make_the_same_file_as_one():
    out = io.BytesIO()
    writer = SealedWriter(out, bound_to="row 1")
    for _ in range(3_000):
        writer.write(b"x" * 700)
    writer.close()

    assert opened(out.getvalue()) == b"x" * 2_100_000


def test_it_opens_for_its_own_row_only():
    with pytest.raises(UnsealableError):
        opened(sealed(b"secret"), bound_to="row 2")


@pytest.mark.parametrize("harm", ["cut", "cut at a piece", "swapped", "doubled", "flipped", "no head", "unknown key"])
def test_a_changed_file_does_not_open(harm):
    data = sealed(bytes(PIECE) + bytes([1]) * PIECE + bytes([2]) * 5)
    start = data.index(b"\n") + 1 + 7
    piece = PIECE + TAG
    first, second, rest = (
        data[start : start + piece],
        data[start + piece : start + 2 * piece],
        data[start + 2 * piece :],
    )
    harmed = {
        "cut": data[:-1],
        "cut at a piece": data[: start + 2 * piece],
        "swapped": data[:start] + second + first + rest,
        "doubled": data[:start] + first + first + second + rest,
        "flipped": data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
        "no head": data[start:],
        "unknown key": data.replace(b"SEALED1 ", b"SEALED1 x", 1),
    }[harm]

    with pytest.raises(UnsealableError):
        opened(harmed)
