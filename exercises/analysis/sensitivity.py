"""Checks beside the raw numbers, never instead of them: does a result hang on severe raters, or on who took part?

Weighing down those who disagree would punish dissent; so nothing here is a headline, and severity is told of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from exercises.analysis.agreement import ENOUGH

RIDGE = 1.0  # answers at the crowd's mean that each rater is given besides, so that three sheets make no severe rater
SEED, DRAWS = 2013, 200
_STILL, _ROUNDS = 1e-6, 500

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Adjusted:
    """*raw* is each option's mean step, *adjusted* the same less the severity of those who happened to rate it.

    Both in steps, nan where nobody answered; adjusted may leave 1…5. *severity* is each rater's, in steps; above 0 is
    one who gives higher steps than others on the same options.
    """

    raw: Floats
    adjusted: Floats
    severity: Floats


def adjusted_for_severity(option: Ints, rater: Ints, step: Ints, *, options: int, raters: int) -> Adjusted:
    """Option and rater effects of the additive model step = option + rater + noise on one criterion.

    *option* and *rater* are places from 0, one entry for each answer. The additive, linear relative of the many-facet
    Rasch model (Linacre 1989), by alternating least squares with a ridge on raters, which shrinks them as random
    effects would be (Robinson 1991). It needs options that several raters share; without them raw stays.
    """
    given, by = (np.bincount(place, minlength=size) for place, size in ((option, options), (rater, raters)))
    severity = np.zeros(raters)
    with np.errstate(invalid="ignore"):
        raw = adjusted = np.bincount(option, step, minlength=options) / given
        for _round in range(_ROUNDS):
            before, severity = severity, np.bincount(rater, step - adjusted[option], minlength=raters) / (by + RIDGE)
            severity = severity - np.average(severity, weights=by) if len(step) else severity
            adjusted = np.bincount(option, step - severity[rater], minlength=options) / given
            if np.abs(severity - before).max(initial=0) < _STILL:
                break
    return Adjusted(raw, adjusted, severity)


@dataclass(frozen=True, eq=False)
class Stability:
    """How firm the order of options is; arrays by option, nan where nobody answered.

    *rank* counts from 1, the highest mean step; *low* and *high* hold it in 90 of 100 crowds drawn anew, and
    *same_third* (0…1) is how often it stays in its third.
    """

    rank: Floats
    low: Floats
    high: Floats
    same_third: Floats


def stability(option: Ints, rater: Ints, step: Ints, *, options: int, raters: int) -> Stability:
    """The order of options by mean step when the *raters* are drawn anew, with repetition (bootstrap, Efron 1979).

    Arguments as of adjusted_for_severity. Raters are drawn and not answers, since a rater's answers belong together.
    An option that a draw leaves without an answer keeps its mean.
    """
    table, answered = np.zeros((raters, options)), np.zeros((raters, options))
    np.add.at(table, (rater, option), step)
    np.add.at(answered, (rater, option), 1)
    known = answered.sum(axis=0) > 0
    table, answered = table[:, known], answered[:, known]
    mean = table.sum(axis=0) / answered.sum(axis=0)
    random = np.random.default_rng(SEED)
    drawn = random.multinomial(raters, np.full(raters, 1 / max(raters, 1)), DRAWS).astype(float)
    given = drawn @ answered
    means = np.where(given > 0, (drawn @ table) / np.maximum(given, 1), mean)
    rank, ranks = _ranks(mean[None])[0], _ranks(means)
    thirds = [np.ceil(3 * place / max(len(mean), 1)) for place in (rank, ranks)]
    low, high = np.percentile(ranks, [5, 95], axis=0)
    columns = (rank, low, high, (thirds[0] == thirds[1]).mean(axis=0))
    return Stability(*(_where(known, column) for column in columns))


THIRDS = 3  # options at least: with fewer there is no upper and no lower third
LOOSE = 0.6  # of the crowds drawn anew: an option that keeps its third in fewer may as well belong to the next


@dataclass(frozen=True)
class Check:
    """What the order of *options* on a criterion hangs on, told of those with 15 answers or more.

    *stays* (0…1) is how often an option keeps its third of the order when raters are drawn anew, on average; *loose*
    are the numbers of those that keep it in fewer than 6 of 10. *severe* are those in another third once the severity
    of their raters is taken out, and *alike* (−1…1) the rank correlation of the two orders (Spearman 1904).
    """

    options: int
    stays: float
    loose: tuple[int, ...]
    severe: tuple[int, ...]
    alike: float


def check(answers: Iterable[tuple[int, int, int]]) -> Check | None:
    """The check of *answers*: option's number, rater, step; None where fewer than three options have 15 answers."""
    rows = np.array(list(answers), dtype=np.int64).reshape(-1, 3)
    numbers, place, given = np.unique(rows[:, 0], return_inverse=True, return_counts=True)
    rows = rows[given[place] >= ENOUGH]
    numbers, option = np.unique(rows[:, 0], return_inverse=True)
    raters, rater = np.unique(rows[:, 1], return_inverse=True)
    if len(numbers) < THIRDS:
        return None
    sizes = {"options": len(numbers), "raters": len(raters)}
    firm = stability(option, rater, rows[:, 2], **sizes)
    adjusted = _ranks(adjusted_for_severity(option, rater, rows[:, 2], **sizes).adjusted[None])[0]
    third, other = (np.ceil(3 * order / len(numbers)) for order in (firm.rank, adjusted))
    loose, severe = (tuple(numbers[which].tolist()) for which in (firm.same_third < LOOSE, third != other))
    alike = float(np.corrcoef(firm.rank, adjusted)[0, 1])
    return Check(len(numbers), round(float(firm.same_third.mean()), 4), loose, severe, round(alike, 4))


def _ranks(means: Floats) -> Floats:
    """The rank of each option in each row of *means*, 1 for the highest; ties by their place."""
    order = np.argsort(-means, axis=1, kind="stable")
    ranks = np.empty_like(means)
    np.put_along_axis(ranks, order, np.arange(1.0, means.shape[1] + 1)[None], axis=1)
    return ranks


def _where(known: npt.NDArray[np.bool_], column: Floats) -> Floats:
    found = np.full(len(known), np.nan)
    found[known] = column
    return found
