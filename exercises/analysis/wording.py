"""What two wordings of a protocol say otherwise, and what no wording may say twice. Pure functions on its content."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]
AXIS_PARTS = ("question", "negative", "positive")
CRITERION_PARTS = ("name", "question", "for_whom", "by_when", "steps", "good")
THRESHOLDS = ("rating_floor", "portion")


@dataclass(frozen=True)
class Difference:
    """One part that changed. *subject* is "x", "y", a criterion's key, or "" for what belongs to the whole.

    *name* is what people call the subject, as it was called before if it was there. *part* is a field of it,
    "added", "removed", "order", or a threshold.
    """

    subject: str
    name: str
    part: str
    before: Any
    after: Any


def folded(text: str) -> str:
    """*text* as two people would compare it: without case, width and spaces at the ends."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def doubled(names: Sequence[str]) -> list[int]:
    """Positions of names that already stand before them; empty ones are no names."""
    seen: set[str] = set()
    found = []
    for position, name in enumerate(map(folded, names)):
        if name and name in seen:
            found.append(position)
        seen.add(name)
    return found


def differences(before: Content, after: Content) -> list[Difference]:
    """Everything in *after* that *before* says otherwise: axes first, then criteria, then thresholds."""
    return [
        *_axes(_by_key(before["axes"]), _by_key(after["axes"])),
        *_criteria(_by_key(before["criteria"]), _by_key(after["criteria"])),
        *_parts("", "", THRESHOLDS, before["thresholds"], after["thresholds"]),
    ]


def turned(before: Content, after: Content) -> str:
    """What makes answers to *before* no answers to *after*, as a code; "" when they remain answers.

    "set": a criterion was added, removed or moved. "good": another end of a criterion is the good one, or its
    steps were turned round. "poles": the poles of an axis were swapped.
    """
    old, new = _by_key(before["criteria"]), _by_key(after["criteria"])
    if list(old) != list(new):
        return "set"
    for key, was in old.items():
        steps = [folded(step) for step in was["steps"]]
        reversed_steps = steps != steps[::-1] and [folded(step) for step in new[key]["steps"]] == steps[::-1]
        if was["good"] != new[key]["good"] or reversed_steps:
            return "good"
    poles = _by_key(after["axes"])
    swapped = any(
        folded(axis["negative"]) == folded(poles[key]["positive"])
        or folded(axis["positive"]) == folded(poles[key]["negative"])
        for key, axis in _by_key(before["axes"]).items()
    )
    return "poles" if swapped else ""


def _by_key(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {row["key"]: row for row in rows}


def _axes(before: Mapping[str, Content], after: Mapping[str, Content]) -> Iterator[Difference]:
    for key, axis in before.items():
        yield from _parts(key, key.upper(), AXIS_PARTS, axis, after[key])


def _criteria(before: Mapping[str, Content], after: Mapping[str, Content]) -> Iterator[Difference]:
    for key, criterion in before.items():
        if key in after:
            yield from _parts(key, criterion["name"], CRITERION_PARTS, criterion, after[key])
        else:
            yield Difference(key, criterion["name"], "removed", criterion["name"], None)
    for key, criterion in after.items():
        if key not in before:
            yield Difference(key, criterion["name"], "added", None, criterion["name"])
    was = [criterion["name"] for key, criterion in before.items() if key in after]
    order = [before[key]["name"] for key in after if key in before]
    if was != order:
        yield Difference("", "", "order", was, order)


def _parts(subject: str, name: str, parts: Sequence[str], before: Content, after: Content) -> Iterator[Difference]:
    for part in parts:
        if before[part] != after[part]:
            yield Difference(subject, name, part, before[part], after[part])
