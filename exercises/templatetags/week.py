"""The week of an exercise as a drawing: its phases as brackets above bars of activity, an ink line for now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exercises import formats
from exercises.models import Exercise, Phase
from exercises.queries.home import BIN, activity, days_of, working_phases

register = template.Library()

TOP, BASE = 40.0, 150.0  # of the bars
BRACKET = 24.0
GAP = 2.0


@dataclass(frozen=True)
class Drawing:
    """One of the two drawings; all lengths in the units of its viewBox, one a pixel."""

    width: int
    letter: float  # how wide a letter of a label is, about
    brackets: list[dict[str, Any]] = field(default_factory=list)
    bars: list[dict[str, float]] = field(default_factory=list)
    days: list[dict[str, Any]] = field(default_factory=list)
    now: dict[str, Any] | None = None


@register.inclusion_tag("_week.html")
def week(exercise: Exercise, now: dt.datetime) -> dict[str, Any]:
    """The week so far, wide and narrow; nothing where an exercise has no days. Days are those of its zone."""
    span = days_of(exercise)
    if span is None:
        return {"drawings": []}
    counts = activity(exercise, span[0], min(span[1], now))
    phases = working_phases(exercise)
    drawings = [
        _drawing(width=width, letter=letter, span=span, phases=phases, counts=counts, now=now)
        for width, letter in ((1104, 7.0), (354, 5.5))
    ]
    return {
        "drawings": drawings,
        "zone": exercise.zone,
        "total": sum(counts.values()),
        "words": _in_words(phases, now),
    }


def _drawing(
    *,
    width: int,
    letter: float,
    span: tuple[dt.datetime, dt.datetime],
    phases: Sequence[Phase],
    counts: Mapping[dt.datetime, int],
    now: dt.datetime,
) -> Drawing:
    start, end = span
    # In UTC: two times of one zone are subtracted by the wall clock, which jumps twice a year.
    origin = start.astimezone(dt.UTC)
    scale = width / (end.astimezone(dt.UTC) - origin).total_seconds()

    def across(moment: dt.datetime) -> float:
        return round((moment.astimezone(dt.UTC) - origin).total_seconds() * scale, 1)

    return Drawing(
        width=width,
        letter=letter,
        brackets=[_bracket(phase, across, letter, now) for phase in phases],
        bars=_bars(counts, across),
        days=_days(start, end, across, letter, width),
        now=_now(now, start, end, across, width),
    )


def _bracket(phase: Phase, across: Any, letter: float, now: dt.datetime) -> dict[str, Any]:
    left, right = across(phase.opens_at) + 1, across(phase.closes_at) - 1
    name = _(formats.PHASES[phase.kind])  # type: ignore[index]
    state = "now" if phase.opens_at <= now < phase.closes_at else "done" if phase.closes_at <= now else "next"
    fits = state == "now" or len(name) * letter <= right - left + GAP
    path = f"M{left:.1f} {BRACKET + 6:g}V{BRACKET:g}H{right:.1f}V{BRACKET + 6:g}"
    return {"name": name if fits else "", "x": round(left, 1), "path": path, "state": state}


def _bars(counts: Mapping[dt.datetime, int], across: Any) -> list[dict[str, float]]:
    highest = max(counts.values(), default=0)
    bars = []
    for begin, n in counts.items():
        x, height = across(begin), max(n / highest * (BASE - TOP), 1.5)
        wide = max(across(begin + BIN) - x - GAP / 2, 1)
        bars.append({"x": x, "y": round(BASE - height, 1), "width": round(wide, 1), "height": round(height, 1)})
    return bars


def _days(start: dt.datetime, end: dt.datetime, across: Any, letter: float, width: int) -> list[dict[str, Any]]:
    """A line at every midnight and a name where there is room: all of them, or every second, third …"""
    count = max((end.date() - start.date()).days, 1)
    pattern = "D j" if width / count > 8 * letter else "D"
    step = max(1, round(4 * letter / (width / count)))
    days = []
    for n in range(count):
        day = start + dt.timedelta(days=n)  # of the wall clock: the zone goes along
        days.append({"x": across(day), "name": "" if n % step else date_format(day, pattern)})
    return days


def _now(now: dt.datetime, start: dt.datetime, end: dt.datetime, across: Any, width: int) -> dict[str, Any] | None:
    if not start <= now < end:
        return None
    zone = start.tzinfo
    assert isinstance(zone, ZoneInfo)
    x = across(now)
    late = x > width * 0.8
    label = _("Now, %(time)s") % {"time": date_format(now.astimezone(zone), "D H:i")} if width > 600 else _("Now")
    return {"x": x, "text_x": x - 7 if late else x + 7, "anchor": "end" if late else "start", "label": label}


def _in_words(phases: Sequence[Phase], now: dt.datetime) -> str:
    names = ", ".join(_(formats.PHASES[phase.kind]) for phase in phases)  # type: ignore[index]
    present = next((p for p in phases if p.opens_at <= now < p.closes_at), None)
    if present is None:
        return _("Phases: %(names)s.") % {"names": names}
    here = _(formats.PHASES[present.kind])  # type: ignore[index]
    return _("Phases: %(names)s. Now: %(here)s.") % {"names": names, "here": here}
