"""The protocol: what is fixed for rating, as one canonical text with a hash."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from exercises import formats
from exercises.models import Axis, Criterion, Exercise, Protocol, Template

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


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 of *content* as JSON with sorted keys and no spaces, in hexadecimal."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def frozen(exercise: Exercise) -> Protocol | None:
    """The protocol in force: the frozen one or its last deviation; None before rating has opened."""
    return Protocol.objects.filter(exercise=exercise).order_by("number").last()
