"""What is fixed before rating, and the practice that shows whether it can be rated."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from exercises.models.exercise import Exercise
from exercises.models.people import Participation


class Protocol(models.Model):
    """An immutable wording of axes, criteria, template and thresholds; the first is frozen when rating opens.

    Each later one is a deviation with its reason. *hash* is the SHA-256 of *content* as canonical JSON.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="protocols")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    hash = models.CharField(max_length=64)
    reason = models.TextField(max_length=1_000, blank=True)
    made_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "number"], name="protocol_number_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="deviation_has_a_reason"),
        ]


class Sample(models.Model):
    """A text to practise on before rating opens; no option, and in no result."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="samples")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=90)
    text = models.TextField(max_length=6_000)
    written_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "number"], name="sample_number_once")]


class PracticeSheet(models.Model):
    """One person's answers on a sample, in the shape that a sheet's form hands over; the last one counts."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="sheets")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "participation"], name="one_practice_sheet"),
        ]
