"""Options: the list, writing one, reading one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exercises import access, formats
from exercises.actions.options import submit_option
from exercises.errors import ActionRefused
from exercises.forms.options import OptionFilter, OptionForm
from exercises.models import Option, Participation
from exercises.queries import option_rules as rules
from exercises.queries import options as option_queries
from exercises.queries import ratings as rating_queries
from exercises.queries import versions
from exercises.views import drafts, refusals
from exercises.views.comments import discussion
from exercises.views.frame import frame

PAGE = 50
NEW = "option.new"


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    form = OptionFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = option_queries.listed(seat, q=wanted.get("q", ""), state=wanted.get("state", ""))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    options = list(page.object_list)
    context = {"filter": form, "page": page, "filtered": any(wanted.values()), "rows": _rows(seat, options, now)}
    return render(
        request, "options.html", {**context, **frame(seat, "options", now)}, status=422 if form.errors else 200
    )


def _rows(seat: Participation, options: list[Option], now: dt.datetime) -> list[dict[str, Any]]:
    """Each option with what its reader may see of it beside the text."""
    may = access.capabilities(seat, now)
    tags = option_queries.tags_of(options) if "see_narratives" in may else {}
    results = rating_queries.results_of(seat.exercise, options) if "see_results" in may else {}
    return [
        {"option": option, "tag": tags.get(option.number), "result": results.get(option.number)} for option in options
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    sent = request.method == "POST"
    draft = drafts.kept(seat, NEW)
    template = option_queries.latest_template(seat.exercise)
    form = OptionForm(request.POST if sent else None, template=template, initial=draft.body)
    status = 200
    try:
        access.require(seat, "submit", now)
        if sent and form.is_valid():
            number = submit_option(author=seat, values=form.values(), key=form.key_value, now=now)
            return _submitted(request, seat, draft, number)
        if sent:
            status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
    if sent:
        draft = drafts.keep_refused(seat, draft, form, now)
    context = {"form": form, "draft": draft, **frame(seat, "options", now)}
    return render(request, "option_new.html", context, status=status)


def _submitted(request: HttpRequest, seat: Participation, draft: drafts.Kept, number: int) -> HttpResponse:
    if refusals.wants_json(request):
        return JsonResponse({"number": number}, status=201)
    said = _("PO-%(number)s is submitted. Everybody in the exercise can read it now.") % {"number": number}
    drafts.acknowledge(request, draft.name, said)
    return redirect("option", slug=seat.exercise.slug, number=number)


@require_safe
def page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    before, after = option_queries.neighbours(option)
    context = {
        "option": option,
        "sections": option_queries.sections(option),
        "before": before,
        "after": after,
        "criteria": list(seat.exercise.criteria.all()),
        "axes": list(seat.exercise.axes.all()),
        "opening": access.opening_of(seat, "see_results", now),
        "acknowledged": drafts.acknowledged(request),
        **_life(seat, option, now),
        **_judgments(seat, option, access.capabilities(seat, now)),
        **discussion(request, seat, option, now),
        **frame(seat, "options", now),
    }
    return render(request, "option.html", context)


def _life(seat: Participation, option: Option, now: dt.datetime) -> dict[str, Any]:
    """Its state and how it came to it, and what is open to this reader (_option_status.html, _option_history.html)."""
    steps = versions.history(seat, option)
    return {
        "open": rules.open_to(seat, option, now),
        "history": steps,
        "decision": next((step for step in steps if step.decision.verdict == option.state), None),
        "concerns": versions.concerns(seat, option),
        "until": rules.grace_ends(option),
    }


def _judgments(seat: Participation, option: Option, may: frozenset[formats.Capability]) -> dict[str, Any]:
    """One's own sheet, and the crowd's answers and the narrative as far as they are open to this reader."""
    own = rating_queries.own_sheet(seat, option) if seat.role == "analyst" else None
    result = rating_queries.results_of(seat.exercise, [option])[option.number] if "see_results" in may else None
    tags = option_queries.tags_of([option]) if "see_narratives" in may else {}
    return {
        "own": own,
        "result": result,
        "tag": tags.get(option.number),
        "judgeable": "rate" in may and option.author_id != seat.pk and option.state in formats.STANDING_STATES,
    }
