"""What a reader of the log has missed: asked by the catch-up over HTTP and by the socket when it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exercises import access, activity
from exercises.activity import Head, Line
from exercises.errors import ActionRefused
from exercises.models import Participation

HIGHEST = 2**63 - 1  # what the number's column holds


@dataclass(frozen=True)
class Page:
    """Up to activity.PAGE lines, the number where the log stands, and whether more lines follow."""

    events: list[Line]
    head: int
    more: bool


def position(asked: Mapping[str, str]) -> Head:
    """Where a browser stands, from the query's ``after`` and ``epoch``. Raises ActionRefused(invalid)."""
    after, epoch = asked.get("after", ""), asked.get("epoch", "")
    if not (after.isascii() and after.isdigit() and len(after) < 20 and int(after) <= HIGHEST):
        raise ActionRefused("invalid", _("“after” must be the number of the last event that you know."))
    if not epoch:
        raise ActionRefused("invalid", _("“epoch” must name the log that your number belongs to."))
    return Head(epoch, int(after))


def belongs(known: Head, log: Head) -> bool:
    """Whether a browser's position lies in this log's past; it does not after a restored backup."""
    return known.epoch == log.epoch and known.seq <= log.seq


def page_after(seat: Participation, after: int) -> Page:
    """What *seat* has missed since number *after*, as far as it may read it; the head is at least the seat's."""
    rows = activity.read_since(seat.exercise_id, after)
    last = rows[-1][0] if rows else after
    head = max(seat.exercise.stream.last_seq, last)
    phase = access.phase_at(seat.exercise, access.now_in(seat.exercise))
    allowed = activity.audiences_of(seat.role, phase.kind if phase else None)
    return Page(activity.lines_for(allowed, rows), head, more=bool(rows) and last < head)
