"""Moving a card."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from exercises.actions.board import move_card
from exercises.errors import ActionRefused
from exercises.models import Card, CardMove, Option

Middle = Callable[[str], datetime]


def move(cast, option: Option, now: datetime, **changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"moderator": cast.mona, "option": option, "x": 0.5, "y": -0.25, "seen_version": 0}
    return move_card(**{**given, "key": uuid.uuid4(), "now": now, **changed})


def test_a_move_counts_the_version_and_keeps_the_history(cast, exercise, submit, middle: Middle) -> None:
    option = submit(cast.ana)
    assert move(cast, option, middle("reveal")) == {"x": 0.5, "y": -0.25, "version": 1}
    assert move(cast, option, middle("reveal"), x=-0.0, seen_version=1) == {"x": 0.0, "y": -0.25, "version": 2}
    assert list(CardMove.objects.values_list("version", "x", "moved_by__alias")) == [
        (1, 0.5, "Alias Mona"),
        (2, 0.0, "Alias Mona"),
    ]
    assert exercise.events.last().data == {"option": 1, "x": 0.0, "y": -0.25, "version": 2}


def test_a_stale_move_gets_the_present_position_and_who_moved_it(cast, submit, middle: Middle) -> None:
    option = submit(cast.ana)
    move(cast, option, middle("reveal"))
    with pytest.raises(ActionRefused) as refused:
        move(cast, option, middle("reveal"), moderator=cast.milo, x=-1.0)
    assert refused.value.facts == {"x": 0.5, "y": -0.25, "version": 1, "moved_by": "Alias Mona"}
    assert (refused.value.status, Card.objects.get().x) == (409, 0.5)


def test_the_same_move_twice_is_one_move(cast, submit, middle: Middle) -> None:
    option, key = submit(cast.ana), uuid.uuid4()
    answers = [move(cast, option, middle("reveal"), key=key) for _ in range(2)]
    assert answers == [{"x": 0.5, "y": -0.25, "version": 1}] * 2
    assert CardMove.objects.count() == 1


@pytest.mark.parametrize("x", [1.0001, -2.0, math.nan, math.inf, -math.inf])
def test_a_position_off_the_board_is_refused(cast, submit, middle: Middle, x: float) -> None:
    with pytest.raises(ActionRefused) as refused:
        move(cast, submit(cast.ana), middle("reveal"), x=x)
    assert (refused.value.code, CardMove.objects.count()) == ("invalid", 0)


@pytest.mark.parametrize("who", ["ana", "olga", "manager"])
def test_only_moderators_and_the_lead_move_cards(cast, submit, middle: Middle, who: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        move(cast, submit(cast.ana), middle("reveal"), moderator=getattr(cast, who))
    assert refused.value.code == "not_your_role"


def test_while_rating_is_open_no_card_moves(cast, submit, middle: Middle) -> None:
    with pytest.raises(ActionRefused) as refused:
        move(cast, submit(cast.ana), middle("rate"))
    assert refused.value.code == "not_open"
