"""The board's replay: at the end of the log it is the present board, and on no day it tells what was sealed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises import access
from exercises.actions.board import move_card
from exercises.actions.narratives import anchor_narrative, create_narrative, revise_narrative
from exercises.actions.places import put_into_narrative, take_out_of_narrative
from exercises.actions.ratings import revise_sheet
from exercises.analysis import replica
from exercises.models import Event, Exercise, Narrative, Option, Participation, Sheet
from exercises.queries import replay
from exercises.queries.board import as_data, board_for
from exercises.queries.replica import state_of
from tests.exercises.conftest import Cast

PLACES: list[tuple[float | str, float | str]] = [(-0.8, 0.4), (-0.6, 0.4), (-0.4, 0.5), (-0.4, 0.6), (0.2, 0.6)]
URL = "/x/alpha/board/replay/"


def seat_of(cast: Cast, name: str) -> Participation:
    return access.participation_or_404(getattr(cast, name).user, "alpha")


def changes_for(cast: Cast, name: str) -> list[replay.Change]:
    seat = seat_of(cast, name)
    return replay.page_after(seat, 0, access.now_in(seat.exercise)).changes


def played(changes: list[replay.Change]) -> tuple[replica.State, dict[int, Any]]:
    """What a browser makes of them: the state, and the crowd's points while results are open."""
    state, points = replica.empty(), dict[int, Any]()
    for _seq, _at, kind, data in changes:
        state = replica.apply(state, kind, data)
        points |= data["points"] if kind == replay.CROWD else {}
    return state, points if state["phase"] in replay.REVEALED else {}


@pytest.fixture
def lived(cast: Cast, submit: Callable[..., Option], crowd: Any, stand_in: Any) -> dt.datetime:
    """A week up to the reveal, with second thoughts, moves, and narratives that were made and unmade."""
    options = [submit(cast.ana, f"Option {n}") for n in range(3)]
    crowd(options[0], PLACES)
    crowd(options[1], [*PLACES[:4], ("both", 0.5)])
    crowd(options[2], PLACES[:2])
    now = stand_in("reveal")
    _second_thoughts(options[0], now)
    for number in (1, 2):
        values = {"nickname": f"Narrative {number}"}
        create_narrative(author=cast.lead, values=values, x=-0.7, y=0.7, key=uuid.uuid4(), now=now)
    one, two = Narrative.objects.order_by("number")
    put_into_narrative(moderator=cast.mona, narrative=1, options=[1], kind="core", now=now, key=uuid.uuid4())
    put_into_narrative(moderator=cast.mona, narrative=2, options=[2], kind="core", now=now, key=uuid.uuid4())
    put_into_narrative(moderator=cast.mona, narrative=2, options=[1], kind="dissent", now=now, key=uuid.uuid4())
    take_out_of_narrative(moderator=cast.mona, narrative=2, options=[2], now=now, key=uuid.uuid4())
    anchor_narrative(author=cast.lead, narrative=two, x=0.3, y=-0.3, now=now)
    renamed: dict[str, Any] = {"values": {"nickname": "Renamed"}, "seen_version": 1, "key": uuid.uuid4(), "now": now}
    revise_narrative(author=cast.lead, narrative=one, **renamed)
    for version, x in enumerate((0.5, 0.6, 0.7)):
        move_card(moderator=cast.mona, option=options[0], x=x, y=0, seen_version=version, key=uuid.uuid4(), now=now)
    return now


def _second_thoughts(option: Option, now: dt.datetime) -> None:
    for sheet in Sheet.objects.filter(option=option).order_by("pk")[:2]:
        ratings = dict.fromkeys(("desirability", "feasibility", "impact", "risk"), 2)
        values = {"ratings": ratings, "x": 0.9, "y": -0.9}
        revise_sheet(
            rater=sheet.participation, option=option, values=values, reason="I was wrong.", seen_version=1,
            key=uuid.uuid4(), now=now,
        )  # fmt: skip


def test_at_the_end_it_is_the_present_board(cast: Cast, lived: dt.datetime, exercise: Exercise) -> None:
    state, points = played(changes_for(cast, "mona"))
    tables = state_of(exercise, staff=False)
    parts = ("phase", "options", "cards", "narratives", "memberships")
    assert {part: state[part] for part in parts} == {part: tables[part] for part in parts}
    seat = seat_of(cast, "mona")
    board = as_data(board_for(seat, access.now_in(exercise)))
    present = {o["number"]: o["crowd"] and [o["crowd"][key] for key in ("x", "y", "n")] for o in board["options"]}
    assert points == present
    assert present == {1: [0.2, 0.5, 5], 2: None, 3: None}


