"""Comments on options, their versions, and the slot of the strongest objection."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exercises import formats
from exercises.models.exercise import Exercise
from exercises.models.options import Option, OptionVersion
from exercises.models.people import Participation


class Comment(models.Model):
    """Support, challenge, question or evidence, on a version of an option; *number* counts in the exercise.

    A comment below another belongs to its thread; threads are one level deep.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField()
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="comments")
    version = models.ForeignKey(OptionVersion, on_delete=models.PROTECT, related_name="comments")
    thread = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    author = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="comments")
    kind = models.CharField(max_length=9, choices=formats.COMMENT_KINDS)
    state = models.CharField(max_length=9, choices=formats.COMMENT_STATES, default="standing")
    current = models.OneToOneField("CommentVersion", null=True, on_delete=models.PROTECT, related_name="+")
    # Why it was hidden: a code of formats.REASONS and a note, for its author.
    hidden_reason = models.CharField(max_length=20, blank=True)
    hidden_note = models.CharField(max_length=formats.REASON_LIMIT, blank=True)
    hidden_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "number"], name="comment_number_once"),
            models.CheckConstraint(condition=~Q(state="hidden") | ~Q(hidden_reason=""), name="hidden_has_a_reason"),
        ]


class CommentVersion(models.Model):
    """An immutable text of a comment."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(_("comment"), max_length=formats.COMMENT_LIMIT)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "number"], name="comment_version_once"),
        ]


class Objection(models.Model):
    """The slot of an option's strongest objection: one challenge at a time, chosen by a moderator; history kept."""

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="objections")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    chosen_by = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["chosen_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["option"], condition=Q(ended_at__isnull=True), name="one_objection"),
        ]
