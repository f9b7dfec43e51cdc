"""Writes on reports: ask for one, cancel it, and build it in the worker.

Times of the job itself (heartbeats) are real; what people read is in the exercise's time.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import access, activity, events, formats, jobs
from exercises.actions import receipts
from exercises.errors import ActionRefused
from exercises.models import Exercise, Participation, Report, ReportFile
from exercises.reports import facts, files
from exercises.reports.levels import Level

logger = logging.getLogger(__name__)

ATTEMPTS = 3
BEAT = 5.0  # seconds between signs of life
LOOK = 1.0  # seconds between two looks, within a format, at whether it is still wanted
STALE = dt.timedelta(seconds=20)  # without one for this long, the worker is taken for dead
UNFINISHED: tuple[str, ...] = ("queued", "running")
STEPS = {
    "": gettext_lazy("Waiting for the worker"),
    "collect": gettext_lazy("Collecting the facts"),
    "compose": gettext_lazy("Drawing and composing"),
    "pdf": gettext_lazy("Setting the pages"),
    "docx": gettext_lazy("Writing for Word"),
    "html": gettext_lazy("Writing the web page"),
    "md": gettext_lazy("Writing Markdown"),
    "package": gettext_lazy("Packing the data"),
    "store": gettext_lazy("Storing the files"),
}
KEPT = dt.timedelta(days=90)  # files; after that the row says what was built
LONGEST = dt.timedelta(minutes=20)  # from claim to last format


# --- asked for by people -----------------------------------------------------------------------------------


def request_report(
    *,
    requester: Participation,
    key: uuid.UUID,
    now: dt.datetime,
    level: Level = "internal",
    file_formats: Sequence[str] = ("pdf",),
) -> uuid.UUID:
    """Queue a report and wake the worker after the commit; the same *key* again returns the first report's uid."""
    access.require(requester, "build_report", now)
    wanted = [each for each in files.FORMATS if each in file_formats]
    with transaction.atomic():
        asked = {"action": "request_report", "level": level, "formats": wanted}
        receipt, first = receipts.claim(requester, key, asked)
        if not first:
            return uuid.UUID(receipt.answer["report"])
        report = Report.objects.create(
            exercise=requester.exercise, requested_by=requester, requested_at=now, level=level, formats=wanted
        )
        receipts.keep(receipt, {"report": str(report.uid)})
        activity.append(requester.exercise, events.ReportRequested(), actor=requester, now=now)
        jobs.wake_after_commit(jobs.BUILD_REPORT, report.pk)
    return report.uid


def cancel_report(*, canceller: Participation, report: Report, now: dt.datetime) -> None:
    """Stop a report that is not finished; a worker that is at it notices within seconds."""
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
    level: Level
    formats: tuple[str, ...]

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
        if refusal := _refusal(row):
            _end(row, "failed", actor=None, now=row.exercise.clock(real), failure=refusal)
            return None
        row.state, row.attempts, row.heartbeat_at, row.step, row.percent = "running", row.attempts + 1, real, "", 0
        row.save()
        level: Level = row.level  # type: ignore[assignment]
        return Claim(row.pk, row.exercise_id, row.uid, row.attempts, level, tuple(row.formats))


def _refusal(row: Report) -> str:
    """Why this report is not built (again), or nothing."""
    if row.attempts >= ATTEMPTS:
        return _("It could not be finished in %(n)s attempts. Tell whoever runs this server.") % {"n": ATTEMPTS}
    asker = row.requested_by
    if asker.removed_at is not None or row.level not in formats.REPORT_READERS.get(asker.role, ()):  # type: ignore[call-overload]
        return _("Whoever asked for it may no longer have it. Somebody who may can ask again.")
    return ""


def _tell(claim: Claim, **progress: str | int) -> None:
    """A sign of life, with what is being done. Raises Overtaken when the row is not this attempt's any more."""
    if not Report.objects.filter(claim.mine()).update(heartbeat_at=timezone.now(), **progress):
        raise Overtaken


