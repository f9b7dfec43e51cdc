"""A person's queue: the portion at hand, what lies beyond it, and what everybody has been given."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from exercises import formats
from exercises.models import Option, Participation, QueueEntry, Sheet

_FIRST: dict[str, Any] = {"round": 1, "current": True}


@dataclass(frozen=True)
class Entry:
    """An option of the portion at hand. It waits until it is judged or put aside (*skipped*: the reason)."""

    option: Option
    judged: bool = False
    skipped: str = ""

    @property
    def waits(self) -> bool:
        return not self.judged and not self.skipped

    @property
    def reason(self) -> str:
        """Why it was put aside, in words to be translated."""
        return dict(formats.SKIPS).get(self.skipped, "")


@dataclass(frozen=True)
class Queue:
    """What one person is asked to judge. *entries* are the portion at hand, what waits last; none before the first.

    *judgeable* counts all standing options but one's own, *judged* those of them with a sheet, *size* is how many
    make a portion.
    """

    entries: tuple[Entry, ...] = ()
    judgeable: int = 0
    judged: int = 0
    size: int = formats.PORTION

    @property
    def left(self) -> list[Entry]:
        """What of the portion still waits."""
        return [entry for entry in self.entries if entry.waits]

    @property
    def settled(self) -> int:
        """How many of the portion are judged or put aside."""
        return len(self.entries) - len(self.left)

    @property
    def skipped(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.skipped and not entry.judged]

    @property
    def remaining(self) -> int:
        """How many could be judged beyond what waits at hand; what was put aside is among them."""
        return self.judgeable - self.judged - len(self.left)

    @property
    def coming(self) -> int:
        """How many options wait: the rest of the portion, or else the next portion."""
        return len(self.left) or min(self.size, self.remaining)

    @property
    def minutes(self) -> int:
        """About how long what is coming takes."""
        return math.ceil(self.coming * formats.MINUTES_A_SHEET)

    def entry_of(self, number: int) -> Entry | None:
        """The entry of an option that is in the portion."""
        return next((entry for entry in self.entries if entry.option.number == number), None)

    def place_of(self, number: int) -> int | None:
        """Which of the portion it is, from 1; None for an option outside of it."""
        numbers = [entry.option.number for entry in self.entries]
        return numbers.index(number) + 1 if number in numbers else None

    def next(self, after: int | None = None) -> Option | None:
        """The next one that waits; never *after*, the one at hand."""
        return next((e.option for e in self.left if e.option.number != after), None)


def queue_of(rater: Participation) -> Queue:
    """The queue of one person, in two queries whatever the number of options.

    An option that no longer stands has dropped out of it; nobody's own option is ever in it. Of what waits, the one
    with the fewest sheets comes first: people stop in the middle, and what they leave must not be what lacks sheets
    (70 people × 20 sheets over 33 options in portions of 8: 41 to 44 each, in the order of the draw 36 to 48).
    """
    mine = QueueEntry.objects.filter(participation=rater)
    last = mine.order_by().values("participation").annotate(last=Max("portion")).values("last")
    rows = (
        mine.filter(portion=Subquery(last), option__state__in=formats.STANDING_STATES)
        .exclude(option__author=rater)
        .select_related("option", "option__current")
        .annotate(judged=Exists(_sheets_of(rater, "option")), sheet_count=Subquery(_count_of("option")))
    )
    standing = Option.objects.filter(exercise=rater.exercise, state__in=formats.STANDING_STATES).exclude(author=rater)
    # "In" is looked up in one small set; "exists" would be asked for each of 10,000 options.
    own = Sheet.objects.filter(participation=rater, **_FIRST).values("option")
    counted = standing.aggregate(judgeable=Count("pk"), judged=Count("pk", filter=Q(pk__in=own)))
    found = [(Entry(row.option, row.judged, row.skipped), row.sheet_count or 0) for row in rows]
    ordered = sorted(found, key=lambda pair: (pair[0].waits, pair[0].waits and pair[1]))
    return Queue(tuple(entry for entry, _n in ordered), **counted, size=rater.exercise.portion)


_NEXT = """
SELECT o.number
FROM exercises_queueentry AS q
JOIN exercises_option AS o ON o.id = q.option_id
WHERE q.participation_id = %(rater)s AND q.skipped = ''
    AND q.portion = (SELECT max(portion) FROM exercises_queueentry WHERE participation_id = %(rater)s)
    AND o.state = ANY(%(standing)s) AND o.author_id IS DISTINCT FROM %(rater)s AND o.number <> %(after)s
    AND NOT EXISTS (
        SELECT FROM exercises_sheet AS s
        WHERE s.option_id = o.id AND s.participation_id = %(rater)s AND s.round = 1 AND s.current
    )
