"""The board: the page, what its element reads, and moving a card."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exercises import access, formats
from exercises.actions.board import move_card
from exercises.actions.freeze import may_release
from exercises.analysis.placing import strip
from exercises.errors import ActionRefused
from exercises.forms.board import MoveForm
from exercises.models import CardMove, Option, Participation
from exercises.queries.board import Board, BoardNarrative, BoardOption, as_data, board_for
from exercises.queries.board_acts import reach_of
from exercises.queries.comments import strongest_on
from exercises.queries.ratings import Result, results_of
from exercises.views.frame import frame
from exercises.views.refusals import invalid, told, wants_json

# What the page's script fetches anew by itself.
PARTS = {"list": "_board_list.html", "option": "_board_option.html", "freeze": "_board_freeze.html"}


@require_safe
@never_cache
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The board; ?option=N selects an option, ?part= answers with one part of the page."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    template = PARTS.get(request.GET.get("part", ""), "board.html")
    return render(request, template, board_context(seat, now, selected=_number(request)))


@require_safe
@never_cache
def data(request: HttpRequest, slug: str) -> HttpResponse:
    """The board as JSON; with ?option=N everybody's placement of that option instead, without any names."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    if "option" not in request.GET:
        return JsonResponse(as_data(board_for(seat, now)))
    number = _number(request)
    if number is None:
        raise Http404
    option = access.option_or_404(seat, number)
    access.require(seat, "see_results", now)
    cloud = results_of(seat.exercise, [option])[option.number].cloud
    return JsonResponse({"option": option.number, "points": cloud.dots, "words": cloud.words})


@require_POST
def move(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put a card somewhere else; 409 with its present position when somebody else was faster."""
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    access.require(seat, "cluster", now)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _again(request, seat, option, form, status=invalid(request, form))
    try:
        answer = _move(seat, option, form, now)
    except ActionRefused as refused:
        return _again(request, seat, option, form, status=told(request, form, refused))
    if wants_json(request):
        return JsonResponse(answer)
    messages.success(request, _("%(option)s was moved.") % {"option": option.label})
    return to_board(seat, option)


def _move(seat: Participation, option: Option, form: MoveForm, now: dt.datetime) -> dict[str, Any]:
    values = {name: form.cleaned_data[name] for name in ("x", "y", "seen_version", "note")}
    return move_card(moderator=seat, option=option, key=form.key_value, now=now, **values)


def to_board(seat: Participation, option: Option) -> HttpResponseRedirect:
    """Back to the board with the option selected."""
    return redirect(f"{reverse('board', args=[seat.exercise.slug])}?option={option.number}")


def _again(request: HttpRequest, seat: Participation, option: Option, form: MoveForm, *, status: int) -> HttpResponse:
    """The page with what was sent and what is wrong with it; the next try starts from what is there now."""
    context = board_context(seat, access.now_in(seat.exercise), selected=option.number)
    if context["panel"]:
        form.has_now_seen(context["panel"]["option"].moves)
        context["panel"]["form"] = form
    return render(request, "board.html", context, status=status)


def board_context(seat: Participation, now: dt.datetime, *, selected: int | None = None) -> dict[str, Any]:
    """What board.html and its parts show."""
    board = board_for(seat, now)
    option = next((option for option in board.options if option.number == selected), None)
    return {
        **frame(seat, "board", now),
        "board": board,
        "data": as_data(board),
        "groups": [(narrative, board.members(narrative.number)) for narrative in board.narratives],
        "opens": access.opening_of(seat, "see_results", now) if board.sealed else None,
        "panel": _panel(seat, board, option) if option else None,
        "may_release": bool(board.frozen and may_release(seat, board.frozen)),
        "reach": reach_of(seat) if "cluster" in board.can else None,
        "staff": formats.STAFF,
    }


def _panel(seat: Participation, board: Board, option: BoardOption) -> dict[str, Any]:
    """All about the selected option."""
    row = None if board.sealed else access.option_or_404(seat, option.number)
    result = results_of(seat.exercise, [row])[option.number] if row else None
    seen = {"seen_version": option.moves, "x": 0, "y": 0}
    here = option.position
    return {
        "option": option,
        "places": _places(board, option),
        "strips": _strips(board, result) if result else [],
        "result": result,
        "objection": strongest_on(row) if row else None,
        "last_move": _last_move(seat, option) if option.moved else None,
        "form": MoveForm(initial=seen | ({"x": here.x, "y": here.y} if here else {})),
        "choices": [(n, option.memberships.get(n.number, "")) for n in board.narratives] if option.number else [],
        "kinds": formats.MEMBERSHIP_KINDS,
    }


def _places(board: Board, option: BoardOption) -> list[tuple[BoardNarrative, str]]:
    """The narratives that hold it and as what, the core one first."""
    found = [(n, option.memberships[n.number]) for n in board.narratives if n.number in option.memberships]
    return sorted(found, key=lambda place: place[1] != "core")


def _last_move(seat: Participation, option: BoardOption) -> CardMove | None:
    moves = CardMove.objects.filter(card__option__exercise=seat.exercise, card__option__number=option.number)
    return moves.select_related("moved_by", "noted_by").last()


def _strips(board: Board, result: Result) -> list[dict[str, Any]]:
    """For each axis its poles, a dot for everybody, where the middle and the quartiles lie, in a drawing 320 wide."""
    return [
        {
            "axis": board.axes[key],
            "dots": strip([dot[place] for dot in result.cloud.dots]),
            "middle": _across(spread.median),
            "low": _across(spread.low),
            "high": _across(spread.high),
        }
        for place, (key, spread) in enumerate((("x", result.cloud.x), ("y", result.cloud.y)))
    ]


def _across(value: float | None) -> float | None:
    return None if value is None else round((value + 1) * 160, 1)


def _number(request: HttpRequest) -> int | None:
    """The option that the query names; what is no number names none."""
    asked = request.GET.get("option", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
