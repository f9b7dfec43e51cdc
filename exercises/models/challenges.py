"""What analysts hold against a draft narrative, and for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from exercises import formats
from exercises.models.exercise import Exercise
from exercises.models.narratives import Narrative, NarrativeVersion
from exercises.models.options import Option
from exercises.models.people import Participation


class Challenge(models.Model):
    """One person's word on a narrative, in the version that was read: a new one replaces the one before.

    *kind* fit: whether *option* belongs in it (*verdict*), and why; support: *step* 1 to 5; minority: a note of
    dissent; nickname: a rival name. All but support are answered by the lead author. The replaced ones stay, with
    their answers; one of a kind is current.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="challenges")
    number = models.PositiveIntegerField()
    narrative = models.ForeignKey(Narrative, on_delete=models.CASCADE, related_name="challenges")
    version = models.ForeignKey(NarrativeVersion, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="challenges")
    kind = models.CharField(max_length=8, choices=formats.CHALLENGE_KINDS)
    option = models.ForeignKey(Option, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=formats.FITS, blank=True)
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(max_length=formats.CHALLENGE_LIMIT, blank=True)
    current = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=formats.ANSWERS, blank=True)
    answer_text = models.TextField(max_length=formats.CHALLENGE_LIMIT, blank=True)
    answered_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "number"], name="challenge_number_once"),
            models.UniqueConstraint(
                fields=["narrative", "author", "kind", "option"],
                condition=Q(current=True),
                nulls_distinct=False,
                name="one_current_challenge",
            ),
            models.CheckConstraint(
                condition=(Q(kind="fit", option__isnull=False, step__isnull=True) & ~Q(verdict="") & ~Q(text=""))
                | Q(kind="support", option__isnull=True, verdict="", step__gte=1, step__lte=5)
                | (
                    Q(kind__in=["minority", "nickname"], option__isnull=True, verdict="", step__isnull=True)
                    & ~Q(text="")
                ),
                name="challenge_says_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & ~Q(kind="support") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="challenge_answer_is_whole",
            ),
        ]
