"""Judging: the queue, and one option a screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exercises import access, formats
from exercises.actions.ratings import judge_option, refuse_unjudgeable
from exercises.errors import ActionRefused
from exercises.forms.ratings import SheetForm, sheet_initial
from exercises.models import Option, Participation
from exercises.queries import options as option_queries
from exercises.queries import ratings as rating_queries
from exercises.views import drafts, refusals
from exercises.views.frame import frame


@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """An analyst's queue; for staff, while it is sealed, how many sheets each option has and nothing else."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    staff = seat.role in formats.STAFF
    if not staff and seat.role != "analyst":
        access.require(seat, "rate", now)
    context = {
        "queue": None if staff else rating_queries.queue_of(seat),
        "coverage": rating_queries.coverage(seat.exercise) if staff else None,
        "floor": formats.RATING_FLOOR,
        "opening": access.opening_of(seat, "rate", now),
        "acknowledged": drafts.acknowledged(request),
        **frame(seat, "judge", now),
    }
    return render(request, "judge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    form, status = _form(request, seat, option), 200
    try:
        access.require(seat, "rate", now)
        refuse_unjudgeable(seat, option)
        if request.method == "POST" and form.is_valid():
            return _judge(request, seat, option, form, now)
        if request.method == "POST":
            status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
        if refused.code == "stale":
            form.renew_seen_version(refused.facts["version"])
    return render(request, "judge_sheet.html", _page(request, seat, option, form, now), status=status)


def _form(request: HttpRequest, seat: Participation, option: Option) -> SheetForm:
    exercise, own = seat.exercise, rating_queries.own_sheet(seat, option)
    seen = {"seen_version": option.current.number if option.current else None}
    return SheetForm(
        request.POST if request.method == "POST" else None,
        criteria=list(exercise.criteria.all()),
        axes=list(exercise.axes.all()),
        initial={**seen, **(sheet_initial(own.answers) if own else {})},
    )


def _judge(
    request: HttpRequest, seat: Participation, option: Option, form: SheetForm, now: dt.datetime
) -> HttpResponse:
    seen: int = form.cleaned_data["seen_version"]
    pk = judge_option(rater=seat, option=option, seen_version=seen, values=form.values(), key=form.key_value, now=now)
    if refusals.wants_json(request):
        return JsonResponse({"sheet": pk}, status=201)
    said = _("Your sheet on %(option)s is saved.") % {"option": option.label}
    drafts.acknowledge(request, _draft(seat, option), said)
    following = rating_queries.queue_of(seat).next(after=option.number)
    slug = seat.exercise.slug
    return redirect("judge_option", slug=slug, number=following.number) if following else redirect("judge", slug=slug)


def _page(
    request: HttpRequest, seat: Participation, option: Option, form: SheetForm, now: dt.datetime
) -> dict[str, Any]:
    queue = rating_queries.queue_of(seat)
    return {
        "option": option,
        "sections": option_queries.sections(option),
        "form": form,
        "queue": queue,
        "following": queue.next(after=option.number),
        "draft": _draft(seat, option),
        "acknowledged": drafts.acknowledged(request),
        **frame(seat, "judge", now),
    }


def _draft(seat: Participation, option: Option) -> str:
    """With the version: answers to an older text are no draft of a sheet on this one."""
    version = option.current.number if option.current else 0
    return f"{seat.exercise.slug}.sheet.{option.number}.{version}.{seat.pk}"
