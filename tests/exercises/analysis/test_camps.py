from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.analysis import camps
from exercises.analysis.agreement import ENOUGH, FEWEST
from exercises.analysis.camps import Camp, Yardstick, divisions, p_values, power, yardstick
from exercises.formats import RATING_FLOOR

USUAL = Yardstick(scatter=0.7, limit=0.01, tested=33)
rows = st.lists(st.integers(0, 40), min_size=5, max_size=5)


def crowd(random: np.random.Generator, levels, n=40, scatter=0.6):
    """Counts of *n* answers on options at *levels*, each a level or the two levels of its camps."""
    found = []
    for level in levels:
        centres = np.resize(np.array(level, dtype=float), n)
        steps = np.clip(np.rint(random.normal(centres, scatter)), 1, 5).astype(int)
        found.append(np.bincount(steps, minlength=6)[1:])
    return np.array(found)


def test_the_floor_is_that_of_the_sheets() -> None:
    assert ENOUGH == RATING_FLOOR


def test_two_camps_are_found_where_they_sit() -> None:
    (found,) = divisions(np.array([[6, 14, 1, 12, 7]]), USUAL)
    assert found.divided
    assert (found.low, found.high, found.between) == (Camp(20, 2.0, (1, 2)), Camp(19, 4.0, (4, 5)), 1)
    assert found.p < 1e-6


@pytest.mark.parametrize(
    "counts",
    [
        [0, 5, 20, 12, 3],  # one hump
        [40, 0, 0, 0, 0],
        [30, 8, 2, 0, 0],  # one hump at the end
        [0, 1, 3, 16, 20],
        [0, 0, 0, 0, 0],
        [20, 20, 0, 0, 0],  # two neighbouring steps are one camp
    ],
)
def test_one_camp_is_not_divided(counts) -> None:
    (found,) = divisions(np.array([counts]), USUAL)
    assert found is None or not found.divided


def test_a_small_minority_is_no_camp() -> None:
    (few,) = divisions(np.array([[6, 0, 0, 2, 34]]), USUAL)
    (camp,) = divisions(np.array([[14, 0, 0, 2, 26]]), USUAL)
    assert (few.divided, camp.divided) == (False, True)
    assert few.p < USUAL.limit


def test_nothing_is_said_below_fifteen_answers() -> None:
    assert divisions(np.array([[7, 0, 0, 0, 7]]), USUAL) == [None]
    assert divisions(np.array([[7, 0, 0, 0, 8]]), USUAL)[0].divided
    assert yardstick(np.array([[7, 0, 0, 0, 7]])) is None


@given(st.lists(rows, min_size=1, max_size=8))
def test_turned_steps_turn_the_camps(counts) -> None:
    straight, turned = divisions(np.array(counts), USUAL), divisions(np.array(counts)[:, ::-1], USUAL)
    for one, other in zip(straight, turned, strict=True):
        assert (one is None) == (other is None)
        if one is None:
            continue
        assert (one.divided, one.power, one.between) == (other.divided, other.power, other.between)
        assert math.isclose(one.p, other.p, abs_tol=2e-6)
        if one.divided:
            assert one.low == Camp(other.high.n, 6 - other.high.median, tuple(6 - s for s in other.high.steps[::-1]))


@given(st.lists(rows, min_size=2, max_size=8), st.randoms())
def test_the_order_of_options_changes_nothing(counts, random) -> None:
    order = list(range(len(counts)))
    random.shuffle(order)
    straight, mixed = np.array(counts), np.array(counts)[order]
    assert yardstick(straight) == yardstick(mixed)
    assert [divisions(straight, USUAL)[place] for place in order] == divisions(mixed, USUAL)


@given(st.lists(rows, min_size=1, max_size=8))
def test_a_division_holds_what_it_promises(counts) -> None:
    for row, found in zip(counts, divisions(np.array(counts), USUAL), strict=True):
        assert (found is None) == (sum(row) < ENOUGH)
        if found is None:
            continue
        assert 0 <= found.p <= 1
        assert 0 <= found.power <= 1
        assert found.divided == (found.low is not None) == (found.high is not None)
        if found.divided:
            assert found.low.n + found.high.n + found.between == sum(row)
            assert min(found.low.n, found.high.n) >= FEWEST
            assert found.high.median - found.low.median >= camps.GAP
            assert max(found.low.steps) < min(found.high.steps)


