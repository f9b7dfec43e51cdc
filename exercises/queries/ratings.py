"""What was judged: a person's queue and own sheet, coverage for staff, and the crowd's answers after the reveal.

Nothing here asks who reads. The crowd's answers are for those who may see_results, coverage for staff; the views
ask first (access.py).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from exercises import formats
from exercises.analysis.agreement import Spread, spread_of
from exercises.analysis.spread import Axis as AxisAnswer
from exercises.analysis.spread import Cloud, Histogram, cloud, histogram
from exercises.models import Criterion, Exercise, Option, Participation, Placement, Rating, Sheet

FIRST_ROUND = 1
_COUNTED = {"current": True, "round": FIRST_ROUND}


# The queue


@dataclass(frozen=True)
class Queue:
    """The options that one person is asked to judge, in that person's own order."""

    options: tuple[Option, ...]
    done: frozenset[int]  # numbers

    @property
    def left(self) -> list[Option]:
        return [option for option in self.options if option.number not in self.done]

    @property
    def minutes(self) -> int:
        """About how long the rest takes, in steps of five minutes."""
        return math.ceil(len(self.left) * formats.MINUTES_A_SHEET / 5) * 5

    def next(self, after: int | None = None) -> Option | None:
        """The next one without a sheet; with *after* the next behind that number, then from the beginning."""
        numbers = [option.number for option in self.options]
        start = numbers.index(after) + 1 if after in numbers else 0
        turned = self.options[start:] + self.options[:start]
        return next((o for o in turned if o.number not in self.done and o.number != after), None)


def queue_of(rater: Participation) -> Queue:
    """All standing options but one's own: first those below the floor of sheets, each part in a random order.

    The order is drawn from the participation, so it is another one for everybody and the same for one person
    on every visit; only an option that reaches its floor falls back.
    """
    mine = Sheet.objects.filter(option=OuterRef("pk"), participation=rater, **_COUNTED)
    rows = (
        Option.objects.filter(exercise=rater.exercise, state__in=formats.STANDING_STATES)
        .exclude(author=rater)
        .select_related("current")
        .annotate(sheet_count=_sheet_count(), judged=Exists(mine))
    )
    ordered = sorted(rows, key=lambda o: (o.sheet_count >= formats.RATING_FLOOR, _draw(rater, o)))
    return Queue(tuple(ordered), frozenset(o.number for o in ordered if o.judged))


def _draw(rater: Participation, option: Option) -> bytes:
    return hashlib.sha256(f"{rater.pk}:{option.pk}".encode()).digest()


def _sheet_count() -> Count:
    return Count("sheets", filter=Q(sheets__current=True, sheets__round=FIRST_ROUND), distinct=True)


@dataclass(frozen=True)
class Covered:
    """An option and how many handed in a sheet on it; *missing* to the floor that every option should have."""

    option: Option
    sheets: int

    @property
    def missing(self) -> int:
        return max(0, formats.RATING_FLOOR - self.sheets)


def coverage(exercise: Exercise) -> list[Covered]:
    """Every standing option, fewest sheets first: what staff see while rating is open, and no more."""
    rows = Option.objects.filter(exercise=exercise, state__in=formats.STANDING_STATES).select_related("current")
    counted = rows.annotate(sheet_count=_sheet_count()).order_by("sheet_count", "number")
    return [Covered(option, option.sheet_count) for option in counted]


# One's own sheet


@dataclass(frozen=True)
class OwnSheet:
    """A person's current answers on one option, in the shape that judge_option takes."""

    answers: dict[str, Any]
    sent_at: dt.datetime
    on_older_text: bool

    @property
    def steps(self) -> dict[str, int | str]:
        ratings: dict[str, int | str] = self.answers["ratings"]
        return ratings


def own_sheet(person: Participation, option: Option) -> OwnSheet | None:
    """The person's current sheet of round 1 on *option*, or None; four queries at most."""
    sheet = Sheet.objects.filter(participation=person, option=option, **_COUNTED).select_related("placement").first()
    if sheet is None:
        return None
    ratings = sheet.ratings.values_list("criterion__key", "step", "abstained")
    placement = sheet.placement
    answers = {
        "ratings": {key: step if step is not None else abstained for key, step, abstained in ratings},
        "x": placement.x_answer or placement.x,
        "y": placement.y_answer or placement.y,
        "certainty": sheet.certainty,
    }
    older = option.current is not None and sheet.generation < option.current.generation
    return OwnSheet(answers, sheet.created_at, older)


# The crowd


@dataclass(frozen=True)
class CriterionResult:
    """What the crowd said on one criterion; both parts are empty where fewer than five answered."""

    criterion: Criterion
    spread: Spread
    histogram: Histogram


@dataclass(frozen=True)
class Result:
    """All that the crowd said about one option; *sheets* is the number of people who handed one in."""

    sheets: int
    criteria: tuple[CriterionResult, ...]
    cloud: Cloud


def results_of(exercise: Exercise, options: Collection[Option]) -> dict[int, Result]:
    """The crowd's answers by option number, in four queries for any number of options."""
    by_pk = {option.pk: option.number for option in options}
    criteria = list(Criterion.objects.filter(exercise=exercise))
    steps = _steps(by_pk)
    places = placements_of(by_pk)
    sheets = dict(_counted(Sheet.objects, by_pk).values_list("option").annotate(n=Count("id")))
    return {
        number: Result(
            sheets.get(pk, 0),
            tuple(_criterion_result(c, steps[pk, c.pk]) for c in criteria),
            cloud(places.get(pk, [])),
        )
        for pk, number in by_pk.items()
    }


def placements_of(option_pks: Iterable[int]) -> dict[int, list[tuple[AxisAnswer, AxisAnswer]]]:
    """Current placements by option pk: pairs of a number in −1…+1 or "both", "neither", "unclear"."""
    found: dict[int, list[tuple[AxisAnswer, AxisAnswer]]] = defaultdict(list)
    rows = _counted(Placement.objects, option_pks).values_list("option", "x", "x_answer", "y", "y_answer")
    for option, x, x_answer, y, y_answer in rows:
        found[option].append((x_answer or x, y_answer or y))
    return found


def _steps(option_pks: Iterable[int]) -> dict[tuple[int, int], list[int]]:
    """Steps by (option pk, criterion pk); an abstention is no step."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    rows = _counted(Rating.objects, option_pks).exclude(step=None).values_list("option", "criterion", "step")
    for option, criterion, step in rows:
        found[option, criterion].append(step)
    return found


def _counted(objects: Any, option_pks: Iterable[int]) -> QuerySet[Any]:
    rows: QuerySet[Any] = objects.filter(option__in=list(option_pks), **_COUNTED)
    return rows


def _criterion_result(criterion: Criterion, steps: list[int]) -> CriterionResult:
    return CriterionResult(criterion, spread_of(steps), histogram(steps))
