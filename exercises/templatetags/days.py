"""Days in templates."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def day_range(days: tuple[dt.datetime, dt.datetime]) -> str:
    """“8–14 April 2013”: from the first day to the last, whose midnight is the end; in the zone they come in."""
    first, last = days[0].date(), (days[1] - dt.timedelta(microseconds=1)).date()
    end = date_format(last, "j F Y")
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{date_format(first, 'j F' if first.year == last.year else 'j F Y')} – {end}"


@register.filter(expects_localtime=True)
def iso(moment: dt.datetime | None) -> str:
    """A moment for programs, as the filter date:"c" writes it; a page has dozens of them."""
    return moment.isoformat() if moment else ""
