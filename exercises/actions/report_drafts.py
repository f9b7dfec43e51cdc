"""A draft of the report every full hour from the reveal on: the clock asks for its row, the worker makes it."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.utils import timezone, translation

from exercises import access, formats
from exercises.analysis.draft_changes import words
from exercises.models import Exercise, ReportDraft
from exercises.reports import compose, drafts, facts

logger = logging.getLogger(__name__)

ATTEMPTS = 3
DRAFTING = frozenset({"reveal", "inject", "challenge", "draft"})  # kinds of phase in which the report is written


def ask_for_draft(*, exercise: Exercise, now: dt.datetime) -> bool:
    """Make the row of the present hour, unless there is one or nothing has happened since the last.

    May be called any number of times, also at once: the hour is unique. Whoever asks wakes the worker for what is
    waiting(), this one among it: woken for the new one here as well, two would make the same draft at once.
    """
    phase = access.phase_at(exercise, now)
    if phase is None or phase.kind not in DRAFTING:
        return False
    last = ReportDraft.objects.filter(exercise=exercise, state="done").order_by("hour").last()
    if last is not None and (last.epoch, last.seq) == (exercise.stream.epoch, exercise.stream.last_seq):
        return False
    hour = now.replace(minute=0, second=0, microsecond=0)
    _row, made = ReportDraft.objects.get_or_create(exercise=exercise, hour=hour)
    return made


def waiting() -> list[int]:
    """Drafts that were asked for and are not made: whoever was woken for them has died, or nobody was."""
    return list(ReportDraft.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True))


def write_draft(pk: int) -> None:
    """Collect, compose and keep the words; of two that run at once one keeps its, the other's change nothing."""
    rows = ReportDraft.objects.filter(pk=pk, state="queued")
    row = rows.select_related("exercise").first()
    if row is None:
        return
    if row.attempts >= ATTEMPTS:
        rows.update(state="failed")
        return
    rows.update(attempts=row.attempts + 1)
    try:
        _make(row)
    except Exception:  # the sweeper wakes for it again, as often as ATTEMPTS says
        logger.exception("the draft %s of exercise %s could not be made", pk, row.exercise_id)


def _make(row: ReportDraft) -> None:
    before = row.exercise.stream.last_seq  # the log's own number: a report's own lines must not ask for another draft
    collected = facts.collect(row.exercise_id)
    with translation.override(settings.LANGUAGE_CODE):
        # Whoever reads the report reads its drafts: they hold what the page shows to all, and no moderator's notes.
        parts = drafts.parts_of(compose.compose(collected, "sponsor", record=True))
    ReportDraft.objects.filter(pk=row.pk, state="queued").update(
        state="done",
        epoch=collected.snapshot.epoch,
        seq=before,
        digest=drafts.digest_of(parts),
        words=words([line for part in parts for line in (part.title, *part.paragraphs)]),
        content=drafts.pack(parts),
        made_at=row.exercise.clock(timezone.now()),
    )
    _prune(row.exercise_id)


def _prune(exercise_id: int) -> None:
    """Keep the newest; a draft is a help for those who write, not the record."""
    rows = ReportDraft.objects.filter(exercise=exercise_id).order_by("-hour")
    old = list(rows.values_list("pk", flat=True)[formats.DRAFTS_KEPT :])
    ReportDraft.objects.filter(pk__in=old).delete()
