"""Strategic takeaways: what the exercise comes down to, in versions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises import formats
from exercises.models.exercise import Exercise
from exercises.models.people import Participation


class Takeaway(models.Model):
    """One takeaway. *number* is its for ever, *turn* is where it stands among the others, from 1."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="takeaways")
    number = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField()
    current = models.OneToOneField("TakeawayVersion", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["turn", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "number"], name="takeaway_number_once"),
        ]


class TakeawayVersion(models.Model):
    """An immutable text of a takeaway; what it cites are rows of Citation."""

    takeaway = models.ForeignKey(Takeaway, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=formats.TITLE_LIMIT)
    text = models.TextField(_("text"), max_length=formats.TAKEAWAY_LIMIT)
    confidence = models.CharField(_("analytic confidence"), max_length=8, choices=formats.CONFIDENCES)
    disagreement = models.TextField(_("remaining disagreement"), max_length=formats.TAKEAWAY_LIMIT, blank=True)
    author = models.ForeignKey(Participation, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["takeaway", "number"], name="takeaway_version_once"),
        ]
