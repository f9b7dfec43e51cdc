"""The board as a picture: SVG for papers and slides, PNG for mails. Sealed as the board's results are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from exercises import access
from exercises.models import Participation
from exercises.queries.board import board_for
from exercises.queries.crowd import crowd_of
from exercises.reports import pictures
from exercises.reports.figures import NARROW, WIDE
from exercises.reports.pictures import LAYERS, Picture

# It is one person's view of one moment: no cache between may keep it, and the browser's own asks again.
kept_private = cache_control(private=True, max_age=0, must_revalidate=True)


@require_safe
@kept_private
def svg(request: HttpRequest, slug: str) -> HttpResponse:
    """The board as the reader sees it; ?narrow is for a phone, ?layer=crowd leaves the moderators' moves out."""
    seat = access.participation_or_404(request.user, slug)
    picture = _picture(request, seat)
    return _file(seat, pictures.svg(picture), "image/svg+xml", "svg")


@require_safe
@kept_private
def png(request: HttpRequest, slug: str) -> HttpResponse:
    """The same picture as an image of points."""
    seat = access.participation_or_404(request.user, slug)
    picture = _picture(request, seat)
    return _file(seat, pictures.png(picture), "image/png", "png")


def _picture(request: HttpRequest, seat: Participation) -> Picture:
    now = access.now_in(seat.exercise)
    access.require(seat, "see_results", now)
    asked = request.GET.get("layer", "")
    return pictures.picture_of(
        seat.exercise,
        board_for(seat, now),
        crowd_of(seat.exercise),
        now,
        form=NARROW if "narrow" in request.GET else WIDE,
        layer=next((layer for layer in LAYERS if layer == asked), LAYERS[0]),
        language=get_language() or "en",
    )


def _file(seat: Participation, content: str | bytes, content_type: str, ending: str) -> HttpResponse:
    """The name is marked: it stays with the file when the picture is cut out of its frame."""
    exercise = seat.exercise
    name = f"{slugify(exercise.marking) or 'marked'}_{exercise.slug}_board-{exercise.stream.last_seq}.{ending}"
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
