"""Where one begins: one's exercises, and the home of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exercises import access, formats
from exercises.models import Exercise, Participation
from exercises.queries import home as home_queries
from exercises.queries.challenges import answers_for
from exercises.queries.steps import Step, next_step, step_of
from exercises.views.frame import frame
from quadrant.accounts.models import User


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """One's exercises; whoever has a single one and no right to make another is taken there."""
    assert isinstance(request.user, User)  # signed in
    seats = list(home_queries.seats_of(request.user))
    if len(seats) == 1 and not request.user.may_create_exercises:
        return redirect("home", slug=seats[0].exercise.slug)
    return render(request, "start.html", {"seats": [_seat(seat) for seat in seats]})


def _seat(seat: Participation) -> dict[str, Any]:
    phase = access.phase_at(seat.exercise, access.now_in(seat.exercise))
    return {"participation": seat, "exercise": seat.exercise, "phase": phase, "step": step_of(seat.role, phase)}


@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    return render(request, "home.html", page(seat, now))


def page(seat: Participation, now: dt.datetime) -> dict[str, Any]:
    """The home of an exercise at its time *now*."""
    exercise = seat.exercise
    around = frame(seat, "home", now)
    step = next_step(seat, around["phase"])
    return {
        **around,
        "step": step,
        "step_url": _address(exercise, step),
        "days": home_queries.days_of(exercise),
        "axes": exercise.axes.all(),
        "latest": home_queries.latest(exercise, around["can"], now),
        "people": home_queries.taking_part(exercise, now),
        "answers": answers_for(seat) if seat.role == "analyst" and "see_narratives" in around["can"] else [],
        "following": _following(exercise, now) if "manage" in around["can"] else None,
    }


def _address(exercise: Exercise, step: Step) -> str:
    where = [exercise.slug] if step.number is None else [exercise.slug, step.number]
    return reverse(step.view, args=where) + step.query


def _following(exercise: Exercise, now: dt.datetime) -> dict[str, Any] | None:
    """The phase that a manager may open now, and what that brings; None in the last."""
    phases = list(exercise.phases.all())
    present = access.phase_at(exercise, now)
    after = next((phase for phase in phases if present and phase.opens_at >= present.closes_at), None)
    if after is None:
        return None
    kind: formats.PhaseKind = after.kind  # type: ignore[assignment]
    return {"phase": after, "name": _(formats.PHASES[kind]), "brings": _(formats.PHASE_BRINGS[kind])}
