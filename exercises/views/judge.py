"""Judging: the queue, one option a screen, and the revision after the reveal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exercises import access, formats
from exercises.actions.queue import draw_portion, open_entry, resume_option, skip_option
from exercises.actions.ratings import judge_option, refuse_unjudgeable, refuse_unrevisable, revise_sheet
from exercises.errors import ActionRefused
from exercises.forms.ratings import RevisionForm, SheetForm, SkipForm, sheet_initial
from exercises.models import Option, Participation, Protocol
from exercises.queries import coverage as coverage_queries
from exercises.queries import drafts as draft_queries
from exercises.queries import options as option_queries
from exercises.queries import protocol as protocol_queries
from exercises.queries import queue as queue_queries
from exercises.queries import ratings as rating_queries
from exercises.queries.crowd import revised_by
from exercises.views import drafts, refusals
from exercises.views.frame import frame

PAGE = 100  # options on a page of the coverage
_LAST = "last_skipped"  # in the session: the option that was put aside, for the next page to tell and to offer undo


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """An analyst's queue, and with POST its next portion; for staff how many sheets there are and nothing else."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    if request.method == "POST":
        return _draw(request, seat, now)
    if seat.role in formats.STAFF:
        return render(request, "judge.html", {**_coverage(request, seat, now), **frame(seat, "judge", now)})
    if seat.role != "analyst":
        access.require(seat, "rate", now)
    context = {
        "queue": queue_queries.queue_of(seat),
        "sheets": queue_queries.judged_by(seat),
        "revised": revised_by(seat) if access.may(seat, "see_results", now) else frozenset(),
        "opening": access.opening_of(seat, "rate", now),
        "protocol": protocol_queries.in_force(seat.exercise),
        "acknowledged": drafts.acknowledged(request),
        "last": request.session.pop(_LAST, None),
        **frame(seat, "judge", now),
    }
    return render(request, "judge.html", context)


def _coverage(request: HttpRequest, seat: Participation, now: dt.datetime) -> dict[str, Any]:
    page = Paginator(coverage_queries.coverage(seat.exercise), PAGE).get_page(request.GET.get("page"))
    groups = coverage_queries.coverage_by_group(seat.exercise)
    opening = next((p for p in seat.exercise.phases.all() if p.kind == "rate" and p.opens_at > now), None)
    return {
        "coverage": page.object_list,
        "page": page,
        "groups": groups,
        "floor": seat.exercise.rating_floor,
        "opening": opening,
    }


def _draw(request: HttpRequest, seat: Participation, now: dt.datetime) -> HttpResponse:
    numbers = draw_portion(rater=seat, now=now)
    if refusals.wants_json(request):
        return JsonResponse({"options": numbers}, status=201)
    return redirect(_waiting(seat))


@dataclass(frozen=True)
class _Sitting:
    """One person before one option, now, with what was *sent*."""

    seat: Participation
    option: Option
    now: dt.datetime
    sent: dict[str, str]

    @cached_property
    def own(self) -> dict[int, rating_queries.OwnSheet]:
        """Their sheets on the option by round."""
        return rating_queries.own_sheets(self.seat, self.option)

    @cached_property
    def revising(self) -> bool:
        """Whether it is the second round for them: who did not judge in time has nothing to revise.

        A sheet of round 1 that was taken before may be sent again, because its answer did not arrive.
        """
        if not access.may(self.seat, "revise", self.now) or 1 not in self.own:
            return False
        return "reason" in self.sent or not draft_queries.was_submitted(self.seat, self.sent)

    @property
    def place(self) -> str:
        return f"sheet.{self.option.number}"

    @cached_property
    def protocol(self) -> Protocol | None:
        """The wording that the page shows, once one is fixed."""
        return protocol_queries.in_force(self.seat.exercise)

    @cached_property
    def draft(self) -> drafts.Kept:
        """With the version: answers to an older text are no draft of a sheet on this one."""
        version = self.option.current.number if self.option.current else 0
        return drafts.kept(self.seat, self.place, base=version)

    def refuse_early(self) -> None:
        """What the action would refuse whatever is answered: said before anything is asked."""
        if not self.revising:
            access.require(self.seat, "rate", self.now)
        refuse_unjudgeable(self.seat, self.option)
        if self.revising:
            refuse_unrevisable(self.seat, self.option)


def _sitting(request: HttpRequest, slug: str, number: int) -> _Sitting:
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    return _Sitting(seat, option, access.now_in(seat.exercise), request.POST.dict())


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The sheet on one option: judged while rating is open, revised once in a phase that opens it."""
    at = _sitting(request, slug, number)
    form, status = _form(at, request.POST if request.method == "POST" else None), 200
    try:
        if request.method == "POST" and form.is_valid():
            return _revise(request, at, form) if at.revising else _judge(request, at, form)
        at.refuse_early()
        if request.method == "POST":
            status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
        form.renew_seen(**refused.facts)
    page = _page(request, at, form, SkipForm())
    if request.method == "POST":
        page["draft"] = drafts.keep_refused(at.seat, at.draft, form, at.now)
    return render(request, "judge_sheet.html", page, status=status)


def _form(at: _Sitting, sent: QueryDict | None) -> SheetForm:
    exercise = at.seat.exercise
    return (RevisionForm if at.revising else SheetForm)(
        sent,
        criteria=list(exercise.criteria.all()),
        axes=list(exercise.axes.all()),
        initial=_shown_first(at) if sent is None else None,
        before=at.own[1].answers if at.revising else None,
    )


def _shown_first(at: _Sitting) -> dict[str, Any]:
    """What the sheet shows before anything is sent: the draft, else one's last answers."""
    version = at.option.current
    return {
        "seen_version": version and version.number,
        "seen_protocol": at.protocol.number if at.protocol else 0,
        **(sheet_initial(at.own[1].answers) if 1 in at.own else {}),
        **at.draft.body,
    }


