"""The protocol: open before the freeze, and changed only by logged deviations after it."""

from __future__ import annotations

import copy
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from exercises.actions.exercise import open_due_phases
from exercises.actions.protocol import change_protocol, deviate, freeze_protocol
from exercises.errors import ActionRefused
from exercises.models import Criterion, Exercise, Protocol
from exercises.queries import protocol as protocols

Middle = Callable[[str], dt.datetime]


def now_said(exercise) -> dict[str, Any]:
    """The present set in the shape that the actions take."""
    content = protocols.content_of(exercise)
    return {
        "axes": {axis["key"]: {p: axis[p] for p in ("question", "negative", "positive")} for axis in content["axes"]},
        "criteria": content["criteria"],
        "thresholds": {name: content["thresholds"][name] for name in ("rating_floor", "portion")},
        "seen_hash": protocols.hash_of(content),
    }


def criterion(name: str, **other: Any) -> dict[str, Any]:
    words = {"question": f"{name}?", "for_whom": "", "by_when": "", "steps": ["a", "b", "c", "d", "e"], "good": "high"}
    return {"key": "", "name": name, **words, **other}


def keys(exercise) -> list[str]:
    return list(Criterion.objects.filter(exercise=exercise).values_list("key", flat=True))


def kinds(exercise) -> list[str]:
    return [k for k in exercise.events.order_by("seq").values_list("kind", flat=True) if k.startswith("protocol")]


def refusal(act: Callable[..., object], **arguments: Any) -> tuple[str, str]:
    with pytest.raises(ActionRefused) as refused:
        act(**arguments)
    return refused.value.code, str(refused.value.message)


@pytest.fixture
def during(middle: Middle) -> dt.datetime:
    return middle("diverge")


@pytest.fixture
def frozen(exercise, middle: Middle) -> Protocol:
    open_due_phases(exercise=exercise, now=middle("rate"))
    return Protocol.objects.get()


def test_the_whole_set_is_saved_at_once(cast, exercise, during) -> None:
    said = now_said(exercise)
    said["axes"]["x"]["negative"] = "Civil"
    risk, desirability = said["criteria"][3], said["criteria"][0]
    cost = criterion("Cost", for_whom="the treasury", by_when="2020", good="low")
    said["criteria"] = [risk, cost, {**desirability, "name": "Rightness"}]
    said["thresholds"] = {"rating_floor": 20, "portion": 5}
    digest = change_protocol(manager=cast.manager, now=during, **said)
    assert digest == protocols.hash_of(protocols.content_of(exercise))
    assert keys(exercise) == ["risk", "cost", "desirability"]  # in order; a renamed one keeps its key
    content = protocols.content_of(exercise)
    assert content["axes"][0]["negative"] == "Civil"
    assert content["criteria"][1] == {**cost, "key": "cost"}
    assert content["criteria"][2]["name"] == "Rightness"
    assert content["thresholds"] == {"rating_floor": 20, "portion": 5, "camps_from": 15}
    assert kinds(exercise) == ["protocol.changed"]


def test_keys_are_made_from_names_and_unique(cast, exercise, during) -> None:
    said = now_said(exercise)
    long = "A criterion with a name that is long"
    said["criteria"] = [
        said["criteria"][0],
        criterion("Desirability!"),
        criterion("公平"),
        criterion("العدل"),
        criterion(long),
        criterion(f"{long} too"),
    ]
    change_protocol(manager=cast.manager, now=during, **said)
    stem = "a-criterion-with-a-name-tha"
    assert keys(exercise) == ["desirability", "desirability-2", "criterion", "criterion-2", stem, f"{stem}-2"]


def test_what_is_saved_already_logs_nothing(cast, exercise, during) -> None:
    said = now_said(exercise)
    assert change_protocol(manager=cast.manager, now=during, **said) == said["seen_hash"]
    said["axes"]["x"]["negative"] = "Civil"
    first = change_protocol(manager=cast.manager, now=during, **said)
    assert change_protocol(manager=cast.manager, now=during, **said) == first  # the repeat of a lost answer
    assert kinds(exercise) == ["protocol.changed"]


def test_of_two_who_change_it_at_once_the_second_is_told(cast, exercise, during) -> None:
    mine, theirs = now_said(exercise), now_said(exercise)
    theirs["criteria"] = [{**theirs["criteria"][0], "question": "Theirs?"}, *theirs["criteria"][1:]]
    mine["criteria"] = [{**mine["criteria"][0], "question": "Mine?"}, *mine["criteria"][1:]]
    present = change_protocol(manager=cast.manager, now=during, **theirs)
    with pytest.raises(ActionRefused) as refused:
        change_protocol(manager=cast.manager, now=during, **mine)
    assert (refused.value.code, refused.value.facts) == ("stale", {"hash": present})
    assert Criterion.objects.get(exercise=exercise, key="desirability").question == "Theirs?"
    change_protocol(manager=cast.manager, now=during, **{**mine, "seen_hash": present})
    assert Criterion.objects.get(exercise=exercise, key="desirability").question == "Mine?"


