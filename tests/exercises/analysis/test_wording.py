"""What two wordings say otherwise."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from exercises.analysis.wording import Difference, differences, doubled, turned


def criterion(key: str, **changed: Any) -> dict[str, Any]:
    words = {"name": key.title(), "question": f"{key}?", "for_whom": "", "by_when": "", "good": "high"}
    return {"key": key, **words, "steps": ["a", "b", "c", "d", "e"], **changed}


CONTENT: dict[str, Any] = {
    "axes": [
        {"key": "x", "question": "How?", "negative": "Social", "positive": "Kinetic"},
        {"key": "y", "question": "Whence?", "negative": "External", "positive": "Internal"},
    ],
    "criteria": [criterion("risk"), criterion("cost")],
    "thresholds": {"rating_floor": 15, "portion": 8, "camps_from": 15},
}


def changed(**parts: Any) -> dict[str, Any]:
    return {**copy.deepcopy(CONTENT), **parts}


def test_the_same_says_nothing_otherwise() -> None:
    assert differences(CONTENT, changed()) == []
    assert turned(CONTENT, changed()) == ""


def test_every_kind_of_difference_is_told() -> None:
    x = {**CONTENT["axes"][0], "positive": "Forceful"}
    after = changed(
        axes=[x, CONTENT["axes"][1]],
        criteria=[criterion("cost", name="Price"), criterion("speed"), criterion("risk")],
        thresholds={"rating_floor": 15, "portion": 6, "camps_from": 15},
    )
    assert differences(CONTENT, after) == [
        Difference("x", "X", "positive", "Kinetic", "Forceful"),
        Difference("cost", "Cost", "name", "Cost", "Price"),
        Difference("speed", "Speed", "added", None, "Speed"),
        Difference("", "", "order", ["Risk", "Cost"], ["Cost", "Risk"]),
        Difference("", "", "portion", 8, 6),
    ]
    assert differences(CONTENT, changed(criteria=[criterion("cost")])) == [
        Difference("risk", "Risk", "removed", "Risk", None)
    ]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["Risk", "Cost"], []),
        (["Risk", " RISK "], [1]),
        (["Straße", "STRASSE", "Ｒｉｓｋ", "risk"], [1, 3]),
        (["", ""], []),
    ],
)
def test_names_that_people_read_as_one_are_doubled(names: list[str], found: list[int]) -> None:
    assert doubled(names) == found


def test_a_symmetric_scale_is_not_turned_by_staying_as_it_is() -> None:
    same = changed(criteria=[criterion("risk", steps=["a", "b", "c", "b", "a"]), criterion("cost")])
    assert turned(same, copy.deepcopy(same)) == ""
