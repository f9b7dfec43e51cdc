"""How the report says numbers, dates and places: one form everywhere, in the language that is active."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from django.utils import formats as localised
from django.utils.translation import gettext as _

from exercises.analysis.agreement import FEWEST, Spread, told
from exercises.reports.facts import AxisFacts, NarrativeFacts

MIDDLE = 0.15  # nearer to the middle of an axis than this a narrative lies between its poles


def whole(number: int | None) -> str:
    """A count with thousands separated; of people who are one to four, which is None, that they are few."""
    return f"<{FEWEST}" if number is None else f"{number:,}"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def step(value: float | None) -> str:
    """A median of steps 1–5: “4” or “3.5”."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def position(value: float | None) -> str:
    """A place on an axis, with a real minus: “−0.70”."""
    return "–" if value is None else f"{value:+.2f}".replace("-", "−").replace("+0.00", "0.00")


def median_and_n(spread: Spread) -> str:
    """“4 (43)”; below five the group is too small to be broken out."""
    return f"{step(spread.median)} ({whole(spread.n)})" if spread.shown else f"– (<{FEWEST})"


def middle_half(spread: Spread) -> str:
    return f"{step(spread.low)}–{step(spread.high)}" if spread.shown else "–"


def count(number: int | None) -> str:
    """A number of people; of one to four only that they are few."""
    return whole(None if number is None else told(number))


def answers(spread: Spread) -> str:
    return whole(spread.n if spread.shown else None)


def first_sentence(text: str) -> str:
    """*text* up to its first full stop, question or exclamation mark that a space follows."""
    found = re.match(r".+?[.!?…](?=\s)", text, re.DOTALL)
    return found[0] if found else text


def date(moment: dt.datetime, zone: str) -> str:
    return localised.date_format(moment.astimezone(ZoneInfo(zone)), "j F Y")


def short_day(local: dt.datetime) -> str:
    """“8 Apr”, of a time that is in its reader’s zone already."""
    return localised.date_format(local, "j M")


def moment(at: dt.datetime, zone: str) -> str:
    """“12 April 2013, 14:03 (America/Mexico_City)”."""
    return f"{localised.date_format(at.astimezone(ZoneInfo(zone)), 'j F Y, H:i')} ({zone})"


def days(start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """“8–14 April 2013”; *end* is the moment after the last day."""
    where = ZoneInfo(zone)
    first, last = start.astimezone(where), (end - dt.timedelta(microseconds=1)).astimezone(where)
    if first.date() == last.date():
        return localised.date_format(first, "j F Y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{localised.date_format(last, 'j F Y')}"
    return f"{localised.date_format(first, 'j F Y')} – {localised.date_format(last, 'j F Y')}"


def quadrant_line(narrative: NarrativeFacts, axes: tuple[AxisFacts, ...]) -> str:
    """Where a narrative's anchor lies, in the words of the axes: “Social, Internal forces”."""
    at = {"x": narrative.x, "y": narrative.y}
    return ", ".join(_on_axis(at[axis.key], axis) for axis in axes)


def _on_axis(value: float, axis: AxisFacts) -> str:
    if abs(value) < MIDDLE:
        return _("between %(one)s and %(other)s") % {"one": axis.negative, "other": axis.positive}
    return axis.positive if value > 0 else axis.negative
