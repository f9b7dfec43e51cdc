"""The exercise itself: create it, look at its settings, open its next phase."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exercises import access, formats
from exercises.actions.exercise import create_exercise, open_next_phase, update_frame
from exercises.errors import ActionRefused
from exercises.forms.exercise import ExerciseForm, FrameForm, NextPhaseForm
from exercises.models import Participation
from exercises.views import refusals
from exercises.views.frame import frame
from quadrant.accounts.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)  # signed in
    if not request.user.may_create_exercises:
        raise ActionRefused("not_your_role", _("You do not have the right to create exercises."))
    form, status = _form(request), 200
    try:
        if form.is_valid():
            return _created(request, form)
        if form.is_bound:
            status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
    context = {"form": form, "preset": _preset(), "plan": _plan(request)}
    return render(request, "exercise_new.html", context, status=status)


def _form(request: HttpRequest) -> ExerciseForm:
    """What was sent; whoever only looks at the dates gets the form back as it was, without a word about the rest."""
    if request.method != "POST":
        assert isinstance(request.user, User)
        return ExerciseForm(initial={"zone": request.user.zone})
    if "preview" in request.POST and _plan(request):
        typed = dict(request.POST.items())
        return ExerciseForm(initial={**typed, "working_days": "working_days" in typed})
    return ExerciseForm(request.POST)


def _plan(request: HttpRequest) -> list[tuple[str, tuple[dt.datetime, dt.datetime]]]:
    return ExerciseForm(request.POST).plan(timezone.now()) if request.method == "POST" else []


def _created(request: HttpRequest, form: ExerciseForm) -> HttpResponse:
    assert isinstance(request.user, User)
    now = timezone.now()
    seat = create_exercise(
        creator=request.user, values=form.values(), axes=form.axes(), phases=form.phases(now), now=now
    )
    messages.success(request, _("The exercise stands. Invite people next."))
    return redirect("home", slug=seat.exercise.slug)


def _preset() -> list[tuple[str, int]]:
    """Names of the preset's phases and their days."""
    return [(formats.PHASES[kind], days) for kind, days in formats.PRESETS["one_week"]]


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    initial = {name: getattr(seat.exercise, name) for name in FrameForm.base_fields}
    form = FrameForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        access.require(seat, "manage", now)
        if form.is_valid():
            update_frame(manager=seat, values=form.values(), now=now)
            messages.success(request, _("Saved."))
            return redirect("settings", slug=slug)
        status = refusals.invalid(request, form)
    context = {"form": form, **_overview(seat), **frame(seat, "settings", now)}
    return render(request, "settings.html", context, status=status)


def _overview(seat: Participation) -> dict[str, object]:
    exercise = seat.exercise
    return {"phases": exercise.phases.all(), "axes": exercise.axes.all(), "criteria": exercise.criteria.all()}


@require_POST
def next_phase(request: HttpRequest, slug: str) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "manage", now)
    form = NextPhaseForm(request.POST)
    if not form.is_valid():
        raise ActionRefused("invalid", _("Say which phase you saw as the present one."))
    phase = open_next_phase(manager=seat, seen_phase=form.cleaned_data["seen_phase"], now=now)
    name = _(formats.PHASES[phase.kind])  # type: ignore[index]
    messages.success(request, _("“%(phase)s” is open.") % {"phase": name})
    return redirect("home", slug=slug)
