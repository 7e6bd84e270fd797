"""What the Makefile says when the machine lacks something."""

import shutil
import subprocess
from pathlib import Path

import pytest

from unionplan.local import browser
from unionplan.local.problems import SetupError

ROOT = Path(__file__).resolve().parents[3]


def make_environment(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """`make .venv/.made` in an empty folder with a Python of our choice."""
    shutil.copy(ROOT / "Makefile", folder)
    fake = folder / "fake-python"
    fake.write_text(f"#!/bin/sh\n{python}\n")
    fake.chmod(0o755)
    call = ["make", "-s", "--no-print-directory", ".venv/.made", f"PYTHON={fake}"]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_an_older_python_is_named(tmp_path):
    done = make_environment(tmp_path, "exit 1")

    assert done.returncode == 2
    assert done.stdout.startswith("Python 3.11 or newer is needed: install it")
    assert not (tmp_path / ".venv").exists()


def test_a_python_without_venv_is_named(tmp_path):
    done = make_environment(tmp_path, 'case "$2" in *ensurepip*) exit 1;; esac')

    assert done.returncode == 2
    assert "apt-get install python3-venv" in done.stdout


def test_missing_browser_packages_stop_ci_and_only_ci(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))  # neither chromium nor apt-get

    assert browser.ensure(must=False) is False
    with pytest.raises(SetupError, match=r"apt-get install .*chromium"):
        browser.ensure(must=True)


def test_make_alone_lists_the_commands():
    done = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )

    names = [line.split()[1] for line in done.stdout.splitlines()]
    assert names == ["help", "install", "run", "test", "lint", "fix", "migrate", "demo", "shell", "bench", "reset"]
