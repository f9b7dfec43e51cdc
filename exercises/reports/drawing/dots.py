"""The options on the drawing: dot with number, spread, where the crowd has it, title."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from exercises.analysis.labelling import Box, Dot, Label, Point
from exercises.reports.drawing.model import Layout, Mark
from exercises.reports.drawing.strokes import INK, INK_3, PAPER, SANS, box, circle, escape, hue, line, n, text, words_of

FADED = 80  # more options than this: their lines of spread are fainter
PUSHED = 3.0  # a dot this much further off than its radius shows where it belongs


def at(x: float, y: float, plot: Box) -> Point:
    """A place on the board, −1…+1, on the drawing; the edge of the board lies a little inside the frame."""
    return plot.x + plot.width * (0.5 + 0.47 * x), plot.y + plot.height * (0.5 - 0.46 * y)


RING = 2.8  # what a dashed edge stands off


def radius(mark: Mark, most: int, largest: float) -> float:
    """Area as the number of raters, between half of the largest and the largest; a dashed edge lies outside of it."""
    inner = largest * max(0.72, math.sqrt(mark.raters / most)) if most else largest * 0.72
    return inner + (RING if mark.unclear else 0.0)


def options(marks: Sequence[Mark], layout: Layout, *, held: bool) -> Iterable[str]:
    """From the faint to the bold: spreads, lines to where something belongs, dots, words."""
    if layout.numbered:
        faint = 0.42 if len(marks) <= FADED else 0.2
        yield from (_whiskers(mark, layout.plot, faint) for mark in marks)
        yield from (_moved(mark, layout.plot) for mark in marks)
        pairs = zip(marks, layout.dots, layout.true, strict=True)
        yield from (_pushed(mark, dot, true) for mark, dot, true in pairs)
    yield from (_dot(mark, dot, numbered=layout.numbered) for mark, dot in zip(marks, layout.dots, strict=True))
    for mark, label in zip(marks, layout.labels, strict=True):
        if label is not None:
            yield _label(mark, label, layout.title, held=held)


def _whiskers(mark: Mark, plot: Box, opacity: float) -> str:
    """The middle half of the placements on each axis, at the crowd's median."""
    x, y = mark.spread_x, mark.spread_y
    if x is None or y is None or x.median is None or y.median is None:
        return ""
    more = f' stroke-opacity="{n(opacity)}" stroke-width="1.2" stroke-linecap="round"'
    across = line(at(x.low or 0, y.median, plot), at(x.high or 0, y.median, plot), "stroke-hue", hue(mark.hue), more)
    upright = line(at(x.median, y.low or 0, plot), at(x.median, y.high or 0, plot), "stroke-hue", hue(mark.hue), more)
    return f'<g data-hue="{mark.hue}">{across}{upright}</g>'


def _moved(mark: Mark, plot: Box) -> str:
    """From where moderators put the card to the crowd's point."""
    if mark.crowd is None:
        return ""
    there = at(*mark.crowd, plot)
    dashed = ' stroke-dasharray="2 3" stroke-opacity="0.7"'
    ring = circle(Dot(*there, 3.5), "fill-paper stroke-hue", f'fill="{PAPER}" stroke="{hue(mark.hue)}"')
    way = line(there, at(mark.x, mark.y, plot), "stroke-hue", hue(mark.hue), dashed)
    return f'<g data-hue="{mark.hue}">{way}{ring}</g>'


def _pushed(mark: Mark, dot: Dot, true: Dot) -> str:
    """A dot that made room for others shows its place by a thin line with a point at its end."""
    if math.hypot(dot.x - true.x, dot.y - true.y) < dot.radius + PUSHED:
        return ""
    thin = ' stroke-opacity="0.8" stroke-width="0.8"'
    point = circle(Dot(true.x, true.y, 1.4), "fill-hue", f'fill="{hue(mark.hue)}"')
    way = line((true.x, true.y), (dot.x, dot.y), "stroke-hue", hue(mark.hue), thin)
    return f'<g data-hue="{mark.hue}">{way}{point}</g>'


