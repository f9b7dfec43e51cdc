"""The WebSocket protocol: one frame for all, and readers that are too slow are cut."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from quadrant import wire

HANDSHAKE = (
    "GET / HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Broadcaster:
    """A small application: every connection is a reader of what the test gives out."""

    def __init__(self) -> None:
        self.writers: list[wire.Protocol] = []
        self.gone = 0

    async def __call__(self, scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        self.writers.append(scope["extensions"]["quadrant.wire"]["writer"])
        while (await receive())["type"] != "websocket.disconnect":
            pass
        self.gone += 1

    def give(self, text: str) -> None:
        frame = wire.Protocol.encode(text)
        for writer in self.writers:
            writer.write(frame)


class Running:
    """The application on a server in a thread, and ways into its loop."""

    def __init__(self, **settings: object) -> None:
        self.app = Broadcaster()
        config = {"port": 0, "ws_per_message_deflate": False, "lifespan": "off", "log_config": None, **settings}
        self.server = uvicorn.Server(uvicorn.Config(self.app, ws=wire.Protocol, loop="uvloop", **config))
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    @property
    def port(self) -> int:
        return int(self.server.servers[0].sockets[0].getsockname()[1])

    def call(self, function: Callable[..., object], *arguments: object) -> None:
        """Run *function* on the server's loop and wait for it."""
        done = threading.Event()
        loop = self.server.servers[0].get_loop()
        loop.call_soon_threadsafe(lambda: (function(*arguments), done.set()))
        assert done.wait(5)

    def until(self, holds: Callable[[], bool], within: float = 10.0) -> None:
        began = time.monotonic()
        while not holds():
            assert time.monotonic() - began < within
            time.sleep(0.01)


@contextlib.contextmanager
def running(**settings: object) -> Iterator[Running]:
    it = Running(**settings)
    it.thread.start()
    it.until(lambda: it.server.started)
    try:
        yield it
    finally:
        it.server.should_exit = True
        it.thread.join()


def stalled(port: int) -> socket.socket:
    """A reader that shakes hands and then reads nothing, with little room in its kernel."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.connect(("127.0.0.1", port))
    peer.sendall(HANDSHAKE.format(host=f"127.0.0.1:{port}").encode())
    assert peer.recv(12) == b"HTTP/1.1 101"
    return peer


@pytest.fixture
def small_kernel_buffers(monkeypatch):
    """Let the kernel hold little for a reader, so that a test need not send megabytes to see who reads nothing."""
    made = wire.Protocol.connection_made

    def with_little_room(self, transport):
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        made(self, transport)

    monkeypatch.setattr(wire.Protocol, "connection_made", with_little_room)


def test_one_frame_is_the_same_for_everybody():
    with running() as it, contextlib.ExitStack() as open_sockets:
        readers = [
            open_sockets.enter_context(connect(f"ws://127.0.0.1:{it.port}/", compression=None)) for _ in range(3)
        ]
        it.until(lambda: len(it.app.writers) == 3)
        for text in ("é", "x" * 125, "x" * 126, "x" * 70_000):
            it.call(it.app.give, text)
            assert [reader.recv(timeout=10) for reader in readers] == [text] * 3


def test_who_reads_nothing_is_cut_by_bytes_and_the_others_hear_everything(small_kernel_buffers):
    texts = [f"{number:06}" + "x" * 2_000 for number in range(400)]
    with running() as it, connect(f"ws://127.0.0.1:{it.port}/", compression=None) as reader:
        it.until(lambda: len(it.app.writers) == 1)
        peers = [stalled(it.port) for _ in range(5)]
        it.until(lambda: len(it.app.writers) == 6)
        heard = []
        for text in texts:
            it.call(it.app.give, text)
            heard.append(reader.recv(timeout=10))
        assert heard == texts
        it.until(lambda: it.app.gone == 5)
        assert [peer.close() for peer in peers] == [None] * 5


def test_who_reads_nothing_is_cut_by_time(small_kernel_buffers, monkeypatch):
    monkeypatch.setattr(wire, "LONGEST_BEHIND", 0.3)
    with running() as it, connect(f"ws://127.0.0.1:{it.port}/", compression=None) as reader:
        it.until(lambda: len(it.app.writers) == 1)
        with contextlib.closing(stalled(it.port)):
            it.until(lambda: len(it.app.writers) == 2)
            it.call(it.app.give, "x" * 100_000)
            assert len(reader.recv(timeout=10)) == 100_000
            it.until(lambda: it.app.gone == 1)
        time.sleep(0.5)
        it.call(it.app.give, "still there")
        assert reader.recv(timeout=10) == "still there"


def test_a_slow_reader_who_catches_up_stays(small_kernel_buffers, monkeypatch):
    monkeypatch.setattr(wire, "LONGEST_BEHIND", 3.0)
    with running() as it, connect(f"ws://127.0.0.1:{it.port}/", compression=None, max_queue=1) as reader:
        it.until(lambda: len(it.app.writers) == 1)
        for _ in range(3):
            it.call(it.app.give, "x" * 200_000)
            time.sleep(1.2)  # three times are more than it may lie behind
            assert len(reader.recv(timeout=10)) == 200_000
        assert it.app.gone == 0


def test_who_answers_no_ping_is_cut_whatever_waits_for_it(small_kernel_buffers):
    with running(ws_ping_interval=0.2, ws_ping_timeout=0.3) as it, contextlib.closing(stalled(it.port)):
        it.until(lambda: len(it.app.writers) == 1)
        it.call(it.app.give, "x" * 100_000)
        it.until(lambda: it.app.gone == 1)
        assert not it.server.server_state.connections


def test_a_goodbye_does_not_wait_for_a_reader_who_reads_nothing(small_kernel_buffers, monkeypatch):
    with running() as it, contextlib.closing(stalled(it.port)):
        it.until(lambda: len(it.app.writers) == 1)
        it.call(it.app.give, "x" * 100_000)
        it.app.writers[0].close_timeout = 0.3
        it.call(it.app.writers[0].close, 4403, "no longer")
        it.until(lambda: not it.server.server_state.connections, within=5)


def test_a_goodbye_has_code_and_reason_and_is_the_last_word():
    with running() as it, connect(f"ws://127.0.0.1:{it.port}/", compression=None) as reader:
        it.until(lambda: len(it.app.writers) == 1)
        it.call(it.app.writers[0].close, 4401, "signed out")
        it.call(it.app.give, "too late")
        with pytest.raises(ConnectionClosed) as closed:
            reader.recv(timeout=10)
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4401, "signed out")


def test_compression_is_refused():
    async def make() -> None:
        config = uvicorn.Config(lambda: None, ws=wire.Protocol, ws_per_message_deflate=True, log_config=None)
        config.load()
        wire.Protocol(config, uvicorn.server.ServerState(), {})

    with pytest.raises(ValueError, match="must be off"):
        asyncio.run(make())
