"""Time of pages and writes at 33, 1,000 and 10,000 options, from a request on loopback to its whole answer.

One web process, one connection that stays open, one request after the other; the median of REPEATS after WARM_UP that
are not counted. Beside it stands what web process and engines used of a CPU for it, on average: other work on the
machine hardly changes that. Queries are counted in this process, by Django's own client. List, option and search are
asked for on the day of the reveal, with everything that is shown then; sheets while rating is open, submits and drafts
before.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil

from quadrant import embedded
from tests.benchmarks.run import record

SIZES, REPEATS, WARM_UP = (33, 1_000, 10_000), 40, 5
PHASES = {
    "list": "reveal",
    "page": "reveal",
    "search": "reveal",
    "sheet": "rate",
    "submit": "diverge",
    "autosave": "diverge",
}
TARGETS = {"list": 60, "page": 40, "sheet": 25, "submit": 50, "search": 60, "autosave": 20}  # ms at 10,000

Ask = Callable[[Any, int], Any]  # a client, and the number of the repetition


def main() -> None:
    """Measure, print the table, write pages.json."""
    with tempfile.TemporaryDirectory(prefix="quadrant-bench-") as folder:
        Path(folder).chmod(0o711)  # as root the engines' own uid passes through
        var = Path(folder, "var")
        with embedded.running(var):
            os.environ.update(
                QUADRANT_VAR=str(var), QUADRANT_LOG_LEVEL="WARNING", DJANGO_SETTINGS_MODULE="quadrant.settings"
            )
            os.environ.pop("DATABASE_URL", None)
            os.environ.pop("VALKEY_URL", None)
            import django

            django.setup()
            _measure_all()


def _measure_all() -> None:
    from django.core.management import call_command

    from tests.benchmarks import pages_world

    call_command("migrate", verbosity=0)
    people = pages_world.analysts()
    exercises = {size: pages_world.make(size, people) for size in SIZES}
    _vacuum()
    p50: dict[str, dict[str, float]] = {}
    cpu: dict[str, dict[str, float]] = {}
    queries: dict[str, dict[str, int]] = {}
    with _serving() as address:
        for size, exercise in exercises.items():
            found = p50[str(size)], cpu[str(size)], queries[str(size)] = _measure(address, exercise, people[3])
            line = (f"{n} {found[0][n]:g} ms, {found[1][n]:g} CPU, {found[2][n]} q" for n in found[0])
            print(f"{size:>6}  {'  '.join(line)}", flush=True)
    crowd = _measure_crowd(exercises[SIZES[-1]])
    print(crowd)
    within = {name: p50[str(SIZES[-1])][name] <= target for name, target in TARGETS.items()}
    setting = {"sizes": SIZES, "repeats": REPEATS, "seed": pages_world.SEED, "sheets": 20 * 1000, "targets_ms": TARGETS}
    figures = {"p50_ms": p50, "cpu_ms": cpu, "queries": queries, "statistics": crowd, "within_target": within}
    path = record("pages", {"setting": setting, **figures})
    print(f"Within target at {SIZES[-1]}: {within}\nWritten to {path}")


def _vacuum() -> None:
    """What autovacuum does by itself within a minute of such a load."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _measure(address: str, exercise: Any, user: Any) -> tuple[dict[str, float], dict[str, float], dict[str, int]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.benchmarks import pages_world

    inside = Client(SERVER_NAME="127.0.0.1", headers={"origin": "http://127.0.0.1"})
    inside.force_login(user)
    cookies = {name: morsel.value for name, morsel in inside.cookies.items()}
    p50, cpu, queries = {}, {}, {}
    with httpx.Client(base_url=address, cookies=cookies, headers={"origin": address, "accept": "text/html"}) as client:
        client.get(f"/x/{exercise.slug}/options/").raise_for_status()
        client.headers["x-csrftoken"] = client.cookies["csrftoken"]
        for name, ask in _questions(exercise, user).items():
            pages_world.stand_in(exercise, PHASES[name])
            p50[name], cpu[name] = _median(ask, client)
            with CaptureQueriesContext(connection) as counted:
                answer = ask(inside, REPEATS + WARM_UP + 1)
            _refuse_bad(name, answer)
            queries[name] = len(
                [q for q in counted if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
            )
    return p50, cpu, queries


def _median(ask: Ask, client: httpx.Client) -> tuple[float, float]:
    """Milliseconds from asking to the whole answer, and of CPU."""
    times, used = [], 0.0
    for repetition in range(WARM_UP + REPEATS):
        if repetition == WARM_UP:
            used = _cpu_of_servers()
        begun = time.perf_counter()
        answer = ask(client, repetition)
        times.append(time.perf_counter() - begun)
        _refuse_bad("a request", answer)
    used = (_cpu_of_servers() - used) / REPEATS
    return round(statistics.median(times[WARM_UP:]) * 1000, 1), round(used * 1000, 1)


def _cpu_of_servers() -> float:
    """Seconds of CPU that the web process and the engines, our children, have used."""
    times = [process.cpu_times() for process in psutil.Process().children(recursive=True)]
    return sum(t.user + t.system + t.children_user + t.children_system for t in times)


def _refuse_bad(name: str, answer: Any) -> None:
    if answer.status_code not in {200, 201, 302}:
        text = answer.content.decode(errors="replace")
        raise RuntimeError(f"{name}: {answer.status_code} {text[:2000]}")


def _questions(exercise: Any, user: Any) -> dict[str, Ask]:
    from exercises.models import Option, Participation
    from tests.benchmarks import pages_world

    base, draw = f"/x/{exercise.slug}", random.Random(pages_world.SEED)
    seat = Participation.objects.get(exercise=exercise, user=user)
    unjudged = Option.objects.filter(exercise=exercise).exclude(author=seat).exclude(sheets__participation=seat)
    others = list(
        (
            unjudged if unjudged.count() > 60 else Option.objects.filter(exercise=exercise).exclude(author=seat)
        ).values_list("number", flat=True)[:200]
    )
    words = sorted(
        {word.strip(".,;:()“”’").lower() for word in pages_world._words() if word.isalpha() and len(word) > 4}
    )
    asked = [draw.choice(words)[: draw.choice([4, 6, 20])] for _ in range(WARM_UP + REPEATS + 2)]
    texts = [pages_world.text(draw, words) for _ in range(WARM_UP + REPEATS + 2)]
    sheet = {f"rating_{key}": "4" for key in ("desirability", "feasibility", "impact", "risk")}
    sheet |= {
        "x": "0.25",
        "x_answer": "placed",
        "y": "-0.5",
        "y_answer": "placed",
        "seen_version": "1",
        "seen_protocol": "1",
    }

    def submit(client: Any, n: int) -> Any:
        aspects = {f"aspect_{name}": value for name, value in texts[n]["aspects"].items()}  # type: ignore[attr-defined]
        return client.post(
            f"{base}/options/new/",
            data={"title": texts[n]["title"], "summary": texts[n]["summary"], "key": pages_world.key(), **aspects},
        )

    def autosave(client: Any, n: int) -> Any:
        body = {
            "title": texts[n]["title"],
            "summary": texts[n]["summary"],
            "aspect_outcome": texts[n]["aspects"]["outcome"],
        }
        sent = {"place": "option.new", "seq": n + 1, "tab": "bench", "body": json.dumps(body)}
        return client.post(f"{base}/drafts/", data=sent)

    return {
        "list": lambda client, n: client.get(f"{base}/options/?page={n % 3 + 1}"),
        "page": lambda client, n: client.get(f"{base}/options/{n % 30 + 1}/"),
        "search": lambda client, n: (
            client.get(f"{base}/options/", params={"q": asked[n]})
            if isinstance(client, httpx.Client)
            else client.get(f"{base}/options/", {"q": asked[n]})
        ),
        "sheet": lambda client, n: client.post(
            f"{base}/judge/{others[n % len(others)]}/", data={**sheet, "key": pages_world.key()}
        ),
        "submit": submit,
        "autosave": autosave,
    }


def _measure_crowd(exercise: Any) -> dict[str, dict[str, float]]:
    """The statistics of all options, and of one after a new sheet: milliseconds that passed, and of CPU."""
    import numpy as np

    from exercises.analysis.judged import Tally, judged, yardsticks
    from exercises.queries import crowd

    draw = np.random.default_rng(2013)
    options, criteria = tuple(range(10_000)), ("desirability", "feasibility", "impact", "risk")
    counts = draw.multinomial(70, [0.1, 0.2, 0.3, 0.25, 0.15], size=(len(options), len(criteria)))
    full = Tally(options, criteria, counts, np.zeros((len(options), len(criteria)), dtype=np.int64))
    measured = yardsticks(full)
    one = Tally(options[:1], criteria, counts[:1], full.abstained[:1])
    judged(one, measured)  # the first one pays for imports
    return {
        "10000_options_70_raters_4_criteria": _timed(lambda: judged(full)),
        "one_option": _timed(lambda: judged(one, measured)),
        "read_20000_sheets": _timed(lambda: crowd.crowd_of(exercise)),
    }


def _timed(work: Callable[[], Any]) -> dict[str, float]:
    begun, used = time.perf_counter(), time.process_time()
    work()
    passed = time.perf_counter() - begun
    return {"ms": round(passed * 1000, 2), "cpu_ms": round((time.process_time() - used) * 1000, 2)}


@contextlib.contextmanager
def _serving() -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    port = listener.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "quadrant.serve", "--fd", str(listener.fileno())], pass_fds=(listener.fileno(),)
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{address}/livez", timeout=2).status_code == 200:
                    break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)
        listener.close()


if __name__ == "__main__":
    main()
