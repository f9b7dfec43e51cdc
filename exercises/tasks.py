"""What the worker does."""

from __future__ import annotations

from celery import shared_task

from exercises import jobs
from exercises.actions import reports


@shared_task(name=jobs.BUILD_REPORT)
def build_report(pk: int) -> None:
    """Build the report *pk*; safe to run twice and at once."""
    reports.build_report(pk)
