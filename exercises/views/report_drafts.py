"""The drafts of the report, one an hour, and what is different between two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exercises import access
from exercises.analysis.draft_changes import Change, changes
from exercises.models import ReportDraft
from exercises.reports.drafts import unpack
from exercises.views.frame import frame


@require_safe
@never_cache
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All drafts; ?from=12&to=15 (their numbers) shows what changed, without it the last two."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "read_report", now)
    rows = list(ReportDraft.objects.filter(exercise=seat.exercise, state="done").defer("content").order_by("-hour"))
    old, new = _pair(request, rows)
    found = _changes(old, new) if old and new else []
    context: dict[str, Any] = {"drafts": rows, "old": old, "new": new, "changes": found}
    context |= {"words_in": sum(c.words_in for c in found), "words_out": sum(c.words_out for c in found)}
    return render(request, "report_drafts.html", {**frame(seat, "report", now), **context})


def _pair(request: HttpRequest, rows: Sequence[ReportDraft]) -> tuple[ReportDraft | None, ReportDraft | None]:
    if "from" not in request.GET and "to" not in request.GET:
        return (rows[1], rows[0]) if len(rows) > 1 else (None, None)
    by_number = {str(row.pk): row for row in rows}
    asked = [by_number.get(request.GET.get(name, "")) for name in ("from", "to")]
    two = [row for row in asked if row is not None]
    if len(two) < len(asked):
        raise Http404
    older, newer = sorted(two, key=lambda row: row.hour)
    return older, newer


def _changes(old: ReportDraft, new: ReportDraft) -> list[Change]:
    content = dict(ReportDraft.objects.filter(pk__in=[old.pk, new.pk]).values_list("pk", "content"))
    return changes(*(unpack(bytes(content[row.pk] or b"")) for row in (old, new)))
