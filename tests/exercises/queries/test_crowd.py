"""What the crowd says, kept from one reader to the next and brought up to date by what was said since."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions.option_life import withdraw_option
from exercises.actions.ratings import revise_sheet
from exercises.models import Exercise, Option, Participation
from exercises.queries import crowd as crowds
from exercises.queries.crowd import Crowd, Marks, crowd_of
from tests.exercises.conftest import KEYS, Cast

Middle = Callable[[str], dt.datetime]


def said(crowd: Crowd) -> tuple[object, ...]:
    """All of a crowd that can be compared."""
    counts = [(t.options, t.criteria, t.counts.tolist(), t.abstained.tolist()) for t in (crowd.tallied, crowd.first)]
    return counts, crowd.judged, crowd.placed, crowd.first_round, crowd.measured


def afresh(exercise: Exercise) -> Crowd:
    crowds.forget()
    return crowd_of(exercise)


def test_marks_say_what_is_divided_unclear_and_hardly_judged(judged_week: list[Option], exercise: Exercise) -> None:
    crowd = crowd_of(exercise)
    assert [crowd.marks(number) for number in (1, 2, 3, 4, 9)] == [
        Marks(20, (), unclear=False),
        Marks(20, KEYS, unclear=False),
        Marks(20, (), unclear=True),
        Marks(7, (), unclear=False),
        None,
    ]
    assert [marks.few for marks in map(crowd.marks, (1, 4)) if marks] == [False, True]


@pytest.mark.parametrize("number", [1, 4])
def test_after_a_revision_its_option_is_read_and_all_is_as_if_read_afresh(
    number: int, judged_week: list[Option], exercise: Exercise, raters: list[Participation], middle: Middle,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    exercise.stream.refresh_from_db()
    before = crowd_of(exercise)
    known = before.judged[2, "impact"], before.first_round[2, "impact"]
    revise_sheet(
        rater=raters[0], option=judged_week[number - 1], seen_version=1, reason="The costs.", key=uuid.uuid4(),
        values={"ratings": dict.fromkeys(KEYS, 1), "x": -0.5, "y": 0.5}, now=middle("reveal"),
    )  # fmt: skip
    with django_assert_num_queries(5):  # events, options, ratings of either round, placements: of one option
        after = crowd_of(exercise)
    assert after.judged[number, "impact"].counts == {1: (1, 0, 0, 9, 10), 4: (1, 6, 0, 0, 0)}[number]
    # Seven answers are no part of what the others are measured with, so nothing else is computed again.
    assert (after.judged[2, "impact"] is known[0], after.first_round[2, "impact"] is known[1]) == (number == 4, True)
    assert said(after) == said(afresh(exercise))
    assert said(after) != said(before)


def test_of_a_few_options_it_tells_what_it_would_among_all(judged_week: list[Option], exercise: Exercise) -> None:
    exercise.stream.refresh_from_db()
    crowd, whole = crowd_of(exercise), afresh(exercise)
    alone = crowd.judged_of([2, 9]), crowd.first_of([2, 9]), crowd.marks(1)
    assert alone[0] == {place: result for place, result in whole.judged.items() if place[0] in (1, 2)}
    assert alone[1] == {place: result for place, result in whole.first_round.items() if place[0] == 2}
    assert alone[2] == whole.marks(1)
    assert "judged" not in crowd.__dict__  # and nothing was worked out of the others


def test_what_all_are_measured_with_is_followed(
    judged_week: list[Option], exercise: Exercise, raters: list[Participation], middle: Middle
) -> None:
    exercise.stream.refresh_from_db()
    before = crowd_of(exercise)
    assert before.judged
    for n, rater in enumerate(raters):
        for option in judged_week[:3]:
            revise_sheet(
                rater=rater, option=option, seen_version=1, reason="The costs.", key=uuid.uuid4(),
                values={"ratings": dict.fromkeys(KEYS, 1 + n % 5), "x": -0.5, "y": 0.5}, now=middle("reveal"),
            )  # fmt: skip
    after = crowd_of(exercise)
    assert after.measured != before.measured
    assert after.known is None
    assert said(after) == said(afresh(exercise))


@pytest.mark.parametrize("wanted", [1, 3])
def test_what_comes_and_goes_is_followed(
    wanted: int, cast: Cast, exercise: Exercise, submit: Callable[..., Option], judged_week: list[Option],
    raters: list[Participation], judge_step: Callable[..., None], middle: Middle,
) -> None:  # fmt: skip
    crowd_of(exercise)
    for _ in range(wanted):
        late = submit(cast.ana)
        for rater in raters:
            judge_step(rater, late, 2)
    withdraw_option(author=cast.ana, option=judged_week[1], now=middle("diverge"))
    crowd = crowd_of(exercise)
    assert crowd.numbers == (1, 3, 4, *range(5, 5 + wanted))
    assert crowd.divided == []
    assert said(crowd) == said(afresh(exercise))
