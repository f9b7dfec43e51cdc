"""The board's picture: behind the door, sealed as the results are, marked, and safe whatever people wrote."""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises.actions.board import move_card
from exercises.actions.narratives import create_narrative
from exercises.actions.places import put_into_narrative
from exercises.models import Exercise, Option
from tests.exercises.conftest import Cast

SVG = "{http://www.w3.org/2000/svg}"
PLACES: list[tuple[float | str, float | str]] = [(-0.8, 0.4), (-0.6, 0.4), (-0.4, 0.5), (-0.4, 0.6), (0.2, 0.6)]
HOSTILE = "</title><script>alert(1)</script> \"&' <b onload=x>"


def picture(cast: Cast, name: str, query: str = "") -> ET.Element:
    answer = cast.client(name).get(f"/x/alpha/board/picture.svg{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    return ET.fromstring(answer.content.decode())


def words(drawing: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in drawing.iter(f"{SVG}text")]


@pytest.fixture
def board(cast: Cast, submit: Callable[..., Option], crowd: Any, stand_in: Any) -> Option:
    """One option, placed by five, moved by moderators, in a narrative; and one that nobody placed."""
    option = submit(cast.ana, "Pay the police")
    submit(cast.ben, "Close the ports")
    crowd(option, PLACES)
    now = stand_in("reveal")
    create_narrative(author=cast.lead, values={"nickname": "Own strength"}, x=-0.5, y=0.5, key=uuid.uuid4(), now=now)
    put_into_narrative(moderator=cast.mona, narrative=1, options=[1], kind="core", now=now, key=uuid.uuid4())
    move_card(moderator=cast.mona, option=option, x=0.5, y=-0.5, seen_version=0, key=uuid.uuid4(), now=now)
    return option


def test_it_says_what_it_is_of_when_and_how_it_is_marked(cast: Cast, board: Option, exercise: Exercise) -> None:
    said = words(picture(cast, "mona"))
    assert [text for text in said if text == "EXERCISE – FICTIONAL"] == ["EXERCISE – FICTIONAL"] * 2
    assert (said[0], said[-1]) == ("EXERCISE – FICTIONAL", "EXERCISE – FICTIONAL")
    assert said[1:3] == ["Exercise alpha", "Where 1 option lies on the board."]
    exercise.stream.refresh_from_db()
    assert re.fullmatch(
        rf"\d+ March 2026, \d\d:\d\d \(Europe/Berlin\) · number {exercise.stream.last_seq} of the log", said[-2]
    )
    assert {"Internal", "External", "Social", "Kinetic", "1", "Pay the police I", "I Own strength"} <= set(said)


def test_its_title_and_description_name_it(cast: Cast, board: Option) -> None:
    drawing = picture(cast, "mona")
    title, description = drawing[0], drawing[1]
    assert drawing.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
    assert title.text == "Exercise alpha. Where 1 option lies on the board."
    assert description.text is not None
    assert "I, Own strength: PO-1." in description.text


def test_of_a_moved_card_the_crowds_point_is_shown_too_and_the_crowds_picture_has_that_alone(
    cast: Cast, board: Option
) -> None:
    moved, crowd = picture(cast, "mona"), picture(cast, "mona", "?layer=crowd")
    rings = [[c for c in d.iter(f"{SVG}circle") if c.attrib["r"] == "3.5"] for d in (moved, crowd)]
    assert [len(found) for found in rings] == [2, 0]  # one on the board, one in the legend
    assert "Where the crowd places 1 option." in words(crowd)


def test_a_narrow_one_is_for_a_phone_and_lists_what_found_no_room(
    cast: Cast, board: Option, exercise: Exercise
) -> None:
    assert [picture(cast, "mona", q).attrib["width"] for q in ("", "?wide", "?narrow", "?odd")] == [
        "1032",
        "1032",
        "390",
        "1032",
    ]


def test_who_does_not_see_narratives_gets_none_on_the_picture(cast: Cast, board: Option) -> None:
    said = words(picture(cast, "ana"))
    assert "Pay the police" in said
    assert not [text for text in said if "Own strength" in text or text == "I"]
    description = picture(cast, "ana")[1].text
    assert description is not None
    assert "Own strength" not in description


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_sealed_it_is_refused(cast: Cast, board: Option, stand_in: Any, ending: str) -> None:
    stand_in("rate")
    answers = [cast.client(who).get(f"/x/alpha/board/picture.{ending}") for who in ("ana", "mona", "manager")]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert cast.client("stranger").get(f"/x/alpha/board/picture.{ending}").status_code == 404


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_files_name_is_marked_and_no_cache_between_keeps_it(
    cast: Cast, board: Option, exercise: Exercise, ending: str
) -> None:
    answer = cast.client("olga").get(f"/x/alpha/board/picture.{ending}")
    exercise.stream.refresh_from_db()
    name = f"exercise-fictional_alpha_board-{exercise.stream.last_seq}.{ending}"
    assert answer["Content-Disposition"] == f'inline; filename="{name}"'
    assert answer["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("query", "width"), [("", 2064), ("?narrow", 780)])
def test_the_png_is_made_of_points_twice_as_many(cast: Cast, board: Option, query: str, width: int) -> None:
    content = cast.client("mona").get(f"/x/alpha/board/picture.png{query}").content
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    across, down = struct.unpack(">II", content[16:24])
    assert across == width
    assert down > 780


def test_what_people_wrote_is_text_in_it(
    cast: Cast, exercise: Exercise, submit: Any, crowd: Any, stand_in: Any
) -> None:
    crowd(submit(cast.ana, HOSTILE), PLACES)
    now = stand_in("reveal")
    create_narrative(author=cast.lead, values={"nickname": HOSTILE[:60]}, x=-0.5, y=0.5, key=uuid.uuid4(), now=now)
    exercise.title, exercise.marking = HOSTILE, HOSTILE
    exercise.save(update_fields=["title", "marking"])
    drawing = picture(cast, "mona")
    drawn = {"svg", "title", "desc", "g", "rect", "circle", "line", "text", "tspan", "radialGradient", "stop"}
    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= drawn
    attributes = {key for element in drawing.iter() for key in element.attrib}
    assert not [key for key in attributes if key == "style" or key.startswith("on")]
    assert cast.client("mona").get("/x/alpha/board/picture.png").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_often_for_three_options_as_for_one(
    cast: Cast, submit: Any, crowd: Any, stand_in: Any, count: int
) -> None:
    for _ in range(count):
        crowd(submit(cast.ana), PLACES)
    stand_in("reveal")
    client = cast.client("mona")
    client.get("/x/alpha/board/picture.svg")
    with CaptureQueriesContext(connection) as asked:
        client.get("/x/alpha/board/picture.svg")
    assert len(asked) == 12
