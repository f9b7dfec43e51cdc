"""The reveal: one page that leads through what the crowd says, at the same moment for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exercises import access
from exercises.models import Criterion
from exercises.queries import crowd as crowd_queries
from exercises.queries.reveal import reveal_of
from exercises.views.frame import frame


@require_safe
@never_cache
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What the crowd says on one criterion (?criterion=, else the first); before the reveal when it opens."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    around = frame(seat, "reveal", now)
    if "see_results" not in around["can"]:
        opens = access.opening_of(seat, "see_results", now)
        return render(request, "reveal_later.html", {**around, "opens": opens})
    criteria = list(seat.exercise.criteria.all())
    criterion = _chosen(criteria, request.GET.get("criterion", ""))
    crowd = crowd_queries.crowd_of(seat.exercise)
    people, sheets = crowd_queries.people_who_judged(seat.exercise)
    context = {
        "criteria": criteria,
        "reveal": reveal_of(seat.exercise, crowd, seat, criterion, all_of=request.GET.get("all", "")),
        "axes": {axis.key: axis for axis in seat.exercise.axes.all()},
        "people": people,
        "sheets": sheets,
    }
    return render(request, "reveal.html", {**context, **around})


def _chosen(criteria: list[Criterion], key: str) -> Criterion:
    found = next((criterion for criterion in criteria if criterion.key == key), None)
    if found is None and key:
        raise Http404
    return found or criteria[0]
