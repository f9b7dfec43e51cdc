"""A real web server on the test database, and browsers that listen to feeds."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from exercises import activity, events
from exercises.live import hub, routing, seats
from exercises.models import Exercise, Participation
from quadrant import serve


@dataclass
class Listener:
    """One browser's socket."""

    socket: ClientConnection
    frames: list[dict[str, Any]] = field(default_factory=list)

    def next(self, within: float = 15.0) -> dict[str, Any]:
        """The next frame."""
        frame: dict[str, Any] = json.loads(self.socket.recv(timeout=within))
        self.frames.append(frame)
        return frame

    def lines_up_to(self, seq: int, within: float = 20.0) -> list[list[Any]]:
        """All lines until number *seq* has come."""
        deadline, lines = time.monotonic() + within, []
        while not lines or lines[-1][0] < seq:
            lines += self.next(deadline - time.monotonic()).get("events", [])
        return lines

    def until_closed(self, within: float = 15.0) -> tuple[int, list[dict[str, Any]]]:
        """The code that the socket is closed with, and the frames before it."""
        frames, deadline = [], time.monotonic() + within
        try:
            while True:
                frames.append(self.next(deadline - time.monotonic()))
        except ConnectionClosed as closed:
            return (closed.rcvd.code if closed.rcvd else 1006), frames


@contextlib.contextmanager
def serving(config: uvicorn.Config) -> Iterator[str]:
    """Run the web server in a thread of this process; where it listens."""
    server = uvicorn.Server(config)
    server.config.port = 0
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def address(django_db_setup: None) -> Iterator[str]:
    """Where Quadrant's web server listens, with the settings of production."""
    with serving(serve.config()) as where:
        yield where


@pytest.fixture
def foreign_address(django_db_setup: None) -> Iterator[str]:
    """Where a server listens that does not know quadrant.wire."""
    config = serve.config()
    config.ws = "websockets-sansio"
    with serving(config) as where:
        yield where


@pytest.fixture(autouse=True)
def nothing_goes_on(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the server come to rest before the tables are emptied: a hub's look that meets the emptying is a deadlock."""
    monkeypatch.setattr(hub, "LINGER", 0.0)
    monkeypatch.setattr(activity, "PATIENCE", 10.0)  # what is tested here is not how long a full machine takes
    yield
    deadline = time.monotonic() + 10
    while routing._feed.hubs and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not routing._feed.hubs
    # A hub that ends does not wait for its thread; all threads at once in one place have nothing else to do.
    threads = seats._threads
    together = threading.Barrier(threads._max_workers + 1)

    def rest() -> None:
        connections.close_all()
        together.wait(10)

    for _ in range(threads._max_workers):
        threads.submit(rest)
    together.wait(10)


@pytest.fixture
def listen(address: str, transactional_db: None) -> Iterator[Callable[..., Listener]]:
    """Open the feed of an exercise as a signed-in browser; keywords change what it asks."""
    with contextlib.ExitStack() as open_sockets:

        def open_feed(client: Client, exercise: Exercise, *, wait: bool = True, **asked: Any) -> Listener:
            where = asked.pop("where", address)
            origin = asked.pop("origin", f"http://{where}")
            slug = asked.pop("slug", exercise.slug)
            query = {"after": 0, "epoch": activity.head(exercise.pk).epoch, **asked}
            cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
            socket = open_sockets.enter_context(
                connect(
                    f"ws://{where}/x/{slug}/feed?" + "&".join(f"{k}={v}" for k, v in query.items() if v is not None),
                    origin=origin,
                    additional_headers={"Cookie": cookies},
                    max_size=None,
                    compression=None,
                    close_timeout=1,
                )
            )
            listener = Listener(socket)
            while wait and "head" not in listener.next():
                pass
            return listener

        yield open_feed


@pytest.fixture
def append() -> Callable[..., int]:
    """Log an event of *actor*, committed at once; the number of the last one."""

    def appended(actor: Participation, *logged: events.Event) -> int:
        seq = 0
        with transaction.atomic():
            for event in logged or (events.OptionSubmitted(option=1, version=1),):
                seq = activity.append(actor.exercise, event, actor=actor, now=timezone.now())
        return seq

    return appended
