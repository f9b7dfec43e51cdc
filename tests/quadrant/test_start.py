"""``manage.py start``: refusals in one sentence, restarts of whatever was killed, and nothing left behind."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from quadrant.processes import _marked

ROOT = Path(__file__).resolve().parents[2]
# What the parts say when they are up: postgres, web, worker, clock.
STARTED = re.compile(rb"ready to accept connections|Started server process|@\S+ ready|beat: Starting")
Starter = Callable[..., AbstractContextManager[Any]]


def refused(var: Path, **environment: str) -> str:
    """Start Quadrant where it must not start; answer the one sentence it says."""
    ours = ("QUADRANT_", "DATABASE_URL", "VALKEY_URL")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "start"],
        env={**clean, "QUADRANT_VAR": str(var), "QUADRANT_PORT": "1", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    sentence = done.stderr.strip()
    assert sentence.count("\n") == 0, sentence
    assert sentence.endswith("."), sentence
    return sentence


def answers(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def test_a_port_in_use_is_said(fresh_var):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = refused(fresh_var, QUADRANT_PORT=str(port))
    assert sentence == (f"Port {port} on 127.0.0.1 is in use by another program; choose another with QUADRANT_PORT.")


@pytest.mark.parametrize("port", ["eight", "0", "65536", "-1"])
def test_a_port_that_is_none_is_said(fresh_var, port):
    assert refused(fresh_var, QUADRANT_PORT=port).startswith("QUADRANT_PORT must be a whole number")


def test_a_var_that_is_no_folder_is_said(fresh_var):
    fresh_var.write_text("")
    assert refused(fresh_var) == f"The folder {fresh_var} (QUADRANT_VAR) cannot be used: File exists."
    inside = fresh_var / "var"
    assert refused(inside) == f"The folder {inside} (QUADRANT_VAR) cannot be used: Not a directory."


def test_an_address_of_the_wrong_kind_is_said(fresh_var):
    assert refused(fresh_var, DATABASE_URL="mysql://localhost/x").startswith("DATABASE_URL must look like postgresql:")
    assert refused(fresh_var, VALKEY_URL="localhost:6379").startswith("VALKEY_URL must look like redis:")


def test_a_server_out_of_reach_is_said(fresh_var):
    port = str(_unused_port())
    database = refused(fresh_var, QUADRANT_PORT=port, DATABASE_URL="postgresql://q:secret@127.0.0.1:1/q")
    assert database.startswith("PostgreSQL does not answer at DATABASE_URL: ")
    valkey = refused(fresh_var, QUADRANT_PORT=port, VALKEY_URL="redis://:secret@127.0.0.1:1")
    assert valkey.startswith("Valkey does not answer at VALKEY_URL: ")
    assert "secret" not in database + valkey


def _unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def tree(start_quadrant: Starter) -> Iterator[Any]:
    with start_quadrant(web_processes=2) as running:
        yield running


@pytest.mark.slow
@pytest.mark.xdist_group("tree")
def test_it_says_where_it_is(tree):
    assert f"Quadrant runs on http://127.0.0.1:{tree.port}/\n" in tree.said()
    assert f"Data and logs live in {tree.var}\n" in tree.said()
    assert answers(tree.port) == 200


@pytest.mark.slow
@pytest.mark.xdist_group("tree")
@pytest.mark.parametrize("part", ["valkey", "web-1", "web-2", "worker", "beat", "postgres"])
def test_a_killed_part_is_started_again_and_said(tree, part):
    log = tree.var / "log" / f"{part}.log"
    killed, said, logged = tree.pid(part), len(tree.said()), log.stat().st_size
    os.kill(killed, signal.SIGKILL)
    tree.wait_until(f"{part} runs again", lambda: tree.pid(part) != killed)
    # Not only begun: what is still starting would meet the next kill, of another part, on its way.
    if part != "valkey":  # says nothing of it
        tree.wait_until(f"{part} has started", lambda: STARTED.search(log.read_bytes(), logged) is not None)
    tree.wait_until("the web answers", lambda: answers(tree.port) == 200)
    lines = tree.said()[said:].splitlines()
    assert lines[0].startswith(f"{part} was killed (SIGKILL); starting it again in ")
    assert [line for line in lines if not line.startswith(part)] == []


@pytest.mark.slow
@pytest.mark.xdist_group("tree")
def test_a_second_start_on_the_same_var_is_refused(tree):
    assert refused(tree.var) == (
        f"Quadrant already runs on {tree.var} (process {tree.process.pid});"
        " stop it first, or choose another QUADRANT_VAR."
    )


@pytest.mark.slow
@pytest.mark.xdist_group("tree")
def test_ctrl_c_leaves_nothing_behind(tree):  # the last of those that share the tree
    stop(tree, signal.SIGINT)


@pytest.mark.slow
def test_being_told_to_end_leaves_nothing_behind(start_quadrant):
    with start_quadrant() as running:
        stop(running, signal.SIGTERM)


def stop(running, how):
    assert len(dict(_marked(running.var))) >= 5
    running.process.send_signal(how)
    assert running.process.wait(20) == 0
    assert dict(_marked(running.var)) == {}
    assert list((running.var / "run").glob("*.pid")) == []
    assert running.said().endswith("Stopping …\nStopped.\n")
    assert answers(running.port) == 0


@pytest.mark.slow
def test_a_killed_start_leaves_nothing_running_and_the_next_ends_what_it_did(start_quadrant):
    with start_quadrant() as running:
        running.process.kill()
        running.process.wait()
        running.wait_until("all parts have ended", lambda: dict(_marked(running.var)) == {})
        environment = {**os.environ, "QUADRANT_VAR": str(running.var), "QUADRANT_PORT": str(running.port)}
        start = [sys.executable, str(ROOT / "manage.py"), "start"]
        with (
            subprocess.Popen(["sleep", "60"], env={**environment, "QUADRANT_PART": "worker"}) as left,
            subprocess.Popen(start, env=environment, stdout=subprocess.PIPE, text=True) as again,
        ):
            try:
                assert again.stdout is not None
                assert again.stdout.readline() == "Ended a worker that an earlier start had left behind.\n"
                assert left.wait(5) == -signal.SIGTERM
            finally:
                left.kill()
                again.send_signal(signal.SIGINT)
