"""Whether raters agree more than by chance on a criterion: Krippendorff's alpha for ordered steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SEED, DRAWS = 2013, 200


@dataclass(frozen=True)
class Reliability:
    """Krippendorff's *alpha*: 1 is full agreement, 0 what chance gives, below 0 less than that.

    *low* and *high* hold 95 % of its values when options are drawn anew; both None where fewer than five options had
    two answers. *options* had two answers or more, *answers* are on those.
    """

    alpha: float
    low: float | None
    high: float | None
    options: int
    answers: int


def reliability(counts: npt.NDArray[np.int64]) -> Reliability | None:
    """Alpha over the rows of *counts* (options × 5 steps), whoever answered; missing answers are allowed.

    Ordinal metric of Krippendorff (2019, Content Analysis, 4th ed., ch. 12; his "Computing Krippendorff's
    Alpha-Reliability", 2011), from counts, since it does not matter who gave which answer. The interval redraws options
    (Zapf et al. 2016). None where no option has two answers, or all answers are the same step.
    """
    paired = counts[counts.sum(axis=1) >= 2].astype(float)
    together = _together(paired)
    if not len(paired) or np.count_nonzero(paired.sum(axis=0)) < 2:
        return None
    alpha = float(_alphas(together.sum(axis=0)[None])[0])
    low, high = _interval(together) if len(paired) >= 5 else (None, None)
    return Reliability(round(alpha, 4), low, high, len(paired), int(paired.sum()))


def _together(paired: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """For each option its coincidences, 5 × 5: pairs of answers, divided by the answers less one."""
    pairs = paired[:, :, None] * paired[:, None, :]
    pairs[:, np.arange(5), np.arange(5)] -= paired
    found: npt.NDArray[np.float64] = pairs / (paired.sum(axis=1)[:, None, None] - 1)
    return found


def _alphas(together: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Alpha of each table of coincidences (tables × 5 × 5); nan where there is one step only."""
    shares = together.sum(axis=2)
    upto = shares.cumsum(axis=1)
    middle = upto - shares / 2  # the distance of two steps: answers between them, and half of those on them
    apart = (middle[:, :, None] - middle[:, None, :]) ** 2
    n = upto[:, -1]
    seen = (together * apart).sum(axis=(1, 2))
    expected = (shares[:, :, None] * shares[:, None, :] * apart).sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: npt.NDArray[np.float64] = 1 - (n - 1) * seen / expected
    return found


def _interval(together: npt.NDArray[np.float64]) -> tuple[float, float]:
    random, options = np.random.default_rng(SEED), len(together)
    flat = together.reshape(options, 25)
    drawn = np.array([np.bincount(random.integers(options, size=options), minlength=options) for _ in range(DRAWS)])
    low, high = np.nanpercentile(_alphas((drawn @ flat).reshape(DRAWS, 5, 5)), [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)
