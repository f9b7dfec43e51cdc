from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.analysis.reliability import Reliability, reliability

matrices = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=6, max_size=6), min_size=1, max_size=12
)  # options × raters


def counts_of(matrix):
    return np.array([[row.count(step) for step in range(1, 6)] for row in matrix])


def reference(matrix) -> float:
    data = np.array([[np.nan if step is None else step for step in row] for row in matrix]).T
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="ordinal"))


@given(matrices)
def test_alpha_is_that_of_the_reference(matrix) -> None:
    found = reliability(counts_of(matrix))
    pairable = [step for row in matrix if sum(s is not None for s in row) > 1 for step in row if step is not None]
    assert (found is None) == (len(set(pairable)) < 2)
    if found is not None:
        assert found.alpha == pytest.approx(reference(matrix), abs=6e-5)
        assert found.answers == len(pairable)
        assert found.alpha <= 1


def test_krippendorffs_own_example() -> None:
    """Four observers, twelve units, from his "Computing Krippendorff's Alpha-Reliability" (2011): ordinal 0.815."""
    a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    found = reliability(counts_of(list(map(list, zip(a, b, c, d, strict=True)))))
    assert (round(found.alpha, 3), found.options, found.answers) == (0.815, 11, 40)


@given(matrices, st.randoms())
def test_alpha_does_not_hang_on_order_or_direction(matrix, random) -> None:
    found = reliability(counts_of(matrix))
    turned = reliability(counts_of([[step and 6 - step for step in row] for row in matrix]))
    mixed = [random.sample(row, len(row)) for row in random.sample(matrix, len(matrix))]
    again = reliability(counts_of(mixed))
    assert (found is None) == (turned is None) == (again is None)
    if found is not None:
        assert found.alpha == pytest.approx(turned.alpha, abs=1e-4)
        assert found.alpha == pytest.approx(again.alpha, abs=1e-4)


def test_there_is_no_alpha_without_pairs_or_variation() -> None:
    assert reliability(np.zeros((0, 5), dtype=np.int64)) is None
    assert reliability(np.array([[1, 0, 0, 0, 0], [0, 1, 0, 0, 0]])) is None
    assert reliability(np.array([[0, 3, 0, 0, 0], [0, 4, 0, 0, 0]])) is None
    assert reliability(np.array([[0, 3, 0, 0, 0], [0, 0, 2, 0, 0]])) == Reliability(1.0, None, None, 2, 5)


def test_the_interval_holds_alpha_and_narrows_with_more_options() -> None:
    random = np.random.default_rng(3)

    def width(options: int) -> float:
        steps = np.clip(np.rint(random.normal(random.uniform(1.5, 4.5, (options, 1)), 0.8, (options, 12))), 1, 5)
        found = reliability(np.stack([(steps == step).sum(axis=1) for step in range(1, 6)], axis=1))
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.alpha < found.high
        return found.high - found.low

    assert width(400) < width(25)
