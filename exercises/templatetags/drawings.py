"""Drawings by the server: they print, follow the theme and need no script. Geometry here, marks in the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.agreement import Spread
from exercises.analysis.spread import Cloud, Histogram
from exercises.models import Axis, Criterion
from exercises.queries.ratings import OwnSheet, Result

register = template.Library()

PLOT_WIDTH, PLOT_HEIGHT = 304, 240


@dataclass(frozen=True)
class Bar:
    """One step's share of the crowd; *height* and *top* are percent of the drawing and add up to 100."""

    height: int
    mine: bool

    @property
    def top(self) -> int:
        return 100 - self.height


@dataclass(frozen=True)
class Answer:
    """One criterion on the page of an option: one's own step below the crowd's bars, as far as there are any."""

    criterion: Criterion
    own: int | None
    abstained: str
    spread: Spread | None
    bars: list[Bar]

    @property
    def steps(self) -> list[tuple[int, str]]:
        return [(number, _(word)) for number, word in enumerate(self.criterion.steps, 1)]


@register.inclusion_tag("_answers.html")
def answers(criteria: Sequence[Criterion], own: OwnSheet | None, result: Result | None) -> dict[str, Any]:
    """One's own answers on every criterion, and the crowd's exactly above them after the reveal."""
    crowd = {r.criterion.key: r for r in result.criteria} if result else {}
    rows = []
    for criterion in criteria:
        given = own.steps.get(criterion.key) if own else None
        step = given if isinstance(given, int) else None
        said = crowd.get(criterion.key)
        rows.append(
            Answer(
                criterion=criterion,
                own=step,
                abstained=_(dict(formats.ABSTENTIONS)[given]) if isinstance(given, str) else "",
                spread=said.spread if said else None,
                bars=bars_of(said.histogram, step) if said else [],
            )
        )
    return {"rows": rows, "own": own, "result": result}


@register.filter
def bars(histogram: Histogram) -> list[Bar]:
    """The crowd's bars alone, for _distribution.html; none where fewer than five answered."""
    return bars_of(histogram, None)


def bars_of(histogram: Histogram, own: int | None) -> list[Bar]:
    """A bar a step, one's own marked; a step that somebody chose never vanishes."""
    return [
        Bar(max(round(share * 100), 3 if share else 0), step == own)
        for step, share in enumerate(histogram.shares, start=1)
    ]


@register.inclusion_tag("_mini_board.html")
def mini_board(cloud: Cloud, axes: Sequence[Axis], hue: int) -> dict[str, Any]:
    """Where the crowd put an option: its point, the middle half as an ellipse, every answer as a dot."""
    x, y = cloud.x, cloud.y
    spread = None
    if x.low is not None and x.high is not None and y.low is not None and y.high is not None:
        spread = {
            "cx": _across((x.low + x.high) / 2),
            "cy": _down((y.low + y.high) / 2),
            "rx": max((x.high - x.low) / 4 * PLOT_WIDTH, 6),
            "ry": max((y.high - y.low) / 4 * PLOT_HEIGHT, 6),
        }
    return {
        "axes": {axis.key: axis for axis in axes},
        "cloud": cloud,
        "hue": hue,
        "point": _point(x, y),
        "dots": [(_across(dx), _down(dy)) for dx, dy in cloud.dots],
        "spread": spread,
        "words": [(_(dict(formats.PLACEMENT_ANSWERS)[answer]), n) for answer, n in cloud.words.items()],
        "width": PLOT_WIDTH,
        "height": PLOT_HEIGHT,
    }


def _point(x: Spread, y: Spread) -> tuple[float, float] | None:
    return None if x.median is None or y.median is None else (_across(x.median), _down(y.median))


def _across(value: float) -> float:
    return round((value + 1) / 2 * PLOT_WIDTH, 1)


def _down(value: float) -> float:
    return round((1 - value) / 2 * PLOT_HEIGHT, 1)
