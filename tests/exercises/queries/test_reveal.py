"""What the reveal says of a crowd: agreement, camps and between whom, what is unclear, one's own beside."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from exercises.actions.ratings import revise_sheet
from exercises.queries.crowd import crowd_of
from exercises.queries.reveal import reveal_of
from tests.exercises.conftest import BANKERS, KEYS, LAWYERS


def criterion(exercise, key: str) -> Any:
    return exercise.criteria.get(key=key)


def numbers(part: Any) -> list[tuple[int, str]]:
    return [(said.option.number, said.criterion.key) for said in part.lines]


def test_the_crowd_agrees_where_the_middle_half_lies_within_a_step(judged_week, exercise, cast) -> None:
    crowd = crowd_of(exercise)
    reveal = reveal_of(exercise, crowd, cast.ana, criterion(exercise, "desirability"))
    agreed = {name: numbers(part) for name, part in reveal.agreed.items()}
    assert agreed == {"for": [(1, "desirability")], "middle": [(3, "desirability")], "against": []}
    assert [option.number for option in reveal.too_few] == [4]
    assert (reveal.options, reveal.agreements) == (4, 2)


def test_the_good_end_of_risk_is_the_low_one(judged_week, exercise, cast) -> None:
    reveal = reveal_of(exercise, crowd_of(exercise), cast.ana, criterion(exercise, "risk"))
    assert numbers(reveal.agreed["for"]) == [(1, "risk")]


def test_it_is_divided_between_those_who_stand_against_each_other(judged_week, exercise, cast) -> None:
    reveal = reveal_of(exercise, crowd_of(exercise), cast.ana, criterion(exercise, "impact"))
    assert numbers(reveal.divided)[0] == (2, "impact")  # the chosen criterion first
    assert sorted(numbers(reveal.divided)) == sorted((2, key) for key in KEYS)
    [by_expertise] = reveal.divided.lines[0].opposed
    assert (by_expertise.by, by_expertise.on("low"), by_expertise.on("high")) == ("expertise", [LAWYERS], [BANKERS])


def test_unclear_is_another_thing_than_divided(judged_week, exercise, cast) -> None:
    reveal = reveal_of(exercise, crowd_of(exercise), cast.ana, criterion(exercise, "impact"))
    assert [(line.option.number, line.placed.x.often_in_words, line.placed.y.unclear) for line in reveal.unclear] == [
        (3, True, False)
    ]
    assert reveal.unclear[0].dots == {"x": [0.1] * 10, "y": [0.5] * 20}


def test_ones_own_answers_stand_beside_the_farthest_first(judged_week, exercise, raters) -> None:
    first = reveal_of(exercise, crowd_of(exercise), raters[0], criterion(exercise, "desirability"))
    assert first.own == 4
    assert [(said.option.number, said.own) for said in first.apart.lines] == [(2, 1)]
    assert all(said.own for part in first.agreed.values() for said in part.lines)


def test_second_thoughts_stand_beside_round_one(judged_week, exercise, raters, middle) -> None:
    option = judged_week[0]
    before = crowd_of(exercise).judged[1, "desirability"].counts
    revise_sheet(
        rater=raters[0], option=option, seen_version=1, reason="I had not seen the costs.", key=uuid.uuid4(),
        values={"ratings": dict.fromkeys(KEYS, 1), "x": 0.5, "y": 0.5}, now=middle("reveal"),
    )  # fmt: skip
    crowd = crowd_of(exercise)
    assert crowd.first_round[1, "desirability"].counts == before == (0, 0, 0, 10, 10)
    assert crowd.judged[1, "desirability"].counts == (1, 0, 0, 9, 10)
    reveal = reveal_of(exercise, crowd, raters[0], criterion(exercise, "desirability"))
    assert numbers(reveal.moved) == [(1, "desirability")]
    assert [said.revised for said in reveal.agreed["for"].lines] == [True]


@pytest.mark.parametrize("wanted", [1, 3])
def test_reading_the_crowd_takes_as_many_queries_for_three_options_as_for_one(
    wanted, cast, exercise, submit, stand_in, raters, judge_step, django_assert_num_queries
) -> None:
    options = [submit(cast.ana, f"Option {n}") for n in range(wanted)]
    stand_in("rate")
    for rater in raters:
        for option in options:
            judge_step(rater, option, 4)
    exercise.stream.refresh_from_db()
    with django_assert_num_queries(5):
        crowd = crowd_of(exercise)
    assert len(crowd.numbers) == wanted
    with django_assert_num_queries(1):
        assert crowd_of(exercise) is crowd  # nothing was said since
