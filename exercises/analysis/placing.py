"""A crowd's placements as they are drawn: the point with its ellipse on the board, a strip of dots for each axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exercises.analysis.placed import Placed


@dataclass(frozen=True)
class CrowdPoint:
    """Where a crowd puts an option: the median on each axis, each in −1…+1.

    *n* is how many gave a number on both axes; *spread* the covariance (xx, xy, yy) of those, None where fewer
    than five did.
    """

    x: float
    y: float
    n: int
    spread: tuple[float, float, float] | None


def crowd_point(placed: Placed) -> CrowdPoint | None:
    """The point of what was *placed*; None where fewer than five gave a number on either axis.

    It is the median on each axis, which a reader can find in the strips of dots, and not the geometric median.
    """
    if placed.x.median is None or placed.y.median is None:
        return None
    return CrowdPoint(placed.x.median, placed.y.median, placed.n, placed.spread)


def strip(values: Sequence[float]) -> list[tuple[int, float]]:
    """A dot for each of *values* (−1…+1), as its middle in a drawing 320 wide and 34 high.

    Values of one of the 40 bins are stacked; the tallest stack sets how close its dots lie, so none is left out.
    """
    counts = [0] * 40
    for value in values:
        counts[min(39, int((value + 1) * 20))] += 1
    step = min(5.0, 24 / max(*counts, 1))
    return [(8 * place + 4, round(26 - step * height, 1)) for place, n in enumerate(counts) for height in range(n)]
