"""What analysts say to a narrative: sealed while it is open, answered, revised, and kept when it comes too late."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions.narratives import create_narrative
from exercises.actions.places import put_into_narrative
from exercises.models import Challenge, Draft, Option
from tests.exercises.conftest import Cast

JSON = {"accept": "application/json"}
FIRST = "/x/alpha/narratives/1/"


def say(cast: Cast, who: str, kind: str, **what: str) -> Any:
    sent = {"kind": kind, "seen_version": "1", "key": str(uuid.uuid4()), **what}
    return cast.client(who).post(f"{FIRST}challenge/", sent)


def seen_by(cast: Cast, who: str) -> Any:
    return cast.client(who).get(FIRST).context["challenges"]


@pytest.fixture
def open_to_challenge(cast: Cast, submit: Callable[..., Option], stand_in: Callable[[str], Any]) -> None:
    submit(cast.ana)
    now = stand_in("reveal")
    create_narrative(author=cast.lead, values={"nickname": "Inside job"}, x=0, y=0, key=uuid.uuid4(), now=now)
    put_into_narrative(moderator=cast.mona, narrative=1, options=[1], kind="core", now=now)
    stand_in("challenge")


def test_votes_are_sealed_from_peers_and_support_from_all_while_it_is_open(
    cast: Cast, open_to_challenge: None, stand_in: Callable[[str], Any]
) -> None:
    assert say(cast, "ben", "fit", option="1", verdict="not", text="It is foreign.").status_code == 302
    assert say(cast, "ben", "support", step="2").status_code == 302
    assert say(cast, "ben", "minority", text="Not so.").status_code == 302
    told = {who: seen_by(cast, who) for who in ("ana", "lead", "ben")}
    assert {who: len(found.fits) for who, found in told.items()} == {"ana": 0, "lead": 1, "ben": 0}
    assert {(found.support.n, found.support.counts) for found in told.values()} == {(1, ())}
    assert {len(found.notes) for found in told.values()} == {1}
    assert told["ben"].own["support"].step == 2
    assert "It is foreign." not in cast.client("ana").get(FIRST).content.decode()
    stand_in("draft")
    assert (len(seen_by(cast, "ana").fits), seen_by(cast, "ana").support.counts) == (1, ())  # fewer than five


def test_a_second_word_replaces_ones_own_and_the_same_again_writes_nothing(cast: Cast, open_to_challenge: None) -> None:
    for name in ("Slow", "Slow", "Slower"):
        say(cast, "ana", "nickname", text=name)
    assert list(Challenge.objects.values_list("text", "current")) == [("Slow", False), ("Slower", True)]


def test_the_next_step_of_the_lead_author_counts_what_waits_for_an_answer(cast: Cast, open_to_challenge: None) -> None:
    headings = {"lead": "Sharpen the narratives", "mona": "Sharpen the narratives"}
    assert {who: cast.client(who).get("/x/alpha/").context["step"].heading for who in headings} == headings
    for who in ("ana", "ben"):
        say(cast, who, "minority", text="Not so.")
    say(cast, "ben", "support", step="2")  # a vote wants no answer
    told = {who: cast.client(who).get("/x/alpha/").context["step"].heading for who in headings}
    assert told == {"lead": "Answer 2 challenges", "mona": "Sharpen the narratives"}


def test_the_lead_author_answers_and_nobody_else(cast: Cast, open_to_challenge: None) -> None:
    say(cast, "ana", "minority", text="Not so.")
    address = "/x/alpha/challenges/1/answer/"
    assert cast.client("mona").post(address, {"answer": "accepted"}).status_code == 403
    empty = cast.client("lead").post(address, {"answer": "declined", "answer_text": ""})
    assert (empty.status_code, "Write what you answer" in empty.content.decode()) == (422, True)
    assert cast.client("lead").post(address, {"answer": "declined", "answer_text": "It is so."}).status_code == 302
    assert "It is so." in cast.client("ana").get(FIRST).content.decode()
    assert "It is so." in cast.client("ana").get("/x/alpha/").content.decode()
    assert "It is so." not in cast.client("ben").get("/x/alpha/").content.decode()


def test_what_comes_after_the_close_is_refused_and_kept(
    cast: Cast, open_to_challenge: None, stand_in: Callable[[str], Any]
) -> None:
    stand_in("draft")
    answer = say(cast, "ana", "minority", text="Too late.")
    assert (answer.status_code, "not open in the present phase" in answer.content.decode()) == (409, True)
    assert (Challenge.objects.count(), Draft.objects.get().body["text"]) == (0, "Too late.")
    assert "Too late." in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("fit", {"option": "1", "verdict": "maybe", "text": "x"}),
        ("fit", {"option": "1", "verdict": "fits", "text": ""}),
        ("fit", {"option": "9", "verdict": "fits", "text": "x"}),
        ("support", {"step": "6"}),
        ("minority", {"text": "x" * 2001}),
        ("nickname", {"text": "two\nlines"}),
        ("shout", {"text": "x"}),
    ],
)
def test_what_cannot_be_right_is_refused(cast: Cast, open_to_challenge: None, kind: str, what: dict[str, str]) -> None:
    assert (say(cast, "ana", kind, **what).status_code, Challenge.objects.count()) == (422, 0)


@pytest.mark.parametrize("who", ["lead", "olga", "manager"])
def test_only_analysts_challenge(cast: Cast, open_to_challenge: None, who: str) -> None:
    assert say(cast, who, "support", step="3").status_code == 403
