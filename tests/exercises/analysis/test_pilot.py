"""The pilot's figures: by hand, against the definition, and for any answers."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.analysis.pilot import Pilot, pilot_of, spearman

places = st.floats(-1, 1).map(lambda x: round(x, 2))
answer = st.one_of(places, st.sampled_from(["both", "neither", "unclear"]))
sheets = st.lists(
    st.fixed_dictionaries(
        {
            "x": answer,
            "y": answer,
            "ratings": st.fixed_dictionaries({"risk": st.sampled_from([1, 3, 5, "unclear", "expertise"])}),
        }
    ),
    min_size=5,
    max_size=40,
)
pairs = st.lists(st.tuples(places, places), min_size=5, max_size=40)


def sheet(x: float | str, y: float | str, **ratings: Any) -> dict[str, Any]:
    return {"x": x, "y": y, "ratings": ratings}


def test_words_are_counted_for_each_axis() -> None:
    found = pilot_of(
        5,
        [
            sheet("both", 0.5, risk=1, cost="unclear"),
            sheet("both", "unclear", risk="unclear"),
            sheet("neither", 0.0, risk="expertise"),
            sheet(-0.5, -0.5, risk="unclear"),
            sheet(1, 1, risk=5),
        ],
        ["risk"],
    )
    x, y = found.axes
    assert (x.n, x.placed, x.counts) == (5, 2, {"both": 2, "neither": 1, "unclear": 0})
    assert x.shares == {"both": 0.4, "neither": 0.2, "unclear": 0.0}
    assert (y.placed, y.counts) == (4, {"both": 0, "neither": 0, "unclear": 1})
    assert y.worded == pytest.approx(0.2)
    assert [(c.key, c.n, c.abstained, c.reasons) for c in found.criteria] == [
        ("risk", 5, 3, {"expertise": 1, "unclear": 2})
    ]
    assert (found.pairs, found.rho, found.alike) == (2, None, False)


def test_nothing_is_said_of_fewer_than_five_people() -> None:
    answers = [sheet("both", "both", risk=1)] * 12  # by four people, on three samples
    assert pilot_of(4, answers, ["risk"]) == Pilot(4, 12)
    assert not Pilot(4, 12).shown


@pytest.mark.parametrize(
    ("xs", "ys", "rho"),
    [
        ([1, 2, 3, 4, 5], [5, 6, 7, 8, 7], 0.8208),  # a textbook's pairs with one tie: 8/√(10·9.5)
        ([1, 2, 3, 4, 5], [1, 8, 27, 64, 125], 1.0),
        ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1], -1.0),
        ([106, 100, 86, 101, 99, 103, 97, 113, 112, 110], [7, 27, 2, 50, 28, 29, 20, 12, 6, 17], -0.1758),
        ([1, 1, 1, 1, 1], [1, 2, 3, 4, 5], None),
        ([1, 2, 3, 4], [1, 2, 3, 4], None),
    ],
)
def test_spearman_by_hand(xs: list[float], ys: list[float], rho: float | None) -> None:
    assert spearman(xs, ys) == rho


def test_spearman_wants_pairs() -> None:
    with pytest.raises(ValueError, match="pairs"):
        spearman([1, 2, 3, 4, 5], [1, 2, 3, 4])


@pytest.mark.parametrize(("n", "alike"), [(14, False), (15, True)])
def test_the_axes_are_called_alike_from_fifteen_pairs(n: int, alike: bool) -> None:
    found = pilot_of(5, [sheet(k / 20, -k / 20) for k in range(n)], [])
    assert (found.rho, found.pairs, found.alike) == (-1.0, n, alike)


def test_a_weak_likeness_is_none() -> None:
    found = pilot_of(20, [sheet(k / 20, ((7 * k) % 20) / 20) for k in range(20)], [])
    assert found.rho is not None
    assert abs(found.rho) < 0.7
    assert not found.alike


def _by_definition(rows: list[tuple[float, float]]) -> float | None:
    """Mid-ranks by comparing every pair, then Pearson's formula in plain Python."""

    def ranks(values: list[float]) -> list[float]:
        return [1 + sum(o < v for o in values) + (sum(o == v for o in values) - 1) / 2 for v in values]

    a, b = (ranks(list(side)) for side in zip(*rows, strict=True))
    mean = (len(rows) + 1) / 2
    top = sum((p - mean) * (q - mean) for p, q in zip(a, b, strict=True))
    under = math.sqrt(sum((p - mean) ** 2 for p in a) * sum((q - mean) ** 2 for q in b))
    return top / under if under else None


@given(pairs)
def test_spearman_is_what_its_definition_says(rows: list[tuple[float, float]]) -> None:
    xs, ys = [x for x, _ in rows], [y for _, y in rows]
    expected = _by_definition(rows)
    assert spearman(xs, ys) == (None if expected is None else pytest.approx(expected, abs=1e-4))
    assert spearman(ys, xs) == spearman(xs, ys)


@given(pairs)
def test_any_stretching_that_keeps_the_order_changes_nothing_and_turning_one_axis_turns_the_sign(
    rows: list[tuple[float, float]],
) -> None:
    xs, ys = [x for x, _ in rows], [y for _, y in rows]
    rho = spearman(xs, ys)
    assert spearman([x**3 for x in xs], ys) == rho or _too_close(xs)
    turned = spearman([-x for x in xs], ys)
    assert turned == (None if rho is None else pytest.approx(-rho))


def _too_close(xs: list[float]) -> bool:
    """Whether cubing makes two different numbers one."""
    return any(a != b and a**3 == b**3 for a, b in pairwise(sorted(xs)))


@given(sheets, st.randoms())
def test_all_answers_are_counted_once_in_any_order(answers: list[dict[str, Any]], random: Any) -> None:
    found = pilot_of(5, answers, ["risk"])
    for axis in found.axes:
        assert axis.placed + sum(axis.counts.values()) == axis.n == len(answers)
        assert sum(axis.shares.values()) == pytest.approx(axis.worded)
    assert found.pairs <= min(axis.placed for axis in found.axes)
    assert found.criteria[0].abstained == sum(isinstance(a["ratings"]["risk"], str) for a in answers)
    random.shuffle(answers)
    assert pilot_of(5, answers, ["risk"]) == found
