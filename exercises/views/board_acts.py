"""What moderators do on the board beyond moving one card: groups, places, notes, undo, and the freeze.

The board's script sends these; each is a form as well, so that a page without script leads back to the board.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from exercises import access
from exercises.actions import places
from exercises.actions.board import Target, move_cards, note_card
from exercises.actions.freeze import freeze_board, release_board
from exercises.actions.undo import redo, undo
from exercises.forms.board import FreezeForm, GroupMoveForm, NoteForm, PlaceForm
from exercises.forms.keys import KeyedForm
from exercises.models import Participation
from exercises.queries.board_acts import reach_of
from exercises.views.board import to_board
from exercises.views.refusals import refusal, wants_json

AnyForm = TypeVar("AnyForm", bound=Form)


@require_POST
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Move several cards together; 409 with the present places of those that somebody else has moved."""
    seat, now = _moderator(request, slug)
    form = _checked(GroupMoveForm(request.POST))
    targets = [Target(*card) for card in form.cleaned_data["cards"]]
    note = form.cleaned_data["note"]
    cards = move_cards(moderator=seat, targets=targets, note=note, key=form.key_value, now=now)
    said = ngettext("%(n)s card was moved.", "%(n)s cards were moved.", len(cards)) % {"n": len(cards)}
    return _answer(request, seat, {"cards": cards}, said)


@require_POST
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Put options into a narrative, take them out, or let them stand alone."""
    seat, now = _moderator(request, slug)
    sent = request.POST.copy()
    sent["options"] = ",".join(request.POST.getlist("options"))  # boxes of a list, or numbers between commas
    form = _checked(PlaceForm(sent))
    done = _place(seat, form, now)
    changed = len(done["options"])
    said = ngettext("%(n)s option was placed.", "%(n)s options were placed.", changed) % {"n": changed}
    if not changed:
        said = _("They were there already; nothing was changed.")
    return _answer(request, seat, done, f"{said} {places.said_of(done['was'])}".strip())


def _place(seat: Participation, form: Form, now: dt.datetime) -> dict[str, Any]:
    values = form.cleaned_data
    what: dict[str, Any] = {"moderator": seat, "options": values["options"], "key": values["key"], "now": now}
    if values["do"] == "wild_card":
        return places.set_as_wild_card(**what, reason=values["reason"])
    if values["do"] == "no_wild_card":
        return places.end_wild_card(**what)
    what["narrative"] = values["narrative"]
    if values["do"] == "remove":
        return places.take_out_of_narrative(**what)
    return places.put_into_narrative(**what, kind=values["do"], reason=values["reason"])


@require_POST
def note(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say why a card lies where it was moved to."""
    seat, now = _moderator(request, slug)
    option = access.option_or_404(seat, number)
    form = _checked(NoteForm(request.POST))
    values = {name: form.cleaned_data[name] for name in ("note", "seen_version")}
    note_card(moderator=seat, option=option, key=form.key_value, now=now, **values)
    if wants_json(request):
        return JsonResponse({"option": number})
    messages.success(request, _("The note was added."))
    return to_board(seat, option)


@require_POST
def back(request: HttpRequest, slug: str) -> HttpResponse:
    """Undo what this moderator did last on the board."""
    seat, now = _moderator(request, slug)
    done = undo(moderator=seat, key=_checked(KeyedForm(request.POST)).key_value, now=now)
    return _answer(request, seat, done, done["said"])


@require_POST
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """Do again what was undone last."""
    seat, now = _moderator(request, slug)
    done = redo(moderator=seat, key=_checked(KeyedForm(request.POST)).key_value, now=now)
    return _answer(request, seat, done, done["said"])


@require_POST
def freeze(request: HttpRequest, slug: str) -> HttpResponse:
    """Let nobody change the board, for a vote."""
    seat, now = _moderator(request, slug)
    form = _checked(FreezeForm(request.POST))
    freeze_board(moderator=seat, reason=form.cleaned_data["reason"], key=form.key_value, now=now)
    return _answer(request, seat, {"frozen": True}, _("The board is frozen."))


@require_POST
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """Let it be changed again."""
    seat = access.participation_or_404(request.user, slug)
    release_board(person=seat, now=access.now_in(seat.exercise))
    return _answer(request, seat, {"frozen": False}, _("The board can be changed again."))


def _moderator(request: HttpRequest, slug: str) -> tuple[Participation, dt.datetime]:
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "cluster", now)
    return seat, now


def _checked(form: AnyForm) -> AnyForm:
    """The form, if it is right; these are buttons, so that the page of refusals answers for what is wrong."""
    if not form.is_valid():
        raise refusal(form)
    return form


def _answer(request: HttpRequest, seat: Participation, data: dict[str, Any], said: str) -> HttpResponse:
    if wants_json(request):
        reach = reach_of(seat)
        return JsonResponse({**data, "said": said, "undo": reach.undo, "redo": reach.redo})
    messages.success(request, said)
    return redirect("board", seat.exercise.slug)