def _judge(request: HttpRequest, at: _Sitting, form: SheetForm) -> HttpResponse:
    seat, option = at.seat, at.option
    pk = judge_option(rater=seat, option=option, values=form.values(), key=form.key_value, now=at.now, **form.seen())
    open_still = access.may(seat, "rate", at.now)
    following = _waiting(seat, after=option.number) if open_still else reverse("judge", args=[seat.exercise.slug])
    change = reverse("judge_option", args=[seat.exercise.slug, option.number])
    said = _("Your sheet on %(option)s is saved.") % {"option": option.label}
    return _saved(request, at, pk, format_html('{} <a href="{}">{}</a>', said, change, _("Change it")), following)


def _revise(request: HttpRequest, at: _Sitting, form: SheetForm) -> HttpResponse:
    seat, option, reason = at.seat, at.option, form.cleaned_data["reason"]
    pk = revise_sheet(
        rater=seat,
        option=option,
        values=form.values(),
        reason=reason,
        key=form.key_value,
        now=at.now,
        **form.seen(),
    )
    said = _("Your revised sheet on %(option)s is saved. The first one stays beside it.") % {"option": option.label}
    return _saved(request, at, pk, said, reverse("option", args=[seat.exercise.slug, option.number]))


def _saved(request: HttpRequest, at: _Sitting, pk: int, said: str, following: str) -> HttpResponse:
    drafts.acknowledge(request, drafts.name_of(at.seat, at.place), said)
    if refusals.wants_json(request):
        return JsonResponse({"sheet": pk, "next": following}, status=201)
    return redirect(following)


def _waiting(seat: Participation, after: int | None = None) -> str:
    """The address of the next option that waits, other than *after*, or of the queue where none does."""
    number, slug = queue_queries.next_of(seat, after), seat.exercise.slug
    return reverse("judge", args=[slug]) if number is None else reverse("judge_option", args=[slug, number])


def _page(request: HttpRequest, at: _Sitting, form: SheetForm, skip: SkipForm) -> dict[str, Any]:
    queue, crowd = queue_queries.queue_of(at.seat), _crowd(at)
    return {
        "option": at.option,
        "sections": option_queries.sections(at.option),
        "form": form,
        "revising": at.revising,
        "protocol": at.protocol,
        "questions": [(fields, crowd.get(fields.criterion.key)) for fields in form.criterion_fields],
        "skip": skip,
        "queue": queue,
        "entry": queue.entry_of(at.option.number),
        "place": queue.place_of(at.option.number),
        "following": queue.next(after=at.option.number),
        "draft": at.draft,
        "acknowledged": drafts.acknowledged(request),
        "last": request.session.pop(_LAST, None),
        **frame(at.seat, "judge", at.now),
    }


def _crowd(at: _Sitting) -> dict[str, rating_queries.CriterionResult]:
    """What the crowd said in round 1, by criterion, for those who revise: they may see it, or they could not."""
    if not at.revising:
        return {}
    result = rating_queries.results_of(at.seat.exercise, [at.option], after_revision=False)[at.option.number]
    return {said.criterion.key: said for said in result.criteria}


@require_POST
def skip(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put an option aside, with a reason, and go on to the next."""
    at = _sitting(request, slug, number)
    access.require(at.seat, "rate", at.now)
    form = SkipForm(request.POST)
    if not form.is_valid():
        status = refusals.invalid(request, form)
        return render(request, "judge_sheet.html", _page(request, at, _form(at, None), form), status=status)
    skip_option(rater=at.seat, option=at.option, reason=form.cleaned_data["reason"], now=at.now)
    following = _waiting(at.seat, after=number)
    if refusals.wants_json(request):
        return JsonResponse({"next": following})
    request.session[_LAST] = number
    return redirect(following)


@require_POST
def resume(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take back what was put aside, and go to it."""
    seat = access.participation_or_404(request.user, slug)
    resume_option(rater=seat, option=access.option_or_404(seat, number), now=access.now_in(seat.exercise))
    return redirect("judge_option", slug=slug, number=number)


@require_POST
def opened(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The browser's word that an option is on the screen; a page that was only fetched ahead says nothing."""
    seat = access.participation_or_404(request.user, slug)
    open_entry(rater=seat, option=access.option_or_404(seat, number), now=access.now_in(seat.exercise))
    return HttpResponse(status=204)
