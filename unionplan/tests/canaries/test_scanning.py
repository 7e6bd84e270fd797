"""The scan itself finds a value in every dress and in every container: else finding nothing would mean nothing."""

import gzip
import io
import zipfile
import zlib

import pytest

from unionplan.core.identifiers import read_bank_card, read_phone, read_resident_id
from unionplan.tests.canaries.people import canary
from unionplan.tests.canaries.scanning import DRESSES, scan, scan_folder

BIRD = canary(7)


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.bin", data)
    return buffer.getvalue()


WRAPPINGS = {
    "bare": lambda data: b"before " + data + b" after",
    "zip": zipped,
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zip in gzip": lambda data: gzip.compress(zipped(data)),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("name", BIRD.values())
def test_a_planted_value_is_found(name, dress, wrapping):
    value = BIRD.values()[name]
    data = WRAPPINGS[wrapping](DRESSES[dress](value))

    assert name in {hit.name for hit in scan(data, BIRD.values(), where="here")}


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_base64_is_found_wherever_the_value_begins(before):
    import base64

    data = base64.b64encode(f"{before}{BIRD.number}, and more".encode())

    assert {hit.name for hit in scan(data, BIRD.values(), where="here")} == {"number"}


def test_names_of_files_are_looked_at(tmp_path):
    (tmp_path / f"{BIRD.phone}.txt").write_text("nothing")

    assert {hit.name for hit in scan_folder(tmp_path, BIRD.values())} == {"phone"}


def test_nothing_is_found_where_nothing_is():
    assert scan(b"x" * 10_000 + canary(8).number.encode(), BIRD.values(), where="here") == []


def test_canary_people_pass_the_portals_own_checks():
    for serial in range(50):
        bird = canary(serial)
        read_resident_id(bird.number)
        read_phone(bird.phone)
        read_bank_card(bird.bank_card)

    assert len({canary(serial).number for serial in range(50)}) == 50
