"""Narratives: the list, one of them, its texts, its name's place and its options."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exercises.actions.narratives import create_narrative
from exercises.models import Draft, Membership, Narrative, NarrativeVersion, Option
from tests.exercises.conftest import Cast

JSON = {"accept": "application/json"}
Stand = Callable[[str], Any]
LIST, FIRST = "/x/alpha/narratives/", "/x/alpha/narratives/1/"
EDIT = f"{FIRST}edit/"


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
    assert answer.context["form"].non_field_errors() == [
        "An exercise holds at most 9 narratives at a time. End one first; it can be restored."
    ]
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
    assert ([len(members) for _n, members in page.context["groups"]], len(asked)) == ([1] * n, 20)


# One of them


def test_it_is_read(cast: Cast, narrative: Narrative) -> None:
    text = cast.client("olga").get(FIRST)
    assert text.status_code == 409  # narratives are opened to observers with the challenge
    page = cast.client("mona").get(FIRST)
    assert [(p.heading, p.text) for p in page.context["passages"] if p.text] == [("Risks at home", "It **fails**.")]
    assert "It <strong>fails</strong>." in page.content.decode()


def test_it_is_rewritten(cast: Cast, narrative: Narrative) -> None:
    form = cast.client("mona").get(EDIT).context["form"]
    sent = {name: form[name].value() for name in form.fields if name != "key"}
    assert sent["seen_version"] == 1
    answer = cast.client("mona").post(EDIT, {**sent, "diagnosis": "Weak courts."})
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
    answer = cast.client("lead").post(EDIT, {"nickname": "New name", "seen_version": "1"}, headers=JSON)
    assert (answer.status_code, answer.json()) == (200, {"narrative": 1, "version": 2})
    current = Narrative.objects.get().current
    assert current is not None
    assert (current.nickname, current.abstract, current.risks) == ("New name", "From within.", "It **fails**.")


def test_a_clash_shows_both_texts_and_overwrites_nothing(cast: Cast, narrative: Narrative) -> None:
    theirs = {"nickname": "Inside job", "abstract": "Theirs.", "seen_version": "1"}
    cast.client("lead").post(EDIT, theirs, headers=JSON)
    mine = {"nickname": "Inside job", "abstract": "Mine.", "seen_version": "1"}
    answer = cast.client("mona").post(EDIT, mine)
    assert (answer.status_code, NarrativeVersion.objects.count()) == (409, 2)
    clashing = answer.context["clash"].fields["abstract"]
    sides = ["".join(piece.text for piece in side) for side in (clashing.theirs, clashing.mine)]
    assert sides == ["Theirs.", "Mine."]
    form = answer.context["form"]
    assert list(answer.context["clash"].fields) == ["abstract"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert again["seen_version"] == "2"
    assert cast.client("mona").post(EDIT, again).status_code == 302
    current = Narrative.objects.get().current
    assert current is not None
    assert (current.number, current.abstract) == (3, "Mine.")


def test_a_clash_is_told_to_a_program(cast: Cast, narrative: Narrative) -> None:
    sent = {"nickname": "New", "seen_version": "1"}
    cast.client("lead").post(EDIT, sent, headers=JSON)
    answer = cast.client("mona").post(EDIT, sent, headers=JSON)
    assert (answer.status_code, answer.json()["code"], answer.json()["version"]) == (409, "stale", 2)


@pytest.mark.parametrize("seen", ["", "0", "x", "99999999999"])
def test_a_strange_version_is_refused(cast: Cast, narrative: Narrative, seen: str) -> None:
    answer = cast.client("mona").post(EDIT, {"nickname": "New", "seen_version": seen})
    assert answer.status_code == 422
    assert NarrativeVersion.objects.count() == 1


@pytest.mark.parametrize("name", ["manager", "ana", "olga"])
def test_only_those_who_write_rewrite(cast: Cast, narrative: Narrative, name: str) -> None:
    assert cast.client(name).post(EDIT, {"nickname": "New", "seen_version": "1"}).status_code == 403


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


# What the texts cite


def revise(cast: Cast, **texts: str) -> Any:
    version = NarrativeVersion.objects.filter(narrative__number=1).latest("number").number
    sent = {"nickname": "Inside job", "seen_version": str(version), **texts}
    return cast.client("mona").post(EDIT, sent)


def test_a_citation_is_a_link_with_its_title_and_stands_in_the_margin(
    cast: Cast, narrative: Narrative, submit: Callable[..., Option]
) -> None:
    put(cast.client("mona"), kind="core")
    assert revise(cast, diagnosis="Weak courts (PO-1). `PO-1` is code.").status_code == 302
    page = cast.client("mona").get(FIRST)
    text = page.content.decode()
    link = '<a href="/x/alpha/options/1/" title="Pay the police" rel="noopener noreferrer nofollow">PO-1</a>'
    assert text.count(link) == 1
    (passage,) = [p for p in page.context["passages"] if p.field == "diagnosis"]
    assert [(c.number, c.stance, c.doubt) for c in passage.cited] == [(1, "supports", "")]
    assert [p.heading for p in page.context["passages"] if p.grounds.bare] == ["Risks at home"]


def test_an_unknown_number_is_said_beside_its_field_and_what_was_typed_is_kept(
    cast: Cast, narrative: Narrative
) -> None:
    answer = revise(cast, diagnosis="Weak (PO-99, PO-1).", steps="First (contra PO-7).")
    form = answer.context["form"]
    assert (answer.status_code, form.errors) == (
        422,
        {"diagnosis": ["There is no PO-99 to cite."], "steps": ["There is no PO-7 to cite."]},
    )
    assert form["diagnosis"].value() == "Weak (PO-99, PO-1)."
    assert (NarrativeVersion.objects.count(), Draft.objects.get().body["steps"]) == (1, "First (contra PO-7).")


@pytest.mark.parametrize(
    ("state", "doubt"),
    [
        ("accepted", "PO-1 is not in this narrative."),
        ("withdrawn", "PO-1 was withdrawn."),
        ("merged", "PO-1 was merged into another option: its page leads on."),
    ],
)
def test_citing_what_is_no_member_or_fell_is_pointed_out(
    cast: Cast, narrative: Narrative, state: str, doubt: str
) -> None:
    Option.objects.update(state=state)
    revise(cast, diagnosis="Weak courts (PO-1).")
    assert [each.doubt for each in cast.client("mona").get(EDIT).context["doubts"]] == [doubt]
    assert doubt in cast.client("mona").get(FIRST).content.decode()


# Writing it


def test_what_is_being_written_is_kept_and_offered_by_the_drafts(cast: Cast, narrative: Narrative) -> None:
    kept = {"place": "narrative.1", "seq": "1", "tab": str(uuid.uuid4()), "base": "1", "after": "0"}
    body = json.dumps({"diagnosis": "Half a thought", "key": str(uuid.uuid4())})
    assert cast.client("mona").post("/x/alpha/drafts/", {**kept, "body": body}).status_code == 200
    assert cast.client("mona").get(EDIT).context["form"]["diagnosis"].value() == "Half a thought"
    (row,) = cast.client("mona").get("/x/alpha/drafts/").context["rows"]
    assert (row["name"], row["address"], row["fields"]) == ("The text of narrative I", EDIT, ["Half a thought"])
    assert cast.client("ana").post("/x/alpha/drafts/", {**kept, "body": body}).status_code == 403


def test_two_versions_are_compared_and_a_strange_pair_is_not_found(cast: Cast, narrative: Narrative) -> None:
    revise(cast, abstract="From within, slowly.", risks="It **fails**.")
    page = cast.client("mona").get(f"{FIRST}versions/?from=1&to=2")
    assert [field.label for field in page.context["fields"] if field.changed] == ["Abstract"]
    assert cast.client("mona").get(f"{FIRST}versions/?from=1&to=9").status_code == 404
    assert cast.client("ana").get(f"{FIRST}versions/").status_code == 409


def test_of_a_clash_a_field_of_theirs_can_be_taken(cast: Cast, narrative: Narrative) -> None:
    theirs = {"nickname": "Inside job", "abstract": "Theirs.", "seen_version": "1"}
    cast.client("lead").post(EDIT, theirs, headers=JSON)
    sent = {"nickname": "Mine", "abstract": "Mine.", "take_abstract": "theirs", "mine_abstract": "Mine."}
    assert cast.client("mona").post(EDIT, {**sent, "seen_version": "2"}).status_code == 302
    current = Narrative.objects.get().current
    assert current is not None
    assert (current.nickname, current.abstract) == ("Mine", "Theirs.")


# Its end


def test_it_is_ended_and_restored_with_its_options(cast: Cast, narrative: Narrative) -> None:
    put(cast.client("mona"), kind="core")
    answer = cast.client("mona").post(f"{FIRST}end/", follow=True)
    assert [narrative.number for narrative in answer.context["ended"]] == [1]
    assert (answer.context["groups"], standing()) == ([], [])
    assert "Its text stays readable here" in cast.client("mona").get(FIRST).content.decode()
    assert cast.client("mona").post(f"{FIRST}end/", headers=JSON).status_code == 410
    assert cast.client("lead").post(f"{FIRST}restore/").status_code == 302
    assert standing() == [(1, 1, "core")]


def test_whoever_writes_or_drops_a_card_on_an_ended_one_is_told_and_loses_nothing(
    cast: Cast, narrative: Narrative
) -> None:
    cast.client("lead").post(f"{FIRST}end/")
    answer = revise(cast, diagnosis="Half a thought")
    said = "Alias Lead has ended narrative I. It can be restored on its page; what you typed is kept."
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (410, [said])
    assert Draft.objects.get().body["diagnosis"] == "Half a thought"
    told = put(cast.client("mona"), kind="core", headers=JSON)
    assert (told.status_code, told.json()["code"]) == (410, "gone")
    assert cast.client("mona").get(EDIT).status_code == 410


# Where options end up


def test_an_orphan_is_placed_in_one_step(cast: Cast, narrative: Narrative) -> None:
    Option.objects.update(state="accepted")
    page = cast.client("mona").get(LIST)
    assert [option.number for option in page.context["orphans"]] == [1]
    answer = cast.client("mona").post("/x/alpha/options/1/apart/", {"apart": "1", "from": "orphans"})
    assert answer["Location"] == f"{LIST}#orphans"
    found = cast.client("mona").get(LIST).context["dispositions"]
    assert (found.placed, found.apart, found.orphans, found.rejected) == (0, 1, 0, 0)
    put(cast.client("mona"), kind="core", **{"from": "orphans"})
    found = cast.client("mona").get(LIST).context["dispositions"]
    assert (found.placed, found.apart, found.orphans) == (1, 0, 0)


@pytest.mark.parametrize(
    "sent", [{}, {"which": "x", "to": "up"}, {"which": "1"}, {"numbers": "1,x"}, {"numbers": "-1"}]
)
def test_an_order_that_cannot_be_right_is_refused(cast: Cast, narrative: Narrative, sent: dict[str, str]) -> None:
    assert cast.client("mona").post(f"{FIRST}order/", sent, headers=JSON).status_code == 422


def test_an_option_goes_up_and_down_in_its_narrative(cast: Cast, narrative: Narrative, submit: Any) -> None:
    for number in (2, 3):
        submit(cast.ana)
        put(cast.client("mona"), option=str(number), kind="core")
    put(cast.client("mona"), kind="core")
    up = cast.client("mona").post(f"{FIRST}order/", {"which": "3", "to": "up"}, headers=JSON)
    assert up.json()["options"] == [1, 3, 2]
    down = cast.client("mona").post(f"{FIRST}order/", {"which": "1", "to": "down"}, headers=JSON)
    assert down.json()["options"] == [3, 1, 2]
    page = cast.client("mona").get(FIRST)
    assert [option.number for option, _kind in page.context["members"]] == [3, 1, 2]
