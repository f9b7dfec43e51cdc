from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from exercises.analysis.sensitivity import RIDGE, Check, adjusted_for_severity, check, stability


def crowd(seed=1, options=30, raters=40, each=12, severity=0.6, noise=0.4):
    random = np.random.default_rng(seed)
    values, severe = random.uniform(1.5, 4.5, options), random.normal(0, severity, raters)
    option = np.concatenate([random.permutation(options)[:each] for _ in range(raters)])
    rater = np.repeat(np.arange(raters), each)
    raw = values[option] + severe[rater] + random.normal(0, noise, len(option))
    return values, severe, (option, rater, np.clip(np.rint(raw), 1, 5).astype(int))


def test_it_solves_the_ridge_normal_equations() -> None:
    _, _, (option, rater, step) = crowd()
    found = adjusted_for_severity(option, rater, step, options=30, raters=40)
    design = np.zeros((len(step), 70))
    design[np.arange(len(step)), option] = design[np.arange(len(step)), 30 + rater] = 1
    solved = np.linalg.solve(design.T @ design + np.diag([0.0] * 30 + [RIDGE] * 40), design.T @ step)
    assert found.adjusted - found.adjusted.mean() == pytest.approx(solved[:30] - solved[:30].mean(), abs=5e-3)
    assert found.severity - found.severity.mean() == pytest.approx(solved[30:] - solved[30:].mean(), abs=5e-3)


def test_severe_raters_are_seen_and_the_order_gains() -> None:
    gains = []
    for seed in range(10):
        values, severe, (option, rater, step) = crowd(seed)
        found = adjusted_for_severity(option, rater, step, options=30, raters=40)
        assert spearmanr(found.severity, severe).statistic > 0.85
        gains.append(spearmanr(found.adjusted, values).statistic - spearmanr(found.raw, values).statistic)
    assert np.mean(gains) > 0


def test_without_severity_adjusting_changes_next_to_nothing() -> None:
    option, rater = np.repeat(np.arange(10), 8), np.tile(np.arange(8), 10)
    step = option % 5 + 1
    found = adjusted_for_severity(option, rater, step, options=11, raters=8)
    assert found.adjusted[:10] == pytest.approx(found.raw[:10])
    assert np.isnan(found.raw[10])
    assert np.isnan(found.adjusted[10])


def test_nobody_answered() -> None:
    none = np.array([], dtype=np.int64)
    assert np.isnan(adjusted_for_severity(none, none, none, options=2, raters=2).adjusted).all()
    assert np.isnan(stability(none, none, none, options=2, raters=2).rank).all()


def test_a_clear_order_is_firm_and_a_drawn_one_is_not() -> None:
    option, rater = np.repeat(np.arange(5), 20), np.tile(np.arange(20), 5)
    firm = stability(option, rater, option + 1, options=6, raters=20)
    assert firm.rank[:5].tolist() == firm.low[:5].tolist() == firm.high[:5].tolist() == [5, 4, 3, 2, 1]
    assert firm.same_third[:5].tolist() == [1] * 5
    assert np.isnan(firm.rank[5])
    random = np.random.default_rng(2)
    option, rater = np.repeat(np.arange(30), 20), np.tile(np.arange(20), 30)
    chance = stability(option, rater, random.integers(1, 6, 600), options=30, raters=20)
    assert np.all((chance.low <= chance.rank) & (chance.rank <= chance.high))
    assert np.mean(chance.high - chance.low) > 8
    assert 0.3 < chance.same_third.mean() < 0.8


def test_more_raters_make_a_firmer_order() -> None:
    _, _, few = crowd(3, raters=10)
    _, _, many = crowd(3, raters=200)
    one, other = (stability(*answers, options=30, raters=n) for answers, n in ((few, 10), (many, 200)))
    assert np.nanmean(other.high - other.low) < np.nanmean(one.high - one.low)
    assert np.nanmean(other.same_third) > np.nanmean(one.same_third)


def test_the_check_names_what_hangs_on_who_rated_it() -> None:
    """Two severe raters judge option 3 alone beside the others: without their severity it comes up a third."""
    firm = [(number, rater, step) for number, step in ((1, 5), (2, 4), (4, 2), (5, 1)) for rater in range(20)]
    found = check([*firm, *((3, rater, 3) for rater in range(20)), *((9, rater, 5) for rater in range(14))])
    assert found == Check(options=5, stays=1.0, loose=(), severe=(), alike=1.0)


def test_a_check_needs_three_options_with_fifteen_answers() -> None:
    two = [(number, rater, 3) for number in (1, 2) for rater in range(15)]
    assert check(two) is None
    assert check([*two, *((3, rater, 4) for rater in range(14))]) is None
    assert check([*two, *((3, rater, 4) for rater in range(15))]) is not None
    assert check([]) is None


def test_an_order_by_chance_is_loose_and_severity_is_seen() -> None:
    random = np.random.default_rng(7)
    level = {1: 4, 2: 3, 3: 3, 4: 3, 5: 3, 6: 2}
    noisy = [(n, r, int(np.clip(round(level[n] + random.normal(0, 1)), 1, 5))) for n in level for r in range(20)]
    found = check(noisy)
    assert found is not None
    assert {1, 6}.isdisjoint(found.loose)
    assert set(found.loose) & {2, 3, 4, 5}
    # Option 7 is judged like option 1, but by people who give two steps less to everything.
    severe = [(n, 100 + r, max(1, level[n] - 2)) for n in (2, 3, 4, 5, 6) for r in range(15)]
    hard = check([*noisy, *severe, *((7, 100 + r, 2) for r in range(15))])
    assert hard is not None
    assert 7 in hard.severe
