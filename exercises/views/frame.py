"""What every page of an exercise shows around its content."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from exercises import access, formats
from exercises.models import Exercise, Participation
from exercises.queries.moderation import count_waiting


def frame(seat: Participation, nav: str, now: dt.datetime) -> dict[str, Any]:
    """Context of base.html: exercise, who reads, the phase, what is open, and the log's number of this page.

    The number was read with the participation, before any content: what is committed while the page is
    being made is replayed by the feed, so nothing falls between page and socket.
    """
    exercise = seat.exercise
    return {
        "exercise": exercise,
        "participation": seat,
        "nav": nav,
        "now": now,
        "phase": access.phase_at(exercise, now),
        "can": access.capabilities(seat, now),
        "day_line": day_line(exercise, now),
        "to_review": count_waiting(exercise) if seat.role in formats.STAFF else 0,
        "feed": {
            "url": f"/x/{exercise.slug}/feed",
            "events_url": reverse("events", args=[exercise.slug]),
            "epoch": exercise.stream.epoch,
            "seq": exercise.stream.last_seq,
        },
    }


def day_line(exercise: Exercise, now: dt.datetime) -> str:
    """“Day 5 of 7” in the exercise's zone; before and after the days, a word."""
    zone = ZoneInfo(exercise.zone)
    days = [p for p in exercise.phases.all() if p.kind not in {"prepare", "closed"}]
    if not days:
        return ""
    first, last = days[0].opens_at.astimezone(zone).date(), days[-1].closes_at.astimezone(zone)
    # A phase that ends at midnight has had the day before as its last.
    final = (last - dt.timedelta(microseconds=1)).date()
    today = now.astimezone(zone).date()
    if today < first:
        return _("Not yet open")
    if today > final or now >= days[-1].closes_at:
        return _("Closed")
    return _("Day %(day)s of %(days)s") % {"day": (today - first).days + 1, "days": (final - first).days + 1}
