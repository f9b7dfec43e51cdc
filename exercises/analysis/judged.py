"""What a crowd said about each option on each criterion, as results that pages and reports print.

It is computed from counts, of 10,000 options at once or of one after a new sheet, by the same code. Raw answers: no
rater weighs more than another. Where fewer than five answered only their number is told.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from exercises.analysis.agreement import FEWEST
from exercises.analysis.camps import Division, Yardstick, divisions, yardstick
from exercises.analysis.spread import STEPS, quartiles

Option = TypeVar("Option", bound=Hashable)
Criterion = TypeVar("Criterion", bound=Hashable)


@dataclass(frozen=True)
class Judged:
    """One option on one criterion.

    *n* answered with a step and *abstained* did not; median and quartiles (*low*, *high*) are in steps 1…5, *counts*
    how many chose each step: None and empty below five answers. *division* is None below 15.
    """

    n: int
    abstained: int
    median: float | None = None
    low: float | None = None
    high: float | None = None
    counts: tuple[int, ...] = ()
    division: Division | None = None

    @property
    def shown(self) -> bool:
        return self.median is not None

    @property
    def divided(self) -> bool:
        return self.division is not None and self.division.divided


@dataclass(frozen=True, eq=False)
class Tally(Generic[Option, Criterion]):
    """How often each step was chosen: *counts* is options × criteria × 5 steps, *abstained* options × criteria."""

    options: tuple[Option, ...]
    criteria: tuple[Criterion, ...]
    counts: npt.NDArray[np.int64]
    abstained: npt.NDArray[np.int64]

    def on(self, criterion: Criterion) -> npt.NDArray[np.int64]:
        """The counts of *criterion*, options × 5 steps."""
        found: npt.NDArray[np.int64] = self.counts[:, self.criteria.index(criterion)]
        return found

    def joined(self, older: Tally[Option, Criterion] | None, options: Sequence[Option]) -> Tally[Option, Criterion]:
        """The tally of *options*: of each what is here, else what *older* has, on the same criteria.

        Raises KeyError for an option that neither has.
        """
        if older and older.options == tuple(options):  # a few rows of many are new
            rows = [older.options.index(option) for option in self.options]
            counts, abstained = older.counts.copy(), older.abstained.copy()
            counts[rows], abstained[rows] = self.counts, self.abstained
            return Tally(older.options, self.criteria, counts, abstained)
        both = [older, self] if older else [self]
        at = {option: place for place, option in enumerate(option for part in both for option in part.options)}
        places = np.array([at[option] for option in options], dtype=np.int64)
        counts, abstained = (
            np.concatenate(columns) for columns in zip(*((t.counts, t.abstained) for t in both), strict=True)
        )
        return Tally(tuple(options), self.criteria, counts[places], abstained[places])

    def only(self, options: Sequence[Option]) -> Tally[Option, Criterion]:
        """The tally of a few of its options. Raises ValueError for one that it does not have."""
        rows = [self.options.index(option) for option in options]
        return Tally(tuple(options), self.criteria, self.counts[rows], self.abstained[rows])


def tally(
    rows: Iterable[tuple[Option, Criterion, int | None, int]],
    options: Sequence[Option],
    criteria: Sequence[Criterion],
) -> Tally[Option, Criterion]:
    """The tally of *rows*: option, criterion, step 1…5 or None for an abstention, and how many answered so.

    Raises ValueError for any other step, KeyError for an option or criterion that is not named.
    """
    option_at, criterion_at = ({key: place for place, key in enumerate(keys)} for keys in (options, criteria))
    counts = np.zeros((len(options), len(criteria), len(STEPS) + 1), dtype=np.int64)
    for option, criterion, step, how_many in rows:
        if step is not None and step not in STEPS:
            raise ValueError(f"no step: {step}")
        counts[option_at[option], criterion_at[criterion], step or 0] += how_many
    return Tally(tuple(options), tuple(criteria), counts[..., 1:], counts[..., 0])


def yardsticks(tallied: Tally[Option, Criterion]) -> dict[Criterion, Yardstick | None]:
    """For each criterion what its options are measured with; None where no option has 15 answers."""
    return {criterion: yardstick(tallied.on(criterion)) for criterion in tallied.criteria}


def judged(
    tallied: Tally[Option, Criterion], measured: dict[Criterion, Yardstick | None] | None = None
) -> dict[tuple[Option, Criterion], Judged]:
    """What was said about every option of *tallied* on every criterion.

    For one option after a new sheet: its own tally, and *measured* as it was for all options.
    """
    measured = yardsticks(tallied) if measured is None else measured
    found: dict[tuple[Option, Criterion], Judged] = {}
    for place, criterion in enumerate(tallied.criteria):
        results = _results(tallied.on(criterion), tallied.abstained[:, place], measured.get(criterion))
        found.update(zip(((option, criterion) for option in tallied.options), results, strict=True))
    return found


def _results(
    counts: npt.NDArray[np.int64], abstained: npt.NDArray[np.int64], measured: Yardstick | None
) -> list[Judged]:
    n = counts.sum(axis=1)
    split = divisions(counts, measured) if measured else [None] * len(counts)
    columns = zip(n.tolist(), abstained.tolist(), quartiles(counts).tolist(), counts.tolist(), split, strict=True)
    return [
        Judged(n, away, median, low, high, tuple(steps), division) if n >= FEWEST else Judged(n, away)
        for n, away, (low, median, high), steps, division in columns
    ]
