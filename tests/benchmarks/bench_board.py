"""Frames of the board at 33 to 10,000 cards, and what the server needs for a snapshot of 10,000.

A real Chromium without a GPU shows the board's own page with made-up cards in it. Its limit of frames per second is
off, so that ``frame_ms``, the mean from one animation frame to the next, is what a frame really costs, with the
compositor's work in it; ``work_ms`` is the main thread's part: input, script, style, layout and paint. Both grow where
others use the machine, so beside them stand ``cpu_ms``, the processor time of the main thread for a frame, and
``all_cpu_ms``, that of all of the browser's threads. The phone has 390 × 844 points of two pixels each and a processor
slowed down four times (which the browser does to the main thread alone, by spinning).

Rivals in the same run, on the same cards and the same size: one DOM element a card, and one SVG circle a card.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Route, sync_playwright

from quadrant import embedded
from tests.benchmarks.bench_pages import _serving, _vacuum
from tests.benchmarks.run import record
from tests.browser.find_browser import find_or_install

SIZES = (33, 500, 2_000, 10_000)
LARGE = 10_000
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True},
}
THROTTLE = {"desktop": 1, "phone": 4}
# Mean ms of a frame; and for the snapshot the server's ms and its size in bytes, compressed.
TARGETS = {("desktop", 2_000): 17, ("desktop", 10_000): 35, ("phone", 2_000): 30}
SNAPSHOT = {"server_ms": 300, "gz_bytes": 1_000_000}
ARGUMENTS = ["--disable-gpu", "--disable-frame-rate-limit", "--disable-gpu-vsync", "--disable-background-networking"]
SEED, ASKED = 2013, 7
MIDDLES = ((-0.55, 0.55), (0.6, 0.5), (0.5, -0.6), (-0.5, -0.5))

MEASURES = ("frame_ms", "work_ms", "cpu_ms", "all_cpu_ms")
Figures = dict[str, dict[str, dict[str, Any]]]


def main() -> None:
    """Measure, print the tables, write board.json."""
    with tempfile.TemporaryDirectory(prefix="quadrant-bench-") as folder:
        Path(folder).chmod(0o711)  # as root the engines' own uid passes through
        var = Path(folder, "var")
        with embedded.running(var):
            os.environ.update(
                QUADRANT_VAR=str(var), QUADRANT_LOG_LEVEL="WARNING", DJANGO_SETTINGS_MODULE="quadrant.settings"
            )
            os.environ.pop("DATABASE_URL", None)
            os.environ.pop("VALKEY_URL", None)
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
            import django

            django.setup()
            _measure()


def _measure() -> None:
    from django.core.management import call_command

    from tests.benchmarks import pages_world

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people = pages_world.analysts()
    small = pages_world.make(33, people)
    large = pages_world.make(LARGE, people)
    _vacuum()
    snapshot = {"targets": SNAPSHOT, **_snapshot(small, large)}
    print(snapshot, flush=True)
    with _serving() as address:
        figures = _frames(address, small.slug)
    within = {
        f"{device} {size}": all(
            figures["frame_ms"][device][str(size)][kind] <= target for kind in ("pan", "zoom", "move")
        )
        for (device, size), target in TARGETS.items()
    }
    targets = {f"{device} {size}": target for (device, size), target in TARGETS.items()}
    setting = {"sizes": SIZES, "seed": SEED, "throttle": THROTTLE, "targets_ms": targets}
    path = record("board", {"setting": setting, **figures, "snapshot": snapshot, "within_target": within})
    print(f"Within target: {within}\nWritten to {path}")


# The snapshot


def _snapshot(small: Any, large: Any) -> dict[str, Any]:
    """Time in the server of /board/data/ (process time of this process, by Django's own client), size and queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    found: dict[str, Any] = {"queries": {}}
    for exercise in (small, large):
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(_moderator(exercise))
        address = f"/x/{exercise.slug}/board/data/"
        client.get(address)  # the crowd is read once for everybody
        times = []
        for _ in range(ASKED):
            begun = time.process_time()
            answer = client.get(address)
            times.append((time.process_time() - begun) * 1000)
        assert answer.status_code == 200, answer.content[:500]
        with CaptureQueriesContext(connection) as counted:
            client.get(address)
        found["queries"][str(exercise.options.count())] = len(counted)
    found["server_ms"] = round(statistics.median(times), 1)
    found["bytes"] = len(answer.content)
    found["gz_bytes"] = len(gzip.compress(answer.content, 6))
    found["within_target"] = all(found[name] <= target for name, target in SNAPSHOT.items())
    return found


def _moderator(exercise: Any) -> Any:
    from exercises.models import Participation
    from quadrant.accounts.models import User

    user, made = User.objects.get_or_create(email="moderator@bench.invalid", defaults={"name": "M", "zone": "UTC"})
    if made or not Participation.objects.filter(exercise=exercise, user=user).exists():
        opens = exercise.phases.earliest("opens_at").opens_at
        Participation.objects.create(
            exercise=exercise, user=user, role="moderator", alias="Moderator", consent_at=opens, joined_at=opens
        )
    return user


# Frames


def _frames(address: str, slug: str) -> Figures:
    from django.test import Client

    from exercises.models import Exercise

    client = Client()
    client.force_login(_moderator(Exercise.objects.get(slug=slug)))
    cookies = [{"name": name, "value": morsel.value, "url": address} for name, morsel in client.cookies.items()]
    figures: Figures = {f"{rival}{name}": {} for rival in ("", "dom_", "svg_") for name in MEASURES}
    chromium = find_or_install()
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, *sandbox])
        figures["browser"] = browser.version  # type: ignore[assignment]
        for device in DEVICES:
            for size in SIZES:
                for name, measured in _one(browser, device, size, f"{address}/x/{slug}/board/", cookies).items():
                    figures[name].setdefault(device, {})[str(size)] = measured
        browser.close()
    return figures


