"""The texts of the report: writing one, its versions, its order and its end."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exercises import access, formats
from exercises.actions.report_texts import (
    end_report_text,
    order_report_texts,
    restore_report_text,
    write_report_text,
)
from exercises.analysis.fields import KINDS
from exercises.errors import ActionRefused
from exercises.formats import Slot
from exercises.forms.dispositions import TurnForm
from exercises.forms.report_texts import ReportTextForm
from exercises.models import Criterion, Participation, ReportText, ReportTextVersion
from exercises.queries import report_prose as queries
from exercises.queries.board import Board, board_for
from exercises.queries.versions import FieldDifference, compared_texts
from exercises.views import drafts, wordings
from exercises.views.frame import frame
from exercises.views.narratives import medians
from exercises.views.refusals import invalid, refusal, told, wants_json
from exercises.views.wordings import Clash

# What each field says, in the words of the list from which it is picked.
FIELDS: dict[str, Any] = {
    "options.submitted": gettext_lazy("Options handed in"),
    "options.accepted": gettext_lazy("Options accepted"),
    "options.merged": gettext_lazy("Options merged into others"),
    "options.rejected": gettext_lazy("Options rejected"),
    "options.withdrawn": gettext_lazy("Options withdrawn"),
    "options.divided": gettext_lazy("Options on which the crowd is divided"),
    "options.unclear": gettext_lazy("Options with an unclear placement"),
    "analysts.invited": gettext_lazy("Analysts invited"),
    "analysts.joined": gettext_lazy("Analysts who joined"),
    "analysts.authors": gettext_lazy("Analysts who wrote an option"),
    "analysts.raters": gettext_lazy("Analysts who judged"),
    "analysts.contributed": gettext_lazy("Analysts who contributed"),
    "sheets": gettext_lazy("Sheets of judgment"),
    "narratives": gettext_lazy("Narratives"),
    "wild_cards": gettext_lazy("Wild cards"),
    "orphans": gettext_lazy("Options without a place"),
    "option.title": gettext_lazy("An option’s title"),
    "option.sheets": gettext_lazy("Sheets on an option"),
    "median": gettext_lazy("An option’s median"),
    "middle_half": gettext_lazy("An option’s middle half of answers"),
    "answers": gettext_lazy("Answers on an option"),
    "narrative.nickname": gettext_lazy("A narrative’s nickname"),
    "narrative.options": gettext_lazy("Options in a narrative"),
    "narrative.median": gettext_lazy("A narrative’s median"),
    "narrative.answers": gettext_lazy("Answers on a narrative’s options"),
}
FIGURES: dict[str, Any] = {
    "board": gettext_lazy("the board"),
    "activity": gettext_lazy("activity over the week"),
    "funnel": gettext_lazy("from invited to returned"),
    "participation": gettext_lazy("where the analysts come from"),
    "wanted": gettext_lazy("what is wanted against what can be done"),
    "criteria": gettext_lazy("every option on every criterion"),
    "divided": gettext_lazy("answers in two camps"),
}
ANCHORS = {"bottom_line": "bottom-line", "figure": "overview"}  # on the report's page, where it is not the slot's name


def slot_or_404(name: str) -> Slot:
    slot = formats.slot_of(name)
    if slot is None:
        raise Http404
    return slot


def anchor_of(slot: Slot) -> str:
    """Where a text stands on the report's page."""
    return ANCHORS.get(slot.kind, f"{slot.kind}-{slot.number}" if slot.number else slot.kind)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Write a text of the report, or a new one; a POST saves a version."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_report", now)
    slot = slot_or_404(name)
    row = access.report_text_or_404(seat, slot) if slot.number else access.report_text_at(seat, slot)
    return _write(request, seat, slot, row, now)


def _write(
    request: HttpRequest, seat: Participation, slot: Slot, row: ReportText | None, now: dt.datetime
) -> HttpResponse:
    present = row.current if row else None
    seen = _seen(request, row, present)
    draft = drafts.kept(seat, f"report.{slot}", base=seen.number if seen else 0)
    sent = request.POST if request.method == "POST" else None
    theirs = queries.texts_of(slot.kind, seen)
    before = {**theirs, "seen_version": seen.number if seen else 0}
    form = ReportTextForm(sent, kind=slot.kind, theirs=theirs, initial={**before, **draft.body})
    status, clash = 200, None
    try:
        if sent is not None and form.is_valid():
            return _save(request, seat, slot, form, draft=draft, now=now)
        if sent is not None:
            status = invalid(request, form)
    except ActionRefused as refused:
        status = told(request, form, refused)
        if refused.code == "stale":
            clash = _clash(seat, slot, seen, form)
    if sent is not None:
        draft = drafts.keep_refused(seat, draft, form, now)
    context = {**_context(seat, slot, row, form, now), "draft": draft, "clash": clash}
    return render(request, "report_text.html", context, status=status)


