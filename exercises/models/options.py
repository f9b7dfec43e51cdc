"""Policy options and their immutable versions."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exercises import formats
from exercises.models.exercise import Exercise, Template
from exercises.models.people import Participation


class Option(models.Model):
    """A policy option, numbered in its exercise (PO-17) from its first submit for ever; PO-0 is the present policy."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="options")
    state = models.CharField(max_length=10, choices=formats.OPTION_STATES)
    current = models.OneToOneField("OptionVersion", null=True, on_delete=models.PROTECT, related_name="+")
    # Where an option of a reconstruction comes from; empty for what people wrote here.
    origin = models.CharField(max_length=12, choices=formats.ORIGINS, blank=True)
    wild_card = models.BooleanField(default=False)
    submitted_at = models.DateTimeField()
    # Which moderator has taken it up, so that no two work on the same.
    reviewer = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Since when its author waits for an answer to an appeal.
    appealed_at = models.DateTimeField(null=True, blank=True)
    # Until when its author may send a returned option again, whatever the phase.
    returned_until = models.DateTimeField(null=True, blank=True)
    # Until when the manager lets moderators make a material change to a frozen text.
    reopened_until = models.DateTimeField(null=True, blank=True)
    # The words of the current text, unaccented; written with every version.
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "number"], name="option_number_once"),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="option_search"),
            # What waits for a moderator, and what the clock will withdraw: small parts of a long table.
            models.Index(
                fields=["exercise", "submitted_at"],
                name="option_waits",
                condition=Q(state__in=formats.WAITING_STATES) | Q(appealed_at__isnull=False),
            ),
            models.Index(fields=["returned_until"], name="option_returned", condition=Q(state="returned")),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"PO-{self.number}"


class OptionVersion(models.Model):
    """An immutable text of an option.

    *generation* counts material changes only: a rating is on the older text when its generation is lower
    than the current one's, and a typo makes nothing stale.
    """

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    generation = models.PositiveIntegerField(default=1)
    change = models.CharField(max_length=13, choices=formats.CHANGE_KINDS, default="first")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=formats.TITLE_LIMIT)
    summary = models.TextField(_("summary"), max_length=formats.SUMMARY_LIMIT)
    aspects = models.JSONField()
    author = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["option", "number"], name="option_version_once"),
        ]
