"""One open socket: what is sent to it, and how, under our own web server and under any other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from exercises.live.seats import Seat

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]

LONGEST_QUEUE = 100  # frames that may wait for one reader under a foreign server


class Writer(Protocol):
    """What quadrant.wire offers in the scope."""

    def encode(self, text: str) -> bytes: ...
    def write(self, frame: bytes) -> None: ...
    def close(self, code: int, reason: str) -> None: ...


class Parcel:
    """One text for many readers, turned into the bytes of a frame once."""

    __slots__ = ("_frame", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._frame: bytes | None = None

    def frame(self, writer: Writer) -> bytes:
        if self._frame is None:
            self._frame = writer.encode(self.text)
        return self._frame


class Reader:
    """A socket under quadrant.wire: frames are written at once, and the protocol cuts who is too far behind.

    A reader is *live* once it has been sent what it missed; until then the hub sends it nothing.
    """

    __slots__ = ("_writer", "live", "over", "seat")

    def __init__(self, seat: Seat, writer: Writer | None) -> None:
        self.seat = seat
        self.live = False
        self.over = False
        self._writer = writer

    def give(self, parcel: Parcel) -> None:
        """Send *parcel* without waiting."""
        assert self._writer is not None
        self._writer.write(parcel.frame(self._writer))

    def close(self, code: int, reason: str) -> None:
        """Close the socket; nothing is sent to it any more."""
        self.over, self.live = True, False
        assert self._writer is not None
        self._writer.close(code, reason)

    def leave(self) -> None:
        """The socket is gone."""
        self.over, self.live = True, False


class QueuedReader(Reader):
    """A socket under a foreign server: a bounded queue and a task, so that a slow reader stops only itself."""

    __slots__ = ("_cut", "_queue", "_task")

    def __init__(self, seat: Seat, send: Send) -> None:
        super().__init__(seat, None)
        self._queue: asyncio.Queue[Message] = asyncio.Queue(LONGEST_QUEUE)
        self._task = asyncio.create_task(self._drain(send))

    def give(self, parcel: Parcel) -> None:
        try:
            self._queue.put_nowait({"type": "websocket.send", "text": parcel.text})
        except asyncio.QueueFull:
            self.close(1013, "too far behind")

    def close(self, code: int, reason: str) -> None:
        if self.over:
            return
        self.over, self.live = True, False
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait({"type": "websocket.close", "code": code, "reason": reason})

    def leave(self) -> None:
        super().leave()
        self._task.cancel()

    async def _drain(self, send: Send) -> None:
        with contextlib.suppress(OSError):  # the peer has gone; the application hears it as well
            while True:
                message = await self._queue.get()
                await send(message)
                if message["type"] == "websocket.close":
                    return


def make(seat: Seat, scope: Message, send: Send) -> Reader:
    """The reader that this scope's server allows."""
    extension = scope.get("extensions", {}).get("quadrant.wire")
    return Reader(seat, extension["writer"]) if extension else QueuedReader(seat, send)
