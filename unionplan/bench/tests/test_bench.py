"""The measurements run and say what they promise; the figures of such a run mean nothing."""

import json
import os
import subprocess
import sys
import uuid
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from unionplan.bench.figures import Figure, interleaved, table


def test_a_ratio_of_one_is_as_good_as_the_limit_for_speeds_and_for_times():
    speed = Figure("speed", 50, 100, "req/s", 0.6)
    pause = Figure("time", 50, 100, "ms", 0.6, smaller_is_better=True)
    assert (speed.ratio, speed.met) == (0.5, False)
    assert (pause.ratio, pause.met) == (2.0, True)
    assert "NO" in table([speed])
    assert Figure("told", 1, 2, "x", None).met is None


def test_jobs_take_turns_and_give_their_medians():
    turns = []

    def job(name, values):
        def run():
            turns.append(name)
            return values.pop()

        return run

    assert interleaved(job("a", [9, 1, 2]), job("b", [5, 7, 6]), rounds=3) == [2, 6]
    assert turns == ["a", "b"] * 3


@pytest.fixture
def empty_database(transactional_db):
    name = f"bench_{uuid.uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_the_command_measures_saves_and_prints(empty_database, tmp_path):
    env = {**os.environ, "DATABASE_URL": empty_database, "UNIONPLAN_VAR": str(tmp_path)}
    parts = ["documents", "api", "reminders", "sealing", "people", "dues", "sheets"]
    command = [sys.executable, "-W", "ignore", "-m", "unionplan.bench", "--quick", "--only", *parts]
    run = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    saved = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert len(saved["figures"]) == 35
    for figure in saved["figures"]:
        assert figure["name"] in run.stdout
        assert figure["ours"] > 0
    assert saved["facts"]["cores"]
