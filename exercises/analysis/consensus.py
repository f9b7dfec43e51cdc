"""When a crowd may be said to agree on an option, and what it then says of it. Pure functions on results."""

from __future__ import annotations

from typing import Literal

from exercises.analysis.agreement import ENOUGH
from exercises.analysis.judged import Judged

WITHIN = 1.0  # steps between the quartiles: the rule most used for five steps (von der Gracht 2012, table 3)
CLEAR = 1.0  # steps from the middle of the scale, from which on a median speaks for one end

Lean = Literal["for", "against", "middle"]


def agreed(result: Judged) -> bool:
    """Whether the crowd agrees: 15 answers or more, the middle half within one step, and not two camps."""
    if result.low is None or result.high is None or result.n < ENOUGH:
        return False
    return result.high - result.low <= WITHIN and not result.divided


def lean(median: float, good: str) -> Lean:
    """What *median* (1…5) says of an option on a criterion whose *good* end is "high" or "low"."""
    above = (median - 3) * (1 if good == "high" else -1)
    if abs(above) < CLEAR:
        return "middle"
    return "for" if above > 0 else "against"
