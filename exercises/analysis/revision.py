"""How a crowd changed its mind after it saw itself: rounds 1 and 2 of one option on one criterion, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from exercises.analysis.agreement import FEWEST, Spread, spread_of


@dataclass(frozen=True)
class Revision:
    """One option on one criterion over two rounds.

    *before* are the answers of round 1, *after* the same people's last answers: those of round 2 for the *revised* who
    gave one, else those of round 1. *up* and *down* count those who chose a higher or a lower step; None where fewer
    than five revised. *toward* is the share (0…1) of those who moved that came nearer to the median of round 1; None
    where fewer than five moved.

    A share near 1 is a sign of herding, one above a half is none: answers given anew scatter, and from far out most
    roads lead inwards (regression to the mean; Galton 1886). Lorenz et al. (2011) saw crowds that see their own
    answers become more alike and no better.
    """

    before: Spread
    after: Spread
    revised: int
    up: int | None = None
    down: int | None = None
    toward: float | None = None


def revision(answers: Iterable[tuple[int, int | None]]) -> Revision:
    """What changed in *answers*: for each person the step of round 1 and that of round 2, None without a second."""
    pairs = list(answers)
    first = [one for one, _ in pairs]
    before, after = spread_of(first), spread_of([one if two is None else two for one, two in pairs])
    again = [(one, two) for one, two in pairs if two is not None]
    if len(again) < FEWEST:
        return Revision(before, after, len(again))
    up, down = (sum(sign * (two - one) > 0 for one, two in again) for sign in (1, -1))
    moved = [(one, two) for one, two in again if one != two]
    return Revision(before, after, len(again), up, down, _toward(moved, median(first)))


def _toward(moved: Sequence[tuple[int, int]], middle: float) -> float | None:
    if len(moved) < FEWEST:
        return None
    return round(sum(abs(two - middle) < abs(one - middle) for one, two in moved) / len(moved), 4)


def stale_share(generations: Sequence[int], present: int) -> float | None:
    """The share (0…1) of sheets on a text older than generation *present*; None where there are no sheets."""
    return round(sum(given < present for given in generations) / len(generations), 4) if generations else None
