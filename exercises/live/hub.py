"""What hears the bell: one hub per process and exercise reads the log once for all its readers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from channels.layers import get_channel_layer

from exercises import activity, events
from exercises.activity import Head
from exercises.live import seats
from exercises.live.readers import Parcel, Reader

logger = logging.getLogger(__name__)

WINDOW = 0.08  # seconds: bells that ring within it make one read and one frame
LOOK_EVERY = 1.0  # seconds between two looks at the log's head and at everybody's seat, bell or no bell
BEAT_EVERY = 25.0  # seconds between two heads on the wire
ANSWER_WITHIN = 2.0  # seconds that the broker has for a subscription
LISTEN_AGAIN = (1.0, 15.0)  # seconds before a subscription that failed is tried again: the first time, at most
LINGER = 10.0  # seconds that a hub stays without readers: who turns a page is back at once

_read_since = seats.on_a_thread(activity.read_since)
_look = seats.on_a_thread(seats.look)


class _OneLine(logging.Filter):
    """The layer writes a traceback each time it finds the broker away; a line says as much."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            record.msg, record.exc_info = f"{record.msg}: {record.exc_info[1]!r}", None
        return True


logging.getLogger("channels_redis.pubsub").addFilter(_OneLine())


class Hub:
    """The readers of one exercise in this process, and the number up to which they have been told.

    Everything runs on one event loop, and between two awaits nothing else happens: that a reader is told of every
    number once rests on it.
    """

    def __init__(self, exercise_id: int, head: Head, phase: str | None, when_idle: Callable[[Hub], None]) -> None:
        self.exercise_id = exercise_id
        self.epoch, self.seq = head.epoch, head.seq
        self.phase = phase
        self.readers: set[Reader] = set()
        self._live: dict[frozenset[str], set[Reader]] = {}
        self._rung = asyncio.Event()
        self._log_has_more = False
        self._hints: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._when_idle = when_idle
        self._trouble = False
        self._tasks = [asyncio.create_task(self._work()), asyncio.create_task(self._listen())]

    # Readers come and go

    def join(self, reader: Reader) -> None:
        """Watch over *reader* from now on; it is sent nothing before go_live."""
        self.readers.add(reader)

    def go_live(self, reader: Reader, told: int) -> None:
        """Send *reader*, who has been told everything up to number *told* ≥ seq, all that comes from now on."""
        if reader.over:
            return
        reader.live = True
        self._enlist(reader)
        reader.give(self.head_parcel(told))

    def leave(self, reader: Reader) -> None:
        reader.leave()
        self.readers.discard(reader)
        self._unlive(reader)
        if not self.readers:
            asyncio.get_running_loop().call_later(LINGER, self._stop_if_idle)

    def _enlist(self, reader: Reader) -> None:
        allowed = activity.audiences_of(reader.seat.role, self.phase)
        self._live.setdefault(allowed, set()).add(reader)

    def _open_phase(self, phase: str) -> None:
        """What a role may read changes with the phase."""
        readers = [reader for group in self._live.values() for reader in group]
        self.phase = phase
        self._live.clear()
        for reader in readers:
            self._enlist(reader)

    def _unlive(self, reader: Reader) -> None:
        for group in self._live.values():
            group.discard(reader)

    def _stop_if_idle(self) -> None:
        if not self.readers:
            self.stop()

    def stop(self) -> None:
        """End the hub; its readers must have left."""
        for task in self._tasks:
            task.cancel()
        self._when_idle(self)

    def head_parcel(self, told: int = 0) -> Parcel:
        return _parcel({"head": max(self.seq, told), "epoch": self.epoch})

    # The bell

    async def _listen(self) -> None:
        pause, longest = LISTEN_AGAIN
        while True:
            try:
                await self._hear()
            except Exception as error:  # noqa: BLE001  whatever the broker's client raises: without it we look
                logger.warning("no bell for exercise %s, looking every second (%r)", self.exercise_id, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, longest)

    async def _hear(self) -> None:
        """Listen for ever; the layer subscribes again by itself when the broker comes back."""
        layer = get_channel_layer()
        assert layer is not None
        group = activity.bell(self.exercise_id)
        async with asyncio.timeout(ANSWER_WITHIN):
            channel = await layer.new_channel()
            await layer.group_add(group, channel)
        try:
            self._ring()  # what was committed before we could hear
            while True:
                self._take(await layer.receive(channel))
        finally:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(ANSWER_WITHIN):
                    await layer.group_discard(group, channel)

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "hint":
            self._hints[message["hint"], message["subject"], message["audience"]] = message["facts"]
            self._rung.set()
        elif message["seq"] > self.seq:
            self._ring()

    def _ring(self) -> None:
        self._log_has_more = True
        self._rung.set()

    # The work

    async def _work(self) -> None:
        looked = float("-inf")
        beaten = time.monotonic()
        while True:
            await self._wait_for_bell(until=looked + LOOK_EVERY)
            now = time.monotonic()
            try:
                if now >= looked + LOOK_EVERY:
                    looked = now
                    await self._look_around()
                if self._log_has_more:
                    await self._read()
                self._trouble = False
            except Exception:
                # Most often the database is away. It must not end the hub, and is told once.
                if not self._trouble:
                    logger.exception("exercise %s: the log cannot be read; trying on", self.exercise_id)
                self._trouble = True
            self._give_hints()
            if now >= beaten + BEAT_EVERY:
                beaten = now
                self._give_all(self.head_parcel())

    async def _wait_for_bell(self, *, until: float) -> None:
        """Return a window after the bell began to ring, or at *until* at the latest.

        Waiting out the window, instead of reading at once, costs a moment that nobody sees, and a third of
        all frames: the system call that sends one is most of what a reader costs.
        """
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                await self._rung.wait()
                await asyncio.sleep(WINDOW)
        except TimeoutError:
            return
        finally:
            self._rung.clear()

    async def _look_around(self) -> None:
        asked = list(self.readers)
        head, gone = await _look(self.exercise_id, [reader.seat for reader in asked])
        if head is None or head.epoch != self.epoch or head.seq < self.seq:
            self._send_everybody_home(head)
            return
        for seat in gone:
            reader = asked[seat.place]
            self._unlive(reader)
            reader.close(*((4401, "signed out") if seat.signed_out else (4403, "no longer yours to read")))
        if head.seq > self.seq:
            self._log_has_more = True

    def _send_everybody_home(self, head: Head | None) -> None:
        """Another epoch: what the readers know is not this log's past."""
        self._give_all(_parcel({"reload": True}))
        for reader in self.readers:
            reader.close(4409, "another log")
        self._live.clear()
        if head:
            self.epoch, self.seq = head.epoch, head.seq

    async def _read(self) -> None:
        """Give out everything after the number that the readers know, page by page."""
        self._log_has_more = False
        epoch, full = self.epoch, True
        while full:
            rows = await _read_since(self.exercise_id, self.seq)
            if epoch != self.epoch:
                return
            full = len(rows) == activity.PAGE
            if rows:
                self._give_events(rows)

    def _give_events(self, rows: list[tuple[int, str, str, dict[str, Any]]]) -> None:
        self.seq = rows[-1][0]
        for allowed, group in self._live.items():
            if group:
                _give(_parcel({"events": activity.lines_for(allowed, rows)}), group)
        for _seq, _audience, kind, data in rows:
            if kind == events.PhaseOpened.wire:
                self._open_phase(data["phase"])

    def _give_hints(self) -> None:
        hints, self._hints = self._hints, {}
        for (kind, _subject, audience), facts in hints.items():
            parcel = _parcel({"hint": kind, **facts})
            for allowed, group in self._live.items():
                if audience in allowed:
                    _give(parcel, group)

    def _give_all(self, parcel: Parcel) -> None:
        for group in self._live.values():
            _give(parcel, group)


def _give(parcel: Parcel, readers: Iterable[Reader]) -> None:
    for reader in list(readers):
        reader.give(parcel)


def _parcel(content: dict[str, Any]) -> Parcel:
    return Parcel(json.dumps(content, separators=(",", ":")))
