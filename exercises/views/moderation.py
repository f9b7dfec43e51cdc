"""What authors and staff do with an option's state: the queue, a decision, withdraw, restore, appeal, reopen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exercises import access, formats
from exercises.actions import moderation as actions
from exercises.actions.option_life import appeal_decision, restore_option, withdraw_option
from exercises.errors import ActionRefused
from exercises.forms.option_life import AppealForm, DecisionForm, ReopenForm
from exercises.models import Option, Participation
from exercises.queries import moderation as queries
from exercises.queries import option_rules as rules
from exercises.queries import options as option_queries
from exercises.queries import versions
from exercises.views import refusals
from exercises.views.frame import frame


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The queue of those who review; the manager may look."""
    seat = _staff(request, slug)
    now = access.now_in(seat.exercise)
    context = {"queue": queries.queue_for(seat), "reviews": _reviews(seat, now), **frame(seat, "moderation", now)}
    return render(request, "moderation.html", context)


def _staff(request: HttpRequest, slug: str) -> Participation:
    seat = access.participation_or_404(request.user, slug)
    if seat.role not in formats.STAFF:
        raise ActionRefused("not_your_role", _("Only moderators, the lead author and the manager see the queue."))
    return seat


def _reviews(seat: Participation, now: dt.datetime) -> bool:
    return access.may(seat, "triage", now) or access.may(seat, "moderate", now)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One option of the queue: read it, take it up, decide."""
    seat = _staff(request, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    if request.method != "POST":
        return _page(request, seat, option, _decision(option), now)
    form, status = DecisionForm(request.POST), 422
    try:
        if form.is_valid():
            return _decide(request, seat, option, form, now)
        rules.may_review(seat, option, now)
        status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
        option = access.option_or_404(seat, number)
        form.has_now_seen(option.current.number if option.current else 0)
    return _page(request, seat, option, form, now, status=status)


def _decision(option: Option) -> DecisionForm:
    return DecisionForm(initial={"seen_version": option.current.number if option.current else None})


def _decide(
    request: HttpRequest, seat: Participation, option: Option, form: DecisionForm, now: dt.datetime
) -> HttpResponse:
    given = form.cleaned_data
    do = given["do"]
    if do in {"take", "over"}:
        actions.take_up_option(moderator=seat, option=option, now=now, over=do == "over")
        return _done(request, "", "review_option", slug=seat.exercise.slug, number=option.number)
    if do == "release":
        actions.release_option(moderator=seat, option=option, now=now)
        said = _("%(option)s is free for others again.") % {"option": option.label}
        return _done(request, said, "moderation", slug=seat.exercise.slug)
    what: dict[str, Any] = {"moderator": seat, "option": option, "seen_version": given["seen_version"], "now": now}
    what |= {"key": form.key_value, "note": given["note"]}
    said = _decided(do, what, given) % {"option": option.label}
    following = queries.queue_for(seat).next
    if following is None:
        return _done(request, said, "moderation", slug=seat.exercise.slug)
    return _done(request, said, "review_option", slug=seat.exercise.slug, number=following.option.number)


def _decided(do: str, what: dict[str, Any], given: dict[str, Any]) -> str:
    if do == "accept":
        actions.accept_option(**what)
        return _("%(option)s is accepted.")
    if do == "reject":
        actions.reject_option(**what, reason=given["reason"])
        return _("%(option)s is rejected. Its author reads why.")
    hours = given["grace_hours"] or formats.GRACE_HOURS
    actions.return_option(**what, reason=given["reason"], grace_hours=hours)
    return _("%(option)s is returned to its author.")


def _done(request: HttpRequest, said: str, view: str, **where: Any) -> HttpResponse:
    if refusals.wants_json(request):
        return JsonResponse({})
    if said:
        messages.success(request, said)
    address: HttpResponse = redirect(view, **where)
    return address


def _page(
    request: HttpRequest,
    seat: Participation,
    option: Option,
    form: DecisionForm,
    now: dt.datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    steps = versions.history(seat, option)
    context = {
        "option": option,
        "sections": option_queries.sections(option),
        "form": form,
        "queue": queries.queue_for(seat),
        "history": steps,
        "appeal": next((s.note for s in steps if s.decision.verdict == "appealed"), "") if option.appealed_at else "",
        "open": rules.open_to(seat, option, now),
        "held": option.reviewer is not None and option.reviewer_id != seat.pk,
        "mine": option.reviewer_id == seat.pk,
        **frame(seat, "moderation", now),
    }
    return render(request, "review.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    withdraw_option(author=seat, option=option, now=access.now_in(seat.exercise))
    said = _("%(option)s is withdrawn. You can restore it.") % {"option": option.label}
    return _done(request, said, "option", slug=slug, number=number)


@require_POST
def restore(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    restore_option(person=seat, option=option, now=access.now_in(seat.exercise))
    return _done(request, _("%(option)s is back.") % {"option": option.label}, "option", slug=slug, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An author disagrees with a decision."""
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    form, status = AppealForm(request.POST if request.method == "POST" else None), 200
    try:
        if form.is_valid():
            text = form.cleaned_data["text"]
            appeal_decision(author=seat, option=option, text=text, key=form.key_value, now=now)
            return _done(request, _("Your appeal is sent."), "option", slug=slug, number=number)
        rules.may_appeal(seat, option, now)
        if form.is_bound:
            status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
    decision = next((s for s in versions.history(seat, option) if s.decision.verdict == option.state), None)
    context = {"option": option, "form": form, "decision": decision, **frame(seat, "options", now)}
    return render(request, "option_appeal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The manager lets one frozen text change once more."""
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    form, status = ReopenForm(request.POST if request.method == "POST" else None), 200
    try:
        if form.is_valid():
            what = {"reason": form.cleaned_data["reason"], "until": form.until(now), "key": form.key_value}
            actions.reopen_option(manager=seat, option=option, **what, now=now)
            return _done(request, _("Moderators can change it now."), "option", slug=slug, number=number)
        rules.may_reopen(seat, option, now)
        if form.is_bound:
            status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
    return render(
        request, "option_reopen.html", {"option": option, "form": form, **frame(seat, "options", now)}, status=status
    )
