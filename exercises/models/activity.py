"""The numbered log, and the receipts that make a repeated request harmless."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from exercises.models.exercise import Exercise
from exercises.models.people import Participation


class Event(models.Model):
    """One numbered line of an exercise's log. Numbers have no gaps; ids and small facts only, never free text."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    audience = models.CharField(max_length=10)
    actor = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "seq"], name="event_number_once")]


class Receipt(models.Model):
    """The first answer to a person's request key: a repeat gets it again, and nothing is written twice."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["participation", "key"], name="request_key_once")]