def _one(
    browser: Browser, device: str, size: int, page_address: str, cookies: list[Any]
) -> dict[str, dict[str, float]]:
    """All three on one device with so many cards."""
    context = browser.new_context(bypass_csp=True, **DEVICES[device])
    context.add_cookies(cookies)
    page = context.new_page()
    data = _cards(size)
    page.expose_function("processorTime", _processor_time)
    page.route("**/board/", lambda route: _with_cards(route, data))
    page.route("**/feed**", lambda route: route.abort())
    page.goto(page_address)
    page.wait_for_timeout(1_000)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE[device]})
    page.evaluate((Path(__file__).parent / "board_frames.js").read_text())
    plot = page.locator(".board-plot").bounding_box()
    cards = [{"hue": o["hue"], "title": o["title"], **o["crowd"]} for o in data["options"]]
    found: dict[str, dict[str, float]] = {}
    for name, prefix in (("board", ""), ("dom", "dom_"), ("svg", "svg_")):
        measured = page.evaluate("([name, cards, plot]) => benchBoard[name](cards, plot)", [name, cards, plot])
        for place, figure in enumerate(MEASURES):
            found[prefix + figure] = {kind: measured[kind][place] for kind in ("pan", "zoom", "move")}
        means = "  ".join(f"{figure} {found[prefix + figure]}" for figure in MEASURES)
        print(f"{device:>8} {size:>6} {name:>6}  {means}", flush=True)
    context.close()
    return found


def _processor_time() -> tuple[float, float]:
    """Milliseconds that the main threads of pages, and all threads of the browser, have spent so far."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # gone meanwhile
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    main = every = 0
    for pid in parents:
        if not _descends(pid, parents):
            continue
        with contextlib.suppress(OSError):
            page = b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes()
            for thread in Path(f"/proc/{pid}/task").iterdir():
                spent = int((thread / "schedstat").read_text().split()[0])
                every += spent
                main += spent if page and int(thread.name) == pid else 0
    return main / 1e6, every / 1e6


def _descends(pid: int, parents: dict[int, int]) -> bool:
    """A browser's process that we started."""
    while pid > 1:
        pid = parents.get(pid, 0)
        if pid == os.getpid():
            return True
    return False


def _with_cards(route: Route, data: dict[str, Any]) -> None:
    """The page as the server made it, with other cards in it."""
    answer = route.fetch()

    def put(found: re.Match[str]) -> str:
        merged = json.loads(found[2]) | data
        return found[1] + json.dumps(merged).replace("<", "\\u003c") + found[3]

    text = re.sub(
        r'(<script[^>]*type="application/json"[^>]*>)(.*?)(</script>)', put, answer.text(), count=1, flags=re.DOTALL
    )
    route.fulfill(response=answer, body=text)


def _cards(size: int) -> dict[str, Any]:
    """So many cards in four narratives, some divided, unclear, moved; the same every time."""
    draw = random.Random(SEED)
    state: dict[str, Any] = {"options": {}, "cards": {}, "memberships": {}, "narratives": {}}
    options = []
    for number, (x, y) in enumerate(MIDDLES, 1):
        state["narratives"][str(number)] = {"x": round(x * 1.3, 2), "y": round(y * 1.3, 2), "version": 1}
    for number in range(size):
        of = draw.randrange(4)
        x, y = (max(-1.0, min(1.0, round(draw.gauss(middle, 0.24), 3))) for middle in MIDDLES[of])
        state["options"][str(number)] = {"state": "accepted", "version": 1}
        if number:
            state["memberships"][f"{of + 1}:{number}"] = "core"
        if number % 13 == 4:
            state["cards"][str(number)] = {"x": x * 0.9, "y": y * 0.9, "version": 1}
        options.append(
            {
                "number": number, "title": f"Option {number} about institutions and money", "version": 1,
                "crowd": {"x": x, "y": y, "n": 24, "spread": [0.03, 0.01, 0.02]}, "mine": None,
                "divided": number % 7 == 2, "unclear": number % 10 == 6, "n": 24, "hue": of + 1,
            }
        )  # fmt: skip
    narratives = [
        {"number": n, "numeral": ["I", "II", "III", "IV"][n - 1], "nickname": f"Narrative {n}"} for n in range(1, 5)
    ]
    can, sees = {"move": True, "write": True}, {"results": True, "narratives": True}
    return {"state": state, "options": options, "narratives": narratives, "can": can, "sees": sees, "seq": 10**9}


if __name__ == "__main__":
    main()
