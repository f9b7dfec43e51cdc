"""Options: the list, writing one, reading one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.defaultfilters import floatformat
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exercises import access, formats
from exercises.actions.options import submit_option
from exercises.actions.visits import note_visit
from exercises.analysis.agreement import ENOUGH
from exercises.errors import ActionRefused
from exercises.forms.options import PREFIX, OptionFilter, OptionForm, SimilarForm
from exercises.models import Criterion, Narrative, Option, Participation, Template
from exercises.queries import option_rules as rules
from exercises.queries import options as option_queries
from exercises.queries import ratings as rating_queries
from exercises.queries import search, versions
from exercises.queries.crowd import Crowd, crowd_of
from exercises.queries.reveal import said_of
from exercises.views import drafts, refusals
from exercises.views.comments import discussion
from exercises.views.frame import frame

PAGE = 50
NEW = "option.new"


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The list; a script that searches while one types asks for the list alone."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    before = note_visit(visitor=seat, place="options", now=now)
    may = access.capabilities(seat, now)
    crowd = crowd_of(seat.exercise) if "see_results" in may else None
    form = OptionFilter(request.GET, _narratives(seat) if "see_narratives" in may else None, marks=crowd is not None)
    wanted = form.wanted()
    q, new = wanted.get("q", ""), wanted.get("new", False)
    asked: dict[str, Any] = {name: wanted.get(name) for name in ("state", "narrative", "mine") if wanted.get(name)}
    if crowd and wanted.get("mark"):
        asked["numbers"] = crowd.marked(wanted["mark"])
    rows = option_queries.listed(seat, q=q, **asked, since=before if new else None)
    rows = rows.none() if new and before is None else rows
    page = Paginator(rows.values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    options = option_queries.rows_of(list(page.object_list), q)
    context = {
        "filter": form,
        "page": page,
        "q": q,
        "filtered": any(wanted.values()),
        "before": before,
        "news": option_queries.listed(seat, since=before).count() if before else 0,
        "rows": _rows(seat, options, crowd, may, before),
        **frame(seat, "options", now),
    }
    template = "_option_list.html" if request.headers.get("HX-Request") else "options.html"
    answer = render(request, template, context, status=422 if form.errors else 200)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _narratives(seat: Participation) -> list[tuple[int, str]]:
    rows = Narrative.objects.filter(exercise=seat.exercise, ended_at=None).order_by("number")
    return [
        (number, f"{formats.numeral(number)} {name}")
        for number, name in rows.values_list("number", "current__nickname")
    ]


def _rows(
    seat: Participation,
    options: list[Option],
    crowd: Crowd | None,
    may: frozenset[formats.Capability],
    before: dt.datetime | None,
) -> list[dict[str, Any]]:
    """Each option with what its reader may see of it beside the text: of the crowd's answers the first criterion."""
    tags = option_queries.tags_of(options) if "see_narratives" in may else {}
    first = seat.exercise.criteria.first() if crowd else None
    lines = _lines(crowd, first, options) if crowd and first else {}
    return [
        {
            "option": option,
            "tag": tags.get(option.number),
            "marks": crowd.marks(option.number) if crowd else None,
            "line": lines.get(option.number, ""),
            "news": _news(seat, option, before),
        }
        for option in options
    ]


def _lines(crowd: Crowd, criterion: Criterion, options: list[Option]) -> dict[int, str]:
    """What was said of each option on *criterion*, in a line; none of an option with too few answers.

    Put together here, because a template would translate the sentence anew for each of fifty rows.
    """
    line, name = _("%(n)s sheets, %(name)s %(median)s (%(low)s–%(high)s)"), _(criterion.name).lower()
    judged, found = crowd.judged_of([option.number for option in options]), {}
    for option in options:
        said, marks = judged.get((option.number, criterion.key)), crowd.marks(option.number)
        if said and marks and said.shown:
            middle = {part: floatformat(getattr(said, part)) for part in ("median", "low", "high")}
            found[option.number] = line % {"n": marks.n, "name": name, **middle}
    return found


