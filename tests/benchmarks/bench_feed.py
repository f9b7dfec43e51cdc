"""CPU per delivered event, time from commit to socket, memory per socket: ours, stock Channels, a bare broadcast.

1,000 sockets, 10 events a second at random moments (one seed for all), one server process each, in turn on the
same machine with the same engines. CPU is the server process's own, user and system, from before the first event
until all have arrived; the crowd and the writer are other processes. A delivered event is one event at one socket.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from quadrant import embedded
from tests.benchmarks.run import record

SOCKETS, PER_SECOND, SECONDS, SEED = 1000, 10.0, 20.0, 2013
STALLED, STALLED_SECONDS = 20, 60.0
QUIET, LATEST = 2.0, 60.0  # seconds without an arrival that end a run; seconds that a server may lag behind
CORE, PUBSUB = "channels_redis.core.RedisChannelLayer", "channels_redis.pubsub.RedisPubSubChannelLayer"
COLUMNS = {
    "cpu_us_per_event": "CPU µs/event",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
    "delivered_share": "delivered",
    "kib_per_socket": "KiB/socket",
}

Figures = dict[str, float]


@dataclass
class Rival:
    """A server under test: its command, what its sockets ask for, and how the writer reaches it."""

    name: str
    command: list[str]
    port: int
    path: str
    outlet: str
    listener: socket.socket | None = None


def main() -> None:
    """Measure, print the table, write feed.json."""
    with tempfile.TemporaryDirectory(prefix="quadrant-bench-") as folder:
        Path(folder).chmod(0o711)  # as root the engines' own uid passes through
        var = Path(folder, "var")
        with embedded.running(var):
            environment = {**os.environ, "QUADRANT_VAR": str(var), "QUADRANT_LOG_LEVEL": "WARNING"}
            environment.pop("DATABASE_URL", None)
            environment.pop("VALKEY_URL", None)
            _run(environment, "manage.py", "migrate", "--verbosity=0")
            crowd = _ask(environment, "prepare", str(SOCKETS + STALLED))
            _measure_all(environment, crowd["cookies"], Path(folder))


def _measure_all(environment: dict[str, str], cookies: list[str], folder: Path) -> None:
    figures: dict[str, Figures] = {}
    for make in (_ours, _stock, _stock_pubsub, _broadcast):
        rival = make(environment, folder)
        figures[rival.name] = _measure(environment, rival, cookies)
        _print_row(rival.name, figures[rival.name])
    pair = _measure_stalled(environment, _ours(environment, folder), cookies)
    _print_row("ours, longer", pair["alone"])
    _print_row(f"… beside {STALLED} stalled", pair["stalled"])
    ours, bare = figures["ours"]["cpu_us_per_event"], figures["websockets_broadcast"]["cpu_us_per_event"]
    ratios = {
        "cpu_ours_to_broadcast": round(ours / bare, 3),
        "cpu_stock_to_ours": round(figures["stock_channels"]["cpu_us_per_event"] / ours, 2),
        "cpu_stock_pubsub_to_ours": round(figures["stock_channels_pubsub"]["cpu_us_per_event"] / ours, 2),
        "p99_stalled_to_alone": round(pair["stalled"]["p99_ms"] / pair["alone"]["p99_ms"], 3),
    }
    print(f"\n{ratios}")
    by_figure = {column: {name: row[column] for name, row in figures.items()} for column in COLUMNS}
    setting = {"sockets": SOCKETS, "events_per_second": PER_SECOND, "seconds": SECONDS, "seed": SEED}
    path = record(
        "feed", {"setting": setting, **by_figure, "stalled_readers": {"never_read": STALLED, **pair}, "ratios": ratios}
    )
    print(f"Written to {path}")


# The servers


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _ours(environment: dict[str, str], folder: Path) -> Rival:
    position = _ask(environment, "position")
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    command = ["-m", "quadrant.serve", "--fd", str(listener.fileno())]
    path = f"/x/bench/feed?after={position['seq']}&epoch={position['epoch']}"
    return Rival("ours", command, listener.getsockname()[1], path, "bell", listener)


def _stock(environment: dict[str, str], folder: Path, backend: str = CORE, name: str = "stock_channels") -> Rival:
    port = _free_port()
    command = ["-m", "tests.benchmarks.feed_rivals", "stock", backend, str(port)]
    return Rival(name, command, port, "/", f"group:{backend}")


def _stock_pubsub(environment: dict[str, str], folder: Path) -> Rival:
    return _stock(environment, folder, PUBSUB, "stock_channels_pubsub")


def _broadcast(environment: dict[str, str], folder: Path) -> Rival:
    port, line = _free_port(), folder / "line.sock"
    command = ["-m", "tests.benchmarks.feed_rivals", "broadcast", str(line), str(port)]
    return Rival("websockets_broadcast", command, port, "/", f"line:{line}")


# Measuring


def _measure(environment: dict[str, str], rival: Rival, cookies: list[str]) -> Figures:
    """One rival with its thousand readers."""
    with _audience(environment, rival, cookies) as audience:
        turn = _turn(environment, rival, audience, SECONDS)
        seen = audience.seen()
    return _figures(turn, seen) | {"kib_per_socket": audience.kib_per_socket}


def _measure_stalled(environment: dict[str, str], rival: Rival, cookies: list[str]) -> dict[str, Figures]:
    """The same thousand readers first alone and then beside some that never read, on one server in one go."""
    lazy = {"port": rival.port, "openings": [], "stalled": [[rival.path, c] for c in cookies[SOCKETS:]]}
    with _audience(environment, rival, cookies) as audience:
        alone = _turn(environment, rival, audience, STALLED_SECONDS)
        with _client(environment, lazy):
            beside = _turn(environment, rival, audience, STALLED_SECONDS)
            left = sum(c.status == psutil.CONN_ESTABLISHED for c in audience.server.net_connections("tcp"))
        seen = audience.seen()
    cut = {"of_them_cut": SOCKETS + STALLED - left, "kib_per_socket": audience.kib_per_socket}
    return {"alone": _figures(alone, seen), "stalled": _figures(beside, seen) | cut}


@dataclass
class Audience:
    """A server with its readers, ready for events."""

    server: psutil.Process
    client: subprocess.Popen[str]
    kib_per_socket: float

    def seen(self) -> dict[str, Any]:
        """All that has reached the readers."""
        _say(self.client, "stop")
        assert self.client.stdout is not None
        answer: dict[str, Any] = json.loads(self.client.stdout.readline())
        return answer

    def arrived(self) -> int:
        """How many events have reached the readers, together."""
        _say(self.client, "count")
        assert self.client.stdout is not None
        return int(self.client.stdout.readline())


@dataclass
class Turn:
    """Events, the times of their commits, and the CPU seconds that they cost the server."""

    commits: dict[int, float]
    cpu: float


@contextlib.contextmanager
def _audience(environment: dict[str, str], rival: Rival, cookies: list[str]) -> Iterator[Audience]:
    asked = {"port": rival.port, "openings": [[rival.path, c] for c in cookies[:SOCKETS]], "stalled": []}
    with _serving(environment, rival) as server:
        _warm_up(environment, rival, cookies)
        before = server.memory_full_info().uss
        with _client(environment, asked) as client:
            time.sleep(2)
            memory = (server.memory_full_info().uss - before) / SOCKETS / 1024
            yield Audience(server, client, round(memory, 1))


def _turn(environment: dict[str, str], rival: Rival, audience: Audience, seconds: float) -> Turn:
    start, heard = audience.server.cpu_times(), audience.arrived()
    commits = _ask(environment, "write", str(seconds), str(PER_SECOND), str(SEED), rival.outlet)["commits"]
    _wait_for_the_late(audience, heard + len(commits) * SOCKETS)
    end = audience.server.cpu_times()
    cpu = end.user + end.system - start.user - start.system
    return Turn({int(seq): at for seq, at in commits.items()}, cpu)


def _wait_for_the_late(audience: Audience, expected: int) -> None:
    """Let a server that lags behind finish what it accepted, as long as anything comes."""
    arrived, before, began = audience.arrived(), -1, time.monotonic()
    while before < arrived < expected and time.monotonic() < began + LATEST:
        time.sleep(QUIET)
        before, arrived = arrived, audience.arrived()


def _figures(turn: Turn, seen: dict[str, Any]) -> Figures:
    """Each event counts once at each socket, at its first arrival."""
    commits, cpu = turn.commits, turn.cpu
    seqs, times, sockets = (np.array(seen[name]) for name in ("seqs", "times", "sockets"))
    of_this_run = np.isin(seqs, np.array(list(commits)))
    seqs, times, sockets = seqs[of_this_run], times[of_this_run], sockets[of_this_run]
    _, first = np.unique(np.stack([sockets, seqs]), axis=1, return_index=True)
    waits = (times[first] - np.array([commits[seq] for seq in seqs[first].tolist()])) * 1000
    return {
        "cpu_us_per_event": round(cpu / len(first) * 1e6, 2),
        "p50_ms": round(float(np.percentile(waits, 50)), 1),
        "p99_ms": round(float(np.percentile(waits, 99)), 1),
        "max_ms": round(float(waits.max()), 1),
        "delivered_share": round(len(first) / len(commits) / SOCKETS, 5),
        "events": len(commits),
        "cpu_seconds": round(cpu, 2),
        "sockets_lost": seen["closed"],
    }


def _warm_up(environment: dict[str, str], rival: Rival, cookies: list[str]) -> None:
    """A few sockets come and go, so that what a server needs once is not counted for each socket."""
    few = {"port": rival.port, "openings": [[rival.path, c] for c in cookies[:20]], "stalled": []}
    with _client(environment, few):
        _ask(environment, "write", "1", str(PER_SECOND), "1", rival.outlet)
    time.sleep(1)


@contextlib.contextmanager
def _serving(environment: dict[str, str], rival: Rival) -> Iterator[psutil.Process]:
    fds = (rival.listener.fileno(),) if rival.listener else ()
    process = subprocess.Popen([sys.executable, *rival.command], env=environment, pass_fds=fds)
    try:
        while not _answers(rival.port):
            time.sleep(0.05)
        time.sleep(1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)
        if rival.listener:
            rival.listener.close()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def _client(environment: dict[str, str], asked: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    """A process with the sockets that *asked* names, all of them open."""
    command = [sys.executable, "-m", "tests.benchmarks.feed_client"]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        _say(process, json.dumps(asked))
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def _say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _run(environment: dict[str, str], *command: str) -> str:
    return subprocess.run(
        [sys.executable, *command], env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _ask(environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_run(environment, "-m", "tests.benchmarks.feed_writer", *arguments))
    return answer


def _print_row(name: str, figures: Figures) -> None:
    cells = (f"  {title} {figures.get(column, ''):>8}" for column, title in COLUMNS.items())
    print(f"{name:24}" + "".join(cells), flush=True)


if __name__ == "__main__":
    main()
