"""Drawings by the server: they print, follow the theme and need no script. Geometry here, marks in the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import template
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.agreement import ENOUGH, FEWEST, Spread
from exercises.analysis.judged import Judged
from exercises.analysis.spread import Cloud, Histogram
from exercises.forms.ratings import in_round_1
from exercises.models import Axis, Criterion
from exercises.queries.ratings import OwnSheet, Result
from exercises.queries.reveal import Said

register = template.Library()

PLOT_WIDTH, PLOT_HEIGHT = 304, 240


@dataclass(frozen=True)
class Bar:
    """One step's share of the crowd; *height* is percent of the drawing."""

    height: int
    mine: bool


@dataclass(frozen=True)
class Answer:
    """One criterion on the page of an option: one's own step below the crowd's bars, as far as there are any."""

    criterion: Criterion
    own: int | None
    abstained: str
    spread: Spread | None
    bars: list[Bar]
    said: Said | None = None  # with its camps and round 1; None where the option does not stand
    before: str = ""  # one's own answer of round 1, in words, where one has revised it

    @property
    def rounds(self) -> list[tuple[str, Judged, list[Bar]]]:
        """Round 1 and what stands now, side by side: only where five or more revised, so that none is told apart."""
        if self.said is None or self.said.before is None or not self.said.changed or not self.said.before.shown:
            return []
        return [
            (name, said, bars_of(Histogram(said.n, said.counts), None))
            for name, said in ((_("Round 1"), self.said.before), (_("With revisions"), self.said.result))
        ]

    @cached_property
    def steps(self) -> list[tuple[int, str]]:
        return [(number, _(word)) for number, word in enumerate(self.criterion.steps, 1)]


@register.inclusion_tag("_answers.html")
def answers(
    criteria: Sequence[Criterion],
    own: OwnSheet | None,
    result: Result | None = None,
    crowd_said: Mapping[str, Said] | None = None,
    first: OwnSheet | None = None,
) -> dict[str, Any]:
    """One's own answers on every criterion, and the crowd's exactly above them after the reveal.

    *first* is one's sheet of round 1 where *own* is a revision.
    """
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
                said=(crowd_said or {}).get(criterion.key),
                before=in_round_1(criterion, first.steps[criterion.key])
                if first and first.steps.get(criterion.key) not in {None, given}
                else "",
            )
        )
    compared = result is not None and result.revised >= FEWEST
    return {"rows": rows, "own": own, "result": result, "compared": compared, "enough": ENOUGH}


@register.filter
def bars(histogram: Histogram) -> list[Bar]:
    """The crowd's bars alone, for _distribution.html; none where fewer than five answered."""
    return bars_of(histogram, None)


@register.filter
def outline(bars: Sequence[Bar], mine: bool) -> str:
    """One's own bar or all others as one path: a page has dozens, and each node takes its time."""
    return "".join(
        f"M{100 * place + 2} 100v-{bar.height}h96v{bar.height}z"
        for place, bar in enumerate(bars)
        if bar.mine is mine and bar.height
    )


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
            "cx": across((x.low + x.high) / 2),
            "cy": down((y.low + y.high) / 2),
            "rx": max((x.high - x.low) / 4 * PLOT_WIDTH, 6),
            "ry": max((y.high - y.low) / 4 * PLOT_HEIGHT, 6),
        }
    return {
        "axes": {axis.key: axis for axis in axes},
        "cloud": cloud,
        "hue": hue,
        "point": _point(x, y),
        "dots": [(across(dx), down(dy)) for dx, dy in cloud.dots],
        "spread": spread,
        "words": [(_(dict(formats.PLACEMENT_ANSWERS)[answer]), n) for answer, n in cloud.words.items()],
        "width": PLOT_WIDTH,
        "height": PLOT_HEIGHT,
    }


def _point(x: Spread, y: Spread) -> tuple[float, float] | None:
    return None if x.median is None or y.median is None else (across(x.median), down(y.median))


def across(value: float) -> float:
    return round((value + 1) / 2 * PLOT_WIDTH, 1)


def down(value: float) -> float:
    return round((1 - value) / 2 * PLOT_HEIGHT, 1)
