"""Who may write takeaways, and how many stand at a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest

from exercises import formats
from exercises.actions.takeaways import create_takeaway, end_takeaway, restore_takeaway
from exercises.errors import ActionRefused
from exercises.models import Participation, Takeaway
from tests.exercises.conftest import Cast

Middle = Callable[[str], datetime]


def create(author: Participation, now: datetime, title: str = "Courts first") -> int:
    values = {"title": title, "text": "Courts fail.", "confidence": "moderate", "disagreement": ""}
    return create_takeaway(author=author, values=values, evidence=[], key=uuid.uuid4(), now=now)


@pytest.mark.parametrize(
    ("who", "phase", "code"),
    [("ana", "challenge", "not_your_role"), ("olga", "draft", "not_your_role"), ("lead", "rate", "not_open")],
)
def test_only_those_who_write_narratives_create_one_and_only_while_they_may(
    cast: Cast, middle: Middle, who: str, phase: str, code: str
) -> None:
    with pytest.raises(ActionRefused) as refused:
        create(getattr(cast, who), middle(phase))
    assert (refused.value.code, Takeaway.objects.count()) == (code, 0)


def test_one_more_than_people_take_away_is_refused_and_an_ended_one_makes_room(cast: Cast, middle: Middle) -> None:
    now = middle("draft")
    assert [create(cast.lead, now) for _ in range(formats.TAKEAWAYS)] == list(range(1, formats.TAKEAWAYS + 1))
    with pytest.raises(ActionRefused) as refused:
        create(cast.mona, now)
    assert (refused.value.code, Takeaway.objects.count()) == ("conflict", formats.TAKEAWAYS)
    first = Takeaway.objects.get(number=1)
    end_takeaway(author=cast.lead, takeaway=first, now=now)
    assert create(cast.mona, now) == formats.TAKEAWAYS + 1  # what was refused has used no number
    with pytest.raises(ActionRefused) as again:
        restore_takeaway(author=cast.lead, takeaway=first, now=now)
    assert (again.value.code, Takeaway.objects.filter(ended_at=None).count()) == ("conflict", formats.TAKEAWAYS)
