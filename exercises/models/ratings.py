"""What the crowd judges: a sheet holds a person's ratings and placement of one option in one round."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from exercises import formats
from exercises.models.exercise import Criterion
from exercises.models.options import Option, OptionVersion
from exercises.models.people import Participation
from exercises.models.protocol import Protocol

ROUNDS = [(1, "1"), (2, "2")]


class Sheet(models.Model):
    """One person × option × round; what is sent and logged at once. History is kept, one is current.

    It knows what it judged: the version of the text with its generation, and the wording of the questions.
    *reason* says why a sheet of round 2 differs from the same person's in round 1.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="sheets")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="sheets")
    version = models.ForeignKey(OptionVersion, on_delete=models.PROTECT, related_name="sheets")
    generation = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(choices=ROUNDS)
    current = models.BooleanField(default=True)
    certainty = models.CharField(max_length=8, choices=formats.CERTAINTIES, blank=True)
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=formats.REASON_LIMIT, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participation", "option", "round"], condition=Q(current=True), name="one_current_sheet"
            ),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="sheet_round_known"),
            models.CheckConstraint(condition=Q(round=1) | ~Q(reason=""), name="revision_has_a_reason"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["option", "round"], condition=Q(current=True), name="sheet_by_option")
        ]


class Rating(models.Model):
    """One person, one criterion, one option version, one round: a step, or an abstention with a reason."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="ratings")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="ratings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField(choices=ROUNDS)
    current = models.BooleanField(default=True)
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    abstained = models.CharField(max_length=12, choices=formats.ABSTENTIONS, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participation", "option", "criterion", "round"],
                condition=Q(current=True),
                name="one_current_rating",
            ),
            models.CheckConstraint(
                condition=Q(step__isnull=False, step__gte=1, step__lte=5, abstained="")
                | (Q(step__isnull=True) & ~Q(abstained="")),
                name="step_or_abstention",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["option", "criterion", "round"], condition=Q(current=True), name="rating_by_option")
        ]


class QueueEntry(models.Model):
    """An option that a person was given to judge: the log of what was shown, and what became of it.

    *portion* counts a person's sittings from 1. A skipped one stays in the queue, behind the others.
    """

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="queue")
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="queued")
    portion = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    drawn_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    skipped = models.CharField(max_length=12, choices=formats.SKIPS, blank=True)
    skipped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["portion", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "option"], name="queued_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["option"], name="queue_by_option")]


def _axis_answered(axis: str) -> Q:
    """A number in −1…+1, or one of the three answers in words; never both, never neither."""
    value, answer = axis, f"{axis}_answer"
    return Q(**{f"{value}__gte": -1, f"{value}__lte": 1, answer: ""}) | (
        Q(**{f"{value}__isnull": True}) & Q(**{f"{answer}__in": ["both", "neither", "unclear"]})
    )


class Placement(models.Model):
    """Where one person says an option lies on each axis: a classification, not an opinion."""

    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, related_name="placement")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="placements")
    round = models.PositiveSmallIntegerField(choices=ROUNDS)
    current = models.BooleanField(default=True)
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    x_answer = models.CharField(max_length=8, choices=formats.PLACEMENT_ANSWERS, blank=True)
    y_answer = models.CharField(max_length=8, choices=formats.PLACEMENT_ANSWERS, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participation", "option", "round"], condition=Q(current=True), name="one_current_placement"
            ),
            models.CheckConstraint(condition=_axis_answered("x"), name="placement_x_answered"),
            models.CheckConstraint(condition=_axis_answered("y"), name="placement_y_answered"),
        ]
        indexes: ClassVar = [
            models.Index(F("option"), F("round"), condition=Q(current=True), name="placement_by_option")
        ]
