"""Two camps in a crowd's answers on five steps: a test, where the camps sit, and how often it would find them.

**The question.** On most options of a criterion people stand round one point and scatter. An option is *divided*
where two groups that each scatter as usual, at least GAP steps apart, explain its answers better than one group
does, even a group that scatters WIDER than usual.

**The method.** A likelihood ratio on the five counts. Answers are a latent normal value cut into five steps (Thurstone
1927; McCullagh 1980). One camp: any level, any scatter up to WIDER × the criterion's usual one. Two camps: any levels
GAP or more apart, each with the usual scatter, the smaller with a quarter or more. The usual scatter is the median over
the criterion's options of the scatter that fits best as one camp, so that fewer than half of them may be divided
without deciding it. The p value is the upper tail of chi-square with one degree of freedom: it is largest at the edge
of the null, where one scatter is fixed (Self and Liang 1987), and tests/exercises/analysis/test_camps.py simulates that
it does not lie below the truth. Across the options of a criterion the share of false findings is held at FALSE_SHARE
(Benjamini and Hochberg 1995).

**Why not the others.** On five steps two real camps often leave no valley ([5, 8, 7, 10, 8]: two camps 2.4 steps
apart). So tests for a valley (Hartigan's dip 1985, unimodal against free multinomial) find next to nothing at 40
answers, and the bimodality coefficient calls skewed answers divided. Agreement A (van der Eijk 2001) and polarisation
(Esteban and Ray 1994) measure width without saying when it is chance, and do not know how people usually scatter.

**Its limit.** One group that scatters over all five steps cannot be told from two camps that overlap; it is called
divided. Where people usually scatter by more than a step there is little that could be found, and the power says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from exercises.analysis.agreement import ENOUGH, FEWEST
from exercises.analysis.spread import quartiles

GAP = 1.5  # steps between the camps: nearer ones are one camp that leans, and rounding alone moves answers by a half
SMALLEST = 0.25  # of the answers; a smaller group is a minority, which the distribution shows
# Times the usual scatter, since options differ in how alike they are read. Simulated at 17 to 40 answers: where their
# scatters vary by 15 %, 2 % of what is called divided is false, at 25 % up to 14 %; 1.25 would find a quarter less.
WIDER = 1.2
FALSE_SHARE = 0.1  # of the options called divided
SURE = 2 / 3  # a step belongs to a camp that more than this share of its answers would come from
ENOUGH_OPTIONS, CAUTIOUS = 8, 0.9  # with fewer options the usual scatter is not taken below 0.9 steps
SCATTERS = tuple(round(0.4 + 0.05 * n, 2) for n in range(29))  # 0.4 … 1.8 steps
SEED, DRAWS = 2013, 1000  # of the simulated power
POWER_AT = (15, 17, 20, 25, 30, 35, 40, 50, 60, 80, 100, 150)  # answers; between them it is interpolated

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Yardstick:
    """What one option of a criterion is measured with: *scatter* in steps, *limit* of p, and options *tested*.

    It comes from all options of the criterion and changes little with one sheet, so it can be kept for a while.
    """

    scatter: float
    limit: float
    tested: int


@dataclass(frozen=True)
class Camp:
    """*n* answers round *median*, on *steps*."""

    n: int
    median: float
    steps: tuple[int, ...]


@dataclass(frozen=True)
class Division:
    """What the test said on 15 or more answers; the camps only where *divided*.

    *p* is 0…1: how often one camp would look at least as divided. *power* is 0…1: how often two equal camps two
    steps apart would be found with as many answers. *between* counts answers on steps that belong to neither camp.
    """

    divided: bool
    p: float
    power: float
    low: Camp | None = None
    high: Camp | None = None
    between: int = 0


@dataclass(frozen=True, eq=False)
class Measure:
    """A criterion's *yardstick*, with what it was made of: after a new sheet only its option's row is fitted again.

    *scatters* and *p* have a place for each option, nan below 15 answers.
    """

    scatters: Floats
    p: Floats
    yardstick: Yardstick | None

    def between(self, other: Measure) -> list[int] | None:
        """The rows that another yardstick says otherwise of, if both scatter and power are the same; else None."""
        mine, theirs = self.yardstick, other.yardstick
        if mine is None or theirs is None:
            return [] if mine is theirs else None
        if (mine.scatter, _shown(mine.limit)) != (theirs.scatter, _shown(theirs.limit)):
            return None
        low, high = sorted((mine.limit, theirs.limit))
        found: list[int] = np.flatnonzero((self.p > low) & (self.p <= high)).tolist()
        return found


def measure(counts: Counts, before: Measure | None = None, changed: Sequence[int] = ()) -> Measure:
    """The measure of a criterion from *counts* (options × 5 steps), or from *before* where only rows *changed*."""
    rows = np.arange(len(counts)) if before is None else np.array(changed, dtype=np.int64)
    scatters = np.full(len(counts), np.nan) if before is None else before.scatters.copy()
    tested = rows[counts[rows].sum(axis=1) >= ENOUGH]
    scatters[rows], scatters[tested] = np.nan, _scatters(counts[tested])
    known = ~np.isnan(scatters)
    if not known.any():
        return Measure(scatters, scatters, None)
    scatter = _usual(scatters[known])
    same = before is not None and before.yardstick is not None and before.yardstick.scatter == scatter
    p = before.p.copy() if before and same else np.full(len(counts), np.nan)
    fitted = tested if same else np.flatnonzero(known)
    p[rows], p[fitted] = np.nan, p_values(counts[fitted], scatter)
    return Measure(scatters, p, Yardstick(scatter, _limit(p[known]), int(known.sum())))


def yardstick(counts: Counts) -> Yardstick | None:
    """The yardstick of a criterion from *counts* (options × 5 steps); None where no option has 15 answers."""
    return measure(counts).yardstick


def _usual(scatters: Floats) -> float:
    scatter = float(np.median(scatters))
    if len(scatters) < ENOUGH_OPTIONS:
        scatter = max(scatter, CAUTIOUS)
    return min(SCATTERS, key=lambda known: abs(known - scatter))


def divisions(counts: Counts, measured: Yardstick) -> list[Division | None]:
    """For each row of *counts* (options × 5 steps) what the test says; None below 15 answers."""
    enough = counts.sum(axis=1) >= ENOUGH
    if not enough.any():
        return [None] * len(counts)
    tested = iter(_tested(counts[enough], measured))
    return [next(tested) if tells else None for tells in enough.tolist()]


def _tested(counts: Counts, measured: Yardstick) -> list[Division]:
    p, powers = p_values(counts, measured.scatter), power(counts.sum(axis=1), measured)
    found = [
        Division(divided=False, p=round(p_value, 6), power=round(chance, 2))
        for p_value, chance in zip(p.tolist(), powers.tolist(), strict=True)
    ]
    unlikely = np.flatnonzero(p <= measured.limit)
    split = _split(counts[unlikely], measured.scatter)
    for place in np.flatnonzero(split.stands).tolist():
        row = int(unlikely[place])
        low, high = _camp(split.low[place]), _camp(split.high[place])
        between = int(counts[row].sum()) - low.n - high.n
        found[row] = replace(found[row], divided=True, low=low, high=high, between=between)
    return found


def p_values(counts: Counts, scatter: float) -> Floats:
    """How often one camp would look as divided as each row of *counts*, 0…1; 1 where one camp explains it better."""
    one, two, _ = _models(scatter)
    gain = (counts @ two).max(axis=1) - (counts @ one).max(axis=1)
    return np.array([math.erfc(math.sqrt(max(0.0, g))) for g in gain.tolist()])  # χ²₁ beyond 2·gain


def power(ns: Sequence[int] | Counts, measured: Yardstick) -> Floats:
    """How often (0…1) two equal camps two steps apart would be found with each of *ns* answers."""
    found = _powers(measured.scatter, _shown(measured.limit))
    chances: Floats = np.interp(np.asarray(ns, dtype=float), POWER_AT, found)
    return chances


def _shown(limit: float) -> float:
    """A limit by its first digit: the power hangs on no more of it."""
    return float(f"{limit:.0e}")


# The models: log shares of the five steps, one column for each parameter on a grid that is symmetric about step 3


def _shares(level: float, scatter: float) -> list[float]:
    below = [0.0, *(0.5 * math.erfc((level - edge) / scatter / math.sqrt(2)) for edge in (1.5, 2.5, 3.5, 4.5)), 1.0]
    return [max(high - low, 1e-12) for low, high in pairwise(below)]


def _levels(low: float, high: float, step: float) -> list[float]:
    half = round((high - low) / step / 2)
    return [(low + high) / 2 + step * n for n in range(-half, half + 1)]


@lru_cache(maxsize=64)
def _models(scatter: float) -> tuple[Floats, Floats, Floats]:
    """One camp and two camps at the usual *scatter*, and the share of each step that is of the high camp."""
    one = [_shares(a, scatter * s) for s in (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, WIDER) for a in _levels(0.5, 5.5, 0.1)]
    two, high = [], []
    for gap in (GAP + 0.25 * n for n in range(9)):
        for centre in _levels(2, 4, 0.2):
            below, above = np.array(_shares(centre - gap / 2, scatter)), np.array(_shares(centre + gap / 2, scatter))
            for weight in (SMALLEST, 0.375, 0.5, 0.625, 1 - SMALLEST):
                two.append((1 - weight) * below + weight * above)
                high.append(weight * above / two[-1])
    return np.log(np.array(one)).T, np.log(np.array(two)).T, np.array(high)


@lru_cache(maxsize=1)
def _any_scatter() -> Floats:
    grid = [_shares(level, scatter) for scatter in SCATTERS for level in _levels(0.5, 5.5, 0.2)]
    logs: Floats = np.log(np.array(grid)).T
    return logs


def _scatters(counts: Counts) -> Floats:
    """The scatter of each row as one camp, by maximum likelihood."""
    best = (counts @ _any_scatter()).argmax(axis=1) // len(_levels(0.5, 5.5, 0.2))
    found: Floats = np.array(SCATTERS)[best]
    return found


def _limit(p: Floats) -> float:
    """The largest p that is still called a finding (Benjamini and Hochberg 1995); FALSE_SHARE / m where none is."""
    ordered, m = np.sort(p), len(p)
    passed = np.flatnonzero(ordered <= FALSE_SHARE * np.arange(1, m + 1) / m)
    return FALSE_SHARE * (int(passed[-1]) + 1 if len(passed) else 1) / m


@dataclass(frozen=True)
class _Split:
    """The counts of either camp, rows × 5 steps, and whether both are large enough and far enough apart."""

    low: Counts
    high: Counts
    stands: npt.NDArray[np.bool_]


def _split(counts: Counts, scatter: float) -> _Split:
    """The two camps of each row: every fit weighted by its likelihood, so that the grid's order decides nothing."""
    _, two, of_high = _models(scatter)
    likelihood = counts @ two
    weights = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    share = weights @ of_high / weights.sum(axis=1, keepdims=True)
    low, high = counts * (1 - share > SURE), counts * (share > SURE)
    n, expected = counts.sum(axis=1), (counts * share).sum(axis=1)
    stands = (np.minimum(low.sum(axis=1), high.sum(axis=1)) >= FEWEST) & (
        np.minimum(expected, n - expected) >= SMALLEST * n
    )
    return _Split(low, high, stands & (quartiles(high)[:, 1] - quartiles(low)[:, 1] >= GAP))


def _camp(counts: Counts) -> Camp:
    steps = tuple(int(step) + 1 for step in np.flatnonzero(counts))
    return Camp(int(counts.sum()), float(quartiles(counts[None])[0, 1]), steps)


@lru_cache(maxsize=256)
def _powers(scatter: float, limit: float) -> Floats:
    """The power at POWER_AT, simulated with SEED; it does not fall with n but for chance, which is smoothed away."""
    shares = np.mean([_shares(2, scatter), _shares(4, scatter)], axis=0)
    random, found = np.random.default_rng(SEED), []
    for n in POWER_AT:
        drawn = random.multinomial(n, shares / shares.sum(), DRAWS)
        unlikely = drawn[p_values(drawn, scatter) <= limit]
        found.append(float(_split(unlikely, scatter).stands.sum()) / DRAWS)
    return np.maximum.accumulate(found)
