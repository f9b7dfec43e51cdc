"""What practice says about the questions: can both axes be answered, and do they ask two things?

Raw counts only. Nothing is said where fewer than five people practised (agreement.FEWEST). Sheets of one person on
several samples are counted each, so *n* counts sheets, and the correlation describes them without a test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exercises.analysis.agreement import FEWEST

WORDS = ("both", "neither", "unclear")
ALIKE = 0.7  # from this |rho| on, half of one axis's ranks (rho² = 0.49) follow from the other's
ALIKE_FROM = 15  # pairs; fewer say nothing that would hold with the next five


@dataclass(frozen=True)
class AxisPilot:
    """How one axis was answered on *n* sheets: a place on it, or one of three words."""

    axis: str
    n: int
    counts: dict[str, int]

    @property
    def placed(self) -> int:
        return self.n - sum(self.counts.values())

    @property
    def shares(self) -> dict[str, float]:
        """Each word's share of all answers, 0…1; all 0 where there is none."""
        return {word: count / self.n if self.n else 0.0 for word, count in self.counts.items()}

    @property
    def worded(self) -> float:
        """The share of all three words together."""
        return 1 - self.placed / self.n if self.n else 0.0


@dataclass(frozen=True)
class CriterionPilot:
    """How often one criterion was abstained from on *n* sheets, by reason."""

    key: str
    n: int
    reasons: dict[str, int]

    @property
    def abstained(self) -> int:
        return sum(self.reasons.values())

    @property
    def answered(self) -> int:
        return self.n - self.abstained


@dataclass(frozen=True)
class Pilot:
    """What *people* said on *sheets* practice sheets; the rest is empty where fewer than five practised.

    *rho* is Spearman's rank correlation of x and y over the *pairs* sheets with a place on both axes.
    """

    people: int
    sheets: int
    axes: tuple[AxisPilot, ...] = ()
    criteria: tuple[CriterionPilot, ...] = ()
    pairs: int = 0
    rho: float | None = None

    @property
    def shown(self) -> bool:
        return self.people >= FEWEST

    @property
    def alike(self) -> bool:
        """Whether x and y say nearly the same."""
        return self.rho is not None and self.pairs >= ALIKE_FROM and abs(self.rho) >= ALIKE


def pilot_of(people: int, answers: Sequence[Mapping[str, Any]], criteria: Sequence[str]) -> Pilot:
    """The pilot of *answers*, each with "x", "y" and "ratings" as judge_option takes them, given by *people* people.

    Only *criteria* (keys) count: an answer to one that was taken away since is no longer about anything.
    """
    if people < FEWEST:
        return Pilot(people, len(answers))
    both = [(a["x"], a["y"]) for a in answers if not isinstance(a["x"], str) and not isinstance(a["y"], str)]
    return Pilot(
        people,
        len(answers),
        tuple(_axis(axis, [a[axis] for a in answers]) for axis in ("x", "y")),
        tuple(_criterion(key, [a["ratings"][key] for a in answers if key in a["ratings"]]) for key in criteria),
        len(both),
        spearman([x for x, _y in both], [y for _x, y in both]),
    )


def spearman(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Spearman's rank correlation of pairs, −1…+1, rounded to 4 places; ties share the mean of their ranks.

    The product-moment correlation of the ranks (Spearman 1904; with mid-ranks for ties: Kendall 1948, chapter 3).
    None under five pairs, and where one side is the same number throughout, because then it is not defined.
    """
    if len(xs) != len(ys):
        raise ValueError("pairs, please")
    if len(xs) < FEWEST:
        return None
    first, second = _ranks(xs), _ranks(ys)
    first, second = first - first.mean(), second - second.mean()
    length = float(np.sqrt((first @ first) * (second @ second)))
    return round(float(first @ second) / length, 4) + 0.0 if length else None


def _ranks(values: Sequence[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Mid-ranks from 1: equal values share the mean of the ranks that they take together."""
    _found, which, counts = np.unique(np.asarray(values, dtype=float), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: np.ndarray[Any, np.dtype[np.float64]] = (last - (counts - 1) / 2)[which]
    return ranks


def _axis(axis: str, answers: Sequence[float | str]) -> AxisPilot:
    said = Counter(answer for answer in answers if isinstance(answer, str))
    return AxisPilot(axis, len(answers), {word: said[word] for word in WORDS})


def _criterion(key: str, answers: Sequence[int | str]) -> CriterionPilot:
    said = Counter(answer for answer in answers if isinstance(answer, str))
    return CriterionPilot(key, len(answers), dict(sorted(said.items())))