def _build(claim: Claim) -> None:
    """Each format in turn into a folder of its own; nothing is in sight until all are there."""
    began = timezone.now()
    steps = ["collect", "compose", *claim.formats, "store"]

    def tell(step: str, share: float = 0) -> None:
        if timezone.now() - began > LONGEST:
            raise TimeoutError
        _tell(claim, step=step, percent=5 + int(90 * (steps.index(step) + share)) // len(steps))

    root = Path(settings.FILES_ROOT) / str(claim.exercise_id)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".") as folder, translation.override(settings.LANGUAGE_CODE):
        place = Path(folder)
        source = files.gather(claim.exercise_id, claim.level, place, formats=claim.formats, record=None, tell=tell)
        made: dict[str, files.Made] = {}
        for each in claim.formats:
            tell(each)
            out = place / f"{claim.uid}.{files.ENDINGS[each]}"
            made[each] = files.write(source, each, out, _now_and_then(partial(tell, each)))
        tell("store")
        for file in made.values():
            _sync(file.path)
        _finish(claim, source.facts, made, root)


def _now_and_then(tell: Callable[[float], None]) -> Callable[[float], None]:
    """*tell* for those who ask at every turn: once a LOOK, and not while the database is away for a moment."""
    last = time.monotonic()

    def told(share: float) -> None:
        nonlocal last
        if time.monotonic() - last < LOOK:
            return
        try:
            tell(share)
        except OperationalError:
            logger.warning("the progress of a report was not told")
            connection.close_if_unusable_or_obsolete()
        last = time.monotonic()

    return told


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _finish(claim: Claim, collected: facts.Facts, made: Mapping[str, files.Made], root: Path) -> None:
    """Name the files and close the row in one transaction, under the row's lock: each file once, one event."""
    with transaction.atomic():
        row = Report.objects.select_for_update().select_related("exercise").filter(claim.mine()).first()
        if row is None:
            raise Overtaken
        real = timezone.now()
        for file_format, file in made.items():
            final = root / file.path.name
            file.path.rename(final)
            ReportFile.objects.create(
                report=row,
                format=file_format,
                path=str(final.relative_to(settings.FILES_ROOT)),
                size=file.size,
                sha256=file.sha256,
                standard=file.standard,
            )
        row.seq, row.epoch, row.facts_hash = collected.snapshot.seq, collected.snapshot.epoch, collected.hash
        row.step, row.percent, row.expires_at = "", 100, real + KEPT
        _end(row, "done", actor=None, now=row.exercise.clock(real))


def expire(real: dt.datetime) -> int:
    """Remove the files of reports whose time is over; how many files it were. The rows stay."""
    removed = 0
    for file in ReportFile.objects.filter(report__expires_at__lte=real):
        (Path(settings.FILES_ROOT) / file.path).unlink(missing_ok=True)
        file.delete()
        removed += 1
    return removed


def end_reports(exercise: Exercise, *, now: dt.datetime, real: dt.datetime) -> list[events.Event]:
    """Something in them must not exist: their files go after the commit, and what is being built ends; says what did.

    The rows stay and say what was built. Were this process to die now, the sweeper would remove the files.
    """
    rows = Report.objects.filter(exercise=exercise)
    ended = rows.filter(state__in=UNFINISHED).update(state="cancelled", finished_at=now)
    rows.filter(state="done").update(expires_at=real)
    transaction.on_commit(lambda: expire(real), robust=True)
    return [events.ReportFinished(state="cancelled")] * ended


def _fail(claim: Claim, failure: str) -> None:
    with transaction.atomic():
        row = Report.objects.select_for_update().select_related("exercise").filter(claim.mine()).first()
        if row is not None:
            _end(row, "failed", actor=None, now=row.exercise.clock(timezone.now()), failure=failure)


def _why(error: Exception) -> str:
    """A sentence for people; the details are in the log."""
    if isinstance(error, TimeoutError):
        return _("It took too long and was stopped. Fewer formats at a time may do.")
    if isinstance(error, MemoryError):
        return _("It wanted more memory than a report may have. Tell whoever runs this server.")
    if isinstance(error, OSError):
        return _("The file could not be stored. Perhaps the disk is full; tell whoever runs this server.")
    return _("Something went wrong while it was built, and the server's log says what. Nothing else is affected.")