def test_people_who_agree_less_everywhere_are_not_divided_everywhere() -> None:
    """The same answers are two camps where people usually agree, and one where they usually scatter."""
    random = np.random.default_rng(7)
    flat = np.array([[6, 8, 8, 8, 6]])
    close = np.concatenate([crowd(random, np.linspace(2, 4, 30), scatter=0.5), flat])
    wide = np.concatenate([crowd(random, np.linspace(2, 4, 30), scatter=1.2), flat])
    assert divisions(flat, yardstick(close))[0].divided
    assert not divisions(flat, yardstick(wide))[0].divided


def test_with_few_options_the_usual_scatter_is_taken_with_care() -> None:
    alike = np.array([[0, 20, 20, 0, 0]] * 8)
    assert yardstick(alike).scatter < camps.CAUTIOUS
    assert yardstick(alike[:7]).scatter == camps.CAUTIOUS


@pytest.mark.parametrize("scatter", [0.5, 0.7, 0.9])
@pytest.mark.parametrize("n", [15, 41, 70])
def test_the_p_value_keeps_its_word_for_one_camp(scatter, n) -> None:
    """At the usual scatter it lies far above the truth; on the very edge, a fifth wider, at most a third below."""
    random = np.random.default_rng(2013)
    for level in (1, 1.75, 2.5, 3):
        usual, edge = (np.array(camps._shares(level, scatter * wider)) for wider in (1, camps.WIDER))
        inside = p_values(random.multinomial(n, usual / usual.sum(), 20_000), scatter)
        outmost = p_values(random.multinomial(n, edge / edge.sum(), 20_000), scatter)
        for level_of_test in (0.05, 0.01):
            assert np.mean(inside <= level_of_test) < level_of_test / 3
            assert np.mean(outmost <= level_of_test) < level_of_test * 4 / 3


def test_the_share_of_false_findings_is_held() -> None:
    random, false, found, true = np.random.default_rng(11), 0, 0, 0
    for _crowd in range(40):
        levels = [*np.linspace(1.5, 4.5, 28), *[(2, 4)] * 5]
        counts = crowd(random, levels)
        divided = [d.divided for d in divisions(counts, yardstick(counts))]
        false, found, true = false + sum(divided[:28]), found + sum(divided), true + sum(divided[28:])
    assert false <= camps.FALSE_SHARE * found
    assert true >= 0.8 * 40 * 5


def test_the_power_is_that_of_a_fresh_simulation_and_grows() -> None:
    measured = Yardstick(scatter=0.7, limit=0.02, tested=33)
    random, shares = np.random.default_rng(99), np.mean([camps._shares(2, 0.7), camps._shares(4, 0.7)], axis=0)
    for n in (15, 23, 40):
        drawn = random.multinomial(n, shares / shares.sum(), 2000)
        share = np.mean([d.divided for d in divisions(drawn, measured)])
        assert abs(float(power([n], measured)[0]) - share) < 0.05
    chances = power(list(range(15, 80)), measured).tolist()
    assert chances == sorted(chances)
    assert chances[-1] > 0.95
    assert power([40], Yardstick(1.1, 0.02, 33))[0] < 0.4


def test_a_measure_that_follows_changes_is_the_one_made_afresh() -> None:
    draw = np.random.default_rng(7)
    counts = draw.multinomial(16, [0.1, 0.2, 0.4, 0.2, 0.1], size=60)
    made, scatters = camps.measure(counts), set()
    for turn in range(40):
        rows = draw.choice(60, size=1 + turn % 3, replace=False)
        shares = [0.4, 0.1, 0.0, 0.1, 0.4] if turn % 2 else [0.05, 0.2, 0.5, 0.2, 0.05]
        counts[rows] = draw.multinomial(10 + turn, shares, size=len(rows))  # below 15 in the beginning
        before, made = made, camps.measure(counts, made, rows.tolist())
        afresh = camps.measure(counts)
        assert made.yardstick == afresh.yardstick
        np.testing.assert_allclose(made.p, afresh.p)
        scatters.add(made.yardstick.scatter)
        otherwise = made.between(before)
        if otherwise is not None:
            stood = [row for row in range(60) if row not in rows]
            said, was = (divisions(counts, m.yardstick) for m in (made, before))
            assert {row for row in stood if said[row] != was[row]} <= set(otherwise)
    assert len(scatters) > 1  # what all are measured with did change


def test_without_enough_answers_there_is_no_measure_until_there_is() -> None:
    few = np.array([[3, 3, 2, 0, 0], [0, 0, 4, 4, 0]])
    made = camps.measure(few)
    assert (made.yardstick, made.between(camps.measure(few))) == (None, [])
    few[1] = [0, 0, 8, 8, 0]
    followed = camps.measure(few, made, [1])
    assert followed.yardstick == yardstick(few)
    assert followed.between(made) is None
