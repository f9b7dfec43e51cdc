"""Strategic takeaways: all of them to read, writing one, its versions, its end, and their order."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exercises import access
from exercises.actions.takeaways import (
    create_takeaway,
    end_takeaway,
    order_takeaways,
    restore_takeaway,
    revise_takeaway,
)
from exercises.analysis.prose import Cite
from exercises.errors import ActionRefused
from exercises.forms.dispositions import TurnForm
from exercises.forms.takeaways import TakeawayForm
from exercises.models import Participation, Takeaway, TakeawayVersion
from exercises.queries import takeaways as queries
from exercises.queries.board import board_for
from exercises.queries.versions import FieldDifference, compared_texts
from exercises.views import drafts, wordings
from exercises.views.frame import frame
from exercises.views.narratives import medians
from exercises.views.refusals import invalid, refusal, told, wants_json
from exercises.views.wordings import Clash


@require_safe
@never_cache
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All takeaways with what each rests on; for those who write also what was taken out."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    sees, writes = (access.may(seat, right, now) for right in ("see_narratives", "write_narratives"))
    readings = queries.readings_of(seat.exercise) if sees else []
    context = {
        **frame(seat, "board", now),
        "sees": sees,
        "opens": None if sees else access.opening_of(seat, "see_narratives", now),
        "readings": readings,
        "grounded": sum(not reading.bare for reading in readings),
        "bare": sum(reading.bare for reading in readings),
        "cites": _cites(seat, readings),
        "ended": queries.readings_of(seat.exercise, ended=True) if writes else [],
        "acknowledged": drafts.acknowledged(request),
    }
    return render(request, "takeaways.html", context)


def _cites(seat: Participation, readings: list[queries.Reading]) -> dict[int, Cite]:
    cited = [each for reading in readings for each in reading.cited if each.option is not None]
    slug = seat.exercise.slug
    return {c.option: Cite(reverse("option", args=[slug, c.option]), c.title) for c in cited if c.option is not None}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a takeaway."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_narratives", now)
    return _write(request, seat, None, now)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write it anew; a POST saves a version."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_narratives", now)  # before the lookup, as for narratives
    return _write(request, seat, access.takeaway_or_404(seat, number), now)


def _write(request: HttpRequest, seat: Participation, takeaway: Takeaway | None, now: dt.datetime) -> HttpResponse:
    present = takeaway.current if takeaway else None
    seen = wordings.seen(request, present, takeaway.versions) if takeaway and present else None
    place = f"takeaway.{takeaway.number}" if takeaway else "takeaway.new"
    draft = drafts.kept(seat, place, base=seen.number if seen else None)
    sent = request.POST if request.method == "POST" else None
    before = {**queries.texts_of(present), "seen_version": seen.number} if present and seen else {}
    theirs = queries.texts_of(seen) if seen else {}
    form = TakeawayForm(sent, theirs=theirs, initial={**before, **draft.body})
    status, clash = 200, None
    try:
        if sent is not None and form.is_valid():
            return _save(request, seat, takeaway, form, draft=draft, now=now)
        if sent is not None:
            status = invalid(request, form)
    except ActionRefused as refused:
        status = told(request, form, refused)
        if refused.code == "stale" and takeaway and seen:
            clash = _clash(seat, takeaway, seen, form)
    if sent is not None:
        draft = drafts.keep_refused(seat, draft, form, now)
    context = {**_context(seat, takeaway, form, now), "draft": draft, "clash": clash}
    return render(request, "takeaway_edit.html", context, status=status)


def _save(
    request: HttpRequest,
    seat: Participation,
    takeaway: Takeaway | None,
    form: TakeawayForm,
    *,
    draft: drafts.Kept,
    now: dt.datetime,
) -> HttpResponse:
    what: dict[str, Any] = {"author": seat, "values": form.values(), "evidence": form.evidence()}
    what |= {"key": form.key_value, "now": now}
    seen = form.cleaned_data["seen_version"] or 0
    if takeaway is None:
        number = create_takeaway(**what)
        answer, said = {"takeaway": number}, _("The takeaway was created.")
    else:
        version = revise_takeaway(**what, takeaway=takeaway, seen_version=seen)
        number, said = takeaway.number, _("Saved as version %(version)s.") % {"version": version}
        answer = {"takeaway": number, "version": version}
    if wants_json(request):
        return JsonResponse(answer, status=200 if takeaway else 201)
    drafts.acknowledge(request, draft.name, said)
    return redirect(f"{reverse('takeaways', args=[seat.exercise.slug])}#takeaway-{number}")


def _clash(seat: Participation, takeaway: Takeaway, seen: TakeawayVersion, form: TakeawayForm) -> Clash:
    fresh = access.takeaway_or_404(seat, takeaway.number).current
    assert fresh is not None  # a takeaway is born with version 1
    form.has_now_seen(fresh.number)
    return wordings.clash(fresh, form.written, queries.texts_of(seen), queries.texts_of(fresh))


def _context(seat: Participation, takeaway: Takeaway | None, form: TakeawayForm, now: dt.datetime) -> dict[str, Any]:
    """The page of the form: options and narratives in reach, those that narratives hold at heart first."""
    board = board_for(seat, now)
    core = [option for option in board.options if option.core]
    return {
        **frame(seat, "board", now),
        "board": board,
        "takeaway": takeaway,
        "form": form,
        "members": [(option, "core") for option in core],
        "medians": medians(seat, [option.number for option in core], board),
        "others": [option for option in board.options if not option.core],
        "narratives": board.narratives,
    }


@require_safe
@never_cache
def history(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """All versions; ?from=1&to=3 shows what is different between two."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "see_narratives", now)
    takeaway = access.takeaway_or_404(seat, number)
    found = list(takeaway.versions.select_related("author").order_by("-number"))
    context = {"takeaway": takeaway, **wordings.compared(request, found, _between)}
    return render(request, "takeaway_versions.html", {**frame(seat, "board", now), **context})


def _between(old: TakeawayVersion, new: TakeawayVersion) -> list[FieldDifference]:
    return compared_texts(queries.texts_of(old), queries.texts_of(new), queries.labels())


@require_POST
def end(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take it out; the page offers it back."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_narratives", now)
    end_takeaway(author=seat, takeaway=access.takeaway_or_404(seat, number), now=now)
    return _done(request, number, _("The takeaway was taken out. It can be taken in again below."))


@require_POST
def restore(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let one that was taken out stand again."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_narratives", now)
    restore_takeaway(author=seat, takeaway=access.takeaway_or_404(seat, number), now=now)
    return _done(request, number, _("The takeaway stands again."))


def _done(request: HttpRequest, number: int, said: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"takeaway": number})
    messages.success(request, said)
    assert request.resolver_match is not None
    return redirect("takeaways", request.resolver_match.kwargs["slug"])


@require_POST
def order(request: HttpRequest, slug: str) -> HttpResponse:
    """Move one up or down, or put all in an order."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_narratives", now)
    form = TurnForm(request.POST)
    if not form.is_valid():
        raise refusal(form)
    present = [reading.number for reading in queries.readings_of(seat.exercise)]
    ordered = order_takeaways(author=seat, numbers=form.ordered(present), now=now)
    if wants_json(request):
        return JsonResponse({"takeaways": ordered})
    which = form.cleaned_data["which"]
    return redirect(f"{reverse('takeaways', args=[slug])}#takeaway-{which}")
