"""Real engines for every test, started before Django reads its settings; a whole running Quadrant for some."""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import gc
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from pytest_django import DjangoDbBlocker

from quadrant import embedded
from quadrant.processes import end_leftovers
from quadrant.var_folder import VarTaken, place
from tests.prepared import copy_prepared
from tests.running import ROOT, quadrant_environment

gc.set_threshold(10_000, 20, 20)  # a tenth of the time went there, and of loading Django more


def _start_engines() -> None:
    """Choose a var folder that no other test run is using, and start the engines that no address was given for."""
    given = {"postgres": "DATABASE_URL", "valkey": "VALKEY_URL"}
    wanted = [name for name, variable in given.items() if not os.environ.get(variable)]
    first = os.environ.get("QUADRANT_VAR") or str(ROOT / "var" / "test")
    for candidate in (first, *(f"{first}-{number}" for number in range(2, 17))):
        running = contextlib.ExitStack()
        with contextlib.suppress(VarTaken):
            running.enter_context(embedded.running(Path(candidate), wanted, durable=False))
            atexit.register(running.close)  # also after Ctrl-C; if we are killed, the kernel ends the engines
            os.environ["QUADRANT_VAR"] = candidate
            return
    pytest.exit(f"{first} and fifteen more like it are all in use by other test runs.", returncode=2)


def _hands_out() -> bool:
    """Whether this is the process of ``pytest -n 2`` that runs no test itself; each of its workers has engines."""
    several = re.search(r"(?:^| )(?:-n|--numprocesses)[ =]?(?!0\b)\w", " ".join(sys.argv[1:])) is not None
    return several and "PYTEST_XDIST_WORKER" not in os.environ


if _hands_out():
    os.environ.setdefault("QUADRANT_VAR", str(ROOT / "var" / "test"))
else:
    _start_engines()
os.environ["DJANGO_SETTINGS_MODULE"] = "quadrant.settings"

import django  # noqa: E402  after the engines' addresses are settled

django.setup()
if _hands_out():
    # Its workers inherit the environment, and with this in it pytest-django would read the settings, and with them
    # the engines' addresses, before a worker has started engines of its own: all would share one worker's.
    del os.environ["DJANGO_SETTINGS_MODULE"]

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

# Every test's browser makes the chain of middleware anew, and with it this one would read the folder of built files.
settings.WHITENOISE_AUTOREFRESH = True

# An example that takes long says something about the machine, not about the code.
hypothesis.settings.register_profile("quadrant", deadline=None)
hypothesis.settings.load_profile("quadrant")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Keep a file's tests of the running demo together: they stand in the same exercise, one after the other.

    The slow ones come first, so that in the end no process waits for another's last long test.
    """
    for item in items:  # before xdist reads the marks in the same hook
        if "running_quadrant" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(f"demo of {item.path.name}"))
    yield
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)  # after pytest-django has sorted them


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end, as the web process does."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """End what still holds the test database before it is dropped: servers in threads keep their connections."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@dataclasses.dataclass
class RunningQuadrant:
    """A real process tree, as ``manage.py start`` makes it."""

    port: int
    var: Path
    password: str
    process: subprocess.Popen[str]
    output: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def urls(self) -> tuple[str, str]:
        """DATABASE_URL and VALKEY_URL of its engines."""
        return embedded.default_urls(self.var)

    def said(self) -> str:
        """All that it has printed so far."""
        return self.output.read_text()

    def pid(self, part: str) -> int:
        """Process id of postgres, valkey, web-1 … web-N, worker or beat; a new one after each restart."""
        return int((self.var / "run" / f"{part}.pid").read_text())

    def wait_until(self, what: str, holds: Callable[[], bool], within: float = 30.0) -> None:
        """Wait for something to become true; fail with all that was printed."""
        deadline = time.monotonic() + within
        while not holds():
            if time.monotonic() > deadline:
                pytest.fail(f"Not within {within:g} s: {what}\n{self.said()}")
            time.sleep(0.05)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def short_folder() -> Iterator[Path]:
    """Make a folder that as root the engines' own uid can reach; pytest's own folders are closed to it."""
    with tempfile.TemporaryDirectory(prefix="quadrant-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        try:
            yield Path(folder)
        finally:
            for var in Path(folder).iterdir():
                shutil.rmtree(place(var).sockets, ignore_errors=True)


@pytest.fixture
def fresh_var() -> Iterator[Path]:
    """Name a var folder that does not exist yet."""
    with short_folder() as folder:
        yield folder / "var"


@contextlib.contextmanager
def start_quadrant(*, demo: bool = False, web_processes: int = 1, **environment: str) -> Iterator[RunningQuadrant]:
    """Run ``manage.py start`` on a free port with its own var, ready to answer; ends it whatever happens.

    Its database is a copy of one that was made before, with or without the demo.
    """
    with short_folder() as folder:
        var, with_demo = folder / "var", ["--demo"] if demo else []

        def make(ready: Path) -> None:
            with _started(ready, folder / "made", with_demo, {}):
                pass

        copy_prepared("demo" if demo else "empty", var, make)
        with _started(
            var, folder / "output", with_demo, {"QUADRANT_WEB_PROCESSES": str(web_processes), **environment}
        ) as running:
            yield running


@contextlib.contextmanager
def _started(var: Path, output: Path, arguments: list[str], environment: dict[str, str]) -> Iterator[RunningQuadrant]:
    port, password = _free_port(), "a demo for the tests"
    with output.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "start", *arguments],
            env=quadrant_environment(var, port, **{"QUADRANT_DEMO_PASSWORD": password, **environment}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
    running = RunningQuadrant(port, var, password, process, output)
    try:
        running.wait_until("it runs", lambda: "Quadrant runs on" in running.said() or process.poll() is not None, 300)
        assert process.poll() is None, running.said()
        yield running
    finally:
        _end(running)


def _end(running: RunningQuadrant) -> None:
    running.process.send_signal(signal.SIGINT)
    try:
        running.process.wait(30)
    except subprocess.TimeoutExpired:
        running.process.kill()
        running.process.wait()
        end_leftovers(running.var)


@pytest.fixture(scope="session")
def running_quadrant() -> Iterator[RunningQuadrant]:
    """A whole Quadrant with the demo exercise and two web processes. Tests that kill its parts leave it running."""
    with start_quadrant(demo=True, web_processes=2) as running:
        yield running


@pytest.fixture(scope="session", name="start_quadrant")
def start_quadrant_fixture() -> Callable[..., contextlib.AbstractContextManager[RunningQuadrant]]:
    """Start a Quadrant of one's own: ``with start_quadrant(web_processes=1, QUADRANT_X="…") as running:``."""
    return start_quadrant


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program; without one its tests are skipped, but with CI=true they fail."""
    from tests.browser.find_browser import NoBrowser, find_or_install

    try:
        return find_or_install()
    except NoBrowser as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
