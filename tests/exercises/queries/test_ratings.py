from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions import ratings as rating_actions
from exercises.models import Exercise, Option, Participation
from exercises.queries import ratings
from tests.exercises.conftest import Cast, make_user

Stand = Callable[[str], Any]
Submit = Callable[..., Option]


def judge(rater: Participation, option: Option, now: Any, *, step: int = 4, x: float | str = 0.5) -> None:
    steps = {"desirability": step, "feasibility": step, "impact": step, "risk": "unclear"}
    values = {"ratings": steps, "x": x, "y": 0.0, "certainty": "high"}
    rating_actions.judge_option(rater=rater, option=option, seen_version=1, values=values, key=uuid.uuid4(), now=now)


@pytest.fixture
def five(cast: Cast, exercise: Exercise) -> list[Participation]:
    joined = exercise.created_at
    return [
        Participation.objects.create(
            exercise=exercise, user=make_user(f"five{i}"), role="analyst", alias=f"Five {i}",
            consent_at=joined, joined_at=joined,
        )
        for i in range(5)
    ]  # fmt: skip


@pytest.mark.parametrize("n", [1, 3])
def test_results_take_four_queries_for_any_number_of_options(
    n: int, cast: Cast, exercise: Exercise, submit: Submit, django_assert_num_queries: Any
) -> None:
    options = [submit(cast.ana) for _ in range(n)]
    with django_assert_num_queries(4):
        assert sorted(ratings.results_of(exercise, options)) == list(range(1, n + 1))


def test_only_the_last_sheet_of_each_person_counts(
    cast: Cast, exercise: Exercise, submit: Submit, stand_in: Stand, five: list[Participation]
) -> None:
    option, other = submit(cast.ana), submit(cast.ana)
    now = stand_in("rate")
    option.refresh_from_db()
    other.refresh_from_db()
    for step, person in enumerate(five, start=1):
        judge(person, option, now, step=step, x=step / 10)
        judge(person, other, now, step=1, x="both")
    judge(five[0], option, now, step=5, x=0.5)  # thought again
    result = ratings.results_of(exercise, [option])[1]
    first, last = result.criteria[0], result.criteria[-1]
    assert (result.sheets, first.histogram.counts, first.spread.median) == (5, (0, 1, 1, 1, 2), 4)
    assert (last.histogram.counts, last.spread.n, last.spread.shown) == ((), 0, False)
    assert (result.cloud.x.median, result.cloud.words) == (0.4, {})
    others = ratings.results_of(exercise, [other])[2]
    assert (others.cloud.shown, others.cloud.words) == (False, {"both": 5})


def test_a_sheet_is_read_as_it_was_sent(cast: Cast, submit: Submit, stand_in: Stand) -> None:
    option = submit(cast.ana)
    now = stand_in("rate")
    option.refresh_from_db()
    assert ratings.own_sheet(cast.ben, option) is None
    judge(cast.ben, option, now, step=2, x=0.0)
    own = ratings.own_sheet(cast.ben, option)
    assert own is not None
    assert own.answers == {
        "ratings": {"desirability": 2, "feasibility": 2, "impact": 2, "risk": "unclear"},
        "x": 0.0,
        "y": 0.0,
        "certainty": "high",
    }
    assert (own.sent_at, own.on_older_text) == (now, False)
    option.current.generation = 2
    again = ratings.own_sheet(cast.ben, option)
    assert again is not None
    assert again.on_older_text is True


def queue(numbers: list[int], done: set[int]) -> ratings.Queue:
    return ratings.Queue(tuple(Option(number=number) for number in numbers), frozenset(done))


@pytest.mark.parametrize(
    ("done", "after", "following"),
    [
        (set(), None, 3),
        ({3}, None, 1),
        ({3}, 3, 1),
        ({1}, 2, 3),  # from the beginning again
        ({1, 3}, 2, None),  # the only one left is the one at hand
        ({1, 2, 3}, None, None),
        ({3}, 99, 1),
    ],
)
def test_the_queue_goes_on_behind_the_one_at_hand(done: set[int], after: int | None, following: int | None) -> None:
    found = queue([3, 1, 2], done).next(after)
    assert (found.number if found else None) == following


@pytest.mark.parametrize(("left", "minutes"), [(0, 0), (1, 5), (2, 5), (3, 10), (8, 20), (34, 85)])
def test_it_says_how_long_the_rest_takes(left: int, minutes: int) -> None:
    assert queue(list(range(left)), set()).minutes == minutes
