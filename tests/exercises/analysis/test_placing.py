"""The crowd's point with its ellipse, and the strip of dots."""

from __future__ import annotations

import math

import pytest

from exercises.analysis.placed import Placed, placed
from exercises.analysis.placing import CrowdPoint, crowd_point, strip
from exercises.analysis.spread import Axis

FIVE: list[tuple[Axis, Axis]] = [(-1.0, 0.0), (-0.5, 0.0), (0.0, 0.2), (0.5, 0.4), (1.0, 0.4)]


def one(places: list[tuple[Axis, Axis]]) -> Placed:
    return placed((1, x, y) for x, y in places)[1]


def test_the_point_is_the_median_and_the_ellipse_the_covariance() -> None:
    assert crowd_point(one(FIVE)) == CrowdPoint(0.0, 0.2, 5, (0.5, 0.12, 0.032))


def test_fewer_than_five_have_no_point() -> None:
    assert crowd_point(one(FIVE[:4])) is None
    assert crowd_point(one([*FIVE[:4], (1.0, "unclear")])) is None


def test_a_point_without_five_that_gave_both_numbers_has_no_ellipse() -> None:
    one_sided = [(0.5, "both"), (0.5, "both")], [("unclear", 0.5), ("unclear", 0.5)]
    assert crowd_point(one([*FIVE[:3], *one_sided[0], *one_sided[1]])) == CrowdPoint(0.0, 0.2, 3, None)


def test_all_on_one_place_scatter_not_at_all() -> None:
    assert crowd_point(one([(0.3, -0.3)] * 6)) == CrowdPoint(0.3, -0.3, 6, (0.0, 0.0, 0.0))


def test_a_strip_has_a_dot_for_everybody_within_the_drawing() -> None:
    dots = strip([-1.0, 0.0, 0.0, 1.0])
    assert dots == [(4, 26.0), (164, 26.0), (164, 21.0), (316, 26.0)]
    assert strip([]) == []


@pytest.mark.parametrize("n", [1, 6, 70])
def test_a_tall_stack_lies_closer_and_leaves_nobody_out(n: int) -> None:
    dots = strip([0.1] * n)
    assert len(dots) == n
    assert len(set(dots)) == n
    assert all(2 <= y <= 26 for _, y in dots)
    assert math.isclose(dots[0][1], 26)
