"""The worker cannot take more than it is given, and whatever becomes of it the caller sees one exception type."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from plans.documents.reading import LIMITS, Kind, ReadText, Reason, Unreadable, read_document
from plans.documents.reading.process import read_in_worker
from plans.documents.reading.tests.samples import paragraph, word
from plans.documents.reading.worker import answer_for

MEGABYTE = 1024 * 1024


def code_of(data: bytes, filename: str = "a.docx", **limits: int | float) -> Reason:
    with pytest.raises(Unreadable) as refused:
        read_document(data, filename=filename, limits=replace(LIMITS, **limits))
    return refused.value.code


def many_paragraphs(count: int) -> bytes:
    return word("".join(paragraph(f"第{number}项工作") for number in range(count)))


def test_memory_is_limited() -> None:
    assert code_of(many_paragraphs(150_000), memory_bytes=90 * MEGABYTE, ratio=10_000) == Reason.TOO_HEAVY


def test_processor_time_is_limited() -> None:
    assert code_of(many_paragraphs(150_000), cpu_seconds=1, ratio=10_000, characters=10**9) == Reason.TOO_SLOW


def test_the_wall_clock_is_limited_and_nothing_is_left_running() -> None:
    assert code_of(many_paragraphs(10), wall_seconds=0.01) == Reason.TOO_SLOW
    assert not wait_for_no_process(b"\0".join((b"reading/launch.py", b"docx")))


def test_python_out_of_memory_is_said_as_such() -> None:
    assert (
        code_of("工作计划\n".encode() * 700_000, "a.txt", memory_bytes=80 * MEGABYTE, characters=10**9)
        == Reason.TOO_HEAVY
    )


def test_the_whole_group_is_killed_when_time_is_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "python"
    endless.write_text("#!/bin/sh\nsleep 98765 & exec sleep 98765\n")
    endless.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(endless))

    assert code_of(b"plan", "a.txt", wall_seconds=0.3) == Reason.TOO_SLOW

    assert not wait_for_no_process(b"sleep\x0098765")


def wait_for_no_process(command: bytes) -> list[str]:
    """Processes with this command line that stay; the kernel may take a moment to clear away the killed."""
    for _ in range(100):
        left = [process.name for process in Path("/proc").glob("[0-9]*") if command in command_line(process)]
        if not left:
            break
        time.sleep(0.02)
    return left


def command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def test_the_worker_holds_itself_to_every_limit() -> None:
    told = (
        "import resource, signal; from unionplan.core.untrusted.limits import LIMITS;"
        "from unionplan.core.untrusted.worker import limit_this_process; limit_this_process(LIMITS);"
        "print([resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[0] for name in"
        " ('AS', 'CPU', 'FSIZE', 'NOFILE', 'CORE')] + [signal.alarm(0) > LIMITS.wall_seconds])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[4]
    )

    expected = [LIMITS.memory_bytes, LIMITS.cpu_seconds, LIMITS.output_bytes, LIMITS.open_files, 0, True]
    assert shown.stdout.strip() == str(expected)


def test_output_is_limited_by_the_kernel() -> None:
    assert code_of(many_paragraphs(2_000), output_bytes=4_000) == Reason.DAMAGED


def test_a_fault_is_logged_with_its_place_and_without_the_document() -> None:
    answer = answer_for(Kind.XLSX, b"no archive at all: \xff", None, None)  # type: ignore[arg-type]

    assert set(answer) == {"failed"}
    assert answer["failed"].startswith("AttributeError in ")
    assert "archive at all" not in answer["failed"]


def test_text_longer_than_the_limit_is_refused() -> None:
    assert code_of(("计划" * 60).encode(), "a.txt", characters=100) == Reason.TOO_LONG
    assert code_of(many_paragraphs(20), characters=100) == Reason.TOO_LONG


def test_the_worker_sees_no_secret_of_the_web_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen = tmp_path / "environment"
    spy = tmp_path / "python"
    spy.write_text(f"#!/bin/sh\nenv > {seen}\nexit 1\n")
    spy.chmod(0o755)
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr("sys.executable", str(spy))

    with pytest.raises(Unreadable):
        read_in_worker(Kind.TXT, b"x", encoding=None, limits=LIMITS)

    assert "PATH=" in seen.read_text()
    assert "secret" not in seen.read_text()


@pytest.mark.parametrize(
    "script", ["exit 3", "kill -SEGV $$", "echo nonsense", 'echo "{}"', "kill -KILL $$", "echo [1]"]
)
def test_a_worker_that_dies_or_babbles_is_an_unreadable_document(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    broken = tmp_path / "python"
    broken.write_text(f"#!/bin/sh\n{script}\n")
    broken.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(broken))

    with pytest.raises(Unreadable) as refused:
        read_document(b"plan", filename="a.txt")

    assert refused.value.code == (Reason.TOO_HEAVY if "KILL" in script else Reason.DAMAGED)


def test_a_missing_interpreter_is_still_an_unreadable_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nonexistent/python")

    with pytest.raises(Unreadable):
        read_document(b"plan", filename="a.txt")


def test_threads_read_side_by_side_and_leave_no_file_open() -> None:
    results: dict[int, ReadText] = {}

    def read(number: int) -> None:
        results[number] = read_document(word(paragraph(f"第{number}份计划")), filename="a.docx")

    read(0)
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    threads = [threading.Thread(target=read, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {number: result.text for number, result in results.items()} == {n: f"第{n}份计划" for n in range(5)}
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


def test_no_file_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    read_document(word(), filename="a.docx")

    assert list(tmp_path.iterdir()) == []
