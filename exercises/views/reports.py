"""The report: the page, its builds and their progress, and the files."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exercises import access
from exercises.actions.reports import STEPS, UNFINISHED, cancel_report, request_report
from exercises.errors import ActionRefused
from exercises.forms.keys import KeyedForm
from exercises.models import Exercise, Participation, Report
from exercises.reports.compose import compose
from exercises.reports.document import Document, Section
from exercises.reports.facts import collect
from exercises.views.frame import frame
from exercises.views.refusals import invalid, told

logger = logging.getLogger(__name__)

CHUNK = 64 * 1024  # bytes of a file at once
SHOWN = 20  # builds in the list


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as of now, and its builds; POST asks for a new build; ?part=builds answers with their list alone."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    if request.method == "POST":
        return _request(request, seat, now)
    if request.GET.get("part") == "builds":
        access.require(seat, "read_report", now)
        return render(request, "_report_builds.html", _builds(seat, now, KeyedForm()))
    return _index(request, seat, now, KeyedForm())


@require_safe
@never_cache
def progress(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """One build as a fragment that asks for itself again until it is finished."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    report = access.report_or_404(seat, uid)
    access.require(seat, "read_report", now)
    return _build(request, seat, now, report)


@require_POST
def cancel(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Stop a build."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    report = access.report_or_404(seat, uid)
    cancel_report(canceller=seat, report=report, now=now)
    if "HX-Request" in request.headers:
        report.refresh_from_db()
        return _build(request, seat, now, report)
    return redirect("report", slug)


@require_safe
@never_cache
def file(request: HttpRequest, slug: str, uid: str, file_format: str) -> FileResponse:
    """A file of a finished build; the door is asked each time."""
    seat = access.participation_or_404(request.user, slug)
    found = access.report_file_or_404(seat, uid, file_format)
    access.require(seat, "read_report", access.now_in(seat.exercise))
    try:
        content = (Path(settings.FILES_ROOT) / found.path).open("rb")
    except FileNotFoundError:
        logger.exception("a report's file is missing")
        raise Http404 from None
    name = f"{slug}-report-{found.report.seq}.{file_format}"
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    if isinstance(request, ASGIRequest):  # Django would otherwise read the whole file into memory first
        response.streaming_content = _chunks(content)
    return response


async def _chunks(content: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(content.read, CHUNK):
        yield chunk


def _request(request: HttpRequest, seat: Participation, now: dt.datetime) -> HttpResponse:
    access.require(seat, "build_report", now)
    form = KeyedForm(request.POST)
    if not form.is_valid():
        return _index(request, seat, now, form, invalid(request, form))
    try:
        request_report(requester=seat, key=form.key_value, now=now)
    except ActionRefused as refused:
        return _index(request, seat, now, form, told(request, form, refused))
    return redirect("report", seat.exercise.slug)


def _index(
    request: HttpRequest, seat: Participation, now: dt.datetime, form: KeyedForm, status: int = 200
) -> HttpResponse:
    around = frame(seat, "report", now)
    if "read_report" not in around["can"]:
        opens = access.opening_of(seat, "read_report", now)
        return render(request, "report_later.html", {**around, "opens": opens}, status=status)
    document = _document(seat.exercise, around["feed"]["seq"])
    context = {**around, **_builds(seat, now, form), "document": document, "sections": _on_the_page(document)}
    return render(request, "report.html", context, status=status)


def _builds(seat: Participation, now: dt.datetime, form: KeyedForm) -> dict[str, Any]:
    """The latest builds, the one that a reader wants first, and the form for a new one."""
    reports = list(seat.exercise.reports.select_related("requested_by").prefetch_related("files")[:SHOWN])
    unfinished = [report for report in reports if report.state in UNFINISHED]
    done = [report for report in reports if report.state == "done"]
    return {
        "exercise": seat.exercise,
        "can": access.capabilities(seat, now),
        "form": form,
        "unfinished": unfinished,
        "latest": done[0] if done else None,
        "earlier": [report for report in reports if report not in unfinished and report not in done[:1]],
        "steps": STEPS,
    }


def _build(request: HttpRequest, seat: Participation, now: dt.datetime, report: Report) -> HttpResponse:
    context = {"exercise": seat.exercise, "report": report, "can": access.capabilities(seat, now), "steps": STEPS}
    return render(request, "_report_build.html", context)


# --- the document on the page ------------------------------------------------------------------------------


def _document(exercise: Exercise, seq: int) -> Document:
    return _composed(exercise.pk, exercise.slug, exercise.stream.epoch, seq, get_language() or "en")


@lru_cache(maxsize=8)
def _composed(exercise_id: int, slug: str, epoch: str, seq: int, language: str) -> Document:
    """The document of the log's present number: nothing in it can change without a new one, so it is made once."""
    return compose(collect(exercise_id), address=partial(_option_page, slug))


def _option_page(slug: str, number: int) -> str:
    return reverse("option", args=[slug, number])


def _on_the_page(document: Document) -> list[Section]:
    """Findings first and how it was run later; every option in full has a page of its own."""
    later = {"how": 1, "trace": 2}
    shown = [section for section in document.sections if section.anchor != "options"]
    return sorted(shown, key=lambda section: later.get(section.anchor, 0))
