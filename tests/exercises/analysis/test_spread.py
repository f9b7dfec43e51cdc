from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.analysis.agreement import FEWEST
from exercises.analysis.spread import Histogram, cloud, histogram, shown_groups

steps = st.lists(st.integers(1, 5), max_size=80)
axis = st.one_of(st.floats(-1, 1), st.sampled_from(["both", "neither", "unclear"]))


def test_a_histogram_counts_each_step() -> None:
    assert histogram([1, 2, 2, 5, 5, 5]) == Histogram(6, (1, 2, 0, 0, 3))
    assert histogram([1, 2, 2, 5, 5, 5]).shares == (1 / 3, 2 / 3, 0, 0, 1)


def test_fewer_than_five_answers_are_only_counted() -> None:
    assert histogram([1, 2, 2, 5]) == Histogram(4)
    four = cloud([(0.1, 0.2), (0.3, "both"), (0.0, 0.0), (1, -1)])
    assert (four.shown, four.dots, four.words) == (False, (), {})


def test_what_is_no_step_is_an_error() -> None:
    with pytest.raises(ValueError, match="0"):
        histogram([0, 1, 2, 3, 4])


@given(steps)
def test_counts_add_up_and_do_not_depend_on_order(answers: list[int]) -> None:
    found = histogram(answers)
    assert found == histogram(sorted(answers))
    assert found.n == len(answers)
    assert sum(found.counts) == (found.n if found.n >= FEWEST else 0)
    assert max(found.shares, default=1) == 1


@given(st.lists(st.tuples(axis, axis), max_size=40))
def test_a_cloud_lies_among_its_answers(placements: list[tuple[float | str, float | str]]) -> None:
    found = cloud(placements)
    assert found == cloud(list(reversed(placements)))
    for spread, answers in ((found.x, [x for x, _ in placements]), (found.y, [y for _, y in placements])):
        numbers = [a for a in answers if not isinstance(a, str)]
        assert spread.n == len(numbers)
        if spread.shown:
            assert spread.low is not None
            assert spread.median is not None
            assert spread.high is not None
            assert min(numbers) - 1e-4 <= spread.low <= spread.median <= spread.high <= max(numbers) + 1e-4
    assert len(found.dots) == 0 or len(found.dots) >= FEWEST


def test_small_groups_hide_in_the_rest() -> None:
    assert shown_groups({"Law": 9, "Economics": 7, "Health": 3, "": 2}, "other") == [
        ("Law", 9),
        ("Economics", 7),
        ("other", 5),
    ]
    assert shown_groups({"Law": 9, "Economics": 7, "Health": 3}, "other") == [("Law", 9), ("other", 10)]
    assert shown_groups({"Law": 2, "Economics": 2}, "other") == []
    assert shown_groups({"Law": 5}, "other") == [("Law", 5)]


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 12), max_size=8))
def test_no_group_under_five_is_ever_told(sizes: dict[str, int]) -> None:
    groups = shown_groups(sizes, "other")
    assert all(n >= FEWEST for _, n in groups)
    shown, total = sum(n for _, n in groups), sum(sizes.values())
    assert shown in {0, total}
