"""The week while it is being played: who sits where, what stands, and the deeds still to come."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from exercises.demo import content
from exercises.models import Comment, Exercise, Option, Participation, Phase

DOMAIN = "demo.invalid"
DAYS = range(1, 8)
DAY = 5  # where the demo stands unless told otherwise
HOUR = "14:00"
NAMESPACE = uuid.UUID("9b3c1f3e-0b8e-4f5e-9d0a-2f4d1c7a6e55")
Deed = Callable[[dt.datetime], object]


def stands_at(day: int = DAY) -> dt.datetime:
    """The demo's time at which it is shown: two in the afternoon of *day*, 1 to 7, in its own zone."""
    return content.moment(f"{day} {HOUR}")


@dataclass
class Week:
    """What is known while the week is being played up to the moment *stands*.

    Options are kept with their current text, because hundreds of sheets ask for it: whoever changes one calls
    ``reread``. *sheets* are the answers of round 1 by analyst and option number,
    *skipped* what was put aside once.
    """

    manager: Participation
    password: str
    stands: dt.datetime
    seats: dict[str, Participation] = field(default_factory=dict)
    options: dict[int, Option] = field(default_factory=dict)
    sheets: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    skipped: set[tuple[int, int]] = field(default_factory=set)
    _deeds: list[tuple[dt.datetime, int, Deed]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def exercise(self) -> Exercise:
        return self.manager.exercise

    def analyst(self, number: int) -> Participation:
        return self.seats[f"analyst{number}"]

    def phase(self, kind: str) -> Phase:
        return next(p for p in self.exercise.phases.all() if p.kind == kind)

    def at(self, moment: dt.datetime, deed: Deed) -> None:
        """Let *deed* happen at *moment*; of two at one moment the one that was planned first."""
        heapq.heappush(self._deeds, (moment, next(self._order), deed))

    def play(self, until: dt.datetime | None = None) -> None:
        """Do everything up to *until*, else to where the demo stands, in the order of time; a deed may plan others."""
        while self._deeds and self._deeds[0][0] <= (until or self.stands):
            moment, _place, deed = heapq.heappop(self._deeds)
            deed(moment)

    def reread(self, *numbers: int) -> None:
        """Fetch these options anew, or all of them."""
        rows = Option.objects.filter(exercise=self.exercise).select_related("current")
        for option in rows.filter(number__in=numbers) if numbers else rows:
            option.exercise = self.exercise
            self.options[option.number] = option

    def comment(self, number: int) -> Comment:
        return Comment.objects.select_related("current", "option").get(exercise=self.exercise, number=number)


def key(*parts: object) -> uuid.UUID:
    """The request key of a deed, the same on every load."""
    return uuid.uuid5(NAMESPACE, " ".join(map(str, parts)))
