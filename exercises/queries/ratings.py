"""What was judged: a person's own sheets, and after the reveal the crowd's answers.

Nothing here asks who reads. The crowd's answers are for those who may see_results; the views ask first (access.py).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from exercises.analysis.agreement import Spread, spread_of
from exercises.analysis.judged import Judged
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
    """The person's current sheets on *option* by round; one query."""
    mine = Rating.objects.filter(participation=person, option=option, current=True)
    found: dict[int, OwnSheet] = {}
    for row in mine.order_by("round", "criterion__position").values(*_OWN):
        own = found.get(row["round"]) or found.setdefault(row["round"], _own(row, option))
        own.steps[row["criterion__key"]] = row["step"] if row["step"] is not None else row["abstained"]
    return found


def own_sheet(person: Participation, option: Option) -> OwnSheet | None:
    """What the person says on *option* now: the revision where there is one, else round 1; None without a sheet."""
    sheets = own_sheets(person, option)
    return sheets.get(2) or sheets.get(1)


_OWN = (
    *("round", "criterion__key", "step", "abstained"),
    *(f"sheet__{part}" for part in ("certainty", "created_at", "generation", "reason")),
    *(f"sheet__placement__{part}" for part in ("x", "x_answer", "y", "y_answer")),
)


def _own(row: Mapping[str, Any], option: Option) -> OwnSheet:
    """A sheet as any row of its ratings tells of it, still without its steps."""
    places = {axis: row[f"sheet__placement__{axis}_answer"] or row[f"sheet__placement__{axis}"] for axis in ("x", "y")}
    answers = {"ratings": {}, **places, "certainty": row["sheet__certainty"]}
    older = option.current is not None and row["sheet__generation"] < option.current.generation
    return OwnSheet(answers, row["sheet__created_at"], older, row["round"], row["sheet__reason"])


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


def results_of(
    exercise: Exercise,
    options: Collection[Option],
    *,
    after_revision: bool = True,
    criteria: Sequence[Criterion] | None = None,
    judged: Mapping[tuple[int, str], Judged] = MappingProxyType({}),
) -> dict[int, Result]:
    """The crowd's answers by option number, in three queries for any number of options; see counting().

    Who has read the exercise's *criteria* gives them along and saves one, and another who knows what was *judged* of
    each option, by its number and the criterion's key, with the same revisions.
    """
    by_pk = {option.pk: option.number for option in options}
    criteria = list(Criterion.objects.filter(exercise=exercise)) if criteria is None else criteria
    unknown = {pk for pk, number in by_pk.items() if any((number, c.key) not in judged for c in criteria)}
    steps = _steps(unknown, after_revision=after_revision) if unknown else {}
    sheets = _sheets(by_pk, after_revision=after_revision)
    return {
        number: Result(
            sheets=len(sheets[pk]),
            criteria=tuple(
                _criterion_result(c, steps[pk, c.pk]) if pk in unknown else _told(c, judged[number, c.key])
                for c in criteria
            ),
            cloud=cloud(sheet.place for sheet in sheets[pk]),
            older=sum(sheet.older for sheet in sheets[pk]),
            revised=sum(sheet.revised for sheet in sheets[pk]),
        )
        for pk, number in by_pk.items()
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


@dataclass(frozen=True)
class _Counted:
    """What results_of takes from one sheet beside its steps."""

    place: tuple[AxisAnswer, AxisAnswer]
    older: bool
    revised: bool


def _sheets(option_pks: Iterable[int], *, after_revision: bool) -> dict[int, list[_Counted]]:
    """The sheets that count, by option pk."""
    found: dict[int, list[_Counted]] = defaultdict(list)
    places = ("placement__x", "placement__x_answer", "placement__y", "placement__y_answer")
    rows = _counted(Sheet.objects, option_pks, after_revision=after_revision).order_by()
    about = rows.values_list("option", "round", "generation", "option__current__generation", *places)
    for option, round_, generation, present, x, x_answer, y, y_answer in about:
        found[option].append(_Counted((x_answer or x, y_answer or y), generation < present, round_ == 2))
    return found


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


def _told(criterion: Criterion, judged: Judged) -> CriterionResult:
    spread = Spread(judged.n, judged.median, judged.low, judged.high)
    return CriterionResult(criterion, spread, Histogram(judged.n, judged.counts))
