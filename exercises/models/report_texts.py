"""What people write and decide in the report: its texts in versions, who signs them, and what was published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exercises import formats
from exercises.models.exercise import Exercise
from exercises.models.people import Participation


class ReportText(models.Model):
    """One text of the report: the bottom line, a key judgment, what the exercise implies for an actor …

    *number* tells those of a kind apart that has several (judgments, actors), *subject* is the figure that a finding
    is the title of; else 0 and "". *turn* is where it stands among those of its kind, from 1.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="report_texts")
    kind = models.CharField(max_length=12, choices=formats.REPORT_TEXT_NAMES)
    number = models.PositiveSmallIntegerField(default=0)
    subject = models.CharField(max_length=40, blank=True)
    turn = models.PositiveSmallIntegerField(default=1)
    current = models.OneToOneField("ReportTextVersion", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["kind", "turn", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "kind", "number", "subject"], name="report_text_once"),
            models.CheckConstraint(
                condition=Q(kind__in=formats.NUMBERED_TEXTS, number__gt=0)
                | (~Q(kind__in=formats.NUMBERED_TEXTS) & Q(number=0)),
                name="report_text_numbered_where_several",
            ),
            models.CheckConstraint(
                condition=(Q(kind="figure") & ~Q(subject="")) | (~Q(kind="figure") & Q(subject="")),
                name="report_text_names_its_figure",
            ),
        ]

    @property
    def slot(self) -> str:
        """Its name in addresses, drafts and events: "limits", "judgment.3", "figure.board"."""
        return formats.slot(self.kind, self.number, self.subject)


class ReportTextVersion(models.Model):
    """An immutable text; what it cites are rows of Citation. A kind leaves empty what it has no use for.

    A judgment is a recommendation, or a forecast about an actor under a condition by a date; only a forecast has a
    likelihood. *confidence_why* is the sentence that goes with the analytic confidence.
    """

    report_text = models.ForeignKey(ReportText, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=formats.FINDING_LIMIT, blank=True)
    text = models.TextField(_("text"), max_length=formats.REPORT_TEXT_LIMIT, blank=True)
    form = models.CharField(_("kind"), max_length=14, choices=formats.JUDGMENT_FORMS, blank=True)
    actor = models.CharField(_("actor"), max_length=formats.ACTOR_LIMIT, blank=True)
    condition = models.CharField(_("condition"), max_length=formats.CONDITION_LIMIT, blank=True)
    due = models.DateField(_("date"), null=True, blank=True)
    likelihood = models.CharField(_("likelihood"), max_length=16, choices=formats.LIKELIHOOD_NAMES, blank=True)
    confidence = models.CharField(_("analytic confidence"), max_length=8, choices=formats.CONFIDENCES, blank=True)
    confidence_why = models.TextField(_("why that confidence"), max_length=formats.WHY_LIMIT, blank=True)
    change_mind = models.TextField(_("what would change our mind"), max_length=formats.WHY_LIMIT, blank=True)
    author = models.ForeignKey(Participation, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report_text", "number"], name="report_text_version_once"),
            models.CheckConstraint(
                condition=(
                    Q(form="forecast", due__isnull=False)
                    & ~Q(actor="") & ~Q(condition="") & ~Q(likelihood="")
                )
                | (~Q(form="forecast") & Q(actor="", condition="", due__isnull=True, likelihood="")),
                name="only_a_forecast_is_likely",
            ),
        ]  # fmt: skip


class Signature(models.Model):
    """One person has read the report and stands for it as it was: *digest* is of all that people wrote in it.

    As author, by whom the text is answered for, or as second reader, with the standards that the text meets. It is
    taken back by the signer, or by any later change of the text; the row stays.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="signatures")
    number = models.PositiveIntegerField()
    signer = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=6, choices=formats.SIGNING_ROLES)
    digest = models.CharField(max_length=64)
    epoch = models.CharField(max_length=32)
    seq = models.BigIntegerField()
    standards = models.JSONField(default=list)
    note = models.TextField(max_length=formats.WHY_LIMIT, blank=True)
    signed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "number"], name="signature_number_once"),
            models.UniqueConstraint(
                fields=["exercise", "signer"], condition=Q(ended_at__isnull=True), name="one_signature_a_person"
            ),
        ]


class Publication(models.Model):
    """The report was declared final on the text of *digest*; with *gaps* in what it rests on only for a *reason*."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="publications")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    epoch = models.CharField(max_length=32)
    seq = models.BigIntegerField()
    author = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    gaps = models.JSONField(default=list)
    reason = models.TextField(max_length=formats.WHY_LIMIT, blank=True)
    published_by = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "number"], name="publication_number_once"),
            models.CheckConstraint(condition=~Q(author=F("reader")), name="two_signatures"),
            models.CheckConstraint(condition=Q(gaps=[]) | ~Q(reason=""), name="gaps_want_a_reason"),
        ]


class ReportDraft(models.Model):
    """The report's words as they stood at a full hour; its row is the job's truth, the worker is only woken by it.

    *content* is compressed JSON (reports/drafts.py), empty until it is made. *digest* is of those words, so that an
    hour in which nothing changed keeps none.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="report_drafts")
    hour = models.DateTimeField()
    state = models.CharField(max_length=9, choices=formats.DRAFT_STATES, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    epoch = models.CharField(max_length=32, blank=True)
    seq = models.BigIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    words = models.PositiveIntegerField(default=0)
    content = models.BinaryField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-hour"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "hour"], name="draft_of_an_hour_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(content__isnull=False, seq__isnull=False), name="draft_done_has_words"
            ),
        ]
