"""The board as one person may see it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises import access, activity
from exercises.actions.board import move_card
from exercises.actions.narratives import create_narrative
from exercises.actions.places import put_into_narrative
from exercises.analysis import replica
from exercises.analysis.placing import CrowdPoint
from exercises.models import Narrative, Option, Participation
from exercises.queries.board import Point, as_data, board_for
from exercises.queries.crowd import crowd_of
from exercises.queries.replica import state_of
from tests.exercises.conftest import Cast

# What the log holds and no board shows.
ELSEWHERE = ("report_texts", "signatures", "published")
PLACES: list[tuple[float | str, float | str]] = [(-0.8, 0.4), (-0.6, 0.4), (-0.4, 0.5), (-0.4, 0.6), (0.2, 0.6)]


def seat_of(cast: Cast, name: str) -> Participation:
    """As a request finds it: with the log's present number."""
    return access.participation_or_404(getattr(cast, name).user, "alpha")


def board_of(cast: Cast, name: str) -> Any:
    seat = seat_of(cast, name)
    return board_for(seat, access.now_in(seat.exercise))


@pytest.fixture
def furnished(
    cast: Cast, submit: Callable[..., Option], crowd: Any, middle: Any, stand_in: Any
) -> Callable[[int], None]:
    """A board with *n* options that the crowd has placed, moved, and put into narratives of their own."""

    def furnish(n: int) -> None:
        for title in range(n):
            option = submit(cast.ana, f"Option {title}")
            crowd(option, PLACES)
        now = stand_in("reveal")
        for number in range(1, n + 1):
            option = Option.objects.get(number=number)
            values = {"nickname": f"Narrative {number}", "abstract": "Why."}
            create_narrative(author=cast.lead, values=values, x=-0.7, y=0.7, key=uuid.uuid4(), now=now)
            narrative = Narrative.objects.get(number=number)
            put_into_narrative(
                moderator=cast.mona, narrative=narrative.number, options=[option.number], kind="core", now=now
            )
            move_card(moderator=cast.mona, option=option, x=0.5, y=-0.5, seen_version=0, key=uuid.uuid4(), now=now)

    return furnish


def test_all_of_it_in_one_reading(cast: Cast, furnished: Any) -> None:
    furnished(1)
    board = board_of(cast, "mona")
    (option,) = board.options
    assert (option.number, option.label, option.title, option.summary, option.state, option.version) == (
        1,
        "PO-1",
        "Option 0",
        "One line.",
        "accepted",
        1,
    )
    assert option.crowd == CrowdPoint(-0.4, 0.5, 5, (0.112, 0.024, 0.008))
    assert (option.mine, option.moved, option.moves, option.position) == (None, Point(0.5, -0.5), 1, Point(0.5, -0.5))
    assert (option.memberships, option.core, option.hue) == ({1: "core"}, 1, 1)
    (narrative,) = board.narratives
    assert (narrative.numeral, narrative.nickname, narrative.abstract, narrative.anchor, narrative.version) == (
        "I",
        "Narrative 1",
        "Why.",
        Point(-0.7, 0.7),
        1,
    )
    assert board.members(1) == [(option, "core")]
    assert board.head == activity.head(cast.mona.exercise_id)


@pytest.mark.parametrize("n", [1, 3])
def test_it_asks_seven_times_however_much_lies_there(cast: Cast, furnished: Any, n: int) -> None:
    furnished(n)
    seat = seat_of(cast, "mona")
    crowd_of(seat.exercise)
    with CaptureQueriesContext(connection) as asked:
        board = board_for(seat, access.now_in(seat.exercise))
    assert (len(board.options), len(board.narratives), len(asked)) == (n, n, 7)


def test_the_browsers_state_is_the_one_of_the_log(cast: Cast, furnished: Any, exercise: Any) -> None:
    furnished(2)
    data = as_data(board_of(cast, "mona"))
    whole = state_of(exercise, staff=True)
    assert data["state"] == {
        name: whole[name] for name in whole if name not in (*ELSEWHERE, "phase", "people", "sheets")
    }
    lines = activity.lines_for(activity.audiences_of("moderator", "reveal"), activity.read_since(exercise.pk, 0))
    state = replica.empty()
    for _seq, kind, event in lines:
        state = replica.apply(state, kind, event)
    assert data["state"] == {part: state[part] for part in data["state"]}
    assert data["seq"] == lines[-1][0]


