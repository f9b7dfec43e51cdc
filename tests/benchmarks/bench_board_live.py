"""From drop to every other screen: 20 moderators move cards over HTTP while 1,000 people watch.

A drop is counted from the moment its request leaves to the moment its event has come through each of the thousand
sockets. One web server process, the crowd in a process of its own, the moderators in this one; one in five moves goes
for a card that others move as well, and what is refused as stale is counted. At the end every screen must have been
told every number, and the log, replayed, must say what the tables say.
"""

from __future__ import annotations

import dataclasses
import http.client
import json
import os
import random
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np

from quadrant import embedded
from tests.benchmarks import bench_feed
from tests.benchmarks.run import record

MODERATORS, OPTIONS, SECONDS, SEED, LIMIT_MS = 20, 40, 20.0, 2013, 400
WATCHERS = bench_feed.SOCKETS
TOKEN = "b" * 32


@dataclasses.dataclass
class Mover:
    """One moderator: a card of their own, now and then somebody else's."""

    number: int
    cookie: str
    port: int
    sent: dict[tuple[int, int], float] = dataclasses.field(default_factory=dict)
    stale: int = 0
    answers: list[float] = dataclasses.field(default_factory=list)

    def work(self, until: float) -> None:
        chance, versions = random.Random(SEED + self.number), dict[int, int]()
        line = http.client.HTTPConnection("127.0.0.1", self.port)
        while time.monotonic() < until:
            time.sleep(chance.expovariate(1.0))
            option = self.number + 1 if chance.random() < 0.8 else chance.randint(MODERATORS + 1, OPTIONS)
            self._move(line, option, versions, chance)
        line.close()

    def _move(
        self, line: http.client.HTTPConnection, option: int, versions: dict[int, int], chance: random.Random
    ) -> None:
        seen, began = versions.get(option, 0), time.monotonic()
        fields = {"x": round(chance.uniform(-1, 1), 4), "y": 0.5, "seen_version": seen, "key": str(uuid.uuid4())}
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{self.cookie}; csrftoken={TOKEN}",
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-CSRFToken": TOKEN,
        }
        line.request("POST", f"/x/bench/options/{option}/move/", urlencode(fields), headers)
        answer = line.getresponse()
        said = json.loads(answer.read())
        if answer.status not in (200, 409):
            raise RuntimeError(f"{answer.status}: {said}")
        versions[option] = said["version"]
        if answer.status == 409:
            self.stale += 1
        else:
            self.sent[option, said["version"]] = began
            self.answers.append(time.monotonic() - began)


def main() -> None:
    """Measure, print, write board_live.json."""
    with tempfile.TemporaryDirectory(prefix="quadrant-bench-") as folder:
        Path(folder).chmod(0o711)  # as root the engines' own uid passes through
        var = Path(folder, "var")
        with embedded.running(var):
            environment = {**os.environ, "QUADRANT_VAR": str(var), "QUADRANT_LOG_LEVEL": "ERROR"}
            for name in ("DATABASE_URL", "VALKEY_URL"):
                environment.pop(name, None)
            bench_feed._run(environment, "manage.py", "migrate", "--verbosity=0")
            figures = _measure(environment, Path(folder))
    print(figures)
    print(f"Written to {record('board_live', figures)}")
    if not (figures["every_screen_told_all"] and figures["log_is_the_tables"]):
        sys.exit("a screen differs")


def _measure(environment: dict[str, str], folder: Path) -> dict[str, Any]:
    cookies = _ask(environment, "prepare")["cookies"]
    rival = bench_feed._ours(environment, folder)
    asked = {"port": rival.port, "openings": [[rival.path, c] for c in cookies[MODERATORS:]], "stalled": []}
    with bench_feed._serving(environment, rival), bench_feed._client(environment, asked) as client:
        audience = bench_feed.Audience(None, client, 0)  # its memory is not asked for
        movers = [Mover(number, cookie, rival.port) for number, cookie in enumerate(cookies[:MODERATORS])]
        until = time.monotonic() + SECONDS
        threads = [threading.Thread(target=mover.work, args=(until,)) for mover in movers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        drops = sum(len(mover.sent) for mover in movers)
        bench_feed._wait_for_the_late(audience, drops * WATCHERS)
        seen = audience.seen()
    return _figures(movers, seen, _ask(environment, "log"))


def _figures(movers: list[Mover], seen: dict[str, Any], log: dict[str, Any]) -> dict[str, Any]:
    dropped = {moved: at for mover in movers for moved, at in mover.sent.items()}
    began = {seq: dropped[option, version] for seq, option, version in log["moves"]}
    seqs, times, sockets = (np.array(seen[name]) for name in ("seqs", "times", "sockets"))
    ours = np.isin(seqs, np.array(list(began)))
    seqs, times, sockets = seqs[ours], times[ours], sockets[ours]
    _, first = np.unique(np.stack([sockets, seqs]), axis=1, return_index=True)
    waits = (times[first] - np.array([began[seq] for seq in seqs[first].tolist()])) * 1000
    answers = np.array([wait for mover in movers for wait in mover.answers]) * 1000
    return {
        "moderators": MODERATORS,
        "watchers": WATCHERS,
        "seconds": SECONDS,
        "moves": len(began),
        "refused_as_stale": sum(mover.stale for mover in movers),
        "drop_to_screen_p50_ms": round(float(np.percentile(waits, 50)), 1),
        "drop_to_screen_p99_ms": round(float(np.percentile(waits, 99)), 1),
        "drop_to_answer_p99_ms": round(float(np.percentile(answers, 99)), 1),
        "limit_p99_ms": LIMIT_MS,
        "every_screen_told_all": len(first) == len(began) * WATCHERS,
        "log_is_the_tables": log["equal"],
        "sockets_lost": seen["closed"],
        "load_average": round(os.getloadavg()[0], 1),
    }


def _ask(environment: dict[str, str], what: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(bench_feed._run(environment, "-m", "tests.benchmarks.board_world", what))
    return answer


if __name__ == "__main__":
    main()
