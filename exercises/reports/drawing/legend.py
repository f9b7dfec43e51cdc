"""How to read the drawing: only what is in it, in lines below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.analysis.agreement import FEWEST
from exercises.analysis.labelling import Box, Dot
from exercises.analysis.lettering import cut, text_width
from exercises.reports.drawing.dots import RING, round_dot
from exercises.reports.drawing.model import Layout, Mark
from exercises.reports.drawing.strokes import INK, INK_3, PAPER, box, circle, line, text

SIZE, ROW, GAP = 12.0, 22.0, 20.0
R = 7.0  # of the samples
APART = 1.0  # the eye tells two dots by their size from this difference of radii on


@dataclass(frozen=True)
class Entry:
    """A sample *wide* units wide, drawn from its left edge and middle height, and what it means."""

    wide: float
    sample: Callable[[float, float], str]
    words: str


def legend(marks: Sequence[Mark], layout: Layout) -> tuple[list[str], float]:
    """The legend's shapes and words, and the height that they take."""
    left, right = layout.form.side, layout.form.width - layout.form.side
    x, row, parts = left, 0, []
    for entry in _entries(marks, layout):
        words = cut(entry.words, SIZE, right - left - entry.wide - 6)
        needs = entry.wide + 6 + text_width(words, SIZE)
        if x > left and x + needs > right:
            x, row = left, row + 1
        middle = layout.height + ROW * (row + 0.5)
        parts.append(f'<g data-hue="0">{entry.sample(x, middle)}</g>')
        place = x + entry.wide + 6, middle + SIZE * 0.345
        parts.append(text(words, place, SIZE, css="fill-ink-3", colour=INK_3))
        x += needs + GAP
    return parts, ROW * (row + 1) + 4 if parts else 0.0


def _entries(marks: Sequence[Mark], layout: Layout) -> Iterator[Entry]:
    options = [mark for mark in marks if mark.number]
    if options and layout.numbered:
        yield from _size(options, layout)
    if any(mark.numeral and mark.core for mark in options):
        yield Entry(9, lambda x, y: _said(x, y, "I"), _("at the core of this narrative"))
    if any(mark.numeral and not mark.core for mark in options):
        yield Entry(15, lambda x, y: _said(x, y, "(I)"), _("supports this narrative"))
    if layout.numbered and any(mark.spread_x and mark.spread_x.shown for mark in marks):
        yield Entry(18, _cross, _("middle half of the placements"))
    if any(mark.divided for mark in options):
        yield Entry(2 * R, lambda x, y: _round(x, y, divided=True), _("ratings divided"))
    if any(mark.unclear for mark in options):
        yield Entry(2 * (R + RING), lambda x, y: _round(x, y, unclear=True), _("place unclear"))
    if any(mark.crowd for mark in marks) and layout.numbered:
        yield Entry(26, _moved, _("the crowd’s point, where moderators moved it"))
    if len(options) < len(marks):
        yield Entry(2 * R, _square, _("the present policy"))


def _size(options: Sequence[Mark], layout: Layout) -> Iterator[Entry]:
    """The smallest and the largest number of raters, as large as they are drawn; one dot if they look the same."""
    few, many = (pick(mark.raters for mark in options) for pick in (min, max))
    radii = {mark.raters: dot.radius for mark, dot in zip(options, layout.dots[-len(options) :], strict=True)}
    if many:
        r = radii[many]
        small = radii[few]
        words = ngettext("%(n)s rater", "%(n)s raters", many) % {"n": many}
        if few < many:  # none are those that too few judged to be counted
            words = _("%(few)s to %(many)s raters") % {"few": few or f"<{FEWEST}", "many": many}
        if r - small < APART:
            yield Entry(2 * r, lambda x, y: _disc(x + r, y, r), words)
        else:
            yield Entry(
                2 * small + 4 + 2 * r,
                lambda x, y: _disc(x + small, y, small) + _disc(x + 2 * small + 4 + r, y, r),
                words,
            )


def _disc(x: float, y: float, r: float) -> str:
    return circle(Dot(x, y, r), "fill-hue", f'fill="{INK_3}"')


def _round(x: float, y: float, *, divided: bool = False, unclear: bool = False) -> str:
    r = R + RING if unclear else R
    return round_dot(Dot(x + r, y, r), 0, divided=divided, unclear=unclear)


def _square(x: float, y: float) -> str:
    sides = Box(x + 1, y - R + 1, 2 * R - 2, 2 * R - 2)
    return f'<rect {box(sides)} class="fill-paper stroke-ink" fill="{PAPER}" stroke="{INK}" stroke-width="1.6"/>'


def _cross(x: float, y: float) -> str:
    across = line((x, y), (x + 18, y), "stroke-hue", INK_3, ' stroke-width="1.2"')
    return across + line((x + 9, y - 6), (x + 9, y + 6), "stroke-hue", INK_3, ' stroke-width="1.2"')


def _moved(x: float, y: float) -> str:
    ring = circle(Dot(x + 4, y, 3.5), "fill-paper stroke-hue", f'fill="{PAPER}" stroke="{INK_3}"')
    return line((x + 7.5, y), (x + 26, y), "stroke-hue", INK_3, ' stroke-dasharray="2 3"') + ring


def _said(x: float, y: float, numeral: str) -> str:
    return text(numeral, (x, y + SIZE * 0.345), SIZE, css="fill-hue", colour=INK_3, weight=600)
