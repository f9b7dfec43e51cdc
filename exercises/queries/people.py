"""Who takes part, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower

from exercises.models import Exercise, Invitation, Participation

SMALLEST_GROUP = 5  # fewer people than this are never broken out


def members(exercise: Exercise) -> QuerySet[Participation]:
    """Everybody who takes part, by alias: the order of joining would link an alias to a person."""
    return Participation.objects.filter(exercise=exercise, removed_at=None).order_by(Lower("alias"))


def open_invitations(exercise: Exercise) -> QuerySet[Invitation]:
    """Invitations that were not used yet, expired ones among them."""
    return Invitation.objects.filter(exercise=exercise, used_at=None).order_by("-created_at", "-id")


def groups(values: Iterable[str]) -> list[dict[str, Any]]:
    """How many people share each of *values*, largest first; groups under five become one, named ""."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    large = {name: n for name, n in counts.items() if name and n >= SMALLEST_GROUP}
    rest = sum(counts.values()) - sum(large.values())
    rows = [{"name": name, "n": n} for name, n in sorted(large.items(), key=lambda item: (-item[1], item[0]))]
    return [*rows, {"name": "", "n": rest}] if rest else rows
