"""What a person is still writing; nobody else ever reads it, and the log knows nothing of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from exercises.models.people import Participation


class Draft(models.Model):
    """The unsent content of one form, by person and place; *place* is option.new, option.17, sheet.17 …

    *seq* only rises: of two tabs the higher one stands, and what the other had typed is kept in *overtaken*
    until its writer has taken it back or let it go. *base* is the version that the writer started from.
    """

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    tab = models.CharField(max_length=36, blank=True)
    base = models.PositiveIntegerField(null=True, blank=True)
    body = models.JSONField()
    overtaken = models.JSONField(null=True, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-saved_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["participation", "place"], name="draft_once_a_place")]