def test_the_crowds_point_moves_with_each_revision(cast: Cast, lived: dt.datetime) -> None:
    told = [data["points"] for _seq, _at, kind, data in changes_for(cast, "mona") if kind == replay.CROWD]
    assert told == [
        {1: [-0.4, 0.5, 5], 2: None, 3: None},
        {1: [-0.4, 0.5, 5]},
        {1: [0.2, 0.5, 5]},
    ]


def test_before_the_reveal_there_is_no_crowd(cast: Cast, lived: dt.datetime, exercise: Exercise) -> None:
    changes = changes_for(cast, "mona")
    revealed = Event.objects.get(exercise=exercise, kind="phase.opened", data__phase="reveal").seq
    assert {kind for seq, _at, kind, _data in changes if seq < revealed} == {
        "phase.opened",
        "option.submitted",
        "options.accepted",
    }
    assert played([change for change in changes if change[0] < revealed])[1] == {}


def test_it_is_dated_and_in_the_order_of_the_log(cast: Cast, lived: dt.datetime, exercise: Exercise) -> None:
    changes = changes_for(cast, "mona")
    assert [seq for seq, *_rest in changes] == sorted(seq for seq, *_rest in changes)
    start = replay.began(exercise)
    at = dict(Event.objects.filter(exercise=exercise).values_list("seq", "at"))
    assert {seq: seconds for seq, seconds, *_rest in changes} == {
        seq: int((at[seq] - start).total_seconds()) for seq, *_rest in changes
    }


def test_who_may_not_see_narratives_is_told_of_none(cast: Cast, lived: dt.datetime) -> None:
    state, points = played(changes_for(cast, "ana"))
    assert (state["narratives"], state["memberships"]) == ({}, {})
    assert points[1] == [0.2, 0.5, 5]
    assert cast.client("ana").get(URL).json()["texts"]["narratives"] == {}
    assert cast.client("mona").get(URL).json()["texts"]["narratives"] == {
        "1": {"1": "Narrative 1", "2": "Renamed"},
        "2": {"1": "Narrative 2"},
    }


def test_the_pages_together_are_the_whole(cast: Cast, lived: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cast.client("mona").get(URL).json()
    monkeypatch.setattr(replay, "PAGE", 4)
    found, page = [], cast.client("mona").get(URL).json()
    assert page["more"]
    while page["more"]:
        found += page["changes"]
        page = cast.client("mona").get(f"{URL}?after={page['last']}").json()
        assert set(page) == {"changes", "last", "more"}
    assert [*found, *page["changes"]] == whole["changes"]


def test_it_begins_with_the_texts_and_the_days_of_the_exercise(cast: Cast, lived: dt.datetime) -> None:
    whole = cast.client("olga").get(URL).json()
    assert whole["texts"]["options"] == {str(n + 1): {"1": f"Option {n}"} for n in range(3)}
    began = dt.datetime.fromisoformat(whole["began"])
    midnights = [began + dt.timedelta(seconds=seconds) for seconds in whole["days"]]
    assert [f"{day.astimezone(dt.timezone(dt.timedelta(hours=1))):%d %H:%M}" for day in midnights] == [
        f"{day:02} 00:00" for day in range(2, 9)
    ]
    assert whole["revealed"] == ["reveal", "inject", "challenge", "draft", "closed"]
    assert (whole["more"], whole["last"]) == (False, seat_of(cast, "olga").exercise.stream.last_seq)


def test_sealed_there_is_no_replay(cast: Cast, lived: dt.datetime, stand_in: Any) -> None:
    stand_in("rate")
    answers = [cast.client(who).get(URL, headers={"accept": "application/json"}) for who in ("ana", "mona", "manager")]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "not_open")] * 3
    assert cast.client("stranger").get(URL).status_code == 404


@pytest.mark.parametrize(
    ("query", "code"), [("after=x", "invalid"), ("after=-1", "invalid"), ("after=3&epoch=other", "stale")]
)
def test_what_cannot_be_right_is_said(cast: Cast, lived: dt.datetime, query: str, code: str) -> None:
    assert cast.client("mona").get(f"{URL}?{query}").json()["code"] == code


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_often_for_three_options_as_for_one(
    cast: Cast, submit: Any, crowd: Any, stand_in: Any, count: int
) -> None:
    for _ in range(count):
        crowd(submit(cast.ana), PLACES)
    stand_in("reveal")
    client = cast.client("mona")
    with CaptureQueriesContext(connection) as asked:
        client.get(URL)
    # session, user, seat, phases; changes; the last answer, the answers and their placements; two of texts
    assert len(asked) == 10
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{URL}?after=1")
    assert len(asked) == 6


def test_it_comes_compressed(cast: Cast, lived: dt.datetime) -> None:
    answer = cast.client("mona").get(URL, headers={"accept-encoding": "gzip"})
    assert (answer["Content-Encoding"], answer["Cache-Control"]) == (
        "gzip",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
