"""Child processes that are kept running, die with their parent, and stop in reverse order."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quadrant.var_folder import CannotStart

FIRST_DELAY, LONGEST_DELAY, SETTLED = 0.5, 30.0, 60.0  # seconds
HOPELESS = 4  # failed starts; PostgreSQL needs up to two more after a crash, until its old processes are gone
BIG_LOG = 16 * 1024 * 1024  # bytes

_libc = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    """One process of the tree. ``before`` runs ahead of each start; ``stop_with`` asks it to end in ``grace`` s."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    uid: int | None = None
    gid: int | None = None
    fds: tuple[int, ...] = ()
    before: Callable[[], None] | None = None
    stop_with: signal.Signals = signal.SIGTERM
    grace: float = 10.0

    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    restarts: int = 0
    again_at: float | None = None


def die_with_parent(parent: int, how: int) -> None:
    """Run in the child between fork and exec: when the parent is killed, the kernel sends ``how`` (Linux)."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, how)
    if os.getppid() != parent:
        os._exit(1)  # the parent was gone before the kernel was told


def start(part: Part, run: Path) -> None:
    """Start ``part`` in a session of its own (so that Ctrl-C reaches only us) and write ``run/<name>.pid``."""
    if part.before:
        part.before()
    if part.log.exists() and part.log.stat().st_size > BIG_LOG:
        part.log.replace(part.log.with_suffix(".log.1"))
    with part.log.open("ab") as log:
        part.process = subprocess.Popen(
            part.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/" if part.uid is not None else None,
            env={**part.environment, "QUADRANT_PART": part.name},
            user=part.uid,
            group=part.gid,
            extra_groups=None if part.uid is None else [],
            pass_fds=part.fds,
            start_new_session=True,
            preexec_fn=functools.partial(die_with_parent, os.getpid(), part.stop_with),  # noqa: PLW1509  there are no threads
        )
    part.started, part.again_at = time.monotonic(), None
    _write_pid(run / f"{part.name}.pid", part.process.pid)


def _write_pid(path: Path, pid: int) -> None:
    """Whoever reads the file meanwhile finds the old number or the new one, never a piece of it or nothing."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(f"{pid}\n")
    draft.replace(path)


def _signal_group(part: Part, how: signal.Signals) -> None:
    assert part.process is not None
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(part.process.pid, how)


def stop(parts: Sequence[Part], run: Path) -> None:
    """Ask all of ``parts`` at once to end, wait for each one's grace, then kill whatever is left of its group."""
    running = [part for part in parts if part.process is not None]
    for part in running:
        if part.process and part.process.poll() is None:
            part.process.send_signal(part.stop_with)
    asked = time.monotonic()
    for part in running:
        assert part.process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            part.process.wait(max(0.0, asked + part.grace - time.monotonic()))
        _signal_group(part, signal.SIGKILL)
        part.process.wait()
        (run / f"{part.name}.pid").unlink(missing_ok=True)


def _ended(part: Part) -> str:
    assert part.process is not None
    code = part.process.returncode
    return f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended with code {code}"


def last_line(log: Path) -> str:
    """What a part said last, for a sentence to a person."""
    try:
        lines = log.read_text(errors="replace").strip().splitlines()
    except OSError:
        return "it said nothing"
    return lines[-1] if lines else "it said nothing"


class Supervisor:
    """Keeps its parts running. Not for threads: call all of it from the main one."""

    def __init__(self, run: Path, say: Callable[[str], None]) -> None:
        self.run, self.say = run, say
        self.parts: list[Part] = []

    def add(self, part: Part) -> None:
        """Start ``part`` and keep it running from now on."""
        self.parts.append(part)
        start(part, self.run)

    def wait_for(self, part: Part, healthy: Callable[[], bool], within: float = 60.0) -> None:
        """Wait until ``healthy`` says so. Raises ``CannotStart`` after ``within`` seconds or several failed starts."""
        deadline = time.monotonic() + within
        while not healthy():
            self.look_after()
            if part.restarts >= HOPELESS or time.monotonic() > deadline:
                raise CannotStart(f"{part.name} does not start: {last_line(part.log).rstrip('.')} (see {part.log}).")
            time.sleep(0.05)

    def look_after(self) -> None:
        """Notice what has ended and start again what is due."""
        for part in self.parts:
            if part.process is None:
                continue
            if part.again_at is not None:
                if time.monotonic() >= part.again_at:
                    start(part, self.run)
            elif part.process.poll() is not None:
                self._plan_restart(part)

    def _plan_restart(self, part: Part) -> None:
        _signal_group(part, signal.SIGKILL)  # a killed worker's own children would go on working
        if time.monotonic() - part.started > SETTLED:
            part.delay = FIRST_DELAY
        self.say(f"{part.name} {_ended(part)}; starting it again in {part.delay:g} s (see {part.log}).")
        part.again_at = time.monotonic() + part.delay
        part.restarts += 1
        part.delay = min(part.delay * 2, LONGEST_DELAY)

    def stop(self, engines: Sequence[str]) -> None:
        """Stop what uses the engines first, then the engines, each in reverse order."""
        users = [part for part in reversed(self.parts) if part.name not in engines]
        stop(users, self.run)
        for part in reversed(self.parts):
            if part.name in engines:
                stop([part], self.run)


def _marked(var: Path) -> Iterator[tuple[int, str]]:
    """Find the processes (pid, part) that carry the mark of ``var`` in their environment (Linux)."""
    for entry in Path("/proc").glob("[0-9]*/environ"):
        pid = int(entry.parent.name)
        try:
            pairs = dict(pair.partition(b"=")[::2] for pair in entry.read_bytes().split(b"\0"))
        except OSError:
            continue  # somebody else's, or just gone
        if pairs.get(b"QUADRANT_VAR") == os.fsencode(var) and b"QUADRANT_PART" in pairs and pid != os.getpid():
            yield pid, os.fsdecode(pairs[b"QUADRANT_PART"])


def end_leftovers(var: Path, within: float = 10.0) -> list[str]:
    """End what a killed start of the same ``var`` has left behind, and name it. Call only while holding ``var``."""
    found = dict(_marked(var))
    for pid, name in found.items():
        with contextlib.suppress(ProcessLookupError):
            # PostgreSQL's SIGTERM would wait for its clients.
            os.kill(pid, signal.SIGINT if name == "postgres" else signal.SIGTERM)
    deadline = time.monotonic() + within
    while (left := [pid for pid, _ in _marked(var) if pid in found]) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return sorted(set(found.values()))
