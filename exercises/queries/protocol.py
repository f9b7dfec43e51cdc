"""The protocol: what is fixed for rating, as one canonical text with a hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.text import slugify

from exercises import formats
from exercises.analysis.wording import AXIS_PARTS, CRITERION_PARTS, Difference, differences
from exercises.models import Axis, Criterion, Exercise, Phase, Protocol, Template

KEY_LIMIT = 30
REVEAL_RULE = "reveal"  # sealed for everybody until the phase "reveal"; the only rule so far


def content_of(exercise: Exercise) -> dict[str, Any]:
    """What the protocol says now: axes, criteria, template, thresholds, reveal rule. Four queries."""
    fresh = Exercise.objects.get(pk=exercise.pk)  # a caller's copy may be from before a change
    template = Template.objects.filter(exercise=exercise).latest("version")
    return {
        "axes": list(Axis.objects.filter(exercise=exercise).values("key", "question", "negative", "positive")),
        "criteria": list(
            Criterion.objects.filter(exercise=exercise).values(
                *("key", "name", "question", "for_whom", "by_when", "steps", "good")
            )
        ),
        "template": {"version": template.version, "fields": template.fields},
        "thresholds": {
            "rating_floor": fresh.rating_floor,
            "portion": fresh.portion,
            "camps_from": formats.RATING_FLOOR,
        },
        "reveal": REVEAL_RULE,
    }


def content_with(
    before: Mapping[str, Any],
    axes: Mapping[str, Mapping[str, str]],
    criteria: Sequence[Mapping[str, Any]],
    thresholds: Mapping[str, int],
) -> dict[str, Any]:
    """*before* with another set of axes, criteria and thresholds in it; template and reveal rule stay.

    A criterion without a key that *before* knows is a new one: its key is made from its name.
    """
    return {
        **before,
        "axes": [{"key": key, **{part: axes[key][part] for part in AXIS_PARTS}} for key in ("x", "y")],
        "criteria": _keyed(criteria, {c["key"] for c in before["criteria"]}),
        "thresholds": {**before["thresholds"], **{name: thresholds[name] for name in formats.THRESHOLDS}},
    }


def _keyed(criteria: Sequence[Mapping[str, Any]], known: set[str]) -> list[dict[str, Any]]:
    taken = known & {c.get("key", "") for c in criteria}  # so that no new one takes the key of one further down
    used: set[str] = set()
    found = []
    for criterion in criteria:
        key = criterion.get("key", "")
        if key not in known or key in used:
            key = _free_key(criterion["name"], taken | used)
        used.add(key)
        words = {part: criterion[part] for part in CRITERION_PARTS}
        found.append({"key": key, **words, "steps": list(criterion["steps"])})
    return found


def _free_key(name: str, taken: set[str]) -> str:
    stem = slugify(name)[: KEY_LIMIT - 3].strip("-_") or "criterion"
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, 99))) if key not in taken)


def canonical(content: dict[str, Any]) -> bytes:
    """*content* as JSON in UTF-8 with sorted keys and no spaces: the bytes that are hashed and downloaded."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical bytes of *content*, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def frozen(exercise: Exercise) -> Protocol | None:
    """The protocol in force: the frozen one or its last deviation; None before rating has opened."""
    return Protocol.objects.filter(exercise=exercise).order_by("number").last()


def in_force(exercise: Exercise) -> Protocol | None:
    """As frozen(), without its content: its number and its hash name it."""
    return Protocol.objects.filter(exercise=exercise).defer("content").order_by("number").last()


def numbered(exercise: Exercise, number: int) -> Protocol | None:
    """Protocol *number*, or None."""
    return Protocol.objects.filter(exercise=exercise, number=number).first()


def number_in_force(exercise: Exercise) -> int:
    """The number of the protocol in force, which a sheet's form carries; 0 before the freeze."""
    return Protocol.objects.filter(exercise=exercise).aggregate(last=Max("number"))["last"] or 0


def opening_of_rating(exercise: Exercise) -> dt.datetime | None:
    """When rating opens by the dates; None for an exercise without rating."""
    return (
        Phase.objects.filter(exercise=exercise, kind="rate")
        .order_by("opens_at")
        .values_list("opens_at", flat=True)
        .first()
    )


@dataclass(frozen=True)
class Deviation:
    """A protocol after the first, and what it says otherwise than the one before."""

    protocol: Protocol
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Standing:
    """The protocol as it stands: its content and hash, the frozen rows in order, and their deviations."""

    content: dict[str, Any]
    hash: str
    rows: tuple[Protocol, ...]

    @property
    def frozen(self) -> Protocol | None:
        return self.rows[0] if self.rows else None

    @property
    def poles(self) -> dict[str, str]:
        """The ends of the axes by name, such as "x_negative"."""
        return {f"{axis['key']}_{part}": axis[part] for axis in self.content["axes"] for part in AXIS_PARTS}

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        pairs = zip(self.rows, self.rows[1:], strict=False)
        return tuple(Deviation(new, tuple(differences(old.content, new.content))) for old, new in pairs)


def standing(exercise: Exercise) -> Standing:
    """What is in force, or before the freeze what would be; one query when frozen, five before."""
    rows = tuple(Protocol.objects.filter(exercise=exercise).select_related("made_by").order_by("number"))
    if rows:
        return Standing(rows[-1].content, rows[-1].hash, rows)
    content = content_of(exercise)
    return Standing(content, hash_of(content), ())
