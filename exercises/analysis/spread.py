"""How a crowd's answers lie: how many chose each step, and where on the two axes an option was placed.

Raw answers only, no weighting; nothing is broken out where fewer than five answered (agreement.FEWEST).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from exercises.analysis.agreement import FEWEST, Spread, spread_of

STEPS = (1, 2, 3, 4, 5)
Axis = float | str  # a number in −1…+1, or the answer in words


@dataclass(frozen=True)
class Histogram:
    """How many of *n* chose each step from 1 to 5; the counts are empty where fewer than five answered."""

    n: int
    counts: tuple[int, ...] = ()

    @property
    def shares(self) -> tuple[float, ...]:
        """Each count as a share of the highest, 0…1, for the height of its bar."""
        highest = max(self.counts, default=0)
        return tuple(count / highest for count in self.counts) if highest else ()


def histogram(steps: Sequence[int]) -> Histogram:
    """Count *steps*, whole numbers from 1 to 5. Raises ValueError for any other."""
    found = Counter(steps)
    strange = set(found) - set(STEPS)
    if strange:
        raise ValueError(f"no step: {sorted(strange)}")
    if len(steps) < FEWEST:
        return Histogram(len(steps))
    return Histogram(len(steps), tuple(found[step] for step in STEPS))


def quartiles(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Lower quartile, median and upper quartile of each row of *counts* (rows × 5 steps), in steps 1…5.

    Linear between ranks (Hyndman and Fan 1996, type 7); 0 where a row is empty.
    """
    upto = counts.cumsum(axis=1)
    rank = np.maximum(upto[:, -1:] - 1, 0) * np.array([0.25, 0.5, 0.75])
    below, above = np.floor(rank), np.ceil(rank)
    low, high = ((upto[:, None, :] <= at[..., None]).sum(axis=2) + 1.0 for at in (below, above))
    found: npt.NDArray[np.float64] = np.where(upto[:, -1:] > 0, low + (high - low) * (rank - below), 0.0)
    return found


@dataclass(frozen=True)
class Cloud:
    """Where a crowd placed an option: the spread on each axis, and every answer with both numbers as a dot.

    The point is the median on each axis by itself, as robust against a few extreme answers as a median is;
    *words* counts answers in words on either axis. Dots are sorted, so that their order tells of no person.
    """

    x: Spread
    y: Spread
    dots: tuple[tuple[float, float], ...]
    words: dict[str, int]

    @property
    def shown(self) -> bool:
        return self.x.shown and self.y.shown


def cloud(placements: Iterable[tuple[Axis, Axis]]) -> Cloud:
    """The cloud of *placements*, pairs of an answer on x and one on y."""
    pairs = list(placements)
    xs = [x for x, _ in pairs if not isinstance(x, str)]
    ys = [y for _, y in pairs if not isinstance(y, str)]
    both = sorted((x, y) for x, y in pairs if not isinstance(x, str) and not isinstance(y, str))
    said = Counter(answer for pair in pairs for answer in pair if isinstance(answer, str))
    few = len(pairs) < FEWEST
    dots = () if few or len(both) < FEWEST else tuple(both)
    return Cloud(spread_of(xs), spread_of(ys), dots, {} if few else dict(sorted(said.items())))


def shown_groups(sizes: dict[str, int], rest: str) -> list[tuple[str, int]]:
    """Groups from large to small; those under five go into *rest*, which is never under five itself.

    To hide a single small group its size must not follow from the total: the smallest shown ones join it
    until the rest holds five. Nothing is shown where all together are fewer.
    """
    large = sorted(((n, name) for name, n in sizes.items() if name and n >= FEWEST), reverse=True)
    left = sum(sizes.values()) - sum(n for n, _ in large)
    while large and 0 < left < FEWEST:
        left += large.pop()[0]
    groups = [(name, n) for n, name in sorted(large, key=lambda group: (-group[0], group[1]))]
    return [*groups, (rest, left)] if left >= FEWEST else groups
