from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.analysis.agreement import ENOUGH, FEWEST
from exercises.analysis.judged import Judged, judged, tally, yardsticks
from exercises.analysis.spread import quartiles

answers = st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=60)


def rows_of(option, criterion, given_):
    return [(option, criterion, step, n) for step, n in Counter(given_).items()]


@given(answers)
def test_median_and_quartiles_are_those_of_numpy(given_) -> None:
    steps = [step for step in given_ if step is not None]
    found = judged(tally(rows_of(7, "impact", given_), [7], ["impact"]))[7, "impact"]
    assert (found.n, found.abstained) == (len(steps), len(given_) - len(steps))
    if len(steps) < FEWEST:
        assert found == Judged(len(steps), len(given_) - len(steps))
        assert not found.shown
    else:
        assert [found.low, found.median, found.high] == np.percentile(steps, [25, 50, 75]).tolist()
        assert found.counts == tuple(steps.count(step) for step in range(1, 6))
    assert (found.division is None) == (len(steps) < ENOUGH)


def test_nobody_answered() -> None:
    assert quartiles(np.zeros((1, 5), dtype=np.int64)).tolist() == [[0, 0, 0]]
    assert judged(tally([], [1], ["impact"])) == {(1, "impact"): Judged(0, 0)}


def test_what_is_no_step_or_not_asked_is_an_error() -> None:
    for step in (0, 6):
        with pytest.raises(ValueError, match=f"no step: {step}"):
            tally([(1, "impact", step, 1)], [1], ["impact"])
    with pytest.raises(KeyError, match="2"):
        tally([(2, "impact", 3, 1)], [1], ["impact"])


def test_one_option_is_judged_with_the_yardstick_of_all() -> None:
    divided = rows_of(2, "impact", [1] * 6 + [2] * 12 + [4] * 12 + [5] * 6)
    others = [row for n in range(3, 15) for row in rows_of(n, "impact", [2] * 8 + [3] * 20 + [4] * 8)]
    everything = tally(divided + others, list(range(2, 15)), ["impact"])
    measured = yardsticks(everything)
    found = judged(everything, measured)
    assert found == judged(everything)
    assert [number for (number, _), result in found.items() if result.divided] == [2]
    assert judged(tally(divided, [2], ["impact"]), measured) == {(2, "impact"): found[2, "impact"]}
