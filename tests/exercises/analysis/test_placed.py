from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.spatial import ConvexHull, QhullError

from exercises.analysis.agreement import FEWEST
from exercises.analysis.placed import AxisPlaced, Placed, _weiszfeld, geometric_medians, placed
from exercises.analysis.spread import Axis

number = st.integers(-20, 20).map(lambda n: n / 20)
axis = st.one_of(number, st.sampled_from(["both", "neither", "unclear"]))
points = st.lists(st.tuples(number, number), min_size=1, max_size=25)


def median_of(given_) -> np.ndarray:
    return geometric_medians(np.zeros(len(given_), dtype=np.int64), np.array(given_, dtype=float), options=1)[0]


def cost(given_, at) -> float:
    return float(np.hypot(*(np.array(given_) - at).T).sum())


@given(points)
def test_no_point_is_nearer_to_all_than_the_geometric_median(given_) -> None:
    found = median_of(given_)
    best = min(
        *(cost(given_, point) for point in given_),
        minimize(lambda at: cost(given_, at), np.mean(given_, axis=0), method="Nelder-Mead", tol=1e-9).fun,
    )
    assert cost(given_, found) <= best + 1e-3


@given(points)
def test_it_lies_inside_the_hull(given_) -> None:
    found = median_of(given_)
    low, high = np.min(given_, axis=0), np.max(given_, axis=0)
    assert np.all(found >= low - 1e-9)
    assert np.all(found <= high + 1e-9)
    try:
        hull = ConvexHull(np.array(given_)) if len(set(given_)) > 2 else None
    except QhullError:  # all on a line
        hull = None
    if hull is not None:
        assert np.all(hull.equations[:, :2] @ found + hull.equations[:, 2] <= 1e-6)


@given(points, st.floats(0, 6.3))
def test_it_turns_with_the_axes(given_, angle) -> None:
    if np.linalg.matrix_rank(np.array(given_) - given_[0]) < 2:
        return  # on a line it need not be one point
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    assert median_of(np.array(given_) @ turn.T) == pytest.approx(turn @ median_of(given_), abs=2e-2)


def test_it_stays_on_a_point_that_holds_the_rest() -> None:
    """Where Weiszfeld's own step would divide by zero, and where the mean is a point that is not the median."""
    assert median_of([(0, 0)] * 3 + [(1, 0), (0, 1)]) == pytest.approx([0, 0], abs=1e-4)
    assert median_of([(0.5, 0.5)]) == pytest.approx([0.5, 0.5])
    off_the_mean = [(0, 0), (0.9, 0.1), (0.9, -0.1), (0.9, 0.0), (-2.7, 0.0)]
    assert np.mean(off_the_mean, axis=0) == pytest.approx([0, 0])
    assert cost(off_the_mean, median_of(off_the_mean)) < cost(off_the_mean, (0, 0)) - 0.5


def test_one_step_from_an_answer_that_is_the_median_stays_there() -> None:
    answers = np.array([(0, 0)] * 3 + [(0.6, 0), (-0.3, 0.3), (-0.3, -0.3)], dtype=float)
    assert _weiszfeld(np.zeros(6, dtype=np.int64), answers, np.zeros((1, 2))).tolist() == [[0, 0]]


def test_a_few_hostile_answers_hardly_move_it() -> None:
    near = [(0.5 + 0.1 * np.cos(a), 0.5 + 0.1 * np.sin(a)) for a in np.linspace(0, 6, 16)]
    hostile = [(-1.0, -1.0)] * 4
    assert np.hypot(*(median_of(near + hostile) - median_of(near))) < 0.06
    assert np.hypot(*(np.mean(near + hostile, axis=0) - np.mean(near, axis=0))) > 0.4


def test_many_options_at_once_are_each_as_if_alone() -> None:
    random = np.random.default_rng(5)
    option, at = random.integers(0, 40, 900), random.uniform(-1, 1, (900, 2))
    found = geometric_medians(option, at, options=41)
    for place in range(40):
        assert found[place] == pytest.approx(median_of(at[option == place]), abs=1e-9)
    assert found[40].tolist() == [0, 0]


@given(st.lists(st.tuples(axis, axis), max_size=40))
def test_placements_are_those_of_numpy(given_: list[tuple[Axis, Axis]]) -> None:
    found = placed([("a", x, y) for x, y in given_])
    if not given_:
        assert found == {}
        return
    both = [(x, y) for x, y in given_ if not isinstance(x, str) and not isinstance(y, str)]
    result = found["a"]
    turned = placed([("a", x, y) for x, y in reversed(given_)])["a"]
    for name in ("point", "distance", "spread"):  # the last bit of a sum may turn the rounding to four places
        assert getattr(turned, name) == pytest.approx(getattr(result, name), abs=1.01e-4)
    assert replace(turned, point=result.point, distance=result.distance, spread=result.spread) == result
    assert (result.answers, result.n) == (len(given_), len(both))
    assert (result.point is None) == (result.distance is None) == (len(both) < FEWEST)
    if result.point is not None:
        away = np.hypot(*(np.array(both) - result.point).T)
        assert result.distance == pytest.approx(np.median(away), abs=2e-4)
    for on_axis, values in ((result.x, [x for x, _ in given_]), (result.y, [y for _, y in given_])):
        numbers = [v for v in values if not isinstance(v, str)]
        assert on_axis.n == len(numbers)
        assert on_axis.words == (
            tuple(values.count(word) for word in ("both", "neither", "unclear")) if len(values) >= FEWEST else ()
        )
        if len(numbers) < FEWEST:
            assert (on_axis.low, on_axis.median, on_axis.high) == (None, None, None)
        else:
            expected = np.percentile(numbers, [25, 50, 75])
            assert [on_axis.low, on_axis.median, on_axis.high] == pytest.approx(expected, abs=1e-4)


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(ValueError, match="maybe"):
        placed([(1, "maybe", 0.0)])


def test_a_placement_is_unclear_where_many_answer_in_words() -> None:
    rows = [(1, 0.5, 0.2)] * 12 + [(1, "both", 0.2)] * 4 + [(1, "unclear", 0.2)] * 2
    found = placed(rows)[1]
    assert found.x == AxisPlaced(12, (4, 0, 2), 0.5, 0.5, 0.5, often_in_words=True)
    assert found.y == AxisPlaced(18, (0, 0, 0), 0.2, 0.2, 0.2)
    assert (found.unclear, found.x.unclear, found.y.unclear) == (True, True, False)
    assert not placed([*rows[:-1], (1, 0.5, 0.2)])[1].unclear


def test_a_placement_is_unclear_where_numbers_lie_all_over_the_axis() -> None:
    wide = [(1, -0.8 + 1.6 * n / 19, 0.2) for n in range(20)]
    assert placed(wide)[1].x.too_wide
    assert not placed([(1, x / 2, y) for _, x, y in wide])[1].unclear


def test_nothing_is_unclear_below_fifteen_answers() -> None:
    assert not placed([(1, "both", "both")] * 14)[1].unclear
    assert placed([(1, "both", "both")] * 15)[1].unclear
    assert not placed([(1, x, x) for x in [-1.0, 1.0] * 7])[1].unclear
    assert placed([(1, "both", 0.5)] * 4) == {1: Placed(4, 0, AxisPlaced(0), AxisPlaced(4))}
