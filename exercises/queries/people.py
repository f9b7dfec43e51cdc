"""Who takes part, as far as the reader may see it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Lower

from exercises.models import Exercise, Invitation, Participation


def members(exercise: Exercise) -> QuerySet[Participation]:
    """Everybody who takes part, by alias: the order of joining would link an alias to a person."""
    return Participation.objects.filter(exercise=exercise, removed_at=None).order_by(Lower("alias"))


def open_invitations(exercise: Exercise) -> QuerySet[Invitation]:
    """Invitations that were not used yet, expired ones among them."""
    return Invitation.objects.filter(exercise=exercise, used_at=None).order_by("-created_at", "-id")
