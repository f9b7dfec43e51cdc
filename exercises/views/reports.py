"""The report: the page, its builds and their progress, and the files."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exercises import access, formats
from exercises.actions.reports import STEPS, UNFINISHED, cancel_report, request_report
from exercises.errors import ActionRefused
from exercises.forms.reports import ReportForm
from exercises.models import Participation, Report
from exercises.queries.report_prose import standing_texts
from exercises.reports.compose import compose
from exercises.reports.document import Block, Document, Link, Paragraph, Section, Table, Text, text
from exercises.reports.facts import collect
from exercises.reports.files import ENDINGS
from exercises.reports.levels import Level
from exercises.reports.words import whole
from exercises.views import drafts, report_texts
from exercises.views.frame import frame
from exercises.views.refusals import invalid, told
from exercises.views.report_desk import desk, standing

logger = logging.getLogger(__name__)

CHUNK = 64 * 1024  # bytes of a file at once
# Handed over to be stored, never shown: none of them can act in this site's name.
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "package": "application/zip",
}
SHOWN = 20  # builds in the list
ROWS = 300  # of a table on the page; thousands would take seconds and megabytes at every look


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
        return render(request, "_report_builds.html", _builds(seat, now, ReportForm()))
    if request.GET.get("part") == "desk":
        access.require(seat, "read_report", now)
        return render(request, "_report_desk.html", _release(seat, now, {}))
    return _index(request, seat, now, ReportForm())


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
    name = f"{slug}-report-{found.report.seq}-{found.report.level}.{ENDINGS[file_format]}"
    response = FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[file_format])
    response["X-Content-Type-Options"] = "nosniff"
    if isinstance(request, ASGIRequest):  # Django would otherwise read the whole file into memory first
        response.streaming_content = _chunks(content)
    return response


async def _chunks(content: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(content.read, CHUNK):
        yield chunk


def _request(request: HttpRequest, seat: Participation, now: dt.datetime) -> HttpResponse:
    access.require(seat, "build_report", now)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _index(request, seat, now, form, invalid(request, form))
    try:
        request_report(
            requester=seat,
            key=form.key_value,
            now=now,
            level=form.cleaned_data["level"],
            file_formats=form.cleaned_data["formats"],
        )
    except ActionRefused as refused:
        return _index(request, seat, now, form, told(request, form, refused))
    return redirect("report", seat.exercise.slug)


def page(request: HttpRequest, seat: Participation, now: dt.datetime, *, status: int, **forms: Any) -> HttpResponse:
    """The page again, with the forms *sign* or *publish* of its desk as they were refused."""
    return _index(request, seat, now, ReportForm(), status, forms)


def _index(  # noqa: PLR0917  private, and read at four calls
    request: HttpRequest,
    seat: Participation,
    now: dt.datetime,
    form: ReportForm,
    status: int = 200,
    forms: Mapping[str, Any] | None = None,
) -> HttpResponse:
    around = frame(seat, "report", now)
    if "read_report" not in around["can"]:
        opens = access.opening_of(seat, "read_report", now)
        return render(request, "report_later.html", {**around, "opens": opens}, status=status)
    document = _document(seat, around["feed"]["seq"])
    context = {**around, **_builds(seat, now, form), "document": document}
    context["sections"] = _on_the_page(document, every_row=request.GET.get("rows") == "all")
    context |= {
        **_release(seat, now, forms or {}),
        "edits": _edits(seat, now),
        "acknowledged": drafts.acknowledged(request),
    }
    return render(request, "report.html", context, status=status)


def _builds(seat: Participation, now: dt.datetime, form: ReportForm) -> dict[str, Any]:
    """The latest builds, the one that a reader wants first, and the form for a new one.

    What came to nothing concerns only those who can ask again.
    """
    can, real = access.capabilities(seat, now), timezone.now()
    reports = list(access.reports_of(seat).select_related("requested_by").prefetch_related("files")[:SHOWN])
    unfinished = [report for report in reports if report.state in UNFINISHED]
    done = [report for report in reports if report.state == "done" and not report.expired(real)]
    shown = reports if "build_report" in can else [*unfinished, *done]
    return {
        "exercise": seat.exercise,
        "can": can,
        "form": form,
        "again": ReportForm(),
        "gone": [report for report in reports if report.expired(real)],
        "unfinished": unfinished,
        "latest": done[0] if done else None,
        "earlier": [report for report in shown if report not in unfinished and report not in done[:1]],
        "steps": STEPS,
    }


def _release(seat: Participation, now: dt.datetime, forms: Mapping[str, Any]) -> dict[str, Any]:
    """How final the report is; for those who write or sign also what is missing."""
    return {"exercise": seat.exercise, "release": standing(seat.exercise).release, **desk(seat, now, forms)}


def _edits(seat: Participation, now: dt.datetime) -> dict[str, tuple[str, Any]]:
    """By section the address where its text is written and what the link says; {} for those who read."""
    if not access.may(seat, "write_report", now):
        return {}
    written = list(standing_texts(seat.exercise))
    words, add = {True: _("Edit"), False: _("Write it")}, {"judgment": _("Add a judgment"), "actor": _("Add an actor")}
    slots = {row.slot: formats.Slot(row.kind, row.number, row.subject) for row in written}
    singles = {kind: formats.Slot(kind) for kind in ("bottom_line", "background", "diagnosis", "limits")}
    found = {report_texts.anchor_of(s): (_edit(seat, s), words[n in slots]) for n, s in {**slots, **singles}.items()}
    found |= {f"{kind}-new": (_edit(seat, formats.Slot(kind)), add[kind]) for kind in formats.NUMBERED_TEXTS}
    return found


def _edit(seat: Participation, slot: formats.Slot) -> str:
    return reverse("edit_report_text", args=[seat.exercise.slug, str(slot)])


def _build(request: HttpRequest, seat: Participation, now: dt.datetime, report: Report) -> HttpResponse:
    gone = [report] if report.expired(timezone.now()) else []
    context = {"exercise": seat.exercise, "report": report, "can": access.capabilities(seat, now), "steps": STEPS}
    return render(request, "_report_build.html", {**context, "again": ReportForm(), "gone": gone})


# --- the document on the page ------------------------------------------------------------------------------


def _document(seat: Participation, seq: int) -> Document:
    """What staff may read holds reasons and notes; what others read does not, and both hold the record."""
    exercise = seat.exercise
    level: Level = "internal" if seat.role in {"manager", "lead", "moderator"} else "sponsor"
    of = (exercise.pk, exercise.slug, exercise.stream.epoch, seq)
    return _composed(of, get_language() or "en", level)


@lru_cache(maxsize=8)
def _composed(of: tuple[int, str, str, int], language: str, level: Level) -> Document:
    """The document of the log's present number: nothing in it can change without a new one, so it is made once."""
    exercise_id, slug, _epoch, _seq = of
    return compose(collect(exercise_id), level, partial(_option_page, slug), record=True)


def _option_page(slug: str, number: int) -> str:
    return reverse("option", args=[slug, number])


def _on_the_page(document: Document, *, every_row: bool) -> list[Section]:
    """Findings first and how it was run later; every option in full has a page of its own."""
    first = [section for section in document.sections if section.part == "A" and section.anchor != "how"]
    later = [section for section in document.sections if section not in first]
    # Those that are left out are not told “in full”.
    sections = [
        replace(section, title=_("Every option"), sections=()) if section.anchor == "options" else section
        for section in (*first, *later)
    ]
    return sections if every_row else [_shortened(section) for section in sections]


def _shortened(section: Section) -> Section:
    """*section* with the first ROWS of its long tables, and a way to all of them."""
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, Table) and len(block.rows) > ROWS:
            said = _("The first %(shown)s of %(n)s rows; the report’s files hold all.")
            way = Link(f"?rows=all#{section.anchor}", text(_("Show all rows here")))
            numbers = {"shown": whole(ROWS), "n": whole(len(block.rows))}
            blocks += [replace(block, rows=block.rows[:ROWS]), Paragraph((Text(f"{said % numbers} "), way))]
        else:
            blocks.append(block)
    return replace(section, blocks=tuple(blocks))
