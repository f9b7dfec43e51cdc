"""Master narratives: the list, one of them to read, where its name stands and which options it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exercises import access, formats
from exercises.actions.narratives import anchor_narrative, create_narrative
from exercises.actions.places import put_into_narrative, take_out_of_narrative
from exercises.analysis.agreement import Spread
from exercises.analysis.prose import Cite
from exercises.errors import ActionRefused
from exercises.forms.board import MemberForm
from exercises.forms.challenges import FORMS, ChallengeForm
from exercises.forms.narratives import AnchorForm, NewNarrativeForm
from exercises.models import Axis, Narrative, Option, Participation
from exercises.queries import narratives as queries
from exercises.queries.board import Board, BoardOption, Point, board_for, narrative_on
from exercises.queries.challenges import challenges_on
from exercises.queries.ratings import results_of
from exercises.views import drafts
from exercises.views.board import to_board
from exercises.views.frame import frame
from exercises.views.refusals import invalid, refusal, told, wants_json


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All narratives with their options, what has no place yet, and for those who may a form for a new one."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    if request.method == "POST":
        access.require(seat, "write_narratives", now)
        return _create(request, seat, now)
    draft = drafts.kept(seat, "narrative.new") if access.may(seat, "write_narratives", now) else None
    form = NewNarrativeForm(initial=draft.body if draft else {})
    return render(request, "narratives.html", {**_overview(seat, now), "form": form, "draft": draft, **_said(request)})


def _create(request: HttpRequest, seat: Participation, now: dt.datetime) -> HttpResponse:
    form = NewNarrativeForm(request.POST)
    if not form.is_valid():
        status = invalid(request, form)
        return _refused(request, seat, form, now, status)
    values = {name: form.cleaned_data[name] for name in ("nickname", "abstract")}
    x, y = form.cleaned_data["x"], form.cleaned_data["y"]
    try:
        number = create_narrative(author=seat, values=values, x=x, y=y, key=form.key_value, now=now)
    except ActionRefused as refused:
        status = told(request, form, refused)
        return _refused(request, seat, form, now, status)
    if wants_json(request):
        return JsonResponse({"narrative": number}, status=201)
    drafts.acknowledge(request, drafts.name_of(seat, "narrative.new"), _("The narrative was created."))
    return redirect("narrative", seat.exercise.slug, number)


def _refused(
    request: HttpRequest, seat: Participation, form: NewNarrativeForm, now: dt.datetime, status: int
) -> HttpResponse:
    draft = drafts.keep_refused(seat, drafts.kept(seat, "narrative.new"), form, now)
    context = {**_overview(seat, now), "form": form, "draft": draft}
    return render(request, "narratives.html", context, status=status)


def _said(request: HttpRequest) -> dict[str, str]:
    return {"acknowledged": drafts.acknowledged(request)}


def _overview(seat: Participation, now: dt.datetime) -> dict[str, Any]:
    """What narratives.html shows beside its form."""
    board = board_for(seat, now)
    accepted = [option for option in board.options if option.number and option.state == "accepted"]
    writes = "write_narratives" in board.can
    start = NewNarrativeForm.base_fields
    return {
        **frame(seat, "board", now),
        "board": board,
        "groups": [(narrative, board.members(narrative.number)) for narrative in board.narratives],
        "orphans": board.orphans(),
        "dispositions": queries.Dispositions(
            placed=sum(bool(option.memberships) for option in accepted),
            apart=sum(option.wild_card and not option.memberships for option in accepted),
            orphans=len(board.orphans()),
            rejected=queries.rejected_in(seat.exercise) if board.sees_narratives else 0,
        ),
        "coverage": queries.coverages_of(seat.exercise) if writes else {},
        "ended": queries.ended_in(seat.exercise) if writes else [],
        "opens": None if board.sees_narratives else access.opening_of(seat, "see_narratives", now),
        "anchor_axes": anchor_axes(board),
        "start": Point(start["x"].initial, start["y"].initial),
    }


@require_safe
@never_cache
def page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One narrative, to read."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    # Before the lookup: while it is sealed nobody learns which narratives there are.
    access.require(seat, "see_narratives", now)
    narrative = access.narrative_or_404(seat, number)
    return render(request, "narrative.html", {**reading(seat, narrative, now), **_said(request)})


def reading(
    seat: Participation,
    narrative: Narrative,
    now: dt.datetime,
    *,
    refused: ChallengeForm | None = None,
    answering: tuple[int, Mapping[str, Any], str] | None = None,
) -> dict[str, Any]:
    """What narrative.html shows; *refused* is a word on it that was not taken, *answering* an answer to one."""
    board = board_for(seat, now)
    shown = narrative_on(narrative)
    members = board.members(narrative.number)
    places = {option.number: kind for option, kind in members}
    passages = queries.passages_of(narrative, places)
    assert narrative.current is not None  # a narrative is born with version 1
    return {
        **frame(seat, "board", now),
        "board": board,
        "narrative": shown,
        "text": narrative.current,
        "ended": narrative if narrative.ended_at else None,
        "passages": [passage for passage in passages if passage.field != "abstract"],
        "abstract": passages[0],
        "cites": cites(seat, passages),
        "coverage": queries.coverage_of(narrative.current),
        "members": members,
        "medians": medians(seat, [option.number for option, _kind in members], board),
        "criteria": seat.exercise.criteria.all(),
        "anchor": AnchorForm(initial={"x": shown.anchor.x, "y": shown.anchor.y}),
        "anchor_axes": anchor_axes(board),
        "others": [option for option in board.options if option.number and narrative.number not in option.memberships],
        "kinds": formats.MEMBERSHIP_KINDS,
        "challenges": challenges_on(seat, narrative, now),
        "sayings": _sayings(seat, narrative, members, refused, now),
        "answering": answering,
        "answers": [(key, _(name)) for key, name in formats.ANSWERS],
    }


def _sayings(
    seat: Participation,
    narrative: Narrative,
    members: list[tuple[BoardOption, str]],
    refused: ChallengeForm | None,
    now: dt.datetime,
) -> list[tuple[ChallengeForm, drafts.Kept | None]]:
    """The forms in which an analyst says something to the narrative, each with its draft; none where it is closed."""
    is_open = access.may(seat, "challenge", now) and narrative.ended_at is None
    assert narrative.current is not None  # a narrative is born with version 1
    seen = {"seen_version": narrative.current.number}
    options = [(option.number, option.title) for option, _kind in members]
    found: list[tuple[ChallengeForm, drafts.Kept | None]] = []
    for kind, form in FORMS.items():
        if not (is_open or (refused and refused.kind == kind)):
            continue
        draft = drafts.kept(seat, f"challenge.{narrative.number}.{kind}") if kind != "support" else None
        fresh = form(initial={**seen, **(draft.body if draft else {})}, options=options)
        found.append((refused if refused and refused.kind == kind else fresh, draft))
    return found


def cites(seat: Participation, passages: Iterable[queries.Passage]) -> dict[int, Cite]:
    """Where each cited option is read, for the links in the text."""
    return {
        cited.number: Cite(reverse("option", args=[seat.exercise.slug, cited.number]), cited.title)
        for passage in passages
        for cited in passage.cited
    }


def medians(seat: Participation, numbers: Iterable[int], board: Board) -> Mapping[int, list[tuple[str, Spread]]]:
    """By option what the crowd said on each criterion; empty while that is sealed."""
    if board.sealed:
        return {}
    options = list(Option.objects.filter(exercise=seat.exercise, number__in=list(numbers)))
    results = results_of(seat.exercise, options)
    return {n: [(_(c.criterion.name), c.spread) for c in result.criteria] for n, result in results.items()}


def anchor_axes(board: Board) -> list[tuple[str, Axis]]:
    return [(key, board.axes[key]) for key in ("x", "y")]


@require_POST
def anchor(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Move the point at which the narrative's name stands."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "cluster", now)
    narrative = access.narrative_or_404(seat, number)
    form = AnchorForm(request.POST)
    if not form.is_valid():
        raise refusal(form)
    x, y = form.cleaned_data["x"], form.cleaned_data["y"]
    anchor_narrative(author=seat, narrative=narrative, x=x, y=y, now=now)
    if wants_json(request):
        return JsonResponse({"narrative": narrative.number, "x": x, "y": y})
    return redirect("narrative", slug, number)


@require_POST
def members(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give an option a place in the narrative, or end it."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "cluster", now)
    narrative = access.narrative_or_404(seat, number)
    form = MemberForm(request.POST)
    if not form.is_valid():
        raise refusal(form)
    option = access.option_or_404(seat, form.cleaned_data["option"])
    kind = _place(seat, narrative, option, form, now)
    if wants_json(request):
        return JsonResponse({"narrative": narrative.number, "option": option.number, "kind": kind})
    return back(request, seat, option, narrative)


def _place(seat: Participation, narrative: Narrative, option: Option, form: MemberForm, now: dt.datetime) -> str | None:
    what: dict[str, Any] = {"moderator": seat, "narrative": narrative.number, "options": [option.number], "now": now}
    if form.cleaned_data["remove"]:
        take_out_of_narrative(**what)
        return None
    kind: str = form.cleaned_data["kind"]
    put_into_narrative(**what, kind=kind, reason=form.cleaned_data["reason"])
    return kind


def back(
    request: HttpRequest, seat: Participation, option: Option | None, narrative: Narrative | None
) -> HttpResponseRedirect:
    """To where the form stood: the board's panel, its list, the narratives, or the narrative's page."""
    stood = request.POST.get("from", "")
    if stood == "board" and option is not None:
        return to_board(seat, option)
    if stood == "list":
        return redirect(f"{reverse('board', args=[seat.exercise.slug])}#list-heading")
    if stood == "orphans" or narrative is None:
        return redirect(f"{reverse('narratives', args=[seat.exercise.slug])}#orphans")
    return redirect("narrative", seat.exercise.slug, narrative.number)
