"""What moderators decided on options, with the reason and what the author said to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from exercises import formats
from exercises.models.options import Option, OptionVersion
from exercises.models.people import Participation


class Purge(models.Model):
    """That the texts of an option shall exist no more: one of the staff asks, another looks and does it.

    Or either lets it drop. *reason* stands on the tombstone, so it must not repeat what has to go.
    """

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="purges")
    reason = models.CharField(max_length=formats.REASON_LIMIT)
    asked_by = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["option"], condition=Q(done_at=None, dropped_at=None), name="one_purge_waits"
            ),
            models.CheckConstraint(condition=~Q(done_by=F("asked_by")), name="purge_takes_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="purge_has_a_reason"),
        ]


class Decision(models.Model):
    """One step in an option's history: what happened to its state, on which text, by whom and why.

    *reason* is a code of formats.REASONS, *until* the end of an author's grace or of a reopening.
    *decided_by* is null for what the clock did.
    """

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="decisions")
    version = models.ForeignKey(OptionVersion, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=formats.VERDICTS)
    reason = models.CharField(max_length=20, blank=True)
    note = models.TextField(max_length=1_000, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["decided_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(verdict__in=["returned", "rejected"]) | ~Q(reason=""), name="decision_has_a_reason"
            ),
        ]
