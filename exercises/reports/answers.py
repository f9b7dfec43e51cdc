"""What the crowd said of each option, as the report tells it: counts, camps and between whom, and where it lies.

Everything is computed here from the answers of the report's one moment, and not from what the pages keep.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from exercises import formats
from exercises.analysis import judged
from exercises.analysis.agreement import FEWEST, Spread, spread_of, told
from exercises.analysis.camps import Division
from exercises.analysis.groups import by_group, opposed
from exercises.analysis.placed import placed
from exercises.analysis.reliability import Reliability, reliability
from exercises.analysis.sensitivity import Check, check
from exercises.models import Criterion, Exercise, Option, Placement, Rating, Sheet
from exercises.queries import ratings
from exercises.queries.crowd import answers_on

REST = "others"  # groups under five together; no group of the profile is called so


@dataclass(frozen=True)
class SideFacts:
    """Groups of five or more of one kind, "expertise" or "region", that mostly sit in the low or the high camp."""

    by: str
    low: tuple[str, ...]
    high: tuple[str, ...]


@dataclass(frozen=True)
class RatingFacts:
    """Answers to one criterion; *steps* counts 1 to 5. All is 0 where fewer than five answered, also the spread's n.

    *abstained* is None where one to four did. The steps of five or more answers are told one by one: they break out
    no group of people, but say how one group answered.
    *division* is what the test for camps said, None below 15 answers; *sides* between whom, where it says so.
    """

    criterion: str
    spread: Spread
    steps: tuple[int, ...]
    abstained: int | None
    division: Division | None = None
    sides: tuple[SideFacts, ...] = ()

    @property
    def divided(self) -> bool:
        return self.division is not None and self.division.divided


@dataclass(frozen=True)
class PlacementFacts:
    """Where the crowd sees an option, −1…+1 on each axis, n 0 where fewer than five placed it.

    *worded* answered in words instead, on either axis; None where one to four did.
    """

    x: Spread
    y: Spread
    worded: int | None
    unclear: bool = False


@dataclass(frozen=True)
class CheckFacts:
    """Beside the raw numbers: how much raters agree on a criterion, and what its order of options hangs on."""

    criterion: str
    reliability: Reliability | None
    check: Check | None


Counts = Mapping[tuple[int, str], Counter[int | None]]


Few = int | None  # a number of people, None where they are one to four


def sheets_of(exercise: Exercise) -> dict[int, tuple[Few, Few, Few]]:
    """By option: how many sheets, how many of them on an older text, how many revisions."""
    rows = Sheet.objects.filter(ratings.counting(after_revision=True), option__exercise=exercise).order_by()
    older, revised = Count("pk", filter=ratings.ON_OLDER_TEXT), Count("pk", filter=Q(round=2))
    counted = rows.values_list("option_id").annotate(n=Count("pk"), older=older, revised=revised)
    return {option: (told(n), told(older), told(revised)) for option, n, older, revised in counted}


def ratings_of(exercise: Exercise) -> tuple[dict[int, tuple[RatingFacts, ...]], tuple[CheckFacts, ...]]:
    """By option the answers on each criterion, and the checks of each criterion.

    Statistics come from counts per step: their number does not grow with the crowd. What is divided is measured over
    the options that stand, as on the pages.
    """
    keys = list(Criterion.objects.filter(exercise=exercise).order_by("position").values_list("key", flat=True))
    counts = _counts(exercise)
    rows = Option.objects.filter(exercise=exercise, state__in=formats.STANDING_STATES).order_by("number")
    standing = list(rows.values_list("pk", flat=True))
    given = [
        (pk, key, step, n) for (pk, key), found in counts.items() if pk in set(standing) for step, n in found.items()
    ]
    tallied = judged.tally(given, standing, keys)
    divisions = {place: result.division for place, result in judged.judged(tallied).items()}
    sides = _sides(exercise, {place: found for place, found in divisions.items() if found and found.divided})
    facts = {
        pk: tuple(_rating(key, counts[pk, key], divisions.get((pk, key)), sides.get((pk, key), ())) for key in keys)
        for pk in {pk for pk, _key in counts}
    }
    checks = (
        CheckFacts(key, _reliable(reliability(tallied.on(key))), check(answers_on(exercise.pk, key))) for key in keys
    )
    return defaultdict(tuple, facts), tuple(checks)


def _reliable(found: Reliability | None) -> Reliability | None:
    return found if found and found.answers >= FEWEST else None


def _shown(spread: Spread) -> Spread:
    return spread if spread.shown else Spread(0)


def _counts(exercise: Exercise) -> Counts:
    rows = Rating.objects.filter(ratings.counting(after_revision=True), option__exercise=exercise).order_by()
    counts: dict[tuple[int, str], Counter[int | None]] = defaultdict(Counter)
    for option, key, step, n in rows.values_list("option_id", "criterion__key", "step").annotate(n=Count("pk")):
        counts[option, key][step] = n
    return counts


def _rating(
    criterion: str, counts: Counter[int | None], division: Division | None, sides: tuple[SideFacts, ...]
) -> RatingFacts:
    steps = tuple(counts[step] for step in range(1, 6))
    spread = spread_of([step for step, n in enumerate(steps, 1) for _each in range(n)])
    shown = steps if spread.shown else (0,) * 5
    return RatingFacts(criterion, _shown(spread), shown, told(counts[None]), division, sides)


def _sides(
    exercise: Exercise, divided: Mapping[tuple[int, str], Division]
) -> dict[tuple[int, str], tuple[SideFacts, ...]]:
    """For each option and criterion that is *divided* the kinds of groups that stand against each other; one query."""
    rows = Rating.objects.filter(
        ratings.counting(after_revision=True), option__exercise=exercise, step__isnull=False,
        option__in={pk for pk, _key in divided},
    )  # fmt: skip
    wanted = ("option_id", "criterion__key", "step", "participation__expertise", "participation__region")
    answers: dict[tuple[int, str], list[tuple[int, str, str]]] = defaultdict(list)
    for pk, key, step, expertise, region in rows.order_by("pk").values_list(*wanted):
        if step is not None:
            answers[pk, key].append((step, expertise, region))
    return {
        place: tuple(
            side
            for by, named in (
                ("expertise", [(expertise, step) for step, expertise, _region in answers[place]]),
                ("region", [(region, step) for step, _expertise, region in answers[place]]),
            )
            for side in _side(by, named, division)
        )
        for place, division in divided.items()
    }


def _side(by: str, named: Collection[tuple[str, int]], division: Division) -> list[SideFacts]:
    groups = by_group(named, rest=REST, division=division)
    if not opposed(groups):
        return []
    low, high = (tuple(sorted(g.group for g in groups if g.side == side)) for side in ("low", "high"))
    return [SideFacts(by, low, high)]


def placements_of(exercise: Exercise) -> dict[int, PlacementFacts]:
    given = Placement.objects.filter(ratings.counting(after_revision=True), option__exercise=exercise).order_by("pk")
    answers: dict[int, list[tuple[Any, Any]]] = defaultdict(list)  # a number in −1…+1, or a word
    for option, x, x_answer, y, y_answer in given.values_list("option_id", "x", "x_answer", "y", "y_answer"):
        answers[option].append((x_answer or x, y_answer or y))
    where = placed((option, x, y) for option, places in answers.items() for x, y in places)
    nobody = Spread(0)
    found: dict[int, PlacementFacts] = defaultdict(lambda: PlacementFacts(nobody, nobody, 0))
    for option, at in where.items():
        on_x, on_y = (_shown(Spread(axis.n, axis.median, axis.low, axis.high)) for axis in (at.x, at.y))
        worded = sum(1 for places in answers[option] if any(isinstance(answer, str) for answer in places))
        found[option] = PlacementFacts(on_x, on_y, told(worded), at.unclear)
    return found
