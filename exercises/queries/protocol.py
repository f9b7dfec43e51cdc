"""The protocol: what is fixed for rating, as one canonical text with a hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from exercises import formats
from exercises.analysis.wording import Difference, differences
from exercises.models import Axis, Criterion, Exercise, Phase, Protocol, Template

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


def canonical(content: dict[str, Any]) -> bytes:
    """*content* as JSON in UTF-8 with sorted keys and no spaces: the bytes that are hashed and downloaded."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical bytes of *content*, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def frozen(exercise: Exercise) -> Protocol | None:
    """The protocol in force: the frozen one or its last deviation; None before rating has opened."""
    return Protocol.objects.filter(exercise=exercise).order_by("number").last()


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
