"""By which protocol was rated: the frozen one and its deviations, as facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from exercises.models import Exercise, Protocol


@dataclass(frozen=True)
class ProtocolFacts:
    """A protocol with the SHA-256 of its canonical text; *reason* is empty for the one that was frozen."""

    number: int
    hash: str
    made_at: dt.datetime
    reason: str


def protocols_of(exercise: Exercise) -> tuple[ProtocolFacts, ...]:
    """In the order in which they came into force; one query."""
    rows = Protocol.objects.filter(exercise=exercise).order_by("number")
    return tuple(ProtocolFacts(*row) for row in rows.values_list("number", "hash", "made_at", "reason"))
