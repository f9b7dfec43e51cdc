"""The exercise and what frames it: its log's counter, phases, axes, criteria and the option template."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.utils.translation import gettext_lazy as _

from exercises import formats


class Exercise(models.Model):
    """One simulation: a question, two axes, people, a schedule, a marking. The boundary of every permission."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    question = models.TextField(_("question"), max_length=500)
    deck = models.TextField(_("deck"), max_length=500, blank=True)
    brief = models.TextField(_("brief"), max_length=20_000, blank=True)
    context = models.TextField(_("background"), max_length=40_000, blank=True)
    marking = models.CharField(_("marking"), max_length=80)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    preset = models.CharField(max_length=20, default="one_week", choices=formats.PRESET_NAMES)
    # A rehearsal or a reconstruction runs on its own clock: exercise time = real time + offset.
    clock_offset = models.DurationField(default=dt.timedelta)
    synthetic = models.BooleanField(default=False)
    # Thresholds of the protocol: sheets that every option should have, and options in a sitting.
    rating_floor = models.PositiveSmallIntegerField(default=formats.RATING_FLOOR)
    portion = models.PositiveSmallIntegerField(default=formats.PORTION)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug

    def clock(self, real: dt.datetime) -> dt.datetime:
        """The exercise's time at the real time *real*."""
        return real + self.clock_offset


class Stream(models.Model):
    """The counter of an exercise's log: a row of its own, so that no stale save of the exercise can reset it."""

    exercise = models.OneToOneField(Exercise, on_delete=models.CASCADE, primary_key=True, related_name="stream")
    epoch = models.CharField(max_length=32)
    last_seq = models.BigIntegerField(default=0)


class Numbering(models.Model):
    """The counters of numbers that people read: PO-17, narrative IV."""

    exercise = models.OneToOneField(Exercise, on_delete=models.CASCADE, primary_key=True, related_name="numbering")
    last_option = models.IntegerField(default=0)
    last_narrative = models.IntegerField(default=0)
    last_comment = models.IntegerField(default=0)
    last_sample = models.IntegerField(default=0)
    last_takeaway = models.IntegerField(default=0, db_default=0)
    last_challenge = models.IntegerField(default=0, db_default=0)


class Phase(models.Model):
    """A stretch of time that opens capabilities; [opens_at, closes_at) in the exercise's time."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=12, choices=formats.PHASE_NAMES)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    instructions = models.TextField(blank=True)
    # When the log learned of it; the clock process may be late, the resolver never is.
    logged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["opens_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="phase_ends_after_it_begins"),
            ExclusionConstraint(
                name="phases_never_overlap",
                # Deferred: moving a boundary changes two rows, and the first alone would overlap.
                deferrable=Deferrable.DEFERRED,
                expressions=[
                    ("exercise", RangeOperators.EQUAL),
                    (
                        Func(
                            F("opens_at"),
                            F("closes_at"),
                            RangeBoundary(),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


class Axis(models.Model):
    """One of the two questions of the board: −1 is left or bottom, +1 right or top."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="axes")
    key = models.CharField(max_length=1, choices=[("x", "X"), ("y", "Y")])
    question = models.CharField(max_length=200)
    negative = models.CharField(max_length=40)
    positive = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "key"], name="axis_once")]


class Criterion(models.Model):
    """One question for raters, answered by a step from 1 to 5."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=30)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    question = models.CharField(max_length=200)
    for_whom = models.CharField(max_length=120, blank=True)
    by_when = models.CharField(max_length=120, blank=True)
    steps = models.JSONField()
    good = models.CharField(max_length=4, choices=[("high", _("high")), ("low", _("low"))])

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "key"], name="criterion_key_once")]


class Template(models.Model):
    """The typed fields of an option, as data; versioned, because texts keep the template they were written on."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="templates")
    version = models.PositiveSmallIntegerField(default=1)
    fields = models.JSONField()

    class Meta:
        ordering: ClassVar = ["version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "version"], name="template_version_once")]
