"""The board's replay: how it came to lie as it does, for a browser to play."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from exercises import access
from exercises.errors import ActionRefused
from exercises.models import Participation
from exercises.queries import feed, replay
from exercises.views.refusals import problem


@require_safe
@never_cache
@gzip_page
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the board's changes after ?after=N; without it the first, with the texts that they speak of."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "see_results", now)
    log = seat.exercise.stream
    try:
        known = feed.position({"after": "0", "epoch": log.epoch, **request.GET.dict()})
    except ActionRefused as refusal:
        return problem(refusal)
    if known.epoch != log.epoch:
        message = _("This page is from another time. Load it again.")
        return problem(ActionRefused("stale", message, facts={"reload": True}))
    page = replay.page_after(seat, known.seq, now)
    answer: dict[str, Any] = {"changes": page.changes, "last": page.last, "more": page.more}
    return JsonResponse(answer if known.seq else answer | _ground(seat))


def _ground(seat: Participation) -> dict[str, Any]:
    """What a replay begins with: nothing on the board, from when on, and the words for what will come."""
    exercise, now = seat.exercise, access.now_in(seat.exercise)
    return {
        "epoch": exercise.stream.epoch,
        "began": replay.began(exercise).isoformat(),
        "now": now.isoformat(),
        "days": replay.days(exercise),
        "revealed": replay.REVEALED,
        "texts": replay.texts(exercise, narratives=access.may(seat, "see_narratives", now)),
    }
