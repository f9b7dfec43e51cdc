"""Who took part, as facts: activity by the hour, the funnel's last step, groups, and how far a few did most of it.

Of people only counts leave this module, and of groups under five none.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncDate, TruncHour

from exercises.analysis.agreement import FEWEST, told
from exercises.models import Event, Exercise, Participation, Rating

OPTIONS, COMMENTS, SHEETS = "options", "comments", "sheets"
# Which events are work that somebody handed in, and as what it is counted.
WORK = {
    "option.submitted": OPTIONS,
    "option.revised": OPTIONS,
    "option.resubmitted": OPTIONS,
    "comment.posted": COMMENTS,
    "sheet.judged": SHEETS,
    "sheet.revised": SHEETS,
}


@dataclass(frozen=True)
class HourFacts:
    """What was handed in within one hour: options and their new texts, comments, sheets (None: one to four)."""

    at: dt.datetime
    options: int
    comments: int
    sheets: int | None


@dataclass(frozen=True)
class GroupFacts:
    """How many of a region or a field joined; *name* "" gathers those that did not say and groups under five."""

    name: str
    joined: int


@dataclass(frozen=True)
class ShareFacts:
    """How a kind of work is spread over those who did it: shares of the busiest, and Gini's coefficient, 0 to 1.

    None where fewer than five people did it, *n* and *people* where they are one to four.
    """

    kind: str
    n: int | None
    people: int | None
    top_3: float | None
    top_10: float | None
    gini: float | None


@dataclass(frozen=True)
class AbstentionFacts:
    """Of all answers to a criterion, how many were abstentions, and by reason; None where one to four are."""

    criterion: str
    answers: int | None
    abstained: int | None
    reasons: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class TakingPartFacts:
    """*returned* were at work on two days or more, None where one to four were."""

    returned: int | None
    hours: tuple[HourFacts, ...]
    regions: tuple[GroupFacts, ...]
    expertise: tuple[GroupFacts, ...]
    shares: tuple[ShareFacts, ...]
    abstentions: tuple[AbstentionFacts, ...]


def taking_part(exercise: Exercise) -> TakingPartFacts:
    """Five queries, whatever the number of people and events."""
    zone = ZoneInfo(exercise.zone)
    work = Event.objects.filter(exercise=exercise, kind__in=WORK).order_by()
    hourly = work.annotate(hour=TruncHour("at", tzinfo=dt.UTC)).values_list("hour", "kind").annotate(n=Count("pk"))
    days = work.filter(actor__role="analyst").annotate(day=TruncDate("at", tzinfo=zone)).values_list("actor", "day")
    done = work.filter(actor__role="analyst").values_list("actor", "kind").annotate(n=Count("pk"))
    by_person: dict[int, Counter[str]] = defaultdict(Counter)
    for actor, kind, n in done:
        if actor is not None:
            by_person[actor][WORK[kind]] += n
    active = Counter(actor for actor, _day in days.distinct())
    analysts = Participation.objects.filter(exercise=exercise, role="analyst").order_by("pk")
    people = list(analysts.values_list("region", "expertise"))
    return TakingPartFacts(
        returned=told(sum(1 for n in active.values() if n > 1)),
        hours=_hours(hourly),
        regions=_groups(region for region, _field in people),
        expertise=_groups(field for _region, field in people),
        shares=tuple(_share(kind, [c[kind] for c in by_person.values()]) for kind in (OPTIONS, COMMENTS, SHEETS)),
        abstentions=_abstentions(exercise),
    )


def _hours(rows: Iterable[tuple[dt.datetime, str, int]]) -> tuple[HourFacts, ...]:
    found: dict[dt.datetime, Counter[str]] = defaultdict(Counter)
    for hour, kind, n in rows:
        found[hour][WORK[kind]] += n
    return tuple(
        HourFacts(at, found[at][OPTIONS], found[at][COMMENTS], told(found[at][SHEETS])) for at in sorted(found)
    )


def _groups(names: Iterable[str]) -> tuple[GroupFacts, ...]:
    """Groups of five or more, the largest first; the rest together.

    A rest under five takes the smallest group in: it would be broken out by the difference.
    """
    joined = Counter(names)
    shown = sorted((name for name, n in joined.items() if name and n >= FEWEST), key=lambda name: (-joined[name], name))
    rest = sum(joined.values()) - sum(joined[name] for name in shown)
    while 0 < rest < FEWEST and shown:
        rest += joined[shown.pop()]
    groups = [GroupFacts(name, joined[name]) for name in shown]
    return (*groups, GroupFacts("", rest)) if rest >= FEWEST else tuple(groups)


def _share(kind: str, counts: Sequence[int]) -> ShareFacts:
    done = sorted((n for n in counts if n), reverse=True)
    total = sum(done)
    if len(done) < FEWEST:
        return ShareFacts(kind, told(total), told(len(done)), None, None, None)
    return ShareFacts(
        kind,
        total,
        len(done),
        round(sum(done[:3]) / total, 4),
        round(sum(done[:10]) / total, 4) if len(done) > 10 else None,
        gini(done),
    )


def gini(counts: Sequence[int]) -> float:
    """Gini's coefficient of *counts*, 0 (all the same) to 1 (one did all), with the correction n/(n − 1).

    Source: Deltas 2003, Review of Economics and Statistics 85(1).
    """
    ordered = sorted(counts)
    n, total = len(ordered), sum(ordered)
    if n < 2 or not total:
        return 0.0
    ranked = sum(rank * count for rank, count in enumerate(ordered, 1))
    return round((2 * ranked / (n * total) - (n + 1) / n) * n / (n - 1), 4)


def _abstentions(exercise: Exercise) -> tuple[AbstentionFacts, ...]:
    rows = (
        Rating.objects.filter(option__exercise=exercise, current=True, round=1)
        .order_by("criterion__position")
        .values_list("criterion__key", "criterion__position", "abstained")
        .annotate(n=Count("pk"))
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for key, _position, reason, n in rows:
        found[key][reason] += n
    return tuple(
        AbstentionFacts(
            key,
            told(sum(counts.values())),
            told(sum(n for reason, n in counts.items() if reason)),
            tuple(sorted((reason, told(n)) for reason, n in counts.items() if reason)),
        )
        for key, counts in found.items()
    )
