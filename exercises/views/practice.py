"""Practising before rating opens: samples, a sheet on one, and for staff what it says about the questions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exercises import access, formats
from exercises.actions.practice import mark_of, practise, write_sample
from exercises.errors import ActionRefused
from exercises.forms.practice import SampleForm
from exercises.forms.ratings import SheetForm, sheet_initial
from exercises.models import Participation, Sample
from exercises.queries import practice as practices
from exercises.queries import protocol as protocols
from exercises.views import drafts, refusals
from exercises.views.frame import frame


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The samples and one's own progress; a POST writes one, new or anew."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    form = _sample_form(request, seat)
    status = 200
    theirs = None
    if request.method == "POST":
        try:
            access.require(seat, "write_samples", now)
            if form.is_valid():
                return _written(request, seat, form, now)
            status = refusals.invalid(request, form)
        except ActionRefused as refused:
            status = refusals.told(request, form, refused)
            if refused.code == "stale":
                form.renew_seen(refused.facts["seen"])
                theirs = access.sample_or_404(seat, form.cleaned_data["number"])
    samples = practices.samples_of(seat)
    context = {
        "samples": samples,
        "done": sum(done for _sample, done in samples),
        "form": form,
        "theirs": theirs,
        "draft": f"{slug}.sample.{seat.pk}",
        "pilot": practices.pilot(seat.exercise) if seat.role in formats.STAFF else None,
        "criteria": {criterion.key: criterion for criterion in seat.exercise.criteria.all()},
        "axes": {axis.key: axis for axis in seat.exercise.axes.all()},
        "acknowledged": drafts.acknowledged(request),
        **frame(seat, "practice", now),
    }
    return render(request, "practice.html", context, status=status)


def _sample_form(request: HttpRequest, seat: Participation) -> SampleForm:
    if request.method == "POST":
        return SampleForm(request.POST)
    number = request.GET.get("edit", "")
    if not number.isdecimal() or len(number) > 3:
        return SampleForm()
    sample = access.sample_or_404(seat, int(number))
    return SampleForm(
        initial={"number": sample.number, "seen": mark_of(sample), "title": sample.title, "text": sample.text}
    )


def _written(request: HttpRequest, seat: Participation, form: SampleForm, now: dt.datetime) -> HttpResponse:
    number = write_sample(author=seat, **form.values(), key=form.key_value, now=now)
    if refusals.wants_json(request):
        return JsonResponse({"sample": number}, status=201)
    said = _("Sample %(number)s is saved.") % {"number": number}
    if form.cleaned_data["number"]:
        messages.success(request, said)  # a new sample that is being written meanwhile stays a draft
    else:
        drafts.acknowledge(request, f"{seat.exercise.slug}.sample.{seat.pk}", said)
    return redirect(reverse("practice", args=[seat.exercise.slug]) + "#samples-title")


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A sheet on a sample. Whoever may not practise, or no longer, reads the sample."""
    seat = access.participation_or_404(request.user, slug)
    sample = access.sample_or_404(seat, number)
    now = access.now_in(seat.exercise)
    form, status = _form(request, seat, sample), 200
    if request.method == "POST":
        try:
            access.require(seat, "practise", now)
            if form.is_valid():
                return _practised(request, seat, sample, form, now)
            status = refusals.invalid(request, form)
        except ActionRefused as refused:
            status = refusals.told(request, form, refused)
    context = {
        "sample": sample,
        "form": form,
        "draft": _draft(seat, sample),
        "acknowledged": drafts.acknowledged(request),
        **frame(seat, "practice", now),
    }
    return render(request, "practice_sheet.html", context, status=status)


def _form(request: HttpRequest, seat: Participation, sample: Sample) -> SheetForm:
    exercise, own = seat.exercise, practices.own_answers(seat, sample)
    seen: dict[str, Any] = {"seen_version": 1, "seen_protocol": protocols.number_in_force(exercise)}
    return SheetForm(
        request.POST if request.method == "POST" else None,
        criteria=list(exercise.criteria.all()),
        axes=list(exercise.axes.all()),
        initial={**seen, **(sheet_initial(own) if own else {})},
    )


def _practised(
    request: HttpRequest, seat: Participation, sample: Sample, form: SheetForm, now: dt.datetime
) -> HttpResponse:
    practise(person=seat, sample=sample, values=form.values(), key=form.key_value, now=now)
    if refusals.wants_json(request):
        return JsonResponse({"sample": sample.number}, status=201)
    drafts.acknowledge(request, _draft(seat, sample), _("Your practice sheet is saved. It is in no result."))
    following = practices.next_sample(seat, after=sample.number)
    slug = seat.exercise.slug
    return redirect("practise", slug=slug, number=following.number) if following else redirect("practice", slug=slug)


def _draft(seat: Participation, sample: Sample) -> str:
    return f"{seat.exercise.slug}.practise.{sample.number}.{seat.pk}"
