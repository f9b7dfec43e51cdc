"""How a crowd answered: the middle, the spread and how many, from raw answers. No weighting, no adjustment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 5  # groups under five are never broken out
ENOUGH = 15  # answers; below it nothing is said about camps or unclear placements (formats.RATING_FLOOR)


@dataclass(frozen=True)
class Spread:
    """Median and quartiles of *n* answers; all None where fewer than five answered.

    Quartiles interpolate linearly between ranks (Hyndman and Fan 1996, type 7).
    """

    n: int
    median: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def shown(self) -> bool:
        return self.median is not None


def told(people: int) -> int | None:
    """How many *people*, or None where they are one to four: told apart from nobody, and no number."""
    return people if not 0 < people < FEWEST else None


def spread_of(answers: Sequence[float]) -> Spread:
    """The spread of *answers*, rounded to 4 places."""
    if len(answers) < FEWEST:
        return Spread(len(answers))
    low, median, high = (round(float(q), 4) + 0.0 for q in np.percentile(answers, [25, 50, 75]))
    return Spread(len(answers), median, low, high)
