"""Writes on reports: ask for one, cancel it, and build it in the worker.

Times of the job itself (heartbeats) are real; what people read is in the exercise's time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import access, activity, events, jobs
from exercises.actions import receipts
from exercises.errors import ActionRefused
from exercises.models import Participation, Report, ReportFile
from exercises.reports import compose, facts, pdf

logger = logging.getLogger(__name__)

ATTEMPTS = 3
BEAT = 5.0  # seconds between signs of life
STALE = dt.timedelta(seconds=20)  # without one for this long, the worker is taken for dead
UNFINISHED: tuple[str, ...] = ("queued", "running")
STEPS = {
    "": gettext_lazy("Waiting for the worker"),
    "collect": gettext_lazy("Collecting the facts"),
    "compose": gettext_lazy("Drawing and composing"),
    "typeset": gettext_lazy("Setting the pages"),
    "store": gettext_lazy("Storing the file"),
}


# --- asked for by people -----------------------------------------------------------------------------------


def request_report(*, requester: Participation, key: uuid.UUID, now: dt.datetime) -> uuid.UUID:
    """Queue a report and wake the worker after the commit; the same *key* again returns the first report's uid."""
    access.require(requester, "build_report", now)
    with transaction.atomic():
        receipt, first = receipts.claim(requester, key, {"action": "request_report"})
        if not first:
            return uuid.UUID(receipt.answer["report"])
        report = Report.objects.create(exercise=requester.exercise, requested_by=requester, requested_at=now)
        receipts.keep(receipt, {"report": str(report.uid)})
        activity.append(requester.exercise, events.ReportRequested(), actor=requester, now=now)
        jobs.wake_after_commit(jobs.BUILD_REPORT, report.pk)
    return report.uid


def cancel_report(*, canceller: Participation, report: Report, now: dt.datetime) -> None:
    """Stop a report that is not finished; a worker that is at it notices at its next step."""
    access.require(canceller, "build_report", now)
    with transaction.atomic():
        row = Report.objects.select_for_update().get(pk=report.pk)
        if row.state not in UNFINISHED:
            raise ActionRefused("conflict", _("This report is no longer being built."))
        _end(row, "cancelled", actor=canceller, now=now)


def _end(row: Report, state: str, *, actor: Participation | None, now: dt.datetime, failure: str = "") -> None:
    """Close a report's row and log it; the caller holds the row's lock."""
    row.state, row.finished_at, row.failure = state, now, failure
    row.save()
    activity.append(row.exercise, events.ReportFinished(state=state), actor=actor, now=now)


# --- done by the worker ------------------------------------------------------------------------------------


class Overtaken(Exception):
    """The row is no longer this attempt's: cancelled, or taken by another worker after a long silence."""


@dataclass(frozen=True)
class Claim:
    """One attempt at building one report; whatever it writes names the attempt, so a late one writes nothing."""

    pk: int
    exercise_id: int
    uid: uuid.UUID
    attempt: int
    level: str

    def mine(self) -> Q:
        return Q(pk=self.pk, state="running", attempts=self.attempt)


def build_report(pk: int) -> None:
    """Build the report *pk*, unless another worker is at it; may be called any number of times, also at once."""
    claim = _claim(pk)
    if claim is None:
        return
    try:
        with jobs.beating(partial(_tell, claim), BEAT):
            _build(claim)
    except Overtaken:
        logger.info("report %s: attempt %s was cancelled or overtaken", pk, claim.attempt)
    except OperationalError:
        # The database is away, so nothing can be written now; the sweeper finds the silent row.
        logger.exception("report %s: attempt %s lost the database", pk, claim.attempt)
    except Exception as error:
        logger.exception("report %s: attempt %s failed", pk, claim.attempt)
        _fail(claim, _why(error))


