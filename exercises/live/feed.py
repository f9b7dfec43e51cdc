"""The socket of one browser: who is let in, what it missed, what it may say. The wire is described in the package."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

from django.db import Error as DatabaseError
from django.http import Http404, QueryDict

from exercises import access
from exercises.activity import Head
from exercises.errors import ActionRefused
from exercises.live import hints, readers, seats
from exercises.live.hub import Hub
from exercises.live.readers import Message, Reader, Receive, Send
from exercises.live.seats import Seat
from exercises.models import Participation
from exercises.queries import feed

logger = logging.getLogger(__name__)

PING_EVERY = 1.0  # seconds; more pings are dropped

_find_seat = seats.on_a_thread(seats.find)
_page_after = seats.on_a_thread(feed.page_after)


class Feed:
    """ASGI application of ``/x/<slug>/feed``; holds the hubs of this process."""

    def __init__(self) -> None:
        self.hubs: dict[int, Hub] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        entry = await _let_in(scope)
        if isinstance(entry, int):
            await _refuse(scope, send, entry)
        else:
            await send({"type": "websocket.accept"})
            await self._serve(*entry, scope, receive, send)

    async def _serve(
        self, seat: Seat, participation: Participation, scope: Message, receive: Receive, send: Send
    ) -> None:
        stream = participation.exercise.stream
        log = Head(stream.epoch, stream.last_seq)
        try:
            known = feed.position(QueryDict(scope["query_string"]).dict())
        except ActionRefused as refusal:
            await _close(send, 4400, str(refusal.message))
            return
        if not feed.belongs(known, log):
            await send({"type": "websocket.send", "text": '{"reload":true}'})
            await _close(send, 4409, "another log")
            return
        hub, reader = self._hub(participation, log), readers.make(seat, scope, send)
        hub.join(reader)
        try:
            told = await _replay(hub, reader, participation, known.seq, send)
            hub.go_live(reader, told)
            await _hear_out(hub, reader, receive)
        finally:
            hub.leave(reader)

    def _hub(self, participation: Participation, head: Head) -> Hub:
        exercise_id = participation.exercise_id
        if exercise_id not in self.hubs:
            phase = access.phase_at(participation.exercise, access.now_in(participation.exercise))
            kind = phase.kind if phase else None
            self.hubs[exercise_id] = Hub(exercise_id, head, kind, when_idle=self._forget)
        return self.hubs[exercise_id]

    def _forget(self, hub: Hub) -> None:
        if self.hubs.get(hub.exercise_id) is hub:
            del self.hubs[hub.exercise_id]


async def _let_in(scope: Message) -> tuple[Seat, Participation] | int:
    """Who asks, or the status of the refusal."""
    if not seats.own_origin(scope["headers"]):
        return 403
    try:
        found: tuple[Seat, Participation] = await _find_seat(scope["headers"], scope["url_route"]["kwargs"]["slug"])
    except Http404:
        return 404
    except DatabaseError:
        logger.warning("a feed was refused: the database does not answer")
        return 503
    return found


async def _replay(hub: Hub, reader: Reader, participation: Participation, after: int, send: Send) -> int:
    """Send what was missed after number *after*, up to where the hub stands; returns the last number that was told.

    It waits for a slow reader, who holds up nobody else here. When it returns nothing has happened since the last
    comparison with the hub, so that from the next number on the hub tells the rest.
    """
    while after < hub.seq and not reader.over:
        page = await _page_after(participation, after)
        if not page.events:
            break  # the log is shorter than the hub knows it: another epoch, which the hub is about to notice
        await send({"type": "websocket.send", "text": json.dumps({"events": page.events}, separators=(",", ":"))})
        after = page.events[-1][0]
    return after


async def _hear_out(hub: Hub, reader: Reader, receive: Receive) -> None:
    """Listen until the socket is gone: a browser may ask whether we are still there, and a moderator's may hint."""
    answered, allowance, hinted = float("-inf"), hints.Allowance(), False
    while (message := await receive())["type"] != "websocket.disconnect":
        if message.get("text") == "ping":
            if time.monotonic() >= answered + PING_EVERY and reader.live:
                answered = time.monotonic()
                reader.give(hub.head_parcel())
        elif reader.over:
            continue
        elif (said := hints.read(message.get("text"))) is None or reader.seat.role not in hints.SENDERS:
            reader.close(1008, "that is not understood here")
        elif allowance.take():
            hinted = True
            await _pass_on(hub.exercise_id, reader, said)
        elif allowance.dropped > hints.TOO_MANY:
            reader.close(1008, "too many hints")
    if hinted:  # a page that is left says nothing any more; another one of the same person soon says that they are here
        await _pass_on(hub.exercise_id, reader, {"gone": True})


async def _pass_on(exercise_id: int, reader: Reader, said: dict[str, Any]) -> None:
    try:
        await hints.pass_on(exercise_id, reader.seat, said)
    except DatabaseError:
        logger.info("a hint was lost: the database does not answer")


async def refuse_unknown(scope: Message, receive: Receive, send: Send) -> None:
    """Answer a socket that asks for an address we do not have."""
    await receive()
    await _refuse(scope, send, 404)


async def _refuse(scope: Message, send: Send, status: int) -> None:
    """Turn a handshake down; a server without the extension for it says 403."""
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await _close(send, 1008, "")
        return
    await send({"type": "websocket.http.response.start", "status": status, "headers": []})
    await send({"type": "websocket.http.response.body", "body": b""})


async def _close(send: Send, code: int, reason: str) -> None:
    await send({"type": "websocket.close", "code": code, "reason": reason})
