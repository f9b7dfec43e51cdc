"""Narratives: the list, one of them, its texts, its name's place and its options."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exercises.actions.narratives import create_narrative
from exercises.models import Membership, Narrative, NarrativeVersion, Option
from tests.exercises.conftest import Cast

JSON = {"accept": "application/json"}
Stand = Callable[[str], Any]
LIST, FIRST = "/x/alpha/narratives/", "/x/alpha/narratives/1/"


def new(**changed: str) -> dict[str, str]:
    return {
        "nickname": "Inside job",
        "abstract": "From within.",
        "x": "-0.7",
        "y": "0.7",
        "key": str(uuid.uuid4()),
        **changed,
    }


def standing() -> list[tuple[int, int, str]]:
    rows = Membership.objects.filter(ended_at=None).order_by("narrative__number", "option__number")
    return list(rows.values_list("narrative__number", "option__number", "kind"))


def put(client: Client, **data: Any) -> Any:
    headers = data.pop("headers", {})
    return client.post(f"{FIRST}options/", {"option": "1", **data}, headers=headers)


@pytest.fixture
def narrative(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> Narrative:
    submit(cast.ana)
    now = stand_in("reveal")
    values = {"nickname": "Inside job", "abstract": "From within.", "risks": "It **fails**."}
    create_narrative(author=cast.lead, values=values, x=-0.7, y=0.7, key=uuid.uuid4(), now=now)
    return Narrative.objects.get()


# The list


def test_a_narrative_is_created_and_shown(cast: Cast, stand_in: Stand) -> None:
    stand_in("reveal")
    answer = cast.client("mona").post(LIST, new())
    assert (answer.status_code, answer["Location"]) == (302, FIRST)
    (created,) = Narrative.objects.select_related("current")
    assert (created.number, created.anchor_x, created.anchor_y) == (1, -0.7, 0.7)
    assert (created.current.nickname, created.current.abstract) == ("Inside job", "From within.")
    page = cast.client("mona").get(LIST)
    assert [narrative.nickname for narrative, _members in page.context["groups"]] == ["Inside job"]
    assert "Social, Internal" in page.content.decode()


def test_a_double_click_creates_one(cast: Cast, stand_in: Stand) -> None:
    stand_in("reveal")
    sent = new()
    answers = [cast.client("lead").post(LIST, sent, headers=JSON) for _ in range(2)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(201, {"narrative": 1})] * 2
    assert Narrative.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nickname": ""}, "nickname"),
        ({"nickname": "x" * 61}, "nickname"),
        ({"nickname": "two\nlines"}, "nickname"),
        ({"nickname": "n\x00ul"}, "nickname"),
        ({"abstract": "turned \u202e round"}, "abstract"),
        ({"abstract": "x" * 2001}, "abstract"),
        ({"x": "NaN"}, "x"),
        ({"y": "1.5"}, "y"),
        ({"y": ""}, "y"),
    ],
)
def test_what_cannot_be_right_is_said_and_what_was_typed_is_kept(
    cast: Cast, stand_in: Stand, wrong: dict[str, str], field: str
) -> None:
    stand_in("reveal")
    sent = new(**wrong)
    answer = cast.client("mona").post(LIST, sent)
    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (422, {field})
    assert {name: form[name].value() for name in sent} == sent
    told = cast.client("mona").post(LIST, sent, headers=JSON)
    assert (told.status_code, set(told.json()["fields"])) == (422, {field})
    assert Narrative.objects.count() == 0


def test_a_tenth_is_refused_where_it_was_typed(cast: Cast, stand_in: Stand) -> None:
    now = stand_in("reveal")
    for n in range(9):
        values = {"nickname": f"N{n}"}
        create_narrative(author=cast.lead, values=values, x=0, y=0, key=uuid.uuid4(), now=now)
    answer = cast.client("mona").post(LIST, new())
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors() == ["An exercise holds at most 9 narratives."]
    assert answer.context["form"]["nickname"].value() == "Inside job"


@pytest.mark.parametrize("name", ["manager", "ana", "olga"])
def test_only_those_who_write_create(cast: Cast, stand_in: Stand, name: str) -> None:
    stand_in("reveal")
    assert cast.client(name).post(LIST, new()).status_code == 403
    assert 'name="nickname"' not in cast.client(name).get(LIST).content.decode()


def test_analysts_hear_from_when_on_they_may_read(cast: Cast, narrative: Narrative, stand_in: Stand) -> None:
    page = cast.client("ana").get(LIST)
    assert (page.context["opens"].kind, page.context["groups"]) == ("challenge", [])
    assert "Inside job" not in page.content.decode()
    assert cast.client("ana").get(FIRST).status_code == 409
    stand_in("challenge")
    assert "Inside job" in cast.client("ana").get(LIST).content.decode()
    assert cast.client("ana").get(FIRST).status_code == 200


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(cast: Cast, submit: Any, stand_in: Stand, n: int) -> None:
    for _ in range(n):
        submit(cast.ana)
    now = stand_in("reveal")
    for number in range(1, n + 1):
        values = {"nickname": f"N{number}"}
        create_narrative(author=cast.lead, values=values, x=0, y=0, key=uuid.uuid4(), now=now)
        cast.client("mona").post(f"{LIST}{number}/options/", {"option": number, "kind": "core"})
    with CaptureQueriesContext(connection) as asked:
        page = cast.client("mona").get(LIST)
    assert ([len(members) for _n, members in page.context["groups"]], len(asked)) == ([1] * n, 11)


# One of them


def test_it_is_read(cast: Cast, narrative: Narrative) -> None:
    text = cast.client("olga").get(FIRST)
    assert text.status_code == 409  # narratives are opened to observers with the challenge
    page = cast.client("mona").get(FIRST)
    assert page.context["sections"] == [("risks", "It **fails**.")]
    assert "It <strong>fails</strong>." in page.content.decode()


def test_it_is_rewritten(cast: Cast, narrative: Narrative) -> None:
    form = cast.client("mona").get(f"{FIRST}?write").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    assert sent["seen_version"] == 1
    answer = cast.client("mona").post(FIRST, {**sent, "diagnosis": "Weak courts."})
    assert (answer.status_code, answer["Location"]) == (302, FIRST)
    current = Narrative.objects.get().current
    assert current is not None
    assert (current.number, current.nickname, current.diagnosis, current.risks) == (
        2,
        "Inside job",
        "Weak courts.",
        "It **fails**.",
    )


def test_a_program_changes_only_what_it_sends(cast: Cast, narrative: Narrative) -> None:
    answer = cast.client("lead").post(FIRST, {"nickname": "New name", "seen_version": "1"}, headers=JSON)
    assert (answer.status_code, answer.json()) == (200, {"narrative": 1, "version": 2})
    current = Narrative.objects.get().current
    assert current is not None
    assert (current.nickname, current.abstract, current.risks) == ("New name", "From within.", "It **fails**.")


def test_a_clash_shows_both_texts_and_overwrites_nothing(cast: Cast, narrative: Narrative) -> None:
    theirs = {"nickname": "Inside job", "abstract": "Theirs.", "seen_version": "1"}
    cast.client("lead").post(FIRST, theirs, headers=JSON)
    mine = {"nickname": "Inside job", "abstract": "Mine.", "seen_version": "1"}
    answer = cast.client("mona").post(FIRST, mine)
    text = answer.content.decode()
    assert (answer.status_code, NarrativeVersion.objects.count()) == (409, 2)
    assert "Theirs." in text
    assert "Mine." in text
    form = answer.context["form"]
    assert form.non_field_errors() == [
        "Somebody saved this narrative meanwhile. Both texts are shown; nothing is lost."
    ]
    again = {name: form[name].value() for name in form.fields}
    assert again["seen_version"] == "2"
    assert cast.client("mona").post(FIRST, again).status_code == 302
    current = Narrative.objects.get().current
    assert current is not None
    assert (current.number, current.abstract) == (3, "Mine.")


def test_a_clash_is_told_to_a_program(cast: Cast, narrative: Narrative) -> None:
    sent = {"nickname": "New", "seen_version": "1"}
    cast.client("lead").post(FIRST, sent, headers=JSON)
    answer = cast.client("mona").post(FIRST, sent, headers=JSON)
    assert (answer.status_code, answer.json()["code"], answer.json()["version"]) == (409, "stale", 2)


@pytest.mark.parametrize("seen", ["", "0", "x", "99999999999"])
def test_a_strange_version_is_refused(cast: Cast, narrative: Narrative, seen: str) -> None:
    answer = cast.client("mona").post(FIRST, {"nickname": "New", "seen_version": seen})
    assert answer.status_code == 422
    assert NarrativeVersion.objects.count() == 1


@pytest.mark.parametrize("name", ["manager", "ana", "olga"])
def test_only_those_who_write_rewrite(cast: Cast, narrative: Narrative, name: str) -> None:
    assert cast.client(name).post(FIRST, {"nickname": "New", "seen_version": "1"}).status_code == 403


# Its name's place


def test_its_name_is_put_elsewhere(cast: Cast, narrative: Narrative) -> None:
    answer = cast.client("mona").post(f"{FIRST}anchor/", {"x": "0.7", "y": "-0.7"}, headers=JSON)
    assert (answer.status_code, answer.json()) == (200, {"narrative": 1, "x": 0.7, "y": -0.7})
    answer = cast.client("mona").post(f"{FIRST}anchor/", {"x": "0.7", "y": "0.7"})
    assert (answer.status_code, answer["Location"]) == (302, FIRST)
    assert Narrative.objects.values_list("anchor_x", "anchor_y").get() == (0.7, 0.7)


@pytest.mark.parametrize("wrong", [{"x": "2", "y": "0"}, {"x": "nan", "y": "0"}, {"x": "0"}, {}])
def test_a_place_off_the_board_is_refused(cast: Cast, narrative: Narrative, wrong: dict[str, str]) -> None:
    assert cast.client("mona").post(f"{FIRST}anchor/", wrong).status_code == 422
    assert Narrative.objects.values_list("anchor_x", "anchor_y").get() == (-0.7, 0.7)


# Its options


def test_an_option_is_put_in_and_taken_out(cast: Cast, narrative: Narrative) -> None:
    answer = put(cast.client("mona"), kind="core", reason="It fits.", **{"from": "board"})
    assert (answer.status_code, answer["Location"]) == (302, "/x/alpha/board/?option=1")
    assert standing() == [(1, 1, "core")]
    answer = put(cast.client("mona"), kind="dissent", headers=JSON)
    assert (answer.status_code, answer.json()) == (200, {"narrative": 1, "option": 1, "kind": "dissent"})
    answer = put(cast.client("mona"), remove="1")
    assert (answer.status_code, answer["Location"], standing()) == (302, FIRST, [])
    assert put(cast.client("mona"), remove="1", headers=JSON).json()["kind"] is None


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 422),
        ({"kind": "central"}, 422),
        ({"kind": "core", "option": "x"}, 422),
        ({"kind": "core", "option": "-1"}, 422),
        ({"kind": "core", "option": "99999999999"}, 422),
        ({"kind": "core", "option": "77"}, 404),
        ({"kind": "core", "reason": "n\x00ul"}, 422),
        ({"kind": "core", "reason": "x" * 501}, 422),
    ],
)
def test_a_strange_place_is_refused(cast: Cast, narrative: Narrative, data: dict[str, str], status: int) -> None:
    answers = [put(cast.client("mona"), **data), put(cast.client("mona"), **data, headers=JSON)]
    assert [answer.status_code for answer in answers] == [status, status]
    assert standing() == []


def test_the_present_policy_belongs_to_none(cast: Cast, narrative: Narrative) -> None:
    Option.objects.update(number=0)
    assert put(cast.client("mona"), option="0", kind="core", headers=JSON).json()["code"] == "conflict"


@pytest.mark.parametrize("name", ["manager", "ana", "olga"])
def test_only_those_who_cluster_put_in(cast: Cast, narrative: Narrative, name: str) -> None:
    answer = put(cast.client(name), kind="core", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")
