"""Moving a card, several together, and saying why."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from exercises.actions.board import Target, move_card, move_cards, note_card
from exercises.errors import ActionRefused
from exercises.models import BoardAct, Card, CardMove, Option

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
    assert exercise.events.last().data == {"option": 1, "x": 0.0, "y": -0.25, "version": 2, "noted": False}


def test_a_stale_move_gets_the_present_position_and_who_moved_it(cast, submit, middle: Middle) -> None:
    option = submit(cast.ana)
    move(cast, option, middle("reveal"))
    with pytest.raises(ActionRefused) as refused:
        move(cast, option, middle("reveal"), moderator=cast.milo, x=-1.0)
    present = {"x": 0.5, "y": -0.25, "version": 1, "moved_by": "Alias Mona"}
    assert refused.value.facts == {**present, "cards": [{"option": 1, **present, "noted": False}]}
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


# Several together


def move_all(cast, now: datetime, *targets: Target, **changed: Any) -> list[dict[str, Any]]:
    given: dict[str, Any] = {"moderator": cast.mona, "targets": targets, "key": uuid.uuid4(), "now": now}
    return move_cards(**{**given, **changed})


@pytest.fixture
def three(cast, submit) -> list[Option]:
    return [submit(cast.ana, title) for title in ("Pay the police", "Tax the banks", "Open the border")]


def lying() -> list[tuple[int, float | None, float | None, int]]:
    return list(Card.objects.order_by("option__number").values_list("option__number", "x", "y", "version"))


def test_several_move_together_in_one_act_with_a_number_each(cast, exercise, three, middle: Middle) -> None:
    targets = [Target(3, 0.5, 0.5, 0), Target(1, -0.5, 0.25, 0)]
    answer = move_all(cast, middle("reveal"), *targets)
    assert [(card["option"], card["version"]) for card in answer] == [(3, 1), (1, 1)]
    assert lying() == [(1, -0.5, 0.25, 1), (2, None, None, 0), (3, 0.5, 0.5, 1)]
    logged = list(exercise.events.order_by("-seq").values_list("kind", "data__option")[:2])
    assert (logged, BoardAct.objects.count()) == ([("card.moved", 1), ("card.moved", 3)], 1)


def test_one_stale_card_keeps_all_where_they_are_and_is_named(cast, exercise, three, middle: Middle) -> None:
    now = middle("reveal")
    move(cast, three[0], now, moderator=cast.milo)
    move(cast, three[2], now, moderator=cast.lead)
    head = exercise.events.count()
    with pytest.raises(ActionRefused) as refused:
        move_all(cast, now, *(Target(number, 0, 0, 0) for number in (3, 2, 1)))
    assert [(card["option"], card["version"], card["moved_by"]) for card in refused.value.facts["cards"]] == [
        (3, 1, "Alias Lead"),
        (1, 1, "Alias Milo"),
    ]
    said = "No card was moved: Alias Lead moved PO-3 meanwhile; Alias Milo moved PO-1 meanwhile."
    assert (str(refused.value), lying()[1], exercise.events.count()) == (said, (2, None, None, 0), head)


def test_the_same_group_twice_moves_once(cast, three, middle: Middle) -> None:
    key, targets = uuid.uuid4(), [Target(1, 0, 0, 0), Target(2, 0, 0, 0)]
    assert move_all(cast, middle("reveal"), *targets, key=key) == move_all(cast, middle("reveal"), *targets, key=key)
    assert CardMove.objects.count() == 2


@pytest.mark.parametrize("state", ["withdrawn", "merged", "rejected", "purged"])
def test_a_group_with_an_option_that_no_longer_stands_stays(cast, three, middle: Middle, state: str) -> None:
    Option.objects.filter(number=2).update(state=state)
    with pytest.raises(ActionRefused) as refused:
        move_all(cast, middle("reveal"), Target(1, 0, 0, 0), Target(2, 0, 0, 0), Target(9, 0, 0, 0))
    assert (refused.value.code, refused.value.facts) == ("gone", {"gone": [2, 9]})
    assert str(refused.value) == "PO-2, PO-9 no longer stand, so nothing was changed."
    assert CardMove.objects.count() == 0


@pytest.mark.parametrize(
    "targets",
    [
        [],
        [Target(1, 0, math.nan, 0)],
        [Target(1, 0, None, 0)],
        [Target(1, None, 0, 0)],
        [Target(1, 0, 0, 0), Target(1, 0.5, 0, 0)],
        [Target(number, 0, 0, 0) for number in range(201)],
    ],
    ids=["none", "nan", "half", "other half", "twice", "too many"],
)
def test_what_cannot_be_a_group_is_refused(cast, three, middle: Middle, targets: list[Target]) -> None:
    with pytest.raises(ActionRefused) as refused:
        move_all(cast, middle("reveal"), *targets)
    assert (refused.value.code, CardMove.objects.count()) == ("invalid", 0)


def test_a_card_is_given_back_to_the_crowds_point(cast, exercise, three, middle: Middle) -> None:
    move(cast, three[0], middle("reveal"))
    move_all(cast, middle("reveal"), Target(1, None, None, 1))
    assert lying()[0] == (1, None, None, 2)
    assert (exercise.events.last().kind, exercise.events.last().data) == ("card.released", {"option": 1, "version": 2})


# Why


def note(cast, option: Option, now: datetime, seen: int, text: str = "Customs, not police.") -> None:
    note_card(moderator=cast.milo, option=option, note=text, seen_version=seen, key=uuid.uuid4(), now=now)


def noted() -> bool:
    return Card.objects.values_list("noted", flat=True).get(option__number=1)


def test_a_note_can_follow_the_move_and_is_never_in_the_log(cast, exercise, three, middle: Middle) -> None:
    now = middle("reveal")
    move(cast, three[0], now)
    assert not noted()
    note(cast, three[0], now, 1)
    last = CardMove.objects.get()
    assert (last.note, last.moved_by, last.noted_by) == ("Customs, not police.", cast.mona, cast.milo)
    assert noted()
    assert exercise.events.last().data == {"option": 1, "version": 1}
    assert "Customs" not in str(list(exercise.events.values_list("data", flat=True)))


def test_a_note_stands_while_the_card_stays_near(cast, three, middle: Middle) -> None:
    now, found = middle("reveal"), []
    for seen, x in enumerate((0.5, 0.74, 0.76, 0.5)):
        move(cast, three[0], now, x=x, seen_version=seen, note="" if seen else "Customs, not police.")
        found.append(noted())
    assert found == [True, True, False, True]


def test_a_note_to_another_move_or_to_none_is_refused(cast, three, middle: Middle) -> None:
    now, codes = middle("reveal"), []
    for prepare, seen in ((lambda: None, 0), (lambda: move(cast, three[0], now, note="Because."), 0), (list, 1)):
        prepare()
        with pytest.raises(ActionRefused) as refused:
            note(cast, three[0], now, seen)
        codes.append(refused.value.code)
    assert (codes, CardMove.objects.get().note) == (["conflict", "stale", "conflict"], "Because.")
