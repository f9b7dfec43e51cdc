"""The texts of a narrative: writing them, all there were, and what is different between two."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from exercises import access
from exercises.actions.narratives import revise_narrative
from exercises.analysis import citations
from exercises.errors import ActionRefused
from exercises.forms.narratives import RevisionForm
from exercises.models import Narrative, NarrativeVersion, Participation
from exercises.queries import narratives as queries
from exercises.queries.board import board_for, narrative_on
from exercises.queries.versions import FieldDifference, compared_texts
from exercises.views import drafts, wordings
from exercises.views.frame import frame
from exercises.views.narratives import medians
from exercises.views.refusals import invalid, told, wants_json
from exercises.views.wordings import Clash


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write the texts, with the options in reach; a POST saves a new version."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_narratives", now)  # before the lookup, as on the page
    narrative = access.narrative_or_404(seat, number)
    assert narrative.current is not None  # a narrative is born with version 1
    seen = wordings.seen(request, narrative.current, narrative.versions)
    draft = drafts.kept(seat, f"narrative.{number}", base=seen.number)
    sent = request.POST if request.method == "POST" else None
    before = {**queries.texts_of(narrative.current), "seen_version": seen.number}
    form = RevisionForm(sent, theirs=queries.texts_of(seen), initial={**before, **draft.body})
    status, clash = 200, None
    try:
        if sent is None and narrative.ended_at is not None:
            queries.refuse_ended(narrative)
        if sent is not None and form.is_valid():
            return _save(request, seat, narrative, form, draft=draft, now=now)
        if sent is not None:
            status = invalid(request, form)
    except ActionRefused as refused:
        status = told(request, form, refused)
        if refused.code == "stale":
            clash = _clash(seat, narrative, seen, form)
    if sent is not None:
        draft = drafts.keep_refused(seat, draft, form, now)
    context = {**_context(seat, narrative, form, now), "draft": draft, "clash": clash}
    return render(request, "narrative_edit.html", context, status=status)


def _save(
    request: HttpRequest,
    seat: Participation,
    narrative: Narrative,
    form: RevisionForm,
    *,
    draft: drafts.Kept,
    now: dt.datetime,
) -> HttpResponse:
    version = revise_narrative(
        author=seat,
        narrative=narrative,
        values=form.texts(),
        seen_version=form.cleaned_data["seen_version"],
        key=form.key_value,
        now=now,
    )
    if wants_json(request):
        return JsonResponse({"narrative": narrative.number, "version": version})
    drafts.acknowledge(request, draft.name, _("Saved as version %(version)s.") % {"version": version})
    return redirect("narrative", seat.exercise.slug, narrative.number)


def _clash(seat: Participation, narrative: Narrative, seen: NarrativeVersion, form: RevisionForm) -> Clash:
    """Field by field what stands now beside what was typed; the next save starts from what stands."""
    fresh = access.narrative_or_404(seat, narrative.number).current
    assert fresh is not None  # a narrative is born with version 1
    form.has_now_seen(fresh.number)
    return wordings.clash(fresh, form.written, queries.texts_of(seen), queries.texts_of(fresh))


def _context(
    seat: Participation,
    narrative: Narrative,
    form: RevisionForm,
    now: dt.datetime,
) -> dict[str, Any]:
    board = board_for(seat, now)
    members = board.members(narrative.number)
    texts = {name: str(form[name].value() or "") for name in queries.GROUNDED}
    cited = queries.cited_in(seat.exercise, texts.values())
    places = {option.number: kind for option, kind in members}
    for_it = {number for text in texts.values() for number, stance in citations.cited(text) if stance == "supports"}
    odd = [
        queries.CitedOption(option, places.get(number, ""), "supports" if number in for_it else "contradicts")
        for number, option in sorted(cited.items())
    ]
    return {
        **frame(seat, "board", now),
        "board": board,
        "narrative": narrative_on(narrative),
        "form": form,
        "members": members,
        "medians": medians(seat, places, board),
        "others": [option for option in board.options if option.number not in places],
        "doubts": [each for each in odd if each.doubt],
    }


@require_safe
@never_cache
def history(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """All versions; ?from=1&to=3 shows what is different between two."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "see_narratives", now)
    narrative = access.narrative_or_404(seat, number)
    found = list(narrative.versions.select_related("author").order_by("-number"))
    compared = wordings.compared(request, found, _between)
    context = {**frame(seat, "board", now), "narrative": narrative_on(narrative), **compared}
    return render(request, "narrative_versions.html", context)


def _between(old: NarrativeVersion, new: NarrativeVersion) -> list[FieldDifference]:
    return compared_texts(queries.texts_of(old), queries.texts_of(new), queries.labels())
