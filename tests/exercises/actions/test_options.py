"""Submitting an option."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest

from exercises.actions.options import submit_option
from exercises.errors import ActionRefused
from exercises.models import Card, Event, Option, Receipt

Middle = Callable[[str], datetime]
VALUES = {"title": "Pay the police", "summary": "One line.", "aspects": {"outcome": "Less bribery."}}


def test_a_submit_makes_version_one_a_card_and_one_event(cast, exercise, middle: Middle) -> None:
    before = exercise.events.count()
    number = submit_option(author=cast.ana, values=VALUES, key=uuid.uuid4(), now=middle("diverge"))
    option = Option.objects.select_related("current").get(exercise=exercise, number=number)
    assert option.current
    assert (number, option.state, option.author, option.current.number) == (1, "submitted", cast.ana, 1)
    assert (option.current.title, option.current.aspects) == (VALUES["title"], VALUES["aspects"])
    assert (Card.objects.get(option=option).version, exercise.events.count()) == (0, before + 1)
    last = exercise.events.last()
    assert (last.kind, last.data, last.actor) == ("option.submitted", {"option": 1, "version": 1}, cast.ana)


def test_the_same_key_twice_is_one_option(cast, exercise, middle: Middle) -> None:
    key = uuid.uuid4()
    first = submit_option(author=cast.ana, values=VALUES, key=key, now=middle("diverge"))
    again = submit_option(author=cast.ana, values=VALUES, key=key, now=middle("diverge"))
    assert (first, again, Option.objects.count(), Event.objects.filter(kind="option.submitted").count()) == (1, 1, 1, 1)


def test_the_same_key_with_another_text_is_refused_and_writes_nothing(cast, middle: Middle) -> None:
    key = uuid.uuid4()
    submit_option(author=cast.ana, values=VALUES, key=key, now=middle("diverge"))
    with pytest.raises(ActionRefused) as refused:
        submit_option(author=cast.ana, values={**VALUES, "title": "Other"}, key=key, now=middle("diverge"))
    assert (refused.value.code, refused.value.status, Option.objects.count()) == ("key_reused", 422, 1)


def test_two_people_may_use_one_key(cast, middle: Middle) -> None:
    key = uuid.uuid4()
    numbers = [
        submit_option(author=author, values=VALUES, key=key, now=middle("diverge")) for author in (cast.ana, cast.ben)
    ]
    assert numbers == [1, 2]


@pytest.mark.parametrize("kind", ["prepare", "rate", "reveal", "challenge", "draft", "closed"])
def test_outside_its_phases_a_submit_is_refused_and_its_key_stays_free(cast, middle: Middle, kind: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        submit_option(author=cast.ana, values=VALUES, key=uuid.uuid4(), now=middle(kind))
    assert (refused.value.code, Option.objects.count(), Receipt.objects.count()) == ("not_open", 0, 0)


@pytest.mark.parametrize("who", ["olga", "mona", "lead", "manager"])
def test_only_analysts_submit(cast, middle: Middle, who: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        submit_option(author=getattr(cast, who), values=VALUES, key=uuid.uuid4(), now=middle("diverge"))
    assert (refused.value.code, refused.value.status) == ("not_your_role", 403)


def test_a_failed_submit_wastes_no_number_and_leaves_no_gap_in_the_log(cast, exercise, middle: Middle) -> None:
    with pytest.raises(KeyError):
        submit_option(author=cast.ana, values={"title": "Half"}, key=uuid.uuid4(), now=middle("diverge"))
    assert submit_option(author=cast.ana, values=VALUES, key=uuid.uuid4(), now=middle("diverge")) == 1
    numbers = list(exercise.events.values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
