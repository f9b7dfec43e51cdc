"""The numbered log of an exercise: append inside a write, announce after its commit, read since N.

The log is the truth and the push a hint: what is announced is only the number, over the channel layer, and a
lost bell costs a few seconds, never an event.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from exercises import events, formats
from exercises.models import Event, Exercise, Participation, Stream

logger = logging.getLogger(__name__)

PAGE = 500  # events in one answer of the catch-up


@dataclass(frozen=True)
class Head:
    """Where a log stands: the epoch changes when a backup is restored, the number with every event."""

    epoch: str
    seq: int


def open_stream(exercise: Exercise) -> None:
    """Give a new exercise its log."""
    Stream.objects.create(exercise=exercise, epoch=uuid.uuid4().hex)


def append(exercise: Exercise, event: events.Event, *, actor: Participation | None, now: dt.datetime) -> int:
    """Number *event* and write it; call it last in the write's transaction.

    The counter's row stays locked until the commit, so numbers become visible in their order and have no
    gaps: a sequence would let number 8 be seen before number 7 is committed.
    """
    return append_all(exercise, [event], actor=actor, now=now)


# One statement: while the counter's row is locked, every other write of the exercise waits.
_APPEND = """
WITH taken AS (
    UPDATE exercises_stream SET last_seq = last_seq + %(n)s WHERE exercise_id = %(exercise)s RETURNING last_seq
), written AS (
    INSERT INTO exercises_event (exercise_id, seq, kind, audience, actor_id, data, at)
    SELECT %(exercise)s, taken.last_seq - %(n)s + told.place, told.kind, told.audience, %(actor)s, told.facts, %(at)s
    FROM taken, unnest(%(kinds)s::text[], %(audiences)s::text[], %(facts)s::jsonb[])
         WITH ORDINALITY AS told (kind, audience, facts, place)
)
SELECT last_seq FROM taken
"""


def append_all(
    exercise: Exercise, happened: Sequence[events.Event], *, actor: Participation | None, now: dt.datetime
) -> int:
    """Number several events of one write and write them, in their order; returns the last number."""
    if not connection.in_atomic_block:
        raise RuntimeError("An event belongs to the transaction of the write that it tells of.")
    written: dict[str, Any] = {
        "exercise": exercise.pk,
        "actor": actor and actor.pk,
        "at": now,
        "n": len(happened),
        "kinds": [event.wire for event in happened],
        "audiences": [event.audience for event in happened],
        "facts": [Jsonb(events.payload(event)) for event in happened],
    }
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, written)
        last: int = cursor.fetchone()[0]
    if happened:
        _announce_after_commit(exercise.pk, last)
    return last


def hold(exercise: Exercise) -> Stream:
    """Take the log's counter before one's own event, to the commit: meanwhile nobody else's write is committed.

    For a write that stands for all that was written, such as a signature. What it locks after this nobody may lock
    before the log.
    """
    return Stream.objects.select_for_update().get(exercise=exercise)


# The bell


@dataclass(frozen=True)
class _Announcement:
    """One for all events of a transaction: they become visible together, so one ring tells of all."""

    exercise_id: int
    seq: int

    def __call__(self) -> None:
        announce(self.exercise_id, self.seq)


def _announce_after_commit(exercise_id: int, seq: int) -> None:
    # A waiting announcement of an outer or finished inner block runs or falls together with this event.
    waiting = (entry[1] for entry in connection.run_on_commit)
    if not any(isinstance(func, _Announcement) and func.exercise_id == exercise_id for func in waiting):
        transaction.on_commit(_Announcement(exercise_id, seq), robust=True)


def announce(exercise_id: int, seq: int) -> None:
    """Ring the bell of the exercise's hubs. It may fail: whoever hears nothing looks by itself."""
    _send(exercise_id, {"type": "bell", "exercise": exercise_id, "seq": seq})


def hint(exercise_id: int, kind: str, facts: dict[str, Any], *, audience: events.Audience, subject: str = "") -> None:
    """Tell readers something that has no number and may be lost, such as a report's progress.

    Of several with the same kind and *subject* in a tenth of a second, only the newest goes out. *facts* are small.
    """
    _send(exercise_id, {"type": "hint", "hint": kind, "facts": facts, "audience": audience, "subject": subject})


async def hint_from_socket(
    exercise_id: int, kind: str, facts: dict[str, Any], *, audience: events.Audience, subject: str
) -> None:
    """The same from async code."""
    message = {"type": "hint", "hint": kind, "facts": facts, "audience": audience, "subject": subject}
    if time.monotonic() >= _quiet_until:
        try:
            await _group_send(bell(exercise_id), message)
        except Exception as error:  # noqa: BLE001  whatever the broker's client raises, a hint may be lost
            _keep_quiet(error)


PATIENCE = 0.5  # seconds that a write waits for the broker; a busy machine is not yet a dead one
SILENCE = 2.0  # seconds without another try after that: a dead broker must not cost every write the wait

_quiet_until = 0.0  # on the monotonic clock, of this process


def _send(exercise_id: int, message: dict[str, Any]) -> None:
    if time.monotonic() < _quiet_until:
        return
    try:
        async_to_sync(_group_send)(bell(exercise_id), message)
    except Exception as error:  # noqa: BLE001  whatever the broker's client raises, the write stands
        _keep_quiet(error)


def _keep_quiet(error: Exception) -> None:
    global _quiet_until  # noqa: PLW0603  a fuse of the process
    _quiet_until = time.monotonic() + SILENCE
    logger.warning("the broker does not answer (%r); no bells for %g s", error, SILENCE)


async def _group_send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    assert layer is not None
    async with asyncio.timeout(PATIENCE):
        await layer.group_send(group, message)


def bell(exercise_id: int) -> str:
    """The channel layer's group of an exercise's hubs."""
    return f"exercise.{exercise_id}"


def head(exercise_id: int) -> Head:
    stream = Stream.objects.get(pk=exercise_id)
    return Head(stream.epoch, stream.last_seq)


def audiences_of(role: str, phase: str | None) -> frozenset[str]:
    """The audience classes whose events a role may read in a kind of phase; the others reach it as bare numbers."""
    if role == "sponsor":
        return frozenset()
    opened = formats.OPEN.get(phase, {}).get(role, frozenset())  # type: ignore[call-overload]
    synthesis = {"synthesis"} if "see_narratives" in opened else set()
    clustering = {"clustering"} if "cluster" in opened else set()
    return frozenset({"everyone"} | synthesis | clustering | ({"staff"} if role in formats.STAFF else set()))


Line = tuple[int, str | None, dict[str, Any] | None]


def read_since(exercise_id: int, after: int, *, limit: int = PAGE) -> list[tuple[int, str, str, dict[str, Any]]]:
    """Up to *limit* events with numbers above *after*, in order, as (seq, audience, kind, data)."""
    rows = Event.objects.filter(exercise_id=exercise_id, seq__gt=after).order_by("seq")
    return list(rows.values_list("seq", "audience", "kind", "data")[:limit])


def lines_for(allowed: frozenset[str], rows: Sequence[tuple[int, str, str, dict[str, Any]]]) -> list[Line]:
    """What goes on the wire to a reader of *allowed* audiences: [seq, kind, data], or the bare number."""
    return [(seq, kind, data) if audience in allowed else (seq, None, None) for seq, audience, kind, data in rows]
