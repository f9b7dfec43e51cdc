"""What the clock does. A run that comes late or twice changes nothing that is not due."""

from __future__ import annotations

import datetime as dt
import logging

from celery import shared_task
from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.utils import timezone

from exercises import jobs
from exercises.actions import reports
from exercises.actions.exercise import open_due_phases
from exercises.models import Exercise

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 15  # as often as settings.py asks for it; a wake-up older than that has been sent again


@shared_task(name="exercises.tick")
def tick() -> None:
    """Let every exercise's due phases open, each by its own clock; one that fails does not stop the others."""
    real = timezone.now()
    for exercise in _with_due_phases(real):
        try:
            open_due_phases(exercise=exercise, now=exercise.clock(real))
        except Exception:
            logger.exception("the phases of exercise %s could not be opened", exercise.pk)


@shared_task(name="exercises.sweep_reports")
def sweep_reports() -> None:
    """Wake the worker for reports that wait, or whose worker has died; stop when the broker does not answer."""
    for pk in reports.overdue(timezone.now()):
        if not jobs.wake(jobs.BUILD_REPORT, pk, expires=SWEEP_SECONDS):
            return


def _with_due_phases(real: dt.datetime) -> list[Exercise]:
    its_time = ExpressionWrapper(Value(real) + F("clock_offset"), output_field=DateTimeField())
    return list(Exercise.objects.filter(phases__logged_at=None, phases__opens_at__lte=its_time).distinct())
