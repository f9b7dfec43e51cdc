"""Only the newest word of a person counts, wherever words on a narrative are read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest

from exercises.actions.challenges import answer_challenge, support_narrative, write_minority_note
from exercises.actions.narrative_life import end_narrative
from exercises.actions.narratives import create_narrative
from exercises.models import Challenge, Narrative
from exercises.queries.challenges import answers_for, challenges_on, count_unanswered
from tests.exercises.conftest import Cast

Middle = Callable[[str], datetime]


@pytest.fixture
def twice_said(cast: Cast, middle: Middle) -> Narrative:
    """A narrative on which Ben has said two things twice; the first of his notes was answered before he changed it."""
    create_narrative(
        author=cast.lead, values={"nickname": "Inside job"}, x=0, y=0, key=uuid.uuid4(), now=middle("reveal")
    )
    narrative, now = Narrative.objects.get(), middle("challenge")
    for step, note in ((2, "Too slow."), (5, "Too dear.")):
        word = {"analyst": cast.ben, "narrative": narrative, "seen_version": 1, "now": now}
        support_narrative(step=step, key=uuid.uuid4(), **word)
        write_minority_note(text=note, key=uuid.uuid4(), **word)
        if step == 2:
            first = Challenge.objects.get(kind="minority")
            answer_challenge(author=cast.lead, challenge=first, answer="declined", text="It is fast.", now=now)
    return narrative


@pytest.mark.parametrize("phase", ["challenge", "draft"])
def test_a_replaced_word_is_neither_read_nor_counted(
    cast: Cast, middle: Middle, twice_said: Narrative, phase: str
) -> None:
    found = challenges_on(cast.ana, twice_said, middle(phase))
    assert ([note.text for note in found.notes], found.support.n, found.waiting) == (["Too dear."], 1, 1)
    own = challenges_on(cast.ben, twice_said, middle(phase)).own
    assert (own["support"].step, own["minority"].text) == (5, "Too dear.")


def test_an_answer_to_a_replaced_word_is_news_no_more_and_the_newer_one_waits(
    cast: Cast, middle: Middle, twice_said: Narrative
) -> None:
    assert (answers_for(cast.ben), count_unanswered(cast.lead.exercise)) == ([], 1)
    for note in ("Too far.", "Too near."):  # the first is replaced before anybody has answered it
        what = {"analyst": cast.ana, "narrative": twice_said, "seen_version": 1, "now": middle("challenge")}
        write_minority_note(text=note, key=uuid.uuid4(), **what)
    assert count_unanswered(cast.lead.exercise) == 2
    word = Challenge.objects.get(kind="minority", current=True, author=cast.ben)
    answer_challenge(author=cast.lead, challenge=word, answer="accepted", text="", now=middle("challenge"))
    assert (answers_for(cast.ben), count_unanswered(cast.lead.exercise)) == ([word], 1)


def test_what_was_said_to_an_ended_narrative_waits_for_nobody(
    cast: Cast, middle: Middle, twice_said: Narrative
) -> None:
    end_narrative(author=cast.lead, narrative=twice_said, now=middle("challenge"))
    assert count_unanswered(cast.lead.exercise) == 0