@pytest.mark.parametrize("who", ["lead", "mona", "ana", "olga"])
def test_only_the_manager_changes_it(cast, exercise, during, frozen, who: str) -> None:
    said = now_said(exercise)
    assert refusal(change_protocol, manager=getattr(cast, who), now=during, **said)[0] == "not_your_role"
    assert refusal(deviate, manager=getattr(cast, who), now=during, reason="So.", **said)[0] == "not_your_role"


IMPOSSIBLE: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "none": (lambda s: s.update(criteria=[]), "An exercise has at least one criterion."),
    "seven": (
        lambda s: s.update(criteria=[criterion(f"C{n}") for n in range(7)]),
        "An exercise has at most 6 criteria.",
    ),
    "same name": (
        lambda s: s.update(criteria=[criterion("Cost"), criterion(" COST ")]),
        "Two criteria have the same name.",
    ),
    "no label": (
        lambda s: s.update(criteria=[criterion("Cost", steps=["a", "b", "", "d", "e"])]),
        "Every criterion has five steps with a label each.",
    ),
    "four steps": (
        lambda s: s.update(criteria=[criterion("Cost", steps=["a", "b", "c", "d"])]),
        "Every criterion has five steps with a label each.",
    ),
    "good": (
        lambda s: s.update(criteria=[criterion("Cost", good="both")]),
        "Say of every criterion which end is good.",
    ),
    "poles": (
        lambda s: s["axes"]["y"].update(negative="Inside", positive="inside"),
        "The poles of an axis must differ.",
    ),
    "floor": (lambda s: s["thresholds"].update(rating_floor=0), "A threshold lies outside of its range."),
    "portion": (lambda s: s["thresholds"].update(portion=51), "A threshold lies outside of its range."),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_nobody_could_rate_with_is_refused(cast, exercise, during, what: str) -> None:
    said = copy.deepcopy(now_said(exercise))
    spoil, sentence = IMPOSSIBLE[what]
    spoil(said)
    assert refusal(change_protocol, manager=cast.manager, now=during, **said) == ("invalid", sentence)
    assert kinds(exercise) == []


@pytest.mark.parametrize("key", ["cost", "risk"])
def test_a_key_that_nobody_gave_or_that_comes_twice_makes_a_new_criterion(cast, exercise, during, key: str) -> None:
    said = {**now_said(exercise), "criteria": [criterion("Danger", key="risk"), criterion("Price", key=key)]}
    change_protocol(manager=cast.manager, now=during, **said)
    assert keys(exercise) == ["risk", "price"]


def test_after_the_freeze_there_is_no_change_without_a_reason(cast, exercise, middle: Middle, frozen) -> None:
    said = now_said(exercise)
    said["axes"]["x"]["question"] = "How soft?"
    assert refusal(change_protocol, manager=cast.manager, now=middle("rate"), **said)[0] == "conflict"
    assert refusal(deviate, manager=cast.manager, now=middle("rate"), reason=" ", **said) == (
        "invalid",
        "Say why: the reason is printed in the report.",
    )


def test_when_the_clock_is_late_the_dates_freeze_it(cast, exercise, middle: Middle) -> None:
    said, now = now_said(exercise), middle("rate")
    said["axes"]["x"]["question"] = "How soft?"
    assert protocols.number_in_force(exercise) == 0
    assert refusal(change_protocol, manager=cast.manager, now=now, **said)[0] == "conflict"
    assert deviate(manager=cast.manager, now=now, reason="Nobody understood it.", **said).number == 2
    assert kinds(exercise) == ["protocol.frozen", "protocol.deviated"]
    assert Protocol.objects.get(number=1).hash == said["seen_hash"]


def test_before_the_freeze_nothing_is_a_deviation(cast, exercise, during) -> None:
    said = now_said(exercise)
    said["thresholds"]["portion"] = 4
    assert refusal(deviate, manager=cast.manager, now=during, reason="So.", **said)[0] == "conflict"


