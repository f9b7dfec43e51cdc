"""What becomes of narratives and options beside their texts: an end and a return, a turn, a place of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises import access
from exercises.actions.dispositions import order_members
from exercises.actions.narrative_life import end_narrative, restore_narrative
from exercises.actions.places import end_wild_card, set_as_wild_card
from exercises.forms.dispositions import ApartForm, TurnForm
from exercises.queries.board import board_for
from exercises.views.narratives import back
from exercises.views.refusals import refusal, wants_json


@require_POST
def end(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """End a narrative that was a mistake; the list offers it back."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "cluster", now)
    narrative = access.narrative_or_404(seat, number)
    end_narrative(author=seat, narrative=narrative, now=now)
    if wants_json(request):
        return JsonResponse({"narrative": number, "ended": True})
    messages.success(request, _("Narrative %(numeral)s has ended. It can be restored below.") % _numeral(narrative))
    return redirect("narratives", slug)


@require_POST
def restore(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let an ended narrative stand again."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "cluster", now)
    narrative = access.narrative_or_404(seat, number)
    away = restore_narrative(author=seat, narrative=narrative, now=now)
    if wants_json(request):
        return JsonResponse({"narrative": number, "away": away})
    messages.success(request, _("Narrative %(numeral)s stands again.") % _numeral(narrative))
    if away:
        names = {"options": ", ".join(f"PO-{n}" for n in away)}
        messages.warning(request, _("Not put back, because it stands elsewhere now or no more: %(options)s.") % names)
    return redirect("narrative", slug, number)


def _numeral(narrative: object) -> dict[str, object]:
    return {"numeral": getattr(narrative, "numeral", "")}


@require_POST
def order(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Move one option up or down among a narrative's options, or put them all in an order."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "cluster", now)
    narrative = access.narrative_or_404(seat, number)
    form = TurnForm(request.POST)
    if not form.is_valid():
        raise refusal(form)
    present = [option.number for option, _kind in board_for(seat, now).members(number)]
    ordered = order_members(moderator=seat, narrative=narrative, options=form.ordered(present), now=now)
    if wants_json(request):
        place = ordered.index(form.cleaned_data["which"]) + 1 if form.cleaned_data["which"] in ordered else 0
        said = _("Now at place %(place)s of %(all)s.") % {"place": place, "all": len(ordered)}
        return JsonResponse({"narrative": number, "options": ordered, "said": said})
    return back(request, seat, None, narrative)


@require_POST
def apart(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let an option stand alone, as a wild card, or take that back."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "cluster", now)
    option = access.option_or_404(seat, number)
    form = ApartForm(request.POST)
    if not form.is_valid():
        raise refusal(form)
    action = set_as_wild_card if form.cleaned_data["apart"] else end_wild_card
    action(moderator=seat, options=[option.number], now=now)
    if wants_json(request):
        return JsonResponse({"option": number, "apart": form.cleaned_data["apart"]})
    return back(request, seat, option, None)
