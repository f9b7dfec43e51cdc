"""Real engines for every test, started before Django reads its settings; a whole running Quadrant for some."""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quadrant import embedded
from quadrant.processes import end_leftovers
from quadrant.var_folder import VarTaken, place

ROOT = Path(__file__).resolve().parents[1]


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


_start_engines()
os.environ["DJANGO_SETTINGS_MODULE"] = "quadrant.settings"

import django  # noqa: E402  after the engines' addresses are settled

django.setup()


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


def quadrant_environment(var: Path, port: int, **more: str) -> dict[str, str]:
    """Environment for a Quadrant of its own: nothing of the developer's or of the test run's own engines."""
    ours = ("QUADRANT_", "DATABASE_URL", "VALKEY_URL")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**clean, "QUADRANT_VAR": str(var), "QUADRANT_PORT": str(port), "PYTHONUNBUFFERED": "1", **more}


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
    """Run ``manage.py start`` on a free port with its own var, ready to answer; ends it whatever happens."""
    with short_folder() as folder:
        var, output, port = folder / "var", folder / "output", _free_port()
        more = {"QUADRANT_DEMO_PASSWORD": "a demo for the tests", "QUADRANT_WEB_PROCESSES": str(web_processes)}
        with output.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "start", *(["--demo"] if demo else [])],
                env=quadrant_environment(var, port, **{**more, **environment}),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
            )
        running = RunningQuadrant(port, var, more["QUADRANT_DEMO_PASSWORD"], process, output)
        try:
            running.wait_until(
                "it runs", lambda: "Quadrant runs on" in running.said() or process.poll() is not None, 120
            )
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