def overdue(real: dt.datetime) -> list[int]:
    """Reports that wait for a worker, or whose worker has fallen silent."""
    silent = Q(state="running", heartbeat_at__lt=real - STALE)
    return list(Report.objects.filter(Q(state="queued") | silent).order_by("pk").values_list("pk", flat=True))


def _claim(pk: int) -> Claim | None:
    """Take the row for a new attempt; None if it is finished, in good hands, or has been tried often enough."""
    real = timezone.now()
    with transaction.atomic():
        row = Report.objects.select_for_update().select_related("exercise").filter(pk=pk).first()
        if row is None or row.state not in UNFINISHED:
            return None
        if row.state == "running" and row.heartbeat_at is not None and row.heartbeat_at > real - STALE:
            return None
        if row.attempts >= ATTEMPTS:
            sentence = _("It could not be finished in %(n)s attempts. Tell whoever runs this server.") % {"n": ATTEMPTS}
            _end(row, "failed", actor=None, now=row.exercise.clock(real), failure=sentence)
            return None
        row.state, row.attempts, row.heartbeat_at, row.step, row.percent = "running", row.attempts + 1, real, "", 0
        row.save()
        return Claim(row.pk, row.exercise_id, row.uid, row.attempts, row.level)


def _tell(claim: Claim, **progress: str | int) -> None:
    """A sign of life, with what is being done. Raises Overtaken when the row is not this attempt's any more."""
    if not Report.objects.filter(claim.mine()).update(heartbeat_at=timezone.now(), **progress):
        raise Overtaken


def _build(claim: Claim) -> None:
    _tell(claim, step="collect", percent=5)
    collected = facts.collect(claim.exercise_id)
    _tell(claim, step="compose", percent=25)
    with translation.override(settings.LANGUAGE_CODE):
        document = compose.compose(collected, claim.level)  # type: ignore[arg-type]
    _tell(claim, step="typeset", percent=45)
    file = pdf.render(document, collected.snapshot.at)
    _tell(claim, step="store", percent=90)
    _store(claim, file, partial(_finish, claim, collected, file))


def _store(claim: Claim, file: pdf.Pdf, finish: Callable[[Path, Path], None]) -> None:
    """Write the file under another name and hand it to *finish*, which gives it its own; leave nothing behind."""
    folder = Path(settings.FILES_ROOT) / str(claim.exercise_id)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as part:
        try:
            part.write(file.content)
            part.flush()
            os.fsync(part.fileno())
            finish(Path(part.name), folder / f"{claim.uid}.pdf")
        finally:
            Path(part.name).unlink(missing_ok=True)


def _finish(claim: Claim, collected: facts.Facts, file: pdf.Pdf, part: Path, final: Path) -> None:
    """Name the file and close the row in one transaction, under the row's lock: one file, one event."""
    with transaction.atomic():
        row = Report.objects.select_for_update().select_related("exercise").filter(claim.mine()).first()
        if row is None:
            raise Overtaken
        part.rename(final)
        ReportFile.objects.create(
            report=row,
            format="pdf",
            path=str(final.relative_to(settings.FILES_ROOT)),
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            standard=file.standard,
        )
        row.seq, row.epoch, row.facts_hash = collected.snapshot.seq, collected.snapshot.epoch, collected.hash
        row.step, row.percent = "", 100
        _end(row, "done", actor=None, now=row.exercise.clock(timezone.now()))


def _fail(claim: Claim, failure: str) -> None:
    with transaction.atomic():
        row = Report.objects.select_for_update().select_related("exercise").filter(claim.mine()).first()
        if row is not None:
            _end(row, "failed", actor=None, now=row.exercise.clock(timezone.now()), failure=failure)


def _why(error: Exception) -> str:
    """A sentence for people; the details are in the log."""
    if isinstance(error, OSError):
        return _("The file could not be stored. Perhaps the disk is full; tell whoever runs this server.")
    return _("Something went wrong while it was built, and the server's log says what. Nothing else is affected.")