def _dot(mark: Mark, dot: Dot, *, numbered: bool) -> str:
    shape = _square(dot) if mark.number == 0 else round_dot(dot, mark.hue, divided=mark.divided, unclear=mark.unclear)
    inside = _number(mark, dot) if numbered else ""
    whole = f'<g data-hue="{mark.hue}">{shape}{inside}</g>'
    if not mark.href:
        return whole
    return f'<a href="{escape(mark.href)}" aria-label="{escape(f"PO-{mark.number} {mark.title}")}">{whole}</a>'


def _square(dot: Dot) -> str:
    half = dot.radius * 0.88
    sides = Box(dot.x - half, dot.y - half, 2 * half, 2 * half)
    return f'<rect {box(sides)} class="fill-paper stroke-ink" fill="{PAPER}" stroke="{INK}" stroke-width="1.6"/>'


def round_dot(dot: Dot, number: int, *, divided: bool, unclear: bool) -> str:
    """Filled, hollow where the crowd is divided, and with a dashed edge round it where its place is unclear."""
    colour, inner = hue(number), dot.radius - (RING if unclear else 0)
    wide = max(1.0, min(2.0, inner * 0.17))  # a small dot's edge leaves room for its number
    hollow = f'fill="{PAPER}" stroke="{colour}" stroke-width="{n(wide)}"'
    core = (
        circle(Dot(dot.x, dot.y, inner - wide / 2), "fill-paper stroke-hue", hollow)
        if divided
        else circle(Dot(dot.x, dot.y, inner), "fill-hue", f'fill="{colour}"')
    )
    if not unclear:
        return core
    edge = f'fill="none" stroke="{colour}" stroke-width="1.3" stroke-dasharray="3 2.2"'
    return circle(Dot(dot.x, dot.y, dot.radius - 0.65), "stroke-hue", edge) + core


def _number(mark: Mark, dot: Dot) -> str:
    room = dot.radius - (RING if mark.unclear else 0)
    size = min(11.0, room * (1.12 if mark.number < 100 else 0.92))
    light = mark.number and not mark.divided
    css, colour = ("fill-paper", PAPER) if light else ("ink", INK)
    place = dot.x, dot.y + size * 0.345
    return text(str(mark.number), place, size, anchor="middle", css=css, colour=colour, weight=600)


def _label(mark: Mark, label: Label, size: float, *, held: bool) -> str:
    """The title's lines with the narrative's numeral behind; a leader where it stands away."""
    lead = ""
    if label.leader:
        start, end = label.leader
        lead = line(start, end, "stroke-ink-3", INK_3, ' stroke-width="0.8"')
    rows = [_row(mark, label, row, size, held=held) for row in range(len(label.lines))]
    return f'<g data-hue="{mark.hue}" aria-hidden="true">{lead}{"".join(rows)}</g>'


def _row(mark: Mark, label: Label, row: int, size: float, *, held: bool) -> str:
    at_, last = label.box, row == len(label.lines) - 1
    x = {"start": at_.x, "middle": at_.x + at_.width / 2, "end": at_.x + at_.width}[label.anchor]
    y = at_.y + (size * (0.87 + 1.16 * row) if label.whole else at_.height)
    line_ = label.lines[row]
    tail = tail_of(mark)
    if not (last and tail):
        return text(line_, (x, y), size, anchor=label.anchor, css="ink halo", more=_halo(), held=held)
    numeral = f'<tspan class="fill-hue" fill="{hue(mark.hue)}" font-weight="600">{escape(tail)}</tspan>'
    said = words_of(line_.removesuffix(tail), numeral)
    aligned = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    return (
        f'<text x="{n(x)}" y="{n(y)}"{aligned} class="ink halo" font-family="{SANS}" font-size="{n(size)}" fill="{INK}"'
        f"{_halo()}>{said}</text>"
    )


def _halo() -> str:
    return f' stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'


def tail_of(mark: Mark) -> str:
    """The numeral of its narrative; in brackets where it only supports it."""
    return mark.numeral if mark.core or not mark.numeral else f"({mark.numeral})"
