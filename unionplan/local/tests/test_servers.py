"""The embedded servers start, keep what they hold, and leave nothing behind."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from unionplan.local.servers import FolderInUseError, LocalServers
from unionplan.local.tests.conftest import processes_of
from unionplan.local.throwaway import throwaway_servers


def ask(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Run statements in one transaction; the rows of the last."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def wait_until_gone(base: Path) -> list[int]:
    for _ in range(200):
        if not processes_of(base):
            return []
        time.sleep(0.05)
    return processes_of(base)


def test_servers_offer_what_the_portal_needs(base):
    with LocalServers(base, durable=False) as servers:
        extensions = [f"CREATE EXTENSION {name}" for name in ("pg_trgm", "btree_gist", "ltree")]
        trigrams = ask(servers.database_url, *extensions, "SELECT cardinality(show_trgm('工会计划'))")
        locale = ask(
            servers.database_url, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'unionplan'"
        )
        with redis.Redis.from_url(servers.redis_url) as client:
            numbers = client.config_get("databases")

    assert trigrams == [(5,)]
    assert locale == [("b", "C.UTF-8")]
    assert numbers == {"databases": "64"}


def test_strangers_need_the_password(base):
    with LocalServers(base, durable=False) as servers:
        port = servers.machine.postgres_port
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(f"postgres://unionplan:guess@127.0.0.1:{port}/unionplan")
        with (
            redis.Redis(port=servers.machine.redis_port, retry=Retry(NoBackoff(), 0)) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()


def test_postgres_is_never_root_and_folders_above_stay_closed(base):
    base.parent.chmod(0o700)
    with LocalServers(base, durable=False) as servers:
        postmaster = servers.children[0].popen.pid
        owner = Path(f"/proc/{postmaster}").stat().st_uid
        data_owner = servers.postgres_folder.stat().st_uid

    assert owner == data_owner != 0
    assert base.parent.stat().st_mode & 0o777 == 0o700


def test_data_keys_and_ports_survive_a_restart(base):
    with LocalServers(base) as first:
        ask(first.database_url, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('慰问')")
        with redis.Redis.from_url(first.redis_url) as client:
            client.set("kept", "here")
    with LocalServers(base) as second:
        rows = ask(second.database_url, "SELECT word FROM kept")
        with redis.Redis.from_url(second.redis_url, decode_responses=True) as client:
            kept = client.get("kept")

    assert rows == [("慰问",)]
    assert kept == "here"
    assert second.machine == first.machine
    assert (base / "run/machine.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_has_one_holder(base):
    with LocalServers(base, durable=False) as servers:
        with pytest.raises(FolderInUseError, match="in use already"), LocalServers(base):
            pass
        assert ask(servers.database_url, "SELECT 1") == [(1,)]


def test_servers_end_with_a_killed_holder(base, holder):
    popen = holder()
    assert processes_of(base)

    popen.kill()

    assert wait_until_gone(base) == []


def test_leftovers_are_ended_and_their_data_is_kept(base, holder):
    orphaning = "proc.end_with_parent = lambda sign: lambda: None"  # as if the kernel could not be asked
    popen = holder(orphaning)
    popen.kill()
    popen.wait()
    orphans = processes_of(base)
    assert len(orphans) >= 2

    with LocalServers(base, durable=False) as servers:
        assert not set(orphans) & set(processes_of(base))
        assert ask(servers.database_url, "SELECT 1") == [(1,)]


def test_a_stale_pid_file_whose_number_lives_again_confuses_nobody(base):
    with LocalServers(base, durable=False) as servers:
        pid_file = servers.postgres_folder / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        with LocalServers(base, durable=False) as servers:
            assert ask(servers.database_url, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_throwaway_runs_do_not_meet_and_clear_up_after_killed_ones(tmp_path):
    with throwaway_servers(parent=tmp_path) as one, throwaway_servers(parent=tmp_path) as other:
        assert one.base != other.base
        ask(one.database_url, "CREATE TABLE mine (n int)")
        assert ask(other.database_url, "SELECT to_regclass('mine')") == [(None,)]
    killed = tmp_path / "run-killed"
    with LocalServers(killed, durable=False):
        pass

    with throwaway_servers(parent=tmp_path) as servers:
        assert [path.name for path in tmp_path.glob("run-*")] == [servers.base.name]
    assert list(tmp_path.glob("run-*")) == []
    assert processes_of(tmp_path) == []


def test_a_server_that_does_not_start_says_why(base):
    with LocalServers(base, durable=False):
        pass
    (base / "pg/PG_VERSION").write_text("9\n")

    with pytest.raises(Exception, match="incompatible with server"), LocalServers(base, durable=False):
        pass


def test_the_programs_copy_of_a_killed_run_is_removed_by_the_next_run_anywhere(base, holder, tmp_path):
    popen = holder()
    postmaster = int((base / "pg/postmaster.pid").read_text().split()[0])
    program = Path(f"/proc/{postmaster}/exe").readlink()
    copied = program.is_relative_to(tempfile.gettempdir())
    assert copied == (os.geteuid() == 0)
    popen.kill()
    popen.wait()

    with LocalServers(tmp_path / "elsewhere", durable=False) as servers:
        assert program.exists() == (not copied)
        assert ask(servers.database_url, "SELECT 1") == [(1,)]
