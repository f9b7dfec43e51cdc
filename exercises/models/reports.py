"""A report: a frozen snapshot turned into files. Its row is the job's truth; the worker is only woken by it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from exercises import formats
from exercises.models.exercise import Exercise
from exercises.models.people import Participation


def default_formats() -> list[str]:
    return ["pdf"]


class Report(models.Model):
    """One request for the report, from queued to done, failed or cancelled."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="reports")
    requested_by = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=formats.REPORT_STATES, default="queued")
    level = models.CharField(max_length=8, choices=formats.REPORT_LEVELS, default="internal")
    # The formats that were asked for, keys of formats.REPORT_FORMATS; their order is that of building.
    formats = models.JSONField(default=default_formats, db_default=["pdf"])
    step = models.CharField(max_length=20, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    # In real time: from then on its files are gone, and the row says what was built.
    expires_at = models.DateTimeField(null=True, blank=True)
    # The snapshot: the last event that is no report's own, and the hash of all collected facts.
    seq = models.BigIntegerField(null=True, blank=True)
    epoch = models.CharField(max_length=32, blank=True)
    facts_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-requested_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="percent_within_hundred"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(seq__isnull=False, finished_at__isnull=False), name="done_has_a_snapshot"
            ),
        ]

    def expired(self, real: dt.datetime) -> bool:
        """Whether its files are gone, or go with the next sweep."""
        return self.expires_at is not None and self.expires_at <= real


class ReportFile(models.Model):
    """One file of a report; *path* is below the files folder and never shown."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=8, choices=formats.REPORT_FORMATS)
    path = models.CharField(max_length=200)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    # The standard that the file was checked against while it was written; empty if it did not pass.
    standard = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "format"], name="report_format_once")]
