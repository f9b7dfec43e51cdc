"""A thousand browsers in one cheap process: ``python -m tests.benchmarks.feed_client``, spoken to by lines of JSON.

It reads a list of openings from its standard input (one JSON line), opens all sockets, says ``ready``, and notes
when which event reached which socket. It answers the line ``count`` with how many have arrived, and the line ``stop``
with all it has seen as one JSON line.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import resource
import socket
import sys
import time
from array import array
from functools import partial
from typing import cast

import uvloop

PONG = bytes([0x8A, 0x80, 0, 0, 0, 0])


class Book:
    """What all sockets together have seen: for each arrival the event's number and the time of the monotonic clock."""

    def __init__(self) -> None:
        self.seqs, self.times, self.sockets = array("q"), array("d"), array("l")
        self.closed = 0
        self.known: dict[bytes, list[int]] = {}

    def numbers(self, payload: bytes) -> list[int]:
        """The events of a frame. Most frames come a thousand times, so each text is read once."""
        if payload not in self.known:
            content = json.loads(payload)
            lines = content.get("events", []) if isinstance(content, dict) else [content]
            self.known[payload] = [line[0] for line in lines]
        return self.known[payload]


class Browser(asyncio.Protocol):
    """One socket that knows just enough of RFC 6455."""

    def __init__(self, book: Book, number: int, request: bytes) -> None:
        self.book, self.number, self.request = book, number, request
        self.rest, self.opened = b"", asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.request)

    def connection_lost(self, error: Exception | None) -> None:
        self.book.closed += 1

    def data_received(self, data: bytes) -> None:
        now, data = time.monotonic(), self.rest + data
        if not self.opened.is_set():
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self.rest = head
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self.opened.set()
        while (frame := self._frame(data)) is not None:
            kind, payload, data = frame
            if kind == 0x81:
                self._note(payload, now)
            elif kind == 0x89:
                self.transport.write(PONG[:1] + bytes([0x80 | len(payload)]) + PONG[2:] + payload)
        self.rest = data

    @staticmethod
    def _frame(data: bytes) -> tuple[int, bytes, bytes] | None:
        if len(data) < 2:
            return None
        size, start = data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + size:
            return None
        return data[0], data[start : start + size], data[start + size :]

    def _note(self, payload: bytes, now: float) -> None:
        for seq in self.book.numbers(payload):
            self.book.seqs.append(seq)
            self.book.times.append(now)
            self.book.sockets.append(self.number)


def request(port: int, path: str, cookie: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n\r\n"
    ).encode()


async def never_read(port: int, path: str, cookie: str) -> socket.socket:
    """A socket that shakes hands and reads nothing more."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(peer, ("127.0.0.1", port))
    await loop.sock_sendall(peer, request(port, path, cookie))
    assert (await loop.sock_recv(peer, 12)) == b"HTTP/1.1 101"
    return peer


def _same(browser: Browser) -> Browser:
    return browser


async def main() -> None:
    loop, book = asyncio.get_running_loop(), Book()
    lines = asyncio.StreamReader(limit=2**24)  # a thousand openings are one line
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    asked = json.loads(await lines.readline())
    port = asked["port"]
    for number, (path, cookie) in enumerate(asked["openings"]):
        browser = Browser(book, number, request(port, path, cookie))
        await loop.create_connection(partial(_same, browser), "127.0.0.1", port)
        if number % 50 == 49:
            await browser.opened.wait()  # as many knock at once as a crowd does, not all
    if asked["openings"]:
        await browser.opened.wait()
    stalled = [await never_read(port, path, cookie) for path, cookie in asked["stalled"]]
    print("ready", flush=True)
    while (await lines.readline()).strip() != b"stop":
        print(len(book.seqs), flush=True)
    seen = {"closed": book.closed, "stalled": len(stalled)}
    seen |= {name: getattr(book, name).tolist() for name in ("seqs", "times", "sockets")}
    print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvloop.run(main())
