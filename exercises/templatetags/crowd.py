"""What the crowd says, in words and drawings, for the pages that tell it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import formats
from exercises.analysis.consensus import Lean
from exercises.analysis.placed import WORDS
from exercises.analysis.placing import strip
from exercises.analysis.spread import Histogram
from exercises.models import Axis, Criterion
from exercises.queries.crowd import Between
from exercises.queries.reveal import Reveal, Said, Unplaced
from exercises.templatetags.drawings import bars_of

register = template.Library()

STRIP_WIDTH = 320


@register.inclusion_tag("_said.html")
def said_line(said: Said) -> dict[str, Any]:
    """One option on one criterion, with the reader's own step in ink."""
    return {
        "said": said,
        "bars": bars_of(Histogram(said.result.n, said.result.counts), said.own),
        "steps": list(enumerate(said.result.counts, 1)),
    }


@register.simple_tag
def pole_of(criterion: Criterion, lean: Lean) -> str:
    """The words of the steps at one end of the scale, or in its middle, as raters saw them."""
    steps = [_(word) for word in criterion.steps]
    upper = (lean == "for") == (criterion.good == "high")
    words = steps[2:3] if lean == "middle" else steps[3:] if upper else steps[:2]
    return " · ".join(words)


@register.simple_tag
def camps(said: Said) -> str:
    """Where the two camps sit and how large they are."""
    division = said.result.division
    if division is None or division.low is None or division.high is None:
        return ""
    steps = [_(word) for word in said.criterion.steps]
    sides = [
        ngettext("%(n)s answer at “%(words)s”", "%(n)s answers at “%(words)s”", camp.n)
        % {"n": camp.n, "words": _span([steps[step - 1] for step in camp.steps])}
        for camp in (division.low, division.high)
    ]
    told = _("%(low)s, %(high)s.") % {"low": sides[0], "high": sides[1]}
    if not division.between:
        return told
    left = ngettext("%(n)s lies between them.", "%(n)s lie between them.", division.between)
    return f"{told} {left % {'n': division.between}}"


def _span(words: list[str]) -> str:
    return words[0] if len(words) == 1 else _("%(first)s” to “%(last)s") % {"first": words[0], "last": words[-1]}


@register.filter
def on_side(entry: Between, side: str) -> str:
    """Names of the groups that mostly sit on one side."""
    return ", ".join(name or _("not said") for name in entry.on(side))


@register.inclusion_tag("_unplaced_axis.html")
def unplaced_axis(line: Unplaced, key: str, axis: Axis) -> dict[str, Any]:
    """Everybody's placement on one axis, and how many answered in words."""
    placed = line.axes[key]
    middle = None if placed.median is None else round((placed.median + 1) / 2 * STRIP_WIDTH, 1)
    words = {word: _(name) for word, name in formats.PLACEMENT_ANSWERS}
    return {
        "axis": axis,
        "placed": placed,
        "words": [(words[word], n) for word, n in zip(WORDS, placed.words, strict=False) if n],
        "strip": {"dots": strip(line.dots[key]), "middle": middle, "axis": axis},
    }


@register.inclusion_tag("_power.html")
def power_line(reveal: Reveal) -> dict[str, Any]:
    """How often a real division would have been found, for the best and the least answered option."""
    chances = sorted(result.division.power for result in reveal.results if result.division)
    return {"least": of_ten(chances[0]), "most": of_ten(chances[-1])} if chances else {}


@register.filter
def of_ten(chance: float) -> int:
    """A share 0…1 as times in ten."""
    return round(chance * 10)
