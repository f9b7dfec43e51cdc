"""What the clock does. A run that comes late or twice changes nothing that is not due."""

from __future__ import annotations

import datetime as dt
import logging

from celery import shared_task
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from exercises import jobs
from exercises.actions import report_drafts, reports
from exercises.actions.exercise import open_due_phases
from exercises.actions.moderation import withdraw_overdue_returns
from exercises.models import Exercise, Option

logger = logging.getLogger(__name__)

DRAFT_SECONDS = 300  # as often as settings.py looks whether an hour's draft is due
SWEEP_SECONDS = 15  # as often as settings.py asks for it; a wake-up older than that has been sent again


@shared_task(name="exercises.tick")
def tick() -> None:
    """Do what is due in every exercise, each by its own clock; one that fails does not stop the others."""
    real = timezone.now()
    for exercise in _with_due_phases(real):
        try:
            open_due_phases(exercise=exercise, now=exercise.clock(real))
        except Exception:
            logger.exception("the phases of exercise %s could not be opened", exercise.pk)
    for exercise in _with_overdue_returns(real):
        try:
            withdraw_overdue_returns(exercise=exercise, now=exercise.clock(real))
        except Exception:
            logger.exception("the overdue returns of exercise %s could not be withdrawn", exercise.pk)


@shared_task(name="exercises.sweep_reports")
def sweep_reports() -> None:
    """Remove files that have expired; wake the worker for reports that wait, or whose worker has died.

    It stops when the broker does not answer.
    """
    reports.expire(timezone.now())
    for pk in reports.overdue(timezone.now()):
        if not jobs.wake(jobs.BUILD_REPORT, pk, expires=SWEEP_SECONDS):
            return


@shared_task(name="exercises.draft_reports")
def draft_reports() -> None:
    """Ask for the hour's draft in every exercise that writes its report, and wake for what waits."""
    real = timezone.now()
    for exercise in _drafting(real):
        try:
            report_drafts.ask_for_draft(exercise=exercise, now=exercise.clock(real))
        except Exception:
            logger.exception("no draft could be asked for in exercise %s", exercise.pk)
    for pk in report_drafts.waiting():
        if not jobs.wake(jobs.WRITE_DRAFT, pk, expires=DRAFT_SECONDS):
            return


def _drafting(real: dt.datetime) -> list[Exercise]:
    its_time = _time_of(real, "clock_offset")
    kinds = sorted(report_drafts.DRAFTING)
    rows = Exercise.objects.filter(
        phases__kind__in=kinds, phases__opens_at__lte=its_time, phases__closes_at__gt=its_time
    )
    return list(rows.distinct().select_related("stream").prefetch_related("phases"))


def _with_due_phases(real: dt.datetime) -> list[Exercise]:
    its_time = _time_of(real, "clock_offset")
    return list(Exercise.objects.filter(phases__logged_at=None, phases__opens_at__lte=its_time).distinct())


def _with_overdue_returns(real: dt.datetime) -> list[Exercise]:
    its_time = _time_of(real, "exercise__clock_offset")
    overdue = Option.objects.filter(exercise=OuterRef("pk"), state="returned", returned_until__lte=its_time)
    return list(Exercise.objects.filter(Exists(overdue)).prefetch_related("phases"))


def _time_of(real: dt.datetime, offset: str) -> Combinable:
    """An exercise's own time at the real time *real*."""
    return ExpressionWrapper(Value(real) + F(offset), output_field=DateTimeField())