def _seen(request: HttpRequest, row: ReportText | None, present: ReportTextVersion | None) -> ReportTextVersion | None:
    """The version that the form was written on; None when nothing was written then."""
    if row is None or present is None or (request.method == "POST" and request.POST.get("seen_version") == "0"):
        return None
    return wordings.seen(request, present, row.versions)


def _save(
    request: HttpRequest,
    seat: Participation,
    slot: Slot,
    form: ReportTextForm,
    *,
    draft: drafts.Kept,
    now: dt.datetime,
) -> HttpResponse:
    place, version = write_report_text(
        author=seat,
        slot=slot,
        values=form.values(),
        evidence=form.evidence(),
        seen_version=form.cleaned_data["seen_version"],
        key=form.key_value,
        now=now,
    )
    if wants_json(request):
        return JsonResponse({"text": str(place), "version": version}, status=201 if version == 1 else 200)
    drafts.acknowledge(request, draft.name, _("Saved as version %(version)s.") % {"version": version})
    return redirect(f"{reverse('report', args=[seat.exercise.slug])}#{anchor_of(place)}")


def _clash(seat: Participation, slot: Slot, seen: ReportTextVersion | None, form: ReportTextForm) -> Clash:
    """Field by field what stands now beside what was typed; the next save starts from what stands."""
    row = access.report_text_at(seat, slot)
    fresh = row.current if row else None
    assert fresh is not None  # somebody has saved it, or nothing would clash
    form.has_now_seen(fresh.number)
    before, after = queries.texts_of(slot.kind, seen), queries.texts_of(slot.kind, fresh)
    return wordings.clash(fresh, form.written, before, after)


def _context(
    seat: Participation, slot: Slot, row: ReportText | None, form: ReportTextForm, now: dt.datetime
) -> dict[str, Any]:
    """The page of the form: options, narratives and numbers in reach."""
    board = board_for(seat, now)
    core = [option for option in board.options if option.core]
    return {
        **frame(seat, "report", now),
        "board": board,
        "slot": slot,
        "heading": _(formats.REPORT_TEXTS[slot.kind]),
        "about": _about(slot, board) if slot.kind == "figure" else "",
        "row": row,
        "several": slot.kind in formats.NUMBERED_TEXTS and bool(slot.number),
        "form": form,
        "back": f"{reverse('report', args=[seat.exercise.slug])}#{anchor_of(slot)}",
        "members": [(option, "core") for option in core],
        "medians": medians(seat, [option.number for option in core], board),
        "others": [option for option in board.options if not option.core],
        "narratives": board.narratives,
        "fields": [(name, about, FIELDS[name]) for name, about in KINDS.items()],
        "criteria": list(Criterion.objects.filter(exercise=seat.exercise).order_by("position")),
    }


def _about(slot: Slot, board: Board) -> str:
    """Which figure it is, as one would point to it."""
    kind, _dash, number = slot.subject.partition("-")
    profiled = next((n for n in board.narratives if kind == "profile" and str(n.number) == number), None)
    return profiled.nickname if profiled else str(FIGURES.get(slot.subject, slot.subject))


@require_safe
@never_cache
def history(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """All versions; ?from=1&to=3 shows what is different between two."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "read_report", now)
    row = access.report_text_or_404(seat, slot_or_404(name))
    found = list(row.versions.select_related("author").order_by("-number"))
    context = {"row": row, **wordings.compared(request, found, partial(_between, row.kind))}
    context |= {"heading": _(formats.REPORT_TEXTS[row.kind]), "anchor": anchor_of(slot_or_404(name))}
    return render(request, "report_text_versions.html", {**frame(seat, "report", now), **context})


def _between(kind: str, old: ReportTextVersion, new: ReportTextVersion) -> list[FieldDifference]:
    return compared_texts(queries.texts_of(kind, old), queries.texts_of(kind, new), queries.labels())


@require_POST
def end(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Take a judgment, an actor or a figure's finding out."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_report", now)
    end_report_text(author=seat, row=access.report_text_or_404(seat, slot_or_404(name)), now=now)
    return _done(request, slug, name, _("It was taken out. It can be taken in again below."))


@require_POST
def restore(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Let one that was taken out stand again."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_report", now)
    restore_report_text(author=seat, row=access.report_text_or_404(seat, slot_or_404(name)), now=now)
    return _done(request, slug, name, _("It stands again."))


@require_POST
def order(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Move a judgment or an actor up or down, or put all in an order."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_report", now)
    if kind not in formats.NUMBERED_TEXTS:
        raise Http404
    form = TurnForm(request.POST)
    if not form.is_valid():
        raise refusal(form)
    present = [row.number for row in queries.standing_texts(seat.exercise) if row.kind == kind]
    ordered = order_report_texts(author=seat, kind=kind, numbers=form.ordered(present), now=now)
    if wants_json(request):
        return JsonResponse({"numbers": ordered})
    which = form.cleaned_data["which"] or 0
    return redirect(f"{reverse('report', args=[slug])}#{anchor_of(Slot(kind, which))}")


def _done(request: HttpRequest, slug: str, name: str, said: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"text": name})
    messages.success(request, said)
    return redirect("report", slug)
