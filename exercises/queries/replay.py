"""What a browser needs to show the board as it was: the log's changes and their times, in pages, and texts of then.

Results are for those who may see_results, and the view asks first (access.py). Even they see no crowd's point of a
moment at which results were sealed: what one sheet after the other had moved would tell who said what.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from exercises import access, activity, formats
from exercises.analysis import replica
from exercises.analysis.agreement import spread_of
from exercises.analysis.spread import Axis
from exercises.models import Event, Exercise, NarrativeVersion, OptionVersion, Participation, Placement
from exercises.queries.crowd import ANSWERS

PAGE = 5_000  # changes in one answer
# What a board shows; people and sheets are no part of it.
KINDS = frozenset(replica.KINDS) - {"person.joined", "person.removed", "sheet.judged"}
CROWD = "crowd.placed"  # no event: what the crowd said when results were opened, and after each revision
# Kinds of phase in which results are open to anybody.
REVEALED = tuple(
    kind for kind, roles in formats.OPEN.items() if any("see_results" in opened for opened in roles.values())
)

Change = tuple[int, int, str, dict[str, Any]]  # number, seconds since the first, kind, facts
Answer = tuple[Axis, Axis]


@dataclass(frozen=True)
class Page:
    """Up to PAGE changes; *last* is the number to go on from, *more* whether there is something behind it."""

    changes: list[Change]
    last: int
    more: bool


def page_after(seat: Participation, after: int, now: dt.datetime) -> Page:
    """The changes of the board that *seat* may know, after number *after* and up to the seat's number."""
    exercise = seat.exercise
    phase = access.phase_at(exercise, now)
    allowed = activity.audiences_of(seat.role, phase.kind if phase else None)
    rows = Event.objects.filter(exercise=exercise, seq__gt=after, seq__lte=exercise.stream.last_seq)
    rows = rows.filter(kind__in=KINDS, audience__in=allowed).order_by("seq")
    found = list(rows.values_list("seq", "at", "kind", "data")[: PAGE + 1])
    more = len(found) > PAGE
    last = found[PAGE - 1][0] if more else exercise.stream.last_seq
    start = began(exercise)
    crowd = [(seq, at, CROWD, data) for seq, at, data in _crowd_said(exercise) if after < seq <= last]
    told = sorted([*found[:PAGE], *crowd], key=lambda change: change[0])  # of one number, the event comes first
    return Page([(seq, _seconds(at, start), kind, data) for seq, at, kind, data in told], last, more)


def began(exercise: Exercise) -> dt.datetime:
    """The moment that times are counted from: the exercise's first phase, which is before all that is told."""
    return min(phase.opens_at for phase in exercise.phases.all())


def _seconds(at: dt.datetime, start: dt.datetime) -> int:
    return int((at - start).total_seconds())


def texts(exercise: Exercise, *, narratives: bool) -> dict[str, dict[int, dict[int, str]]]:
    """By number and version: the options' titles and, for those who may see them, the narratives' nicknames."""
    found: dict[str, dict[int, dict[int, str]]] = {"options": defaultdict(dict), "narratives": defaultdict(dict)}
    titles = OptionVersion.objects.filter(option__exercise=exercise)
    for number, version, title in titles.values_list("option__number", "number", "title"):
        found["options"][number][version] = title
    if narratives:
        nicknames = NarrativeVersion.objects.filter(narrative__exercise=exercise)
        for number, version, nickname in nicknames.values_list("narrative__number", "number", "nickname"):
            found["narratives"][number][version] = nickname
    return found


def days(exercise: Exercise) -> list[int]:
    """When each day of the exercise begins at midnight of its zone, in seconds since it began."""
    zone, start = ZoneInfo(exercise.zone), began(exercise)
    phases = [phase for phase in exercise.phases.all() if phase.kind not in {"prepare", "closed"}]
    if not phases:
        return []
    first, end = phases[0].opens_at.astimezone(zone), phases[-1].closes_at
    count = (end.astimezone(zone) - dt.timedelta(microseconds=1)).date() - first.date()
    midnights = (
        dt.datetime.combine(first.date() + dt.timedelta(days=day), dt.time(), zone) for day in range(count.days + 1)
    )
    return [_seconds(midnight.astimezone(dt.UTC), start) for midnight in midnights]


# --- the crowd ---------------------------------------------------------------------------------------------


def _crowd_said(exercise: Exercise) -> list[tuple[int, dt.datetime, dict[str, Any]]]:
    """What the crowd said whenever it was shown, from the reveal on: all of it first, then what changed."""
    answers = Event.objects.filter(exercise=exercise, kind__in=(*ANSWERS, "phase.opened"))
    last = answers.order_by("-seq").values_list("seq", flat=True).first() or 0
    return _told(exercise.pk, exercise.stream.epoch, last)


@lru_cache(maxsize=4)
def _told(exercise_id: int, epoch: str, last: int) -> list[tuple[int, dt.datetime, dict[str, Any]]]:
    """Kept by the log's last answer. Nothing of the sealed days leaves this function."""
    rows = Event.objects.filter(exercise=exercise_id, seq__lte=last, kind__in=(*ANSWERS, "phase.opened"))
    answers = _in_order_of_writing(exercise_id)
    standing: dict[int, dict[int | None, dict[int, Answer]]] = defaultdict(lambda: defaultdict(dict))
    shown, changed = False, set[int]()
    told = []
    for seq, at, kind, actor, data in rows.order_by("seq").values_list("seq", "at", "kind", "actor", "data").iterator():
        if kind == "phase.opened":
            opens = data["phase"] in REVEALED
            if opens and not shown:
                changed = set(standing)
            shown = opens
        else:
            number = data["option"]
            round_, x, y = next(answers[actor, number])
            standing[number][actor][round_] = (x, y)
            changed = {number}
        if shown and changed:
            told.append((seq, at, {"points": {n: _point(standing[n]) for n in sorted(changed)}}))
        changed = set()
    return told


def _in_order_of_writing(exercise_id: int) -> dict[tuple[int | None, int], Iterator[tuple[int, Axis, Axis]]]:
    """Every placement that was ever sent, by person and option number, as (round, x, y).

    One person's sheets queue, so that those on an option and the events that tell of them are in the same order; what
    was sent after the last event that was read is not asked for.
    """
    found: dict[tuple[int | None, int], list[tuple[int, Axis, Axis]]] = defaultdict(list)
    rows = Placement.objects.filter(option__exercise=exercise_id).order_by("pk")
    wanted = ("participation", "option__number", "round", "x", "x_answer", "y", "y_answer")
    for person, number, round_, x, x_answer, y, y_answer in rows.values_list(*wanted).iterator():
        found[person, number].append((round_, x_answer or x, y_answer or y))
    return defaultdict(lambda: iter(()), {key: iter(given) for key, given in found.items()})


def _point(people: dict[int | None, dict[int, Answer]]) -> list[float] | None:
    """The crowd's point of one option, x, y and n, as placing.crowd_point has it.

    Of each person the revision counts, else the first sheet; None where fewer than five gave a number on either axis.
    """
    said = [rounds.get(2) or rounds[1] for rounds in people.values()]
    x, y = (spread_of([value for value in axis if not isinstance(value, str)]) for axis in zip(*said, strict=True))
    if x.median is None or y.median is None:
        return None
    return [x.median, y.median, sum(not isinstance(x, str) and not isinstance(y, str) for x, y in said)]
