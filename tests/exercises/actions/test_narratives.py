"""Narratives and their options."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest

from exercises.actions.narratives import (
    anchor_narrative,
    create_narrative,
    revise_narrative,
)
from exercises.errors import ActionRefused
from exercises.models import Narrative, NarrativeVersion

Middle = Callable[[str], datetime]


def create(cast, now: datetime, nickname: str = "Inside job") -> Narrative:
    number = create_narrative(author=cast.lead, values={"nickname": nickname}, x=-0.5, y=0.5, key=uuid.uuid4(), now=now)
    return Narrative.objects.select_related("current").get(exercise=cast.lead.exercise, number=number)


def test_narratives_are_numbered_and_begin_with_version_one(cast, middle: Middle) -> None:
    first, second = create(cast, middle("reveal")), create(cast, middle("reveal"), "From outside")
    assert [(n.numeral, n.current and n.current.nickname, n.current and n.current.number) for n in (first, second)] == [
        ("I", "Inside job", 1),
        ("II", "From outside", 1),
    ]


def test_a_tenth_narrative_is_refused(cast, middle: Middle) -> None:
    for _ in range(9):
        create(cast, middle("reveal"))
    with pytest.raises(ActionRefused) as refused:
        create(cast, middle("reveal"))
    assert (refused.value.code, Narrative.objects.count()) == ("conflict", 9)


def test_a_revision_keeps_what_it_does_not_name_and_the_version_before(cast, middle: Middle) -> None:
    narrative = create(cast, middle("reveal"))
    now = middle("reveal")
    values = {"abstract": "Clean up first."}
    assert (
        revise_narrative(
            author=cast.mona, narrative=narrative, values=values, seen_version=1, key=uuid.uuid4(), now=now
        )
        == 2
    )
    texts = NarrativeVersion.objects.filter(narrative=narrative).values_list("number", "nickname", "abstract")
    assert list(texts) == [(1, "Inside job", ""), (2, "Inside job", "Clean up first.")]


def test_a_revision_of_an_older_version_is_refused(cast, middle: Middle) -> None:
    revise = partial(revise_narrative, narrative=create(cast, middle("reveal")), seen_version=1, now=middle("reveal"))
    revise(author=cast.mona, values={"risks": "Mona's"}, key=uuid.uuid4())
    with pytest.raises(ActionRefused) as refused:
        revise(author=cast.milo, values={"risks": "Milo's"}, key=uuid.uuid4())
    assert (refused.value.code, refused.value.facts) == ("stale", {"version": 2})
    assert NarrativeVersion.objects.latest("number").risks == "Mona's"


def test_an_anchor_stays_on_the_board(cast, middle: Middle) -> None:
    narrative = create(cast, middle("reveal"))
    anchor_narrative(author=cast.mona, narrative=narrative, x=1, y=-1, now=middle("reveal"))
    with pytest.raises(ActionRefused):
        anchor_narrative(author=cast.mona, narrative=narrative, x=1.1, y=0, now=middle("reveal"))
    narrative.refresh_from_db()
    assert (narrative.anchor_x, narrative.anchor_y) == (1, -1)
