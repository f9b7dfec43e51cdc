"""Which narratives hold an option, and which options stand alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest

from exercises import formats
from exercises.actions.narrative_life import end_narrative
from exercises.actions.narratives import create_narrative
from exercises.actions.places import (
    end_wild_card,
    put_into_narrative,
    said_of,
    set_as_wild_card,
    take_out_of_narrative,
)
from exercises.errors import ActionRefused
from exercises.models import Membership, Narrative, Option, WildCard

Middle = Callable[[str], datetime]


def create(cast, now: datetime, nickname: str = "Inside job") -> Narrative:
    number = create_narrative(author=cast.lead, values={"nickname": nickname}, x=-0.5, y=0.5, key=uuid.uuid4(), now=now)
    return Narrative.objects.select_related("current").get(exercise=cast.lead.exercise, number=number)


def standing() -> list[tuple[int, int, str]]:
    rows = Membership.objects.filter(ended_at=None).order_by("narrative__number", "option__number")
    return list(rows.values_list("narrative__number", "option__number", "kind"))


def test_an_option_has_one_core_place_and_may_support_elsewhere(cast, submit, middle: Middle) -> None:
    option, now = submit(cast.ana), middle("reveal")
    one, two, three = (create(cast, now) for _ in range(3))
    put_into_narrative(moderator=cast.mona, narrative=one.number, options=[option.number], kind="core", now=now)
    put_into_narrative(moderator=cast.milo, narrative=two.number, options=[option.number], kind="supporting", now=now)
    put_into_narrative(moderator=cast.milo, narrative=three.number, options=[option.number], kind="core", now=now)
    assert standing() == [(2, 1, "supporting"), (3, 1, "core")]
    put_into_narrative(moderator=cast.mona, narrative=two.number, options=[option.number], kind="dissent", now=now)
    take_out_of_narrative(moderator=cast.mona, narrative=three.number, options=[option.number], now=now)
    assert standing() == [(2, 1, "dissent")]
    assert Membership.objects.count() == 4  # ended, never deleted


def test_the_same_place_again_changes_nothing(cast, exercise, submit, middle: Middle) -> None:
    option, now = submit(cast.ana), middle("reveal")
    narrative = create(cast, now)
    for _ in range(2):
        put_into_narrative(
            moderator=cast.mona, narrative=narrative.number, options=[option.number], kind="core", now=now
        )
    assert (Membership.objects.count(), exercise.events.filter(kind="membership.set").count()) == (1, 1)


def test_an_unknown_kind_of_place_is_refused(cast, submit, middle: Middle) -> None:
    now = middle("reveal")
    with pytest.raises(ActionRefused) as refused:
        put_into_narrative(
            moderator=cast.mona,
            narrative=create(cast, now).number,
            options=[submit(cast.ana).number],
            kind="x",
            now=now,
        )
    assert (refused.value.code, standing()) == ("invalid", [])


@pytest.fixture
def three(cast, submit) -> list[Option]:
    return [submit(cast.ana, title) for title in ("Pay the police", "Tax the banks", "Open the border")]


def test_several_go_in_together_and_it_is_told_where_they_were(cast, three, middle: Middle) -> None:
    now = middle("reveal")
    for _ in range(2):
        create(cast, now)
    put_into_narrative(moderator=cast.milo, narrative=1, options=[2], kind="core", now=now, reason="It is about money.")
    answer = put_into_narrative(moderator=cast.mona, narrative=2, options=[3, 1, 2], kind="core", now=now)
    was = [{"option": 2, "narrative": 1, "kind": "core", "by": "Alias Milo"}]
    assert answer == {"options": [1, 2, 3], "was": was}
    assert said_of(was) == "PO-2 was core in I, put there by Alias Milo."
    assert standing() == [(2, 1, "core"), (2, 2, "core"), (2, 3, "core")]


def test_one_that_no_longer_stands_keeps_the_others_out(cast, three, middle: Middle) -> None:
    create(cast, middle("reveal"))
    Option.objects.filter(number=3).update(state="withdrawn")
    with pytest.raises(ActionRefused) as refused:
        put_into_narrative(moderator=cast.mona, narrative=1, options=[1, 3], kind="core", now=middle("reveal"))
    assert (refused.value.code, refused.value.facts, standing()) == ("gone", {"gone": [3]}, [])


def test_a_narrative_that_is_gone_takes_nobody_in(cast, three, middle: Middle) -> None:
    with pytest.raises(ActionRefused) as refused:
        put_into_narrative(moderator=cast.mona, narrative=4, options=[1, 2], kind="core", now=middle("reveal"))
    assert (refused.value.code, str(refused.value)) == ("gone", "Narrative IV is no longer there. Nothing was changed.")
    assert standing() == []


def test_a_narrative_that_has_ended_takes_nobody_in(cast, three, middle: Middle) -> None:
    now = middle("reveal")
    end_narrative(author=cast.lead, narrative=create(cast, now), now=now)
    with pytest.raises(ActionRefused) as refused:
        put_into_narrative(moderator=cast.mona, narrative=1, options=[1, 2], kind="core", now=now)
    assert (refused.value.code, standing()) == ("gone", [])


@pytest.mark.parametrize(("many", "code"), [(formats.GROUP_LIMIT, "gone"), (formats.GROUP_LIMIT + 1, "invalid")])
def test_so_many_are_placed_together_and_not_one_more(cast, three, middle: Middle, many: int, code: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        set_as_wild_card(moderator=cast.mona, options=range(1, many + 1), now=middle("reveal"))
    assert (refused.value.code, WildCard.objects.count()) == (code, 0)


def test_a_wild_card_stands_alone_until_it_finds_a_place(cast, exercise, three, middle: Middle) -> None:
    now = middle("reveal")
    create(cast, now)
    put_into_narrative(moderator=cast.mona, narrative=1, options=[1, 2], kind="supporting", now=now)
    answer = set_as_wild_card(moderator=cast.milo, options=[1, 3], reason="Nothing is like it.", now=now)
    assert [place["option"] for place in answer["was"]] == [1]
    assert standing() == [(1, 2, "supporting")]
    assert list(WildCard.objects.order_by("option").values_list("option__number", "reason", "ended_at")) == [
        (1, "Nothing is like it.", None),
        (3, "Nothing is like it.", None),
    ]
    put_into_narrative(moderator=cast.mona, narrative=1, options=[1], kind="dissent", now=now)
    end_wild_card(moderator=cast.mona, options=[2, 3], now=now)
    assert (standing(), WildCard.objects.filter(ended_at=None).count()) == (
        [(1, 1, "dissent"), (1, 2, "supporting")],
        0,
    )
    assert list(Option.objects.filter(wild_card=True)) == []
    kinds = exercise.events.filter(kind__startswith="wild").order_by("seq").values_list("kind", "data__option")
    assert list(kinds) == [
        ("wild_card.set", 1),
        ("wild_card.set", 3),
        ("wild_card.ended", 1),
        ("wild_card.ended", 3),
    ]


def test_the_present_policy_has_no_place(cast, middle: Middle) -> None:
    with pytest.raises(ActionRefused) as refused:
        set_as_wild_card(moderator=cast.mona, options=[0], now=middle("reveal"))
    assert refused.value.code == "conflict"