ORDER BY (SELECT count(*) FROM exercises_sheet AS s WHERE s.option_id = o.id AND s.round = 1 AND s.current), q.position
LIMIT 1
"""


def next_of(rater: Participation, after: int | None = None) -> int | None:
    """The number of what queue_of(rater).next(after) would be, by the portion alone; every sheet ends with it."""
    asked: dict[str, Any] = {"rater": rater.pk, "standing": list(formats.STANDING_STATES)}
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {**asked, "after": -1 if after is None else after})
        row = cursor.fetchone()
    return int(row[0]) if row else None


def judged_by(rater: Participation) -> list[Option]:
    """The options that *rater* has a sheet on, the last one first; for the list of one's own sheets."""
    mine = Sheet.objects.filter(participation=rater, **_FIRST).select_related("option", "option__current")
    return [sheet.option for sheet in mine.order_by("-created_at", "-pk")]


@dataclass(frozen=True)
class Load:
    """What a draw goes by, all by option number; *sheets* has every standing option with its sheets and promises."""

    sheets: dict[int, int]
    done: frozenset[int]
    skipped: frozenset[int]
    own: frozenset[int]


def load_of(rater: Participation, now: dt.datetime) -> Load:
    """What *rater*'s next portion is drawn by; six queries, and the one place where every option is looked at.

    A promise is an option that waits in somebody else's queue. It is believed for formats.PROMISED: who has gone
    for the day must not keep the others from it.
    """
    options = Option.objects.filter(exercise=rater.exercise)
    standing = dict(options.filter(state__in=formats.STANDING_STATES).order_by().values_list("pk", "number"))
    sheets = _by_option(Sheet.objects.filter(option__exercise=rater.exercise, **_FIRST))
    promised = _by_option(_promised(rater, now))
    mine = Sheet.objects.filter(participation=rater, **_FIRST)
    put_aside = QueueEntry.objects.filter(participation=rater).exclude(skipped="")
    return Load(
        sheets={number: sheets.get(pk, 0) + promised.get(pk, 0) for pk, number in standing.items()},
        done=frozenset(mine.values_list("option__number", flat=True)),
        skipped=frozenset(put_aside.order_by().values_list("option__number", flat=True)),
        own=frozenset(options.filter(author=rater).order_by().values_list("number", flat=True)),
    )


def _promised(rater: Participation, now: dt.datetime) -> QuerySet[QueueEntry]:
    sheet = Sheet.objects.filter(participation=OuterRef("participation"), option=OuterRef("option"), **_FIRST)
    waiting = QueueEntry.objects.filter(
        option__exercise=rater.exercise,
        skipped="",
        drawn_at__gt=now - formats.PROMISED,
        participation__removed_at=None,
    )
    return waiting.exclude(participation=rater).exclude(Exists(sheet)).order_by()


def _by_option(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.values_list("option").annotate(n=Count("pk")))


def _count_of(option: str) -> QuerySet[Any]:
    sheets = Sheet.objects.filter(option=OuterRef(option), **_FIRST).order_by()
    return sheets.values("option").annotate(n=Count("pk")).values("n")


def _sheets_of(rater: Participation, option: str) -> QuerySet[Sheet]:
    return Sheet.objects.filter(option=OuterRef(option), participation=rater, **_FIRST)
