"""What an analyst's word on a narrative must be, whoever sends it, and how it is answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from exercises.actions.challenges import (
    answer_challenge,
    judge_fit,
    offer_nickname,
    support_narrative,
    write_minority_note,
)
from exercises.actions.narratives import create_narrative
from exercises.actions.places import put_into_narrative, take_out_of_narrative
from exercises.errors import ActionRefused
from exercises.models import Challenge, Narrative, Option, Participation
from tests.exercises.conftest import Cast


class Said:
    """One narrative with PO-1 in it, and short ways to say a word on it."""

    def __init__(self, cast: Cast, narrative: Narrative, option: Option, now: datetime) -> None:
        self.cast, self.narrative, self.option, self.now = cast, narrative, option, now

    def on(self, who: Participation) -> dict[str, Any]:
        """What every word names; each has a key of its own."""
        return {"analyst": who, "narrative": self.narrative, "seen_version": 1, "key": uuid.uuid4(), "now": self.now}

    def answer(self, number: int, answer: str = "answered", text: str = "Because.") -> None:
        challenge = Challenge.objects.get(number=number)
        answer_challenge(author=self.cast.lead, challenge=challenge, answer=answer, text=text, now=self.now)

    def events(self, kind: str) -> int:
        return self.cast.lead.exercise.events.filter(kind=kind).count()


@pytest.fixture
def said(cast: Cast, submit: Callable[..., Option], middle: Callable[[str], datetime]) -> Said:
    option, now = submit(cast.ana), middle("reveal")
    create_narrative(author=cast.lead, values={"nickname": "Inside job"}, x=0, y=0, key=uuid.uuid4(), now=now)
    put_into_narrative(moderator=cast.mona, narrative=1, options=[1], kind="core", now=now)
    return Said(cast, Narrative.objects.get(), option, middle("challenge"))


def refused(code: str, act: Callable[..., object], **what: Any) -> ActionRefused:
    with pytest.raises(ActionRefused) as found:
        act(**what)
    assert found.value.code == code
    return found.value


@pytest.mark.parametrize("step", [0, 6, -1])
def test_support_is_one_of_five_steps(said: Said, step: int) -> None:
    found = refused("invalid", support_narrative, step=step, **said.on(said.cast.ben))
    assert (list(found.fields), Challenge.objects.count()) == (["step"], 0)


def test_words_of_blanks_alone_say_nothing(said: Said) -> None:
    fit = {"option": said.option, "verdict": "not", "reason": " \n"}
    told = [
        refused("invalid", judge_fit, **fit, **said.on(said.cast.ben)),
        refused("invalid", write_minority_note, text=" \t", **said.on(said.cast.ben)),
        refused("invalid", offer_nickname, nickname="  ", **said.on(said.cast.ben)),
    ]
    assert ([list(each.fields) for each in told], Challenge.objects.count()) == ([["text"]] * 3, 0)


def test_the_fit_of_an_option_that_has_left_is_not_taken(said: Said) -> None:
    take_out_of_narrative(moderator=said.cast.mona, narrative=1, options=[1], now=said.now)
    what = {"option": said.option, "verdict": "fits", "reason": "It is about pay."}
    found = refused("gone", judge_fit, **what, **said.on(said.cast.ben))
    assert (str(found), Challenge.objects.count()) == ("PO-1 is not in this narrative any more.", 0)


def test_a_word_that_was_replaced_is_not_answered_any_more(said: Said) -> None:
    for text in ("Too slow.", "Too dear."):
        write_minority_note(text=text, **said.on(said.cast.ben))
    assert "Answer the newer words." in str(refused("stale", said.answer, number=1))
    said.answer(2)
    assert list(Challenge.objects.order_by("number").values_list("answer", flat=True)) == ["", "answered"]


def test_how_far_somebody_supports_it_is_not_answered(said: Said) -> None:
    support_narrative(step=2, **said.on(said.cast.ben))
    refused("conflict", said.answer, number=1)
    assert (Challenge.objects.get().answer, said.events("challenge.answered")) == ("", 0)


def test_the_same_answer_again_is_one_answer_and_another_stands_in_its_place(said: Said) -> None:
    write_minority_note(text="Too slow.", **said.on(said.cast.ben))
    for _ in range(2):
        said.answer(1)
    assert said.events("challenge.answered") == 1
    said.answer(1, "accepted", "")
    assert (Challenge.objects.get().answer, said.events("challenge.answered")) == ("accepted", 2)
