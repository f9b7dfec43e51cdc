"""Undo and redo of one's own acts, and the frozen board."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from exercises import access
from exercises.actions.board import Target, move_cards
from exercises.actions.exercise import open_next_phase
from exercises.actions.freeze import freeze_board, release_board
from exercises.actions.narratives import anchor_narrative, create_narrative
from exercises.actions.places import put_into_narrative, set_as_wild_card
from exercises.actions.undo import redo, undo
from exercises.errors import ActionRefused
from exercises.models import BoardFreeze, Card, CardMove, Membership, Narrative, Option, Participation
from exercises.queries.board_acts import Reach, reach_of

Middle = Callable[[str], datetime]


@pytest.fixture
def now(middle: Middle) -> datetime:
    return middle("reveal")


@pytest.fixture(autouse=True)
def three(cast, submit, now) -> list[Option]:
    create_narrative(author=cast.lead, values={"nickname": "Inside job"}, x=0, y=0, key=uuid.uuid4(), now=now)
    create_narrative(author=cast.lead, values={"nickname": "From outside"}, x=0, y=0, key=uuid.uuid4(), now=now)
    return [submit(cast.ana, title) for title in ("Pay the police", "Tax the banks", "Open the border")]


def move(who: Participation, now: datetime, **where: tuple[float, float]) -> None:
    """move(mona, now, o1=(0.5, 0.5)) from whatever version the card has."""
    versions = dict(Card.objects.values_list("option__number", "version"))
    targets = [Target(int(name[1:]), x, y, versions[int(name[1:])]) for name, (x, y) in where.items()]
    move_cards(moderator=who, targets=targets, key=uuid.uuid4(), now=now)


def put(who: Participation, now: datetime, narrative: int, *options: int, kind: str = "core", reason: str = "") -> None:
    put_into_narrative(moderator=who, narrative=narrative, options=options, kind=kind, reason=reason, now=now)


def step(action: Callable[..., dict[str, Any]], who: Participation, now: datetime) -> str:
    """What it said, done or refused."""
    try:
        return str(action(moderator=who, key=uuid.uuid4(), now=now)["said"])
    except ActionRefused as refused:
        return str(refused)


def lying() -> dict[int, tuple[float | None, float | None]]:
    rows = Card.objects.order_by("option__number").values_list("option__number", "x", "y")
    return {number: (x, y) for number, x, y in rows}


def standing() -> list[tuple[int, int, str, str]]:
    rows = Membership.objects.filter(ended_at=None).order_by("narrative__number", "option__number")
    return list(rows.values_list("narrative__number", "option__number", "kind", "reason"))


NOWHERE = (None, None)


def test_a_group_goes_back_where_each_card_was_and_forth_again(cast, now) -> None:
    move(cast.mona, now, o1=(0.5, 0.5))
    move(cast.mona, now, o1=(-0.5, 0.5), o2=(-0.25, 0.5))
    assert step(undo, cast.mona, now) == "Undone: the move of 2 options."
    assert lying() == {1: (0.5, 0.5), 2: NOWHERE, 3: NOWHERE}
    assert step(undo, cast.mona, now) == "Undone: the move of PO-1."
    assert lying() == {1: NOWHERE, 2: NOWHERE, 3: NOWHERE}
    assert step(undo, cast.mona, now) == "There is nothing to undo."
    assert [step(redo, cast.mona, now) for _ in range(3)] == [
        "Moved again: PO-1.",
        "Moved again: 2 options.",
        "There is nothing to redo.",
    ]
    assert lying() == {1: (-0.5, 0.5), 2: (-0.25, 0.5), 3: NOWHERE}
    versions = list(CardMove.objects.filter(card__option__number=1).values_list("version", flat=True))
    assert versions == [1, 2, 3, 4, 5, 6]  # nothing was taken from the history


def test_something_new_ends_what_could_be_done_again(cast, now) -> None:
    move(cast.mona, now, o1=(0.5, 0.5))
    step(undo, cast.mona, now)
    assert reach_of(cast.mona) == Reach(undo=False, redo=True)
    move(cast.mona, now, o2=(0.5, 0.5))
    assert reach_of(cast.mona) == Reach(undo=True, redo=False)
    assert step(redo, cast.mona, now) == "There is nothing to redo."


def test_what_somebody_else_has_changed_since_stays_and_the_next_undo_goes_on(cast, now) -> None:
    move(cast.mona, now, o3=(0.25, 0.25))
    move(cast.mona, now, o1=(0.5, 0.5), o2=(0.5, 0.5))
    move(cast.milo, now, o2=(-1, -1))
    assert step(undo, cast.mona, now) == (
        "Alias Milo has changed PO-2 since, so this stays as it is. Undo again goes to what you did before."
    )
    assert lying() == {1: (0.5, 0.5), 2: (-1, -1), 3: (0.25, 0.25)}
    assert step(undo, cast.mona, now) == "Undone: the move of PO-3."
    assert step(undo, cast.milo, now) == "Undone: the move of PO-2."
    assert lying() == {1: (0.5, 0.5), 2: (0.5, 0.5), 3: NOWHERE}


def test_an_own_card_that_lies_elsewhere_by_a_later_act_stays(cast, now) -> None:
    move(cast.mona, now, o1=(0.5, 0.5))
    move(cast.mona, now, o1=(-0.5, 0.5), o2=(0, 0))
    move(cast.milo, now, o2=(-1, -1))
    step(undo, cast.mona, now)  # passes over the group
    assert step(undo, cast.mona, now) == "PO-1 no longer lies as you left it, so this stays as it is."
    assert lying()[1] == (-0.5, 0.5)


def test_a_move_of_somebody_who_took_it_back_is_in_nobodys_way(cast, now) -> None:
    move(cast.mona, now, o1=(0.5, 0.5))
    move(cast.milo, now, o1=(-1, -1))
    step(undo, cast.milo, now)
    assert step(undo, cast.mona, now) == "Undone: the move of PO-1."
    # Milo's began where Mona's ended, and there it lies no more.
    assert step(redo, cast.milo, now) == "PO-1 no longer lies as you left it, so this stays as it is."
    assert step(redo, cast.mona, now) == "Moved again: PO-1."


def test_places_come_back_with_their_reasons_and_wild_cards_with_them(cast, now) -> None:
    put(cast.milo, now, 1, 1, 2, reason="It is about money.")
    put(cast.mona, now, 2, 1, kind="core")
    set_as_wild_card(moderator=cast.mona, options=[1, 3], now=now)
    assert step(undo, cast.mona, now) == "Undone: the placing of 2 options."
    assert standing() == [(1, 2, "core", "It is about money."), (2, 1, "core", "")]
    assert step(undo, cast.mona, now) == "Undone: the placing of PO-1."
    assert standing() == [(1, 1, "core", "It is about money."), (1, 2, "core", "It is about money.")]
    assert [step(redo, cast.mona, now) for _ in range(2)] == ["Placed again: PO-1.", "Placed again: 2 options."]
    assert standing() == [(1, 2, "core", "It is about money.")]
    assert list(Option.objects.filter(wild_card=True).values_list("number", flat=True)) == [1, 3]


def test_what_no_longer_stands_cannot_be_undone(cast, now) -> None:
    move(cast.mona, now, o1=(0.5, 0.5))
    Option.objects.filter(number=1).update(state="withdrawn")
    assert step(undo, cast.mona, now) == "PO-1 no longer stands, so nothing was changed."
    assert step(undo, cast.mona, now) == "There is nothing to undo."


def test_the_same_undo_twice_is_one(cast, now) -> None:
    move(cast.mona, now, o1=(0.5, 0.5))
    move(cast.mona, now, o1=(-0.5, 0.5))
    key = uuid.uuid4()
    assert undo(moderator=cast.mona, key=key, now=now) == undo(moderator=cast.mona, key=key, now=now)
    assert lying()[1] == (0.5, 0.5)


# The frozen board


def freeze(who: Participation, now: datetime, reason: str = "We vote on the four narratives.") -> None:
    freeze_board(moderator=who, reason=reason, key=uuid.uuid4(), now=now)


def test_while_the_board_is_frozen_nothing_on_it_changes(cast, exercise, now) -> None:
    move(cast.mona, now, o1=(0.5, 0.5))
    freeze(cast.milo, now)
    head, narrative = exercise.events.count(), Narrative.objects.get(number=1)
    attempts: list[Callable[[], object]] = [
        lambda: move(cast.milo, now, o2=(0, 0)),
        lambda: put(cast.mona, now, 1, 1),
        lambda: set_as_wild_card(moderator=cast.lead, options=[1], now=now),
        lambda: undo(moderator=cast.mona, key=uuid.uuid4(), now=now),
        lambda: anchor_narrative(author=cast.mona, narrative=narrative, x=1, y=1, now=now),
    ]
    said = []
    for attempt in attempts:
        with pytest.raises(ActionRefused) as refused:
            attempt()
        said.append((refused.value.code, str(refused.value)))
    sentence = "Alias Milo has frozen the board: We vote on the four narratives. Nothing was changed."
    assert (said, exercise.events.count()) == ([("not_open", sentence)] * 5, head)


def test_a_second_freeze_and_one_without_a_reason_are_refused(cast, now) -> None:
    freeze(cast.milo, now)
    codes = []
    for who, reason in ((cast.mona, "We vote."), (cast.milo, ""), (cast.ana, "I vote."), (cast.manager, "I say so.")):
        with pytest.raises(ActionRefused) as refused:
            freeze(who, now, reason)
        codes.append(refused.value.code)
    assert (codes, BoardFreeze.objects.count()) == (["conflict", "invalid", "not_your_role", "not_your_role"], 1)


@pytest.mark.parametrize(
    ("who", "may"), [("milo", True), ("lead", True), ("manager", True), ("mona", False), ("ana", False)]
)
def test_who_froze_it_the_lead_and_the_manager_release_it(cast, now, who: str, may: bool) -> None:
    freeze(cast.milo, now)
    if may:
        for person in (getattr(cast, who), cast.lead):  # again: nothing
            release_board(person=person, now=now)
        move(cast.mona, now, o1=(0.5, 0.5))
    else:
        with pytest.raises(ActionRefused) as refused:
            release_board(person=getattr(cast, who), now=now)
        assert (refused.value.code, BoardFreeze.objects.get().released_at) == ("not_your_role", None)


def test_a_freeze_ends_with_its_phase_wherever_its_end_is_moved(cast, exercise, stand_in) -> None:
    now = stand_in("reveal")
    freeze(cast.milo, now)
    phase = access.phase_at(exercise, now)
    assert phase
    open_next_phase(manager=cast.manager, seen_phase=phase.pk, now=now)
    for person in (cast.mona, cast.milo):
        person.exercise = type(exercise).objects.get(pk=exercise.pk)
    move(cast.mona, exercise.clock(timezone.now()), o1=(0.5, 0.5))
    freeze(cast.milo, exercise.clock(timezone.now()), "Another vote.")
    assert list(BoardFreeze.objects.order_by("pk").values_list("phase__kind", flat=True)) == ["reveal", "challenge"]
