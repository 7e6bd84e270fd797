"""The examples for production say what the code reads."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / ".env.example"
ONLY_MAKE_RUN_READS = {"BIND"}


def test_the_example_lists_every_variable_the_settings_read():
    source = (ROOT / "unionplan/settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|required)\(\s*"([A-Z_]+)"', source))
    listed = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE))

    assert read
    assert listed == read | ONLY_MAKE_RUN_READS


def test_production_starts_with_the_example_filled_in_and_django_finds_no_fault(tmp_path):
    filled = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))
    filled |= {
        "SECRET_KEY": "a-long-made-up-value-" + "0123456789abcdefghij" * 3,
        "FIELD_KEYS": "k1:" + base64.b64encode(bytes(range(32))).decode(),
        "LOOKUP_KEY": base64.b64encode(bytes(range(32, 64))).decode(),
        "STATIC_ROOT": str(tmp_path),
    }
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    call = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        call, cwd=ROOT, env={**clean, **filled}, capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


@pytest.mark.parametrize("path", sorted((ROOT / "deploy").rglob("*.yaml")), ids=lambda path: path.name)
def test_the_yaml_examples_can_be_read_and_hold_no_secret(path):
    text = path.read_text()

    assert all(yaml.safe_load_all(text))
    assert not re.search(r"(?i)(password|secret_key|field_keys):\s*['\"]?\w{8,}", text.replace("_FILE:", ""))


def test_the_units_start_what_the_project_has():
    units = (ROOT / "deploy/systemd").glob("unionplan-*.service")
    commands = [line for unit in units for line in unit.read_text().splitlines() if line.startswith("ExecStart=/opt")]

    assert len(commands) == 3
    assert all("unionplan.wsgi" in command or "celery -A unionplan " in command for command in commands)