@pytest.mark.parametrize("name", ["manager", "lead", "mona", "ben", "olga"])
def test_while_rating_is_open_nobody_sees_what_others_think(
    cast: Cast, furnished: Any, stand_in: Any, name: str
) -> None:
    furnished(1)
    stand_in("rate")  # as if the reveal were still to come
    board = board_of(cast, name)
    (option,) = board.options
    assert (option.crowd, option.mine, option.moved, option.moves, option.memberships) == (None, None, None, 0, {})
    assert (board.sealed, board.narratives) == (True, [])
    data = as_data(board)
    assert data["state"] == {
        "options": {"1": {"state": "accepted", "version": 1}},
        "cards": {},
        "released": {},
        "frozen": None,
        "narratives": {},
        "memberships": {},
        "wild_cards": {},
    }
    assert data["options"] == [
        {
            "number": 1, "title": "Option 0", "version": 1, "crowd": None, "mine": None,
            "n": 0, "divided": False, "unclear": False,
        }
    ]  # fmt: skip


def test_the_browser_learns_what_is_divided_and_what_is_unclear(cast: Cast, judged_week: list[Option]) -> None:
    options = as_data(board_of(cast, "ben"))["options"]
    assert [(o["number"], o["n"], o["divided"], o["unclear"]) for o in options] == [
        (1, 20, False, False),
        (2, 20, True, False),
        (3, 20, False, True),
        (4, 7, False, False),
    ]
    assert [o["crowd"]["spread"] for o in options] == [(0.0, 0.0, 0.0)] * 4


def test_analysts_see_positions_from_the_reveal_and_narratives_from_the_challenge(
    cast: Cast, furnished: Any, stand_in: Any
) -> None:
    furnished(1)
    (option,) = board_of(cast, "ben").options
    assert (option.moved, option.memberships) == (Point(0.5, -0.5), {})
    stand_in("challenge")
    board = board_of(cast, "ben")
    assert (board.options[0].memberships, [n.number for n in board.narratives]) == ({1: "core"}, [1])


def test_ones_own_placement_is_ones_own(cast: Cast, submit: Any, crowd: Any, stand_in: Any) -> None:
    option = submit(cast.ana)
    crowd(option, [(0.1, -0.2), ("both", 0.5)])
    stand_in("rate")
    for alias, mine in (("Rater0", Point(0.1, -0.2)), ("Rater1", None), ("Alias Ben", None)):
        user = Participation.objects.get(alias=alias).user
        seat = access.participation_or_404(user, "alpha")
        (shown,) = board_for(seat, access.now_in(seat.exercise)).options
        assert (alias, shown.mine, shown.crowd) == (alias, mine, None)


def test_four_placements_are_no_crowd(cast: Cast, submit: Any, crowd: Any, stand_in: Any) -> None:
    option = submit(cast.ana)
    crowd(option, [*PLACES[:4], ("unclear", "unclear")])
    stand_in("reveal")
    (shown,) = board_of(cast, "mona").options
    assert (shown.crowd, shown.position) == (None, None)


def test_what_no_longer_stands_does_not_lie_there(cast: Cast, submit: Any, stand_in: Any) -> None:
    submit(cast.ana)
    gone = submit(cast.ana)
    Option.objects.filter(pk=gone.pk).update(state="withdrawn")
    stand_in("reveal")
    assert [option.number for option in board_of(cast, "mona").options] == [1]


def test_orphans_are_accepted_options_that_have_no_place(cast: Cast, furnished: Any, submit: Any) -> None:
    furnished(1)
    for state, wild in (("accepted", False), ("accepted", True), ("submitted", False)):
        Option.objects.filter(pk=submit(cast.ana).pk).update(state=state, wild_card=wild)
    board = board_of(cast, "mona")
    assert [option.number for option in board.homeless()] == [2, 3, 4]
    assert [option.number for option in board.orphans()] == [2]
