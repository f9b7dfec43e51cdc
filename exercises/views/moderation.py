"""What authors and staff do with an option's state: the queue, a decision, withdraw, restore, appeal, reopen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exercises import access, formats
from exercises.actions import moderation as actions
from exercises.actions.option_life import appeal_decision, restore_option, withdraw_option
from exercises.analysis.spreadsheet import comma_separated
from exercises.errors import ActionRefused
from exercises.forms.option_life import MANY, AcceptForm, AppealForm, CaseFilter, DecisionForm, ReopenForm, UndoForm
from exercises.models import Option, Participation
from exercises.queries import moderation as queries
from exercises.queries import option_rules as rules
from exercises.queries import options as option_queries
from exercises.queries import versions
from exercises.views import refusals
from exercises.views.frame import frame


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The queue of those who review; the manager may look. ?undo= offers to undo what was accepted at once."""
    seat = _staff(request, slug)
    now = access.now_in(seat.exercise)
    form = CaseFilter(request.GET)
    wanted = form.wanted()
    rows = queries.cases(seat, **wanted)
    page = Paginator(rows.values_list("pk", flat=True), queries.PAGE).get_page(request.GET.get("page"))
    undo = UndoForm({"key": request.GET.get("undo")})
    context = {
        "filter": form,
        "filtered": any(wanted.values()),
        "page": page,
        "items": queries.items_of(seat, list(page.object_list)),
        "queue": queries.queue_for(seat),
        "reviews": _reviews(seat, now),
        "purges": queries.purges_for(seat),
        "undo": undo.cleaned_data["key"] if undo.is_valid() else None,
        **frame(seat, "moderation", now),
    }
    return render(request, "moderation.html", context, status=422 if form.errors else 200)


@require_POST
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    """Accept many at once: first what that would be, then, when it is sure, the decision."""
    seat = _staff(request, slug)
    now = access.now_in(seat.exercise)
    _require_reviews(seat, now)
    form = AcceptForm(request.POST)
    try:
        if not form.is_valid():
            return _preview(request, seat, form, now, status=refusals.invalid(request, form))
        if not form.cleaned_data["sure"]:
            return _preview(request, seat, form, now)
        accepted = actions.accept_options(moderator=seat, versions=form.versions, key=form.key_value, now=now)
    except ActionRefused as refused:
        return _preview(request, seat, form, now, status=refusals.told(request, form, refused))
    if refusals.wants_json(request):
        return JsonResponse({"accepted": accepted})
    said = ngettext("%(n)s option is accepted.", "%(n)s options are accepted.", len(accepted)) % {"n": len(accepted)}
    messages.success(request, said)
    address = reverse("moderation", args=[slug])
    return HttpResponseRedirect(f"{address}?undo={form.cleaned_data['key'] or ''}")


def _preview(
    request: HttpRequest, seat: Participation, form: AcceptForm, now: dt.datetime, *, status: int = 200
) -> HttpResponse:
    """What would be accepted, and what would not and why."""
    fit: list[tuple[Option, str]] = []
    unfit: list[tuple[Option, str]] = []
    versions = form.versions
    for option in queries.chosen(seat, versions):
        against = actions.against_many(seat, option, versions[option.number], now)
        number = option.current.number if option.current else 0
        (unfit if against else fit).append((option, against or f"{option.number}:{number}"))
    context = {"form": form, "fit": fit, "unfit": unfit, **frame(seat, "moderation", now)}
    return render(request, "moderation_accept.html", context, status=status)


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back what one has accepted at once."""
    seat = _staff(request, slug)
    now = access.now_in(seat.exercise)
    _require_reviews(seat, now)
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise ActionRefused("invalid", _("Say what is to be undone."))
    back = actions.undo_acceptance(moderator=seat, key=form.cleaned_data["key"], now=now)
    said = ngettext("%(n)s option waits again.", "%(n)s options wait again.", len(back)) % {"n": len(back)}
    return _done(request, said, "moderation", slug=slug)


@require_safe
def claims(request: HttpRequest, slug: str) -> HttpResponse:
    """Who holds the options ?option=…, for a page that has heard of a change."""
    seat = _staff(request, slug)
    numbers = [int(number) for number in request.GET.getlist("option") if number.isdecimal() and len(number) < 10]
    return JsonResponse({str(number): words for number, words in queries.claims(seat, numbers[:MANY]).items()})


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every step of every case as a table, safe to open in a spreadsheet. The name is marked."""
    seat = _staff(request, slug)
    name = f"{slugify(seat.exercise.marking) or 'marked'}_{slug}_moderation.csv"
    table = comma_separated(queries.COLUMNS, queries.histories(seat))
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _staff(request: HttpRequest, slug: str) -> Participation:
    seat = access.participation_or_404(request.user, slug)
    if seat.role not in formats.STAFF:
        raise ActionRefused("not_your_role", _("Only moderators, the lead author and the manager see the queue."))
    return seat


def _reviews(seat: Participation, now: dt.datetime) -> bool:
    return access.may(seat, "triage", now) or access.may(seat, "moderate", now)


def _require_reviews(seat: Participation, now: dt.datetime) -> None:
    if not _reviews(seat, now):
        access.require(seat, "triage", now)


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
    following = queries.queue_for(seat, option).next
    if following is None:
        return _done(request, said, "moderation", slug=seat.exercise.slug)
    return _done(request, said, "review_option", slug=seat.exercise.slug, number=following.number)


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
        "queue": queries.queue_for(seat, option),
        "claim": queries.claim_words(seat, option),
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
