"""The catch-up: what a browser asks when it sees a gap, or when its socket fails."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exercises import access
from exercises.activity import Head
from exercises.errors import ActionRefused
from exercises.queries import feed
from exercises.views.refusals import problem


@require_safe
@never_cache
def events(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the log after the query's number; programs ask this, so a refusal is always problem details."""
    seat = access.participation_or_404(request.user, slug)
    log = Head(seat.exercise.stream.epoch, seat.exercise.stream.last_seq)
    try:
        known = feed.position(request.GET)
    except ActionRefused as refusal:
        return problem(refusal)
    if not feed.belongs(known, log):
        message = _("This page is from another time. Load it again.")
        return problem(ActionRefused("stale", message, facts={"reload": True}))
    page = feed.page_after(seat, known.seq)
    return JsonResponse({"epoch": log.epoch, "head": page.head, "events": page.events, "more": page.more})
