"""Master narratives, their versions, and which options they hold."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exercises import formats
from exercises.models.exercise import Exercise
from exercises.models.options import Option
from exercises.models.people import Participation


class Narrative(models.Model):
    """A Master Narrative: a numeral, a free anchor point on the board, and texts in versions."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="narratives")
    number = models.PositiveSmallIntegerField()
    anchor_x = models.FloatField()
    anchor_y = models.FloatField()
    current = models.OneToOneField("NarrativeVersion", null=True, on_delete=models.PROTECT, related_name="+")
    # A narrative that was a mistake ends: its texts stay readable, its number stays used, it can be restored.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "number"], name="narrative_number_once"),
            models.CheckConstraint(
                condition=Q(anchor_x__gte=-1, anchor_x__lte=1, anchor_y__gte=-1, anchor_y__lte=1),
                name="anchor_on_the_board",
            ),
        ]

    @property
    def numeral(self) -> str:
        return formats.numeral(self.number)


class NarrativeVersion(models.Model):
    """An immutable text of a narrative: a theory of change. Only the nickname is required while it grows."""

    narrative = models.ForeignKey(Narrative, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    nickname = models.CharField(_("nickname"), max_length=60)
    abstract = models.TextField(_("abstract"), max_length=2_000, blank=True)
    diagnosis = models.TextField(_("diagnosis"), max_length=4_000, blank=True)
    must_be_true = models.TextField(_("what must be true"), max_length=4_000, blank=True)
    steps = models.TextField(_("order of steps"), max_length=4_000, blank=True)
    adversaries = models.TextField(_("adversaries’ response"), max_length=4_000, blank=True)
    risks = models.TextField(_("risks at home"), max_length=4_000, blank=True)
    risks_abroad = models.TextField(_("risks abroad"), max_length=4_000, blank=True, default="")
    objection = models.TextField(_("strongest objection"), max_length=4_000, blank=True)
    author = models.ForeignKey(Participation, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["narrative", "number"], name="narrative_version_once"),
        ]


class Membership(models.Model):
    """An option's place in a narrative: core, supporting or dissent; ended, never deleted."""

    narrative = models.ForeignKey(Narrative, on_delete=models.CASCADE, related_name="memberships")
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=formats.MEMBERSHIP_KINDS)
    reason = models.CharField(max_length=500, blank=True)
    # Its turn among the narrative's options, from 1; those without one come after, by their numbers.
    turn = models.PositiveSmallIntegerField(null=True, blank=True)
    added_by = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["narrative", "option"], condition=Q(ended_at__isnull=True), name="one_place_in_a_narrative"
            ),
            models.UniqueConstraint(
                fields=["option"], condition=Q(ended_at__isnull=True, kind="core"), name="one_core_membership"
            ),
        ]
