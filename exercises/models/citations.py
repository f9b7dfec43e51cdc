"""What a text of the synthesis rests on: takeaway → narrative → option → version, each link a row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from exercises import formats
from exercises.models.narratives import NarrativeVersion
from exercises.models.options import OptionVersion
from exercises.models.report_texts import ReportTextVersion
from exercises.models.takeaways import TakeawayVersion


class Citation(models.Model):
    """In one version of a narrative, a takeaway or a text of the report, *field* cites an option's or narrative's.

    Written with the version that it stands in, from its text, and never changed after. *field* is the name of the
    text, or "whole" for what a takeaway or a judgment names as its evidence.
    """

    narrative_version = models.ForeignKey(
        NarrativeVersion, null=True, on_delete=models.CASCADE, related_name="citations"
    )
    takeaway_version = models.ForeignKey(TakeawayVersion, null=True, on_delete=models.CASCADE, related_name="citations")
    report_text_version = models.ForeignKey(
        ReportTextVersion, null=True, on_delete=models.CASCADE, related_name="citations"
    )
    field = models.CharField(max_length=20)
    stance = models.CharField(max_length=11, choices=formats.STANCES)
    option_version = models.ForeignKey(OptionVersion, null=True, on_delete=models.PROTECT, related_name="cited_in")
    cited_narrative = models.ForeignKey(NarrativeVersion, null=True, on_delete=models.PROTECT, related_name="cited_in")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    narrative_version__isnull=False, takeaway_version__isnull=True, report_text_version__isnull=True
                )
                | Q(narrative_version__isnull=True, takeaway_version__isnull=False, report_text_version__isnull=True)
                | Q(narrative_version__isnull=True, takeaway_version__isnull=True, report_text_version__isnull=False),
                name="citation_stands_in_one_text",
            ),
            models.CheckConstraint(
                condition=Q(option_version__isnull=False, cited_narrative__isnull=True)
                | Q(option_version__isnull=True, cited_narrative__isnull=False),
                name="citation_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["narrative_version", "field", "stance", "option_version"],
                condition=Q(narrative_version__isnull=False),
                name="narrative_cites_once",
            ),
            models.UniqueConstraint(
                fields=["takeaway_version", "field", "stance", "option_version", "cited_narrative"],
                condition=Q(takeaway_version__isnull=False),
                nulls_distinct=False,
                name="takeaway_cites_once",
            ),
            models.UniqueConstraint(
                fields=["report_text_version", "field", "stance", "option_version", "cited_narrative"],
                condition=Q(report_text_version__isnull=False),
                nulls_distinct=False,
                name="report_text_cites_once",
            ),
        ]
