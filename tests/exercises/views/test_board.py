"""The board's page, its data, and moving a card."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exercises.actions.comments import choose_objection, post_comment
from exercises.actions.narratives import create_narrative
from exercises.actions.places import put_into_narrative
from exercises.models import Card, CardMove, Comment, Event, Narrative, Option
from tests.exercises.conftest import Cast
from tests.furnished import furnish

JSON = {"accept": "application/json"}
PLACES: list[tuple[float | str, float | str]] = [(-0.8, 0.4), (-0.6, 0.4), (-0.4, 0.5), (-0.4, 0.6), (0.2, 0.6)]
Stand = Callable[[str], Any]


def body(**changed: Any) -> dict[str, Any]:
    return {"x": "0.5", "y": "-0.25", "seen_version": "0", "key": str(uuid.uuid4()), **changed}


def move(client: Client, data: dict[str, Any], number: int = 1, **headers: str) -> Any:
    return client.post(f"/x/alpha/options/{number}/move/", data, headers=headers)


def places() -> list[tuple[float, float, int]]:
    return list(CardMove.objects.values_list("x", "y", "version"))


@pytest.fixture
def option(cast: Cast, submit: Callable[..., Option], crowd: Any, stand_in: Stand) -> Option:
    def week() -> Option:
        submitted = submit(cast.ana)
        crowd(submitted, PLACES)
        stand_in("reveal")
        return submitted

    return furnish("an option with places", week, cast)


# Moving


def test_a_card_is_moved_by_a_form(cast: Cast, option: Option) -> None:
    answer = move(cast.client("mona"), body(note="It is about customs."))
    assert (answer.status_code, answer["Location"]) == (302, "/x/alpha/board/?option=1")
    assert places() == [(0.5, -0.25, 1)]
    page = cast.client("mona").get(answer["Location"])
    assert page.context["panel"]["option"].moves == 1
    assert page.context["panel"]["last_move"].note == "It is about customs."
    assert "Alias Mona" in page.content.decode()


def test_a_program_is_answered_in_json(cast: Cast, option: Option) -> None:
    answer = move(cast.client("mona"), body(), **JSON)
    assert (answer.status_code, answer.json()) == (200, {"x": 0.5, "y": -0.25, "version": 1})


def test_the_same_key_again_moves_nothing(cast: Cast, option: Option) -> None:
    sent = body()
    answers = [move(cast.client("mona"), sent, **JSON).json() for _ in range(3)]
    assert answers == [{"x": 0.5, "y": -0.25, "version": 1}] * 3
    assert places() == [(0.5, -0.25, 1)]
    assert Event.objects.filter(kind="card.moved").count() == 1


def test_the_same_key_with_another_place_is_refused(cast: Cast, option: Option) -> None:
    sent = body()
    move(cast.client("mona"), sent, **JSON)
    answer = move(cast.client("mona"), {**sent, "x": "0.6"}, **JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert places() == [(0.5, -0.25, 1)]


def test_a_stale_move_is_answered_with_the_place_and_who_moved_it(cast: Cast, option: Option) -> None:
    move(cast.client("milo"), body(x="-1", y="1"))
    answer = move(cast.client("mona"), body(), **JSON)
    said = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    present = {"x": -1.0, "y": 1.0, "version": 1, "moved_by": "Alias Milo"}
    assert said == {
        "title": "Alias Milo moved this card meanwhile.",
        "status": 409,
        "code": "stale",
        **present,
        "cards": [{"option": 1, **present, "noted": False}],
    }
    assert places() == [(-1.0, 1.0, 1)]


def test_a_stale_form_keeps_what_was_chosen_and_can_be_sent_again(cast: Cast, option: Option) -> None:
    move(cast.client("milo"), body(x="-1", y="1"))
    answer = move(cast.client("mona"), body(note="Because."))
    form = answer.context["panel"]["form"]
    assert answer.status_code == 409
    assert form.non_field_errors() == ["Alias Milo moved this card meanwhile."]
    kept = {name: form[name].value() for name in ("x", "y", "note", "seen_version")}
    assert kept == {"x": "0.5", "y": "-0.25", "note": "Because.", "seen_version": "1"}
    move(cast.client("mona"), {**kept, "key": form["key"].value()})
    assert places() == [(-1.0, 1.0, 1), (0.5, -0.25, 2)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"x": "NaN"}, "x"),
        ({"x": "1.0001"}, "x"),
        ({"y": "-2"}, "y"),
        ({"y": "inf"}, "y"),
        ({"y": "left"}, "y"),
        ({"x": ""}, "x"),
        ({"seen_version": "-1"}, "seen_version"),
        ({"seen_version": "99999999999"}, "seen_version"),
        ({"seen_version": "one"}, "seen_version"),
        ({"key": "no-uuid"}, "key"),
        ({"note": "turned \u202e round"}, "note"),
        ({"note": "n\x00ul"}, "note"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(
    cast: Cast, option: Option, wrong: dict[str, str], field: str
) -> None:
    answer = move(cast.client("mona"), body(**wrong), **JSON)
    fields = answer.json()["fields"]
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert set(fields) - {"__all__"} == {field}
    assert fields[field]
    page = move(cast.client("mona"), body(**wrong))
    assert page.status_code == 422
    assert set(page.context["panel"]["form"].errors) - {"__all__"} == {field}
    assert places() == []


@pytest.mark.parametrize("name", ["manager", "ana", "olga"])
def test_who_may_not_move_is_told_in_a_sentence(cast: Cast, option: Option, name: str) -> None:
    answer = move(cast.client(name), body(), **JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")
    assert answer.json()["title"].endswith("you can read this, but not change it.")
    assert places() == []


def test_in_another_phase_it_is_not_open(cast: Cast, option: Option, stand_in: Stand) -> None:
    stand_in("draft")
    answer = move(cast.client("mona"), body(), **JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_open")


def test_what_no_longer_stands_is_gone(cast: Cast, option: Option) -> None:
    Option.objects.update(state="withdrawn")
    assert move(cast.client("mona"), body(), **JSON).status_code == 410
    assert move(cast.client("mona"), body()).status_code == 410


def test_a_stranger_and_another_number_are_not_found(cast: Cast, option: Option) -> None:
    assert move(cast.client("stranger"), body()).status_code == 404
    assert move(cast.client("mona"), body(), number=7).status_code == 404


# The data


def test_the_data_is_the_page_s_own(cast: Cast, option: Option) -> None:
    data = cast.client("mona").get("/x/alpha/board/data/").json()
    assert data["state"]["options"] == {"1": {"state": "accepted", "version": 1}}
    assert data["options"][0]["crowd"] == {"x": -0.4, "y": 0.5, "n": 5, "spread": [0.112, 0.024, 0.008]}
    assert (data["sees"], data["can"]) == ({"results": True, "narratives": True}, {"move": True, "write": True})
    assert data["axes"] == {"x": ["Social", "Kinetic"], "y": ["External", "Internal"]}
    page = cast.client("mona").get("/x/alpha/board/")
    assert json.loads(page.content.decode().split('type="application/json">')[1].split("</script>")[0]) == data


def test_everybodys_placement_has_no_name_and_no_order(cast: Cast, option: Option) -> None:
    answer = cast.client("olga").get("/x/alpha/board/data/?option=1")
    assert answer.json() == {"option": 1, "points": [list(place) for place in sorted(PLACES)], "words": {}}


def test_four_placements_are_not_shown(cast: Cast, submit: Any, crowd: Any, stand_in: Stand) -> None:
    crowd(submit(cast.ana), PLACES[:4])
    stand_in("reveal")
    assert cast.client("mona").get("/x/alpha/board/data/?option=1").json()["points"] == []


@pytest.mark.parametrize("asked", ["option=7", "option=", "option=x", "option=-1", "option=99999999999999999999"])
def test_an_option_that_is_not_there_is_not_found(cast: Cast, option: Option, asked: str) -> None:
    assert cast.client("mona").get(f"/x/alpha/board/data/?{asked}").status_code == 404


@pytest.mark.parametrize("name", ["manager", "lead", "mona", "ben", "olga"])
def test_sealed_placements_are_refused_and_the_page_says_why_and_until_when(
    cast: Cast, option: Option, stand_in: Stand, name: str
) -> None:
    Card.objects.update(x=0.1, y=0.1, version=1)
    stand_in("rate")
    client = cast.client(name)
    assert (
        client.get("/x/alpha/board/data/?option=1", headers=JSON).status_code == (403 if name == "manager" else 409)
        or 409
    )
    data = client.get("/x/alpha/board/data/").json()
    assert (data["sees"], data["can"]) == ({"results": False, "narratives": False}, {"move": False, "write": False})
    assert (data["state"]["cards"], data["options"][0]["crowd"]) == ({}, None)
    page = client.get("/x/alpha/board/?option=1")
    assert page.context["opens"].kind == "reveal"
    assert page.context["panel"]["result"] is None
    assert page.content.decode().count('class="notice sealed"') == 1


# The page


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_asks_as_often_for_three_options_as_for_one(
    cast: Cast, submit: Any, crowd: Any, stand_in: Stand, n: int
) -> None:
    for _ in range(n):
        crowd(submit(cast.ana), PLACES)
    now = stand_in("reveal")
    for number in range(1, n + 1):
        values = {"nickname": f"N{number}"}
        create_narrative(author=cast.lead, values=values, x=0.5, y=0.5, key=uuid.uuid4(), now=now)
        narrative, option = Narrative.objects.get(number=number), Option.objects.get(number=number)
        put_into_narrative(
            moderator=cast.mona, narrative=narrative.number, options=[option.number], kind="core", now=now
        )
    client = cast.client("mona")
    client.get("/x/alpha/board/")  # the crowd is read once, whoever comes first
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/x/alpha/board/")
    # session, user, seat, phases, and the six of the board
    assert (len(page.context["board"].options), len(asked)) == (n, 13)


@pytest.mark.parametrize("part", ["list", "option"])
def test_a_part_is_answered_alone(cast: Cast, option: Option, part: str) -> None:
    text = cast.client("mona").get(f"/x/alpha/board/?part={part}&option=1").content.decode()
    assert "<html" not in text
    assert text.count("Pay the police</") == 1


def test_the_panel_shows_middle_and_quartiles_of_each_axis(cast: Cast, option: Option) -> None:
    panel = cast.client("olga").get("/x/alpha/board/?option=1").context["panel"]
    found = [[strip[name] for name in ("low", "middle", "high")] for strip in panel["strips"]]
    assert found == [[64.0, 96.0, 96.0], [224.0, 240.0, 256.0]]  # −0.6, −0.4, −0.4 and 0.4, 0.5, 0.6


def test_the_panel_shows_the_strongest_objection_while_it_stands(
    cast: Cast, submit: Any, crowd: Any, stand_in: Stand
) -> None:
    option = submit(cast.ana)
    crowd(option, PLACES)
    now = stand_in("compete")
    said = {"kind": "challenge", "text": "It pays the *wrong* police.", "key": uuid.uuid4(), "seen_version": 1}
    post_comment(author=cast.ben, option=option, now=now, **said)
    comment = Comment.objects.get()
    choose_objection(moderator=cast.mona, option=option, comment=comment, now=now)
    stand_in("reveal")

    def shown() -> str:
        return str(cast.client("olga").get("/x/alpha/board/?option=1&part=option").content.decode())

    assert "It pays the <em>wrong</em> police." in shown()
    assert f"/x/alpha/options/1/?comment={comment.number}#c{comment.number}" in shown()
    Comment.objects.update(state="withdrawn")
    assert "police." not in shown()


@pytest.mark.parametrize("query", ["?option=9", "?option=x", "?part=everything", "?option=%00", "?part=option"])
def test_a_strange_query_is_the_plain_page_or_nothing(cast: Cast, option: Option, query: str) -> None:
    answer = cast.client("mona").get(f"/x/alpha/board/{query}")
    assert (answer.status_code, answer.context["panel"]) == (200, None)


def test_the_list_does_the_same_without_script(cast: Cast, option: Option) -> None:
    text = cast.client("mona").get("/x/alpha/board/?option=1").content.decode()
    assert 'href="/x/alpha/board/?option=1"' in text
    assert 'action="/x/alpha/options/1/move/"' in text
    assert "40% Social, 50% Internal" in text
    reader = cast.client("olga").get("/x/alpha/board/?option=1").content.decode()
    assert "/move/" not in reader.replace("/options/0/move/", "")


def test_hostile_titles_are_text(cast: Cast, submit: Any, stand_in: Stand) -> None:
    submit(cast.ana, "</script><script>alert(1)</script>")
    stand_in("reveal")
    text = cast.client("mona").get("/x/alpha/board/?option=1").content.decode()
    assert "<script>alert" not in text
