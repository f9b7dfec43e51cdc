from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises import access
from exercises.actions import ratings as rating_actions
from exercises.models import Exercise, Option, Participation
from exercises.queries import ratings
from exercises.queries.board import board_for
from exercises.queries.crowd import crowd_of
from exercises.reports.facts import collect
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
def test_results_take_three_queries_for_any_number_of_options(
    n: int, cast: Cast, exercise: Exercise, submit: Submit, django_assert_num_queries: Any
) -> None:
    options = [submit(cast.ana) for _ in range(n)]
    with django_assert_num_queries(3):
        assert sorted(ratings.results_of(exercise, options, after_revision=True)) == list(range(1, n + 1))
    judged = crowd_of(exercise).judged
    with django_assert_num_queries(2):
        assert len(ratings.results_of(exercise, options, judged=judged)) == n
    with django_assert_num_queries(3):  # of one option nothing is known
        ratings.results_of(exercise, options, judged={place: j for place, j in judged.items() if place[0] < n})


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


def revise(rater: Participation, option: Option, now: Any, *, step: int, x: float) -> None:
    values = {"ratings": dict.fromkeys(("desirability", "feasibility", "impact", "risk"), step), "x": x, "y": 0.0}
    rating_actions.revise_sheet(
        rater=rater, option=option, seen_version=1, values=values, reason="Thought again.", key=uuid.uuid4(), now=now
    )


def test_after_revision_each_person_counts_once_with_the_last_word(
    cast: Cast, exercise: Exercise, submit: Submit, stand_in: Stand, five: list[Participation]
) -> None:
    option = submit(cast.ana)
    now = stand_in("rate")
    option.refresh_from_db()
    for person in five:
        judge(person, option, now, step=2, x=-0.5)
    revise(five[0], option, stand_in("reveal"), step=5, x=0.5)
    first = ratings.results_of(exercise, [option], after_revision=False)[1]
    after = ratings.results_of(exercise, [option], after_revision=True)[1]
    assert (first.sheets, first.revised, first.criteria[0].histogram.counts) == (5, 0, (0, 5, 0, 0, 0))
    assert (after.sheets, after.revised, after.criteria[0].histogram.counts) == (5, 1, (0, 4, 0, 0, 1))
    assert [x for x, _y in first.cloud.dots] == [-0.5] * 5
    assert [x for x, _y in after.cloud.dots] == [-0.5] * 4 + [0.5]
    assert ratings.results_of(exercise, [option], judged=crowd_of(exercise).judged)[1] == after
    facts = collect(exercise.pk).options[0]
    assert (facts.sheets, facts.revised, facts.older) == (5, None, 0)  # one person is told to nobody
    assert facts.ratings[0].steps == after.criteria[0].histogram.counts
    board = board_for(Participation.objects.get(pk=cast.mona.pk), now=access.now_in(exercise))
    crowd = board.options[0].crowd
    assert crowd is not None
    assert (crowd.n, crowd.x) == (5, after.cloud.x.median)


def test_a_sheet_on_an_older_text_counts_and_is_told_apart(
    cast: Cast, exercise: Exercise, submit: Submit, stand_in: Stand, five: list[Participation]
) -> None:
    option = submit(cast.ana)
    now = stand_in("rate")
    option.refresh_from_db()
    for person in five:
        judge(person, option, now)
    option.current.generation = 2
    option.current.save(update_fields=["generation"])
    revise(five[0], option, stand_in("reveal"), step=4, x=0.5)  # the same again: it confirms
    result = ratings.results_of(exercise, [option], after_revision=True)[1]
    facts = collect(exercise.pk).options[0]
    assert (result.sheets, result.older, result.criteria[0].spread.n) == (5, 4, 5)
    assert (facts.sheets, facts.older, facts.ratings[0].spread.n) == (5, None, 5)  # four are told to nobody


def test_own_sheets_of_both_rounds_stay_readable(cast: Cast, submit: Submit, stand_in: Stand) -> None:
    option = submit(cast.ana)
    now = stand_in("rate")
    option.refresh_from_db()
    judge(cast.ben, option, now, step=2)
    revise(cast.ben, option, stand_in("reveal"), step=5, x=0.25)
    own = ratings.own_sheets(cast.ben, option)
    assert [(n, o.round, o.steps["impact"], o.reason) for n, o in own.items()] == [
        (1, 1, 2, ""),
        (2, 2, 5, "Thought again."),
    ]
    assert ratings.own_sheet(cast.ben, option) == own[2]
    assert ratings.own_sheets(cast.cleo, option) == {}