def test_a_deviation_changes_words_and_thresholds_and_keeps_the_frozen_text(
    cast, exercise, middle: Middle, frozen
) -> None:
    said, now = now_said(exercise), middle("rate")
    first = {
        **said["criteria"][0],
        "name": "Rightness",
        "for_whom": "those who live there",
        "by_when": "in a year",
        "steps": ["wrong", "rather wrong", "open", "rather right", "right"],
    }
    said["criteria"] = [first, *said["criteria"][1:]]
    said["axes"]["y"]["positive"] = "From within"
    said["thresholds"] = {"rating_floor": 12, "portion": 6}
    second = deviate(manager=cast.manager, now=now, reason="Raters asked for whom.", **said)
    assert (second.number, second.reason, second.made_by, second.made_at) == (
        2,
        "Raters asked for whom.",
        cast.manager,
        now,
    )
    assert second.content == protocols.content_of(exercise)
    assert second.hash == protocols.hash_of(second.content) != frozen.hash
    assert Protocol.objects.get(number=1).content == frozen.content
    assert (protocols.number_in_force(exercise), keys(exercise)[0]) == (2, "desirability")
    assert kinds(exercise) == ["protocol.frozen", "protocol.deviated"]
    found = [(d.subject, d.part) for d in protocols.standing(exercise).deviations[0].differences]
    assert found == [
        ("y", "positive"),
        ("desirability", "name"),
        ("desirability", "for_whom"),
        ("desirability", "by_when"),
        ("desirability", "steps"),
        ("", "rating_floor"),
        ("", "portion"),
    ]


def test_the_same_deviation_twice_is_one(cast, exercise, middle: Middle, frozen) -> None:
    said, now = now_said(exercise), middle("rate")
    said["thresholds"]["portion"] = 4
    first = deviate(manager=cast.manager, now=now, reason="Too long.", **said)
    assert deviate(manager=cast.manager, now=now, reason="Too long.", **said) == first
    other = refusal(deviate, manager=cast.manager, now=now, reason="Another.", **said)
    assert (other[0], Protocol.objects.count()) == ("stale", 2)
    again = {**said, "seen_hash": first.hash}
    assert refusal(deviate, manager=cast.manager, now=now, reason="Another.", **again) == (
        "invalid",
        "Nothing differs from the protocol in force.",
    )


def _swap(said: dict[str, Any]) -> None:
    x = said["axes"]["x"]
    x["negative"], x["positive"] = x["positive"], x["negative"]


def _first(**changed: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda s: s.update(criteria=[{**s["criteria"][0], **changed}, *s["criteria"][1:]])


TURNING: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "added": (lambda s: s["criteria"].append(criterion("Cost")), "criteria are not added, removed"),
    "removed": (lambda s: s["criteria"].pop(), "criteria are not added, removed"),
    "moved": (lambda s: s["criteria"].reverse(), "put in another order"),
    "replaced": (_first(key="", name="Cost"), "criteria are not added, removed"),
    "good": (_first(good="low"), "which end of a criterion is good cannot be turned"),
    "steps turned": (
        _first(steps=["very desirable", "desirable", "neutral", "undesirable", "harmful"]),
        "which end of a criterion is good cannot be turned",
    ),
    "poles": (_swap, "the poles of an axis cannot be swapped"),
}


@pytest.mark.parametrize("what", TURNING)
def test_what_would_turn_answers_that_exist_is_refused(cast, exercise, middle: Middle, frozen, what: str) -> None:
    said = copy.deepcopy(now_said(exercise))
    turn, sentence = TURNING[what]
    turn(said)
    code, message = refusal(deviate, manager=cast.manager, now=middle("rate"), reason="So.", **said)
    assert (code, sentence in message) == ("conflict", True)
    assert Protocol.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_freeze_or_change_at_once_one_waits(cast, exercise, middle: Middle) -> None:
    """The change comes before the freeze as a whole or is refused; the frozen text is what the tables say."""
    said, now, start = now_said(exercise), middle("diverge"), threading.Barrier(9)
    said["thresholds"]["portion"] = 4
    answers: list[str] = []

    def change() -> None:
        start.wait()
        try:
            change_protocol(manager=cast.manager, now=now, **said)
            answers.append("changed")
        except ActionRefused as refused:
            answers.append(refused.code)
        finally:
            connection.close()

    def freeze() -> None:
        start.wait()
        open_due_phases(exercise=exercise, now=middle("rate"))
        connection.close()

    threads = [threading.Thread(target=change if n % 3 else freeze) for n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    frozen = Protocol.objects.get()
    assert frozen.content == protocols.content_of(exercise)
    assert len(answers) == 6
    assert set(answers) <= {"changed", "conflict"}
    assert kinds(exercise).count("protocol.frozen") == 1


def test_freezing_twice_is_once(cast, exercise, frozen, middle: Middle) -> None:
    assert freeze_protocol(exercise=Exercise.objects.get(pk=exercise.pk), now=middle("rate")) == frozen
