"""Master narratives: the list, one of them, where its name stands and which options it holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.forms import BaseForm, BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from exercises import access, formats
from exercises.actions.narratives import (
    TEXTS,
    anchor_narrative,
    create_narrative,
    put_into_narrative,
    revise_narrative,
    take_out_of_narrative,
)
from exercises.errors import ActionRefused
from exercises.forms.board import MemberForm
from exercises.forms.narratives import AnchorForm, NewNarrativeForm, RevisionForm
from exercises.models import Axis, Narrative, NarrativeVersion, Option, Participation
from exercises.queries.board import Board, board_for
from exercises.views import drafts
from exercises.views.board import to_board
from exercises.views.frame import frame
from exercises.views.refusals import invalid, told, wants_json


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All narratives with their options, what has no place yet, and for those who may a form for a new one."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    if request.method == "POST":
        return _create(request, seat, now)
    return _index(request, seat, now, NewNarrativeForm())


def _create(request: HttpRequest, seat: Participation, now: dt.datetime) -> HttpResponse:
    access.require(seat, "write_narratives", now)
    form = NewNarrativeForm(request.POST)
    if not form.is_valid():
        return _index(request, seat, now, form, invalid(request, form))
    values = {name: form.cleaned_data[name] for name in ("nickname", "abstract")}
    x, y = form.cleaned_data["x"], form.cleaned_data["y"]
    try:
        number = create_narrative(author=seat, values=values, x=x, y=y, key=form.key_value, now=now)
    except ActionRefused as refused:
        return _index(request, seat, now, form, told(request, form, refused))
    if wants_json(request):
        return JsonResponse({"narrative": number}, status=201)
    drafts.acknowledge(request, _draft(seat, "new"), _("The narrative was created."))
    return redirect("narrative", seat.exercise.slug, number)


def _draft(seat: Participation, what: int | str) -> str:
    """The name under which the browser keeps what is being typed."""
    return f"{seat.exercise.slug}.narrative.{what}.{seat.pk}"


def _index(
    request: HttpRequest, seat: Participation, now: dt.datetime, form: NewNarrativeForm, status: int = 200
) -> HttpResponse:
    board = board_for(seat, now)
    groups = [(narrative, board.members(narrative.number)) for narrative in board.narratives]
    placed = [option for option in board.options if option.memberships or option.wild_card]
    context = {
        **frame(seat, "board", now),
        "board": board,
        "groups": groups,
        "orphans": board.orphans(),
        "placed": len(placed),
        "countable": len([option for option in board.options if option.number]),
        "opens": None if board.sees_narratives else access.opening_of(seat, "see_narratives", now),
        "form": form,
        "draft": _draft(seat, "new"),
        "anchor_axes": _anchor_axes(form, board),
        "acknowledged": drafts.acknowledged(request),
    }
    return render(request, "narratives.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One narrative, to read; ?write opens its form; a POST saves a new version."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    # Before the lookup: while it is sealed nobody learns which narratives there are.
    access.require(seat, "write_narratives" if request.method == "POST" else "see_narratives", now)
    narrative = access.narrative_or_404(seat, number)
    if request.method == "POST":
        return _revise(request, seat, narrative, now)
    form = _revision(narrative) if "write" in request.GET else None
    if form:
        access.require(seat, "write_narratives", now)
    return _page(request, seat, narrative, now, form)


def _revise(request: HttpRequest, seat: Participation, narrative: Narrative, now: dt.datetime) -> HttpResponse:
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, narrative, now, form, status=invalid(request, form))
    seen = form.cleaned_data["seen_version"]
    try:
        version = revise_narrative(author=seat, narrative=narrative, values=form.texts(), seen_version=seen, now=now)
    except ActionRefused as refused:
        status = told(request, form, refused)
        theirs = access.narrative_or_404(seat, narrative.number)
        form.has_now_seen(refused.facts.get("version", seen))
        return _page(request, seat, theirs, now, form, clash=refused.code == "stale", status=status)
    if wants_json(request):
        return JsonResponse({"narrative": narrative.number, "version": version})
    drafts.acknowledge(
        request, _draft(seat, narrative.number), _("Saved as version %(version)s.") % {"version": version}
    )
    return redirect("narrative", seat.exercise.slug, narrative.number)


def _revision(narrative: Narrative) -> RevisionForm:
    text = narrative.current
    assert text is not None  # a narrative is born with version 1
    return RevisionForm(initial={name: getattr(text, name) for name in TEXTS} | {"seen_version": text.number})


def _page(
    request: HttpRequest,
    seat: Participation,
    narrative: Narrative,
    now: dt.datetime,
    form: RevisionForm | None,
    *,
    clash: bool = False,
    status: int = 200,
) -> HttpResponse:
    board = board_for(seat, now)
    shown = next(n for n in board.narratives if n.number == narrative.number)
    context: dict[str, Any] = {
        **frame(seat, "board", now),
        "board": board,
        "narrative": shown,
        "anchor_axes": _anchor_axes(AnchorForm(initial={"x": shown.anchor.x, "y": shown.anchor.y}), board),
        "acknowledged": drafts.acknowledged(request),
        "sections": _sections(narrative),
        "members": board.members(narrative.number),
        "others": [option for option in board.options if option.number and narrative.number not in option.memberships],
        "form": form,
        "draft": _draft(seat, narrative.number),
        "clash": clash,
        "pairs": [(field, getattr(narrative.current, field.name)) for field in form or [] if field.name in TEXTS],
        "kinds": formats.MEMBERSHIP_KINDS,
    }
    return render(request, "narrative.html", context, status=status)


def _anchor_axes(form: BaseForm, board: Board) -> list[tuple[BoundField, Axis]]:
    return [(form[key], board.axes[key]) for key in ("x", "y")]


def _sections(narrative: Narrative) -> list[tuple[Any, str]]:
    """Name and text of all that is written so far, below nickname and abstract."""
    names = {field.name: field.verbose_name for field in NarrativeVersion._meta.fields}
    texts = ((names[name], getattr(narrative.current, name)) for name in TEXTS[2:])
    return [(name, text) for name, text in texts if text]


@require_POST
def anchor(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Move the corner at which the narrative's name stands."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "cluster", now)
    narrative = access.narrative_or_404(seat, number)
    form = AnchorForm(request.POST)
    if not form.is_valid():
        raise _refusal(form)
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
        raise _refusal(form)
    option = access.option_or_404(seat, form.cleaned_data["option"])
    kind = _place(seat, narrative, option, form, now)
    if wants_json(request):
        return JsonResponse({"narrative": narrative.number, "option": option.number, "kind": kind})
    return _back(request, seat, narrative, option)


def _place(seat: Participation, narrative: Narrative, option: Option, form: MemberForm, now: dt.datetime) -> str | None:
    if form.cleaned_data["remove"]:
        take_out_of_narrative(moderator=seat, narrative=narrative, option=option, now=now)
        return None
    kind: str = form.cleaned_data["kind"]
    reason = form.cleaned_data["reason"]
    put_into_narrative(moderator=seat, narrative=narrative, option=option, kind=kind, reason=reason, now=now)
    return kind


def _back(request: HttpRequest, seat: Participation, narrative: Narrative, option: Option) -> HttpResponseRedirect:
    """To where the form stood: the board's panel or the narrative's page."""
    if request.POST.get("from") == "board":
        return to_board(seat, option)
    return redirect("narrative", seat.exercise.slug, narrative.number)


def _refusal(form: BaseForm) -> ActionRefused:
    """For forms of buttons only: there is nothing typed to keep, so the page of refusals answers."""
    fields = {name: " ".join(map(str, sentences)) for name, sentences in form.errors.items()}
    return ActionRefused("invalid", " ".join(fields.values()), fields=fields)
