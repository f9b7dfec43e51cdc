"""What was judged: a person's own sheets, and after the reveal the crowd's answers.

Nothing here asks who reads. The crowd's answers are for those who may see_results; the views ask first (access.py).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from exercises.analysis.agreement import Spread, spread_of
from exercises.analysis.spread import Axis as AxisAnswer
from exercises.analysis.spread import Cloud, Histogram, cloud, histogram
from exercises.models import Criterion, Exercise, Option, Participation, Placement, Rating, Sheet


def counting(*, after_revision: bool) -> Q:
    """Which sheets, ratings or placements stand for the crowd: one current one for each person and option.

    Without *after_revision* those of round 1; with it a person's revision (round 2) where there is one, else
    round 1. Both stay side by side for ever. A sheet on an older text counts, and is counted as such beside.
    """
    if not after_revision:
        return Q(current=True, round=1)
    revised = Sheet.objects.filter(
        participation=OuterRef("participation"), option=OuterRef("option"), round=2, current=True
    )
    return Q(current=True) & (Q(round=2) | Q(~Exists(revised)))


# On a material change the generation rises, and who judged before has judged an older text.
ON_OLDER_TEXT = Q(generation__lt=F("option__current__generation"))


# One's own sheets


@dataclass(frozen=True)
class OwnSheet:
    """A person's answers on one option in one round, in the shape that judge_option takes.

    *reason* says why a revision (round 2) differs; in round 1 it is empty.
    """

    answers: dict[str, Any]
    sent_at: dt.datetime
    on_older_text: bool
    round: int = 1
    reason: str = ""

    @property
    def steps(self) -> dict[str, int | str]:
        ratings: dict[str, int | str] = self.answers["ratings"]
        return ratings


def own_sheets(person: Participation, option: Option) -> dict[int, OwnSheet]:
    """The person's current sheets on *option* by round; two queries, one where there is none."""
    mine = Sheet.objects.filter(participation=person, option=option, current=True).select_related("placement")
    sheets = list(mine.order_by("round"))
    given: dict[int, dict[str, int | str]] = defaultdict(dict)
    if sheets:
        rows = Rating.objects.filter(sheet__in=sheets).order_by("criterion__position")
        for sheet, key, step, abstained in rows.values_list("sheet", "criterion__key", "step", "abstained"):
            given[sheet][key] = step if step is not None else abstained
    return {sheet.round: _own(sheet, given[sheet.pk], option) for sheet in sheets}


def own_sheet(person: Participation, option: Option) -> OwnSheet | None:
    """What the person says on *option* now: the revision where there is one, else round 1; None without a sheet."""
    sheets = own_sheets(person, option)
    return sheets.get(2) or sheets.get(1)


def _own(sheet: Sheet, ratings: dict[str, int | str], option: Option) -> OwnSheet:
    placement = sheet.placement
    answers = {
        "ratings": ratings,
        "x": placement.x_answer or placement.x,
        "y": placement.y_answer or placement.y,
        "certainty": sheet.certainty,
    }
    older = option.current is not None and sheet.generation < option.current.generation
    return OwnSheet(answers, sheet.created_at, older, sheet.round, sheet.reason)


# The crowd


@dataclass(frozen=True)
class CriterionResult:
    """What the crowd said on one criterion; both parts are empty where fewer than five answered."""

    criterion: Criterion
    spread: Spread
    histogram: Histogram


@dataclass(frozen=True)
class Result:
    """All that the crowd said about one option; *sheets* is the number of people who handed one in.

    *older* of them judged an older text, before a material change; *revised* judged again after the reveal.
    """

    sheets: int
    criteria: tuple[CriterionResult, ...]
    cloud: Cloud
    older: int = 0
    revised: int = 0


def results_of(exercise: Exercise, options: Collection[Option], *, after_revision: bool = True) -> dict[int, Result]:
    """The crowd's answers by option number, in four queries for any number of options; see counting()."""
    by_pk = {option.pk: option.number for option in options}
    criteria = list(Criterion.objects.filter(exercise=exercise))
    steps = _steps(by_pk, after_revision=after_revision)
    places = placements_of(by_pk, after_revision=after_revision)
    sheets = _sheets(by_pk, after_revision=after_revision)
    return {
        number: Result(
            n,
            tuple(_criterion_result(c, steps[pk, c.pk]) for c in criteria),
            cloud(places.get(pk, [])),
            older,
            revised,
        )
        for pk, number in by_pk.items()
        for n, older, revised in [sheets.get(pk, (0, 0, 0))]
    }


def placements_of(
    option_pks: Iterable[int], *, after_revision: bool = True
) -> dict[int, list[tuple[AxisAnswer, AxisAnswer]]]:
    """Current placements by option pk: pairs of a number in −1…+1 or "both", "neither", "unclear"."""
    found: dict[int, list[tuple[AxisAnswer, AxisAnswer]]] = defaultdict(list)
    counted = _counted(Placement.objects, option_pks, after_revision=after_revision)
    rows = counted.values_list("option", "x", "x_answer", "y", "y_answer")
    for option, x, x_answer, y, y_answer in rows:
        found[option].append((x_answer or x, y_answer or y))
    return found


def _sheets(option_pks: Iterable[int], *, after_revision: bool) -> dict[int, tuple[int, int, int]]:
    """By option pk: how many sheets, how many of them on an older text, how many revisions."""
    rows = _counted(Sheet.objects, option_pks, after_revision=after_revision).order_by().values_list("option")
    older = Count("pk", filter=ON_OLDER_TEXT)
    counted = rows.annotate(n=Count("pk"), older=older, revised=Count("pk", filter=Q(round=2)))
    return {option: (n, older, revised) for option, n, older, revised in counted}


def _steps(option_pks: Iterable[int], *, after_revision: bool) -> dict[tuple[int, int], list[int]]:
    """Steps by (option pk, criterion pk); an abstention is no step."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    counted = _counted(Rating.objects, option_pks, after_revision=after_revision)
    rows = counted.exclude(step=None).values_list("option", "criterion", "step")
    for option, criterion, step in rows:
        found[option, criterion].append(step)
    return found


def _counted(objects: Any, option_pks: Iterable[int], *, after_revision: bool) -> QuerySet[Any]:
    rows: QuerySet[Any] = objects.filter(counting(after_revision=after_revision), option__in=list(option_pks))
    return rows


def _criterion_result(criterion: Criterion, steps: list[int]) -> CriterionResult:
    return CriterionResult(criterion, spread_of(steps), histogram(steps))
