"""What the worker does."""

from __future__ import annotations

from celery import shared_task

from exercises import jobs
from exercises.actions import report_drafts, reports


@shared_task(name=jobs.BUILD_REPORT)
def build_report(pk: int) -> None:
    """Build the report *pk*; safe to run twice and at once."""
    reports.build_report(pk)


@shared_task(name=jobs.WRITE_DRAFT)
def write_draft(pk: int) -> None:
    """Keep the words of the report for the hour of draft *pk*; safe to run twice and at once."""
    report_drafts.write_draft(pk)