def _news(seat: Participation, option: Option, before: dt.datetime | None) -> str:
    """What is new about an option since the reader's last visit; nobody needs to be told of what they did."""
    text = option.current
    if before is None or text is None or text.author_id == seat.pk or text.created_at <= before:
        return ""
    return _("new") if option.submitted_at > before else _("changed")


@require_safe
def similar(request: HttpRequest, slug: str) -> HttpResponse:
    """Options that sound like what is being written: a fragment beside the form, asked for while one types."""
    seat = access.participation_or_404(request.user, slug)
    form = SimilarForm(request.GET)
    text = " ".join(form.cleaned_data.values()) if form.is_valid() else ""
    context = {"exercise": seat.exercise, "similar": search.similar(seat.exercise, text)}
    return render(request, "_similar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    sent = request.method == "POST"
    draft = drafts.kept(seat, NEW)
    template = option_queries.latest_template(seat.exercise)
    form = OptionForm(request.POST if sent else None, template=template, initial=draft.body)
    preview, status = sent and "preview" in request.POST, 200
    try:
        access.require(seat, "submit", now)
        if sent and not preview and form.is_valid():
            number = submit_option(author=seat, values=form.values(), key=form.key_value, now=now)
            return _submitted(request, seat, draft, number)
        if sent and not preview:
            status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
    if sent:
        draft = drafts.keep_refused(seat, draft, form, now)
    context = {"form": form, "draft": draft, "sent": sent, **frame(seat, "options", now)}
    if preview and status == 200:
        # Not bound: what is still missing is no error of who only wants to see how it looks.
        context["form"] = OptionForm(template=template, initial=request.POST.dict())
        context |= _preview(seat, request.POST, template)
    return render(request, "option_new.html", context, status=status)


def _preview(seat: Participation, typed: QueryDict, template: Template) -> dict[str, Any]:
    """What was typed as the page of the option would show it, and what it sounds like."""
    texts = [(_(field["label"]), typed.get(PREFIX + field["key"], "")) for field in template.fields]
    title, summary = typed.get("title", ""), typed.get("summary", "")
    close = list(search.similar(seat.exercise, f"{title} {summary}".replace("\0", " ")))
    return {"preview": {"title": title, "summary": summary, "sections": texts}, "similar": close}


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
    criteria = list(seat.exercise.criteria.all())
    context = {
        "option": option,
        "sections": option_queries.sections(option),
        "before": before,
        "after": after,
        "criteria": criteria,
        "axes": list(seat.exercise.axes.all()),
        "opening": access.opening_of(seat, "see_results", now),
        "acknowledged": drafts.acknowledged(request),
        **_life(seat, option, now),
        **_judgments(seat, option, criteria, access.capabilities(seat, now)),
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


def _judgments(
    seat: Participation, option: Option, criteria: list[Criterion], may: frozenset[formats.Capability]
) -> dict[str, Any]:
    """One's own sheet, and the crowd's answers and the narrative as far as they are open to this reader."""
    sheets = rating_queries.own_sheets(seat, option) if seat.role == "analyst" else {}
    own = sheets.get(2) or sheets.get(1)
    tags = option_queries.tags_of([option]) if "see_narratives" in may else {}
    return {
        "own": own,
        "first": sheets.get(1) if 2 in sheets else None,
        "result": None,
        **(_results(seat, option, criteria, own) if "see_results" in may else {}),
        "tag": tags.get(option.number),
        "judgeable": "rate" in may and option.author_id != seat.pk and option.state in formats.STANDING_STATES,
    }


def _results(
    seat: Participation, option: Option, criteria: list[Criterion], own: rating_queries.OwnSheet | None
) -> dict[str, Any]:
    """The crowd's answers on one option, and what to know before they are believed."""
    crowd = crowd_of(seat.exercise)
    judged = crowd.judged_of([option.number])
    result = rating_queries.results_of(seat.exercise, [option], criteria=criteria, judged=judged)[option.number]
    mine = {key: step for key, step in own.steps.items() if isinstance(step, int)} if own else {}
    return {
        "result": result,
        "said": said_of(seat.exercise, crowd, option, criteria, mine),
        "placed": crowd.placed.get(option.number),
        "marks": crowd.marks(option.number),
        "enough": ENOUGH,
    }
