"""``manage.py start``: the whole of Quadrant as one process tree, for one machine.

Engines (those without an address in the environment) → migrations → web → worker → clock. A part that ends is
started again and one line says so; Ctrl-C ends all of it in reverse order.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from quadrant import embedded
from quadrant.processes import Part, Supervisor, die_with_parent, end_leftovers, last_line
from quadrant.var_folder import CannotStart, Place, demo_password, hold, make_var, place

MANAGE = Path(__file__).resolve().parents[4] / "manage.py"
DEMO_ACCOUNTS = "manager@, lead@, moderator1@, moderator2@, analyst1@ … analyst70@, observer@"


class Stopped(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class Command(BaseCommand):
    """Run Quadrant on this machine until Ctrl-C."""

    help = "Run engines, web, worker and clock on this machine until Ctrl-C."
    requires_system_checks = ()  # the database may not run yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo exercise first")

    def handle(self, *args: Any, demo: bool = False, **options: Any) -> None:
        """Run until told to stop. Raises ``CannotStart`` with one sentence when something is in the way."""
        _notice_signals()
        var = settings.VAR.resolve()
        with contextlib.suppress(Stopped):
            make_var(var)
            with hold(var), _listen(*_address()) as listener:
                for name in end_leftovers(var):
                    self.say(f"Ended a {name} that an earlier start had left behind.")
                self.run(place(var), listener, demo=demo)
        self.say("Stopped.")

    def run(self, where: Place, listener: socket.socket, *, demo: bool) -> None:
        """Bring everything up, keep it running, and stop all of it whatever happens."""
        supervisor = Supervisor(where.run, self.say)
        try:
            self.bring_up(where, supervisor, listener, demo=demo)
            while True:
                supervisor.look_after()
                time.sleep(0.1)
        except Stopped:
            self.say("Stopping …")
            raise
        finally:
            _ignore_signals()
            embedded.stop(where, supervisor)

    def say(self, line: str) -> None:
        """Tell the person at the terminal, if there still is one."""
        with contextlib.suppress(OSError):
            self.stdout.write(line)
            self.stdout.flush()

    def bring_up(self, where: Place, supervisor: Supervisor, listener: socket.socket, *, demo: bool) -> None:
        """Start everything in order and say where it is."""
        environment = {**os.environ, "QUADRANT_VAR": str(where.var)}
        if demo:
            environment["QUADRANT_DEMO_PASSWORD"] = demo_password(where.var)
        self.bring_up_engines(where, supervisor)
        self.say("Preparing the database and the demo exercise …" if demo else "Preparing the database …")
        _run_once("prepare", where, environment, *["--demo"] * demo)
        webs = range(1, _whole_number("QUADRANT_WEB_PROCESSES", 1, 1, 64) + 1)
        web, *others = [_web(number, where, environment, listener.fileno()) for number in webs]
        for part in (web, *others, _worker(where, environment), _clock(where, environment)):
            supervisor.add(part)
        supervisor.wait_for(web, lambda: _web_answers(*_address()))
        self.announce(where, environment.get("QUADRANT_DEMO_PASSWORD") if demo else None)

    def bring_up_engines(self, where: Place, supervisor: Supervisor) -> None:
        """Start the embedded engines that are wanted, and ask the others whether they are there."""
        given = {"postgres": "DATABASE_URL", "valkey": "VALKEY_URL"}
        wanted = [name for name, variable in given.items() if not os.environ.get(variable)]
        if "postgres" not in wanted:
            embedded.ask_postgres(settings.DATABASE_URL)
        if "valkey" not in wanted:
            embedded.ask_valkey(settings.VALKEY_URL)
        if wanted:
            self.say(f"Starting {' and '.join(wanted)} …")
            embedded.init(where, wanted)
            embedded.start(where, supervisor, wanted)

    def announce(self, where: Place, password: str | None) -> None:
        """Print the address, the demo accounts and where the data lives."""
        host, port = _address()
        lines = ["", f"Quadrant runs on http://{f'[{host}]' if ':' in host else host}:{port}/"]
        if password:
            lines += [f"Demo accounts: {DEMO_ACCOUNTS} (all at demo.invalid)", f"Their password: {password}"]
        if os.environ.get("DATABASE_URL"):
            lines.append(f"Files and logs live in {where.var}; the data in the PostgreSQL of DATABASE_URL.")
        elif where.home.is_relative_to(where.var):
            lines.append(f"Data and logs live in {where.var}")
        else:
            lines.append(f"The database lives in {where.home} (its user cannot reach {where.var}, where the rest is).")
        self.say("\n".join([*lines, "Ctrl-C stops it.", ""]))


# What the environment says


def _whole_number(name: str, default: int, lowest: int, highest: int) -> int:
    text = os.environ.get(name) or str(default)
    if not (text.isdecimal() and lowest <= int(text) <= highest):
        raise CannotStart(f"{name} must be a whole number from {lowest} to {highest}, not {text!r}.")
    return int(text)


def _address() -> tuple[str, int]:
    return os.environ.get("QUADRANT_HOST") or "127.0.0.1", _whole_number("QUADRANT_PORT", 8000, 1, 65535)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = "is in use by another program" if taken else f"cannot be used ({error.strerror})"
        raise CannotStart(f"Port {port} on {host} {reason}; choose another with QUADRANT_PORT.") from None


# The parts


def _web(number: int, where: Place, environment: dict[str, str], fd: int) -> Part:
    command = [sys.executable, "-m", "quadrant.serve", "--fd", str(fd)]
    return Part(f"web-{number}", command, where.logs / f"web-{number}.log", environment, fds=(fd,))


def _celery(name: str, where: Place, environment: dict[str, str], *arguments: str, grace: float) -> Part:
    command = [sys.executable, "-m", "celery", "-A", "quadrant.celery", *arguments, "--loglevel=INFO"]
    return Part(name, command, where.logs / f"{name}.log", environment, grace=grace)


def _worker(where: Place, environment: dict[str, str]) -> Part:
    # Alone on its broker it has nobody to gossip with. A job cut short by the grace is handed out again.
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return _celery("worker", where, environment, "worker", "--concurrency=2", *alone, grace=8.0)


def _clock(where: Place, environment: dict[str, str]) -> Part:
    return _celery("beat", where, environment, "beat", "--pidfile=", grace=3.0)


def _run_once(name: str, where: Place, environment: dict[str, str], *arguments: str) -> None:
    """Run a management command as a process of its own: this one must stay free of threads and connections."""
    log = where.logs / f"{name}.log"
    with log.open("ab") as out:
        done = subprocess.run(
            [sys.executable, str(MANAGE), name, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**environment, "QUADRANT_PART": name},
            start_new_session=True,
            preexec_fn=functools.partial(die_with_parent, os.getpid(), signal.SIGKILL),
            check=False,
        )
    if done.returncode != 0:
        raise CannotStart(f"`manage.py {name}` failed: {last_line(log)} (see {log}).")


def _web_answers(host: str, port: int) -> bool:
    nearest = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  asking, not listening
    connection = http.client.HTTPConnection(nearest, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


# Signals


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _notice_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)


def _ignore_signals() -> None:
    """Stopping takes a few seconds at most; a second Ctrl-C must not leave half of it behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
