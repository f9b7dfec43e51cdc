"""The WebSocket protocol of the web process: uvicorn's own, made fit for one text that goes to many readers.

What it adds: a writer in the ASGI scope's extensions (``scope["extensions"]["quadrant.wire"]["writer"]``) that puts
a frame which was encoded once onto this connection at once, without a queue and a task for each reader; and
timers that abort a peer which has stopped reading. Uvicorn itself keeps the memory of such a peer for ever:
its timers close the transport politely, which waits for the buffer to drain.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN

FURTHEST_BEHIND = 256 * 1024  # bytes that may wait for one reader, beside what the kernel holds
LONGEST_BEHIND = 20.0  # seconds that anything at all may wait

# Uvicorn writes a line with address and path for every socket; who reads what when is nobody's business.
_logger = logging.getLogger("quadrant.wire")
_logger.setLevel(logging.WARNING)


class Protocol(WebSocketsSansIOProtocol):
    """One WebSocket connection. Compression must be off: a compressed frame belongs to one connection only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.config.ws_per_message_deflate:
            raise ValueError("quadrant.wire shares frames between connections, so ws_per_message_deflate must be off.")
        self.logger = self.conn.logger = _logger
        self.behind_timer: asyncio.TimerHandle | None = None

    # What an application finds in its scope

    @staticmethod
    def encode(text: str) -> bytes:
        """The bytes of one text frame, good for every connection of this server (servers do not mask)."""
        return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)

    def write(self, frame: bytes) -> None:
        """Put *frame* on the wire now; abort a reader that is too far behind. Never waits, never raises."""
        if self.conn.state is not OPEN or self.transport.is_closing():
            return
        self.transport.write(frame)
        if self.transport.get_write_buffer_size() > FURTHEST_BEHIND:
            self.transport.abort()

    def close(self, code: int, reason: str) -> None:
        """Say goodbye without waiting for a reader that may not listen. Codes as in RFC 6455, own ones from 4000."""
        if self.conn.state is not OPEN or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self._close_by_force()

    # What uvicorn calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # No room at all: the transport tells us as soon as anything has to wait, and again when nothing does.
        self.transport.set_write_buffer_limits(high=0)

    def connection_lost(self, exc: Exception | None) -> None:
        self._in_step()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.behind_timer is None:
            self.behind_timer = self.loop.call_later(LONGEST_BEHIND, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._in_step()

    def keepalive_timeout(self) -> None:
        self.pong_timer = None
        self.transport.abort()

    def handle_connect(self, event: Any) -> None:
        # The scope is made and handed to the application's task in one go; the task has not begun yet.
        super().handle_connect(event)
        if hasattr(self, "scope"):
            cast(dict[str, Any], self.scope["extensions"])["quadrant.wire"] = {"writer": self}

    async def send(self, message: Any) -> None:
        if self.close_sent and message["type"] == "websocket.send":
            raise ClientDisconnected  # closed from elsewhere while the application was waiting its turn
        await super().send(message)
        if message["type"] == "websocket.close":
            self._close_by_force()

    def _close_by_force(self) -> None:
        if self.close_timer is not None:
            self.close_timer.cancel()
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

    def _in_step(self) -> None:
        if self.behind_timer is not None:
            self.behind_timer.cancel()
            self.behind_timer = None
