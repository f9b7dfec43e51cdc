"""The addresses behind the moderators' work together: what they answer to programs, to forms, and to nonsense."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from exercises.models import BoardFreeze, Card, CardMove, Membership, Option, WildCard
from tests.exercises.conftest import Cast

BOARD = "/x/alpha/board/"
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture(autouse=True)
def three(cast: Cast, submit: Callable[..., Option], stand_in: Callable[[str], Any]) -> list[Option]:
    options = [submit(cast.ana, title) for title in ("Pay the police", "Tax the banks", "Open the border")]
    stand_in("reveal")
    cast.client("lead").post("/x/alpha/narratives/", {"nickname": "Inside job", "x": "0", "y": "0"})
    return options


def send(cast: Cast, what: str, who: str = "mona", **fields: Any) -> Any:
    return cast.client(who).post(f"{BOARD}{what}/", fields, **JSON)


def test_a_group_is_moved_and_undone(cast: Cast) -> None:
    cards = json.dumps([[1, 0.5, 0.25, 0], [2, -0.5, 0.25, 0]])
    answer = send(cast, "move", cards=cards, note="They belong together.").json()
    assert (answer["said"], answer["undo"], answer["redo"]) == ("2 cards were moved.", True, False)
    assert set(CardMove.objects.values_list("note", flat=True)) == {"They belong together."}
    answer = send(cast, "undo").json()
    assert answer["cards"] == [
        {"option": 1, "x": None, "y": None, "version": 2, "noted": False},
        {"option": 2, "x": None, "y": None, "version": 2, "noted": False},
    ]
    assert (answer["said"], answer["undo"], answer["redo"]) == ("Undone: the move of 2 options.", False, True)
    assert send(cast, "redo").json()["said"] == "Moved again: 2 options."


@pytest.mark.parametrize(
    "cards",
    [
        "",
        "no JSON",
        "{}",
        "[]",
        "[1]",
        "[[1,0,0]]",
        "[[1,0,0,0,0]]",
        '[["1",0,0,0]]',
        "[[1,NaN,0,0]]",
        "[[1,Infinity,0,0]]",
        "[[1,1.0001,0,0]]",
        "[[1,true,0,0]]",
        "[[1,0,0,-1]]",
        "[[1,0,0,99999999999]]",
        "[[1,null,0,0]]",
        "[[1,0,0,0],[1,0.5,0,0]]",
    ],
)
def test_nonsense_is_refused_and_moves_nothing(cast: Cast, cards: str) -> None:
    answer = send(cast, "move", cards=cards)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert CardMove.objects.count() == 0


def test_options_go_into_a_narrative_and_it_is_told_what_they_left(cast: Cast) -> None:
    cast.client("lead").post("/x/alpha/narratives/", {"nickname": "From outside", "x": "0", "y": "0"})
    assert send(cast, "place", who="milo", options="1", do="core", narrative=1).json()["said"] == "1 option was placed."
    answer = send(cast, "place", options="1,2", do="core", narrative=2, reason="Money.").json()
    assert answer["said"] == "2 options were placed. PO-1 was core in I, put there by Alias Milo."
    again = send(cast, "place", options="1,2", do="core", narrative=2)
    assert again.json()["said"] == "They were there already; nothing was changed."
    send(cast, "place", options="2,3", do="wild_card")
    send(cast, "place", options="3", do="no_wild_card")
    send(cast, "place", options="1", do="remove", narrative=2)
    assert Membership.objects.filter(ended_at=None).count() == 0
    assert list(WildCard.objects.filter(ended_at=None).values_list("option__number", flat=True)) == [2]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"options": "1", "do": "core"}, 422),
        ({"options": "", "do": "wild_card"}, 422),
        ({"options": "1;2", "do": "wild_card"}, 422),
        ({"options": "1", "do": "best", "narrative": 1}, 422),
        ({"options": "1", "do": "core", "narrative": 0}, 422),
        ({"options": "1", "do": "core", "narrative": 7}, 410),
        ({"options": "1,99", "do": "core", "narrative": 1}, 410),
        ({"options": "0,1", "do": "core", "narrative": 1}, 409),
    ],
)
def test_a_place_that_cannot_be_is_refused(cast: Cast, fields: dict[str, Any], status: int) -> None:
    assert send(cast, "place", **fields).status_code == status
    assert (Membership.objects.count(), WildCard.objects.count()) == (0, 0)


def test_without_script_a_form_leads_back_to_the_board(cast: Cast) -> None:
    answer = cast.client("mona").post(f"{BOARD}place/", {"options": "1", "do": "core", "narrative": "1"}, follow=True)
    assert answer.redirect_chain == [(BOARD, 302)]
    assert "1 option was placed." in answer.content.decode()


def test_a_far_card_says_that_its_note_is_wanted_until_it_has_one(cast: Cast, three: Any, crowd: Any) -> None:
    crowd(three[0], [(0, 0)] * 5)
    send(cast, "move", cards="[[1,0.9,0.9,0],[2,0.9,0.9,0]]")
    page = cast.client("mona").get(f"{BOARD}?option=1").content.decode()
    assert "No note yet" in page
    assert "No note yet" not in cast.client("mona").get(f"{BOARD}?option=2").content.decode()  # no crowd's point
    noted = {"note": "Customs, not police.", "seen_version": "1"}
    assert cast.client("milo").post("/x/alpha/options/1/note/", noted).status_code == 302
    page = cast.client("ana").get(f"{BOARD}?option=1").content.decode()
    assert ("No note yet" in page, "Customs, not police." in page, Card.objects.get(option=three[0]).noted) == (
        False,
        True,
        True,
    )


def test_everybody_sees_that_the_board_is_frozen_and_staff_by_whom(cast: Cast) -> None:
    assert send(cast, "freeze", who="milo", reason="").status_code == 422
    assert send(cast, "freeze", who="milo", reason="We vote until noon.").json()["frozen"] is True
    pages = {who: cast.client(who).get(f"{BOARD}?part=freeze").content.decode() for who in ("mona", "ana", "lead")}
    assert ["We vote until noon." in page for page in pages.values()] == [True] * 3
    assert ["Alias Milo" in page for page in pages.values()] == [True, False, True]
    assert ["release-board" in page for page in pages.values()] == [False, False, True]
    answer = send(cast, "move", cards="[[1,0,0,0]]")
    assert (answer.status_code, answer.json()["frozen"]) == (409, True)
    assert answer.json()["title"] == "Alias Milo has frozen the board: We vote until noon. Nothing was changed."
    assert cast.client("mona").get(f"{BOARD}data/").json()["state"]["frozen"] == "reveal"
    assert send(cast, "release", who="mona").status_code == 403
    assert send(cast, "release", who="lead").json()["frozen"] is False
    assert BoardFreeze.objects.get().released_by == cast.lead
    assert send(cast, "move", cards="[[1,0,0,0]]").status_code == 200
