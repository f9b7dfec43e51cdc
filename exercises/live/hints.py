"""What moderators at the board tell each other in passing: who is here, cursors, what is selected, whom to follow.

The one thing that the socket takes in. It has no number and no table, is small, comes seldom, is told to those who
cluster only, and is lost harmlessly. Whoever sends it is looked up anew for every one of them.
"""

from __future__ import annotations

import json
import math
import time
from typing import Any

from exercises import access, activity
from exercises.live import seats
from exercises.live.seats import Seat
from exercises.models import Participation

LONGEST = 512  # bytes of a hint
EACH_SECOND = 12.0  # hints that a socket may send for long
AT_ONCE = 24.0  # … and in a burst; what comes faster is dropped
TOO_MANY = 500  # dropped ones in a row that no honest page sends
MOST_SELECTED = 20
SENDERS = frozenset({"moderator", "lead"})  # the others' pages never hint, so that their sockets are closed for it
SHOWN = frozenset({"at", "selected", "view"})


class Allowance:
    """How many hints one socket may still send: a bucket that fills again."""

    def __init__(self) -> None:
        self._left, self._since = AT_ONCE, time.monotonic()
        self.dropped = 0

    def take(self) -> bool:
        now = time.monotonic()
        self._left = min(AT_ONCE, self._left + (now - self._since) * EACH_SECOND)
        self._since = now
        if self._left < 1:
            self.dropped += 1
            return False
        self._left, self.dropped = self._left - 1, 0
        return True


def read(text: str | None) -> dict[str, Any] | None:
    """What a frame says, or None when it is no hint: {"at": [x, y], "selected": [numbers], "view": [x, y, zoom]}.

    All parts may be missing: an empty object says "I am here". A hint is all that its sender shows at that moment, so
    that the newest can stand for those before it.
    """
    if text is None or len(text) > LONGEST:
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not SHOWN.issuperset(said):
        return None
    fits = (
        _numbers(said.get("at", [0, 0]), 2, limit=4)
        and _numbers(said.get("view", [0, 0, 1]), 3, limit=100)
        and _selected(said.get("selected", []))
    )
    return said if fits else None


def _numbers(given: object, count: int, *, limit: float) -> bool:
    if not isinstance(given, list) or len(given) != count:
        return False
    return all(type(n) in (int, float) and math.isfinite(n) and abs(n) <= limit for n in given)


def _selected(given: object) -> bool:
    if not isinstance(given, list) or len(given) > MOST_SELECTED:
        return False
    return all(type(n) is int and 0 <= n < 2**31 for n in given)


@seats.on_a_thread
def sender(exercise_id: int, seat: Seat) -> str | None:
    """The alias of the seat's owner, if the seat is good and they may cluster now."""
    _head, gone = seats.look(exercise_id, [seat])
    if gone:
        return None
    rows = Participation.objects.filter(pk=seat.participation, removed_at=None)
    person = rows.select_related("exercise").prefetch_related("exercise__phases").first()
    if person is None or not access.may(person, "cluster", access.now_in(person.exercise)):
        return None
    return person.alias


async def pass_on(exercise_id: int, seat: Seat, said: dict[str, Any]) -> None:
    """Tell those who cluster, in every process, if the sender is one of them at this moment."""
    alias = await sender(exercise_id, seat)
    if alias is not None:
        facts = {"who": alias, **said}
        await activity.hint_from_socket(exercise_id, "board.here", facts, audience="clustering", subject=alias)
