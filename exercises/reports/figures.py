"""Drawings of the report as SVG: the same drawing for the page, which colours it by its theme, and for print.

Colours are given twice: as presentation attributes, which a PDF shows, and as classes, which the page's style sheet
overrides. There are no style attributes and no style elements, so the content security policy stays strict.
Everything that people wrote passes through escape().
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape as xml_escape

from exercises.analysis.agreement import Spread
from exercises.reports.document import printable
from exercises.reports.labels import Box, Dot, Label, place_labels, spread_apart, text_width, wrap

INK, INK_3, LINE_STRONG, PAPER = "#1d1f23", "#6b6961", "#cfc9bc", "#ffffff"
HUES = {0: "#6b6961", 1: "#207e75", 2: "#b34d00", 3: "#80073f", 4: "#2a3d9b"}
SANS, SERIF = "'Source Sans 3'", "'Source Serif 4'"  # quoted: a name with a digit is no CSS identifier

LABELLED = 60  # more options than this get their number alone
NUMBERED = 160  # and more than this a small dot without


@dataclass(frozen=True)
class Mark:
    """An option on the drawing, −1…+1 on both axes. *core*: filled, else only outlined in its narrative's colour."""

    number: int
    title: str
    x: float
    y: float
    raters: int
    hue: int = 0
    core: bool = True
    numeral: str = ""
    spread_x: Spread | None = None
    spread_y: Spread | None = None
    href: str = ""


@dataclass(frozen=True)
class Name:
    """A narrative at its anchor."""

    numeral: str
    nickname: str
    x: float
    y: float
    hue: int


@dataclass(frozen=True)
class Poles:
    left: str
    right: str
    bottom: str
    top: str


@dataclass(frozen=True)
class Format:
    """Sizes of a drawing; *row* is the height of a line of names outside the plot."""

    key: str
    width: float
    plot_height: float
    row: float
    name: float
    small: float
    largest: float
    labels: bool


WIDE = Format("wide", 1032, 560, 30, 20, 13, 12.5, labels=True)
# A sheet is upright: at the width of its text the wide drawing's words would be too small to read.
PRINT = Format("print", 720, 740, 30, 19, 13, 12.5, labels=True)
NARROW = Format("narrow", 390, 400, 22, 15, 12, 10, labels=False)


def board(marks: Sequence[Mark], names: Sequence[Name], poles: Poles, *, title: str, alt: str, form: Format) -> str:
    """The 2×2 board: a dot per option, as large as its raters are many, with the middle half of placements as lines."""
    above, below = _corners(names, top=True), _corners(names, top=False)
    head, foot = form.row * max(1, *map(len, above)), form.row * max(1, *map(len, below))
    plot = Box(0, head + 4, form.width, form.plot_height)
    height = plot.y + plot.height + foot + 6
    dots = [Dot(*_at(mark, plot), _radius(mark, marks, form)) for mark in marks]
    if len(marks) <= NUMBERED:
        dots = spread_apart(dots, plot)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(form.width)} {_n(height)}"'
            f' class="board-figure" role="group" aria-labelledby="board-{form.key}-title board-{form.key}-alt">'
        ),
        f'<title id="board-{form.key}-title">{escape(title)}</title>',
        f'<desc id="board-{form.key}-alt">{escape(alt)}</desc>',
        *_ground(plot, names, form),
        *_names(above, below, plot, form),
        *_poles(poles, above, below, plot, form),
        *(_whiskers(mark, plot) for mark in marks if len(marks) <= NUMBERED),
        *(_dot(mark, dot, numbered=len(marks) <= NUMBERED) for mark, dot in zip(marks, dots, strict=True)),
    ]
    if form.labels and len(marks) <= LABELLED:
        parts += _labels(marks, dots, poles, plot, form)
    return "".join([*parts, "</svg>"])


def escape(text: str) -> str:
    """*text* as the content or the attribute of an XML element."""
    return xml_escape(printable(text), {'"': "&quot;", "'": "&apos;"})


def _n(value: float) -> str:
    """A number as SVG reads it, at most two places, in no language's notation."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _at(mark: Mark, plot: Box) -> tuple[float, float]:
    return _x(mark.x, plot), _y(mark.y, plot)


def _x(value: float, plot: Box) -> float:
    return plot.x + plot.width * (0.5 + 0.47 * value)


def _y(value: float, plot: Box) -> float:
    return plot.y + plot.height * (0.5 - 0.46 * value)


def _radius(mark: Mark, marks: Sequence[Mark], form: Format) -> float:
    """Area as the number of raters, between three fifths of the largest radius and the largest."""
    if len(marks) > NUMBERED:
        return 2.5
    most = max((m.raters for m in marks), default=0) or 1
    return form.largest * max(0.72, math.sqrt(mark.raters / most))


# --- the ground --------------------------------------------------------------------------------------------


def _ground(plot: Box, names: Sequence[Name], form: Format) -> Iterable[str]:
    """The plot with a breath of each narrative's colour in its corner, and the two axes."""
    seen: set[tuple[bool, bool]] = set()
    for name in names:
        right, top = name.x >= 0, name.y >= 0
        if (right, top) in seen:
            continue
        seen.add((right, top))
        yield _tint(plot, name, right, top, f"board-{form.key}-{name.numeral}")
    middle_x, middle_y = plot.x + plot.width / 2, plot.y + plot.height / 2
    right_edge, bottom = plot.x + plot.width, plot.y + plot.height
    frame = Box(plot.x + 0.5, plot.y + 0.5, plot.width - 1, plot.height - 1)
    yield f'<rect {_box(frame)} rx="8" fill="none" class="stroke-line-strong" stroke="{LINE_STRONG}"/>'
    yield _line((plot.x, middle_y), (right_edge, middle_y), "stroke-line-strong", LINE_STRONG)
    yield _line((middle_x, plot.y), (middle_x, bottom), "stroke-line-strong", LINE_STRONG)


def _tint(plot: Box, name: Name, right: bool, top: bool, key: str) -> str:
    x = plot.x + (plot.width / 2 if right else 0)
    y = plot.y + (0 if top else plot.height / 2)
    hue = HUES.get(name.hue, HUES[0])
    corner = f'cx="{int(right)}" cy="{int(not top)}" r="1.1"'
    return (
        f'<g data-hue="{name.hue}"><radialGradient id="{key}" {corner}>'
        f'<stop offset="0" class="stop-hue" stop-color="{hue}" stop-opacity="0.16"/>'
        f'<stop offset="1" class="stop-hue" stop-color="{hue}" stop-opacity="0"/></radialGradient>'
        f'<rect {_box(Box(x, y, plot.width / 2, plot.height / 2))} rx="8" fill="url(#{key})"/></g>'
    )


Point = tuple[float, float]


def _line(start: Point, end: Point, css: str, colour: str, more: str = "") -> str:
    ends = f'x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}"'
    return f'<line {ends} class="{css}" stroke="{colour}"{more}/>'


def _box(box: Box) -> str:
    return f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'


def _corners(names: Sequence[Name], *, top: bool) -> tuple[list[Name], list[Name]]:
    here = [name for name in names if (name.y >= 0) == top]
    return [n for n in here if n.x < 0], [n for n in here if n.x >= 0]


def _names(
    above: tuple[list[Name], list[Name]], below: tuple[list[Name], list[Name]], plot: Box, form: Format
) -> Iterable[str]:
    """The narratives' names in the margins, so that the plot stays free."""
    for corner, top in ((above, True), (below, False)):
        for side, right in zip(corner, (False, True), strict=True):
            for row, name in enumerate(side):
                lift = (len(side) - 1 - row) * form.row
                y = plot.y - 10 - lift if top else plot.y + plot.height + form.row * (row + 1) - form.row * 0.22
                yield _name(name, plot.x + plot.width if right else plot.x, y, form, right=right)


def _name(name: Name, x: float, y: float, form: Format, *, right: bool) -> str:
    # The margin holds the pole's name as well, or another's: a long nickname is cut, the table has it whole.
    room = form.width * (0.39 if form.labels else 0.48) - text_width(name.numeral + " ", form.name)
    (nickname, *_rest) = wrap(name.nickname, form.name, room, 1) or ("",)
    anchor = ' text-anchor="end"' if right else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}"{anchor} data-hue="{name.hue}" class="name fill-hue" font-family="{SERIF}"'
        f' font-size="{_n(form.name)}" font-weight="600" fill="{HUES.get(name.hue, HUES[0])}">'
        f'<tspan font-weight="400">{escape(name.numeral)}</tspan> {escape(nickname)}</text>'
    )


def _poles(
    poles: Poles,
    above: tuple[list[Name], list[Name]],
    below: tuple[list[Name], list[Name]],
    plot: Box,
    form: Format,
) -> Iterable[str]:
    middle_x, middle_y = plot.x + plot.width / 2, plot.y + plot.height / 2
    if form.labels:
        yield _pole(poles.top, middle_x, plot.y - 10, form, "middle")
        yield _pole(poles.bottom, middle_x, plot.y + plot.height + form.row * 0.78, form, "middle")
    else:  # there the margins belong to the names
        yield _pole(poles.top, middle_x + 6, plot.y + 15, form, "start")
        yield _pole(poles.bottom, middle_x + 6, plot.y + plot.height - 7, form, "start")
    yield _pole(poles.left, plot.x + 10, middle_y - 7, form, "start")
    yield _pole(poles.right, plot.x + plot.width - 10, middle_y - 7, form, "end")


def _pole(text: str, x: float, y: float, form: Format, anchor: str) -> str:
    (shown, *_rest) = wrap(text, form.small, form.width * 0.2, 1) or ("",)
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" class="fill-ink-3 halo" font-family="{SANS}"'
        f' font-size="{_n(form.small)}" font-weight="600" fill="{INK_3}">{escape(shown)}</text>'
    )


# --- options -----------------------------------------------------------------------------------------------


def _whiskers(mark: Mark, plot: Box) -> str:
    """The middle half of the placements on each axis, at the crowd's median."""
    x, y = mark.spread_x, mark.spread_y
    if x is None or y is None or x.median is None or y.median is None:
        return ""
    more = ' stroke-opacity="0.42" stroke-width="1.2" stroke-linecap="round"'
    at_x, at_y, hue = _x(x.median, plot), _y(y.median, plot), HUES.get(mark.hue, HUES[0])
    across = _line((_x(x.low or 0, plot), at_y), (_x(x.high or 0, plot), at_y), "stroke-hue", hue, more)
    upright = _line((at_x, _y(y.low or 0, plot)), (at_x, _y(y.high or 0, plot)), "stroke-hue", hue, more)
    return f'<g data-hue="{mark.hue}">{across}{upright}</g>'


def _dot(mark: Mark, dot: Dot, *, numbered: bool) -> str:
    hue = HUES.get(mark.hue, HUES[0])
    if mark.number == 0:
        half = dot.radius * 0.9
        square = Box(dot.x - half, dot.y - half, 2 * half, 2 * half)
        shape = f'<rect {_box(square)} class="fill-paper stroke-ink" fill="{PAPER}" stroke="{INK}" stroke-width="1.6"/>'
    else:
        shape = _circle(dot, hue, filled=mark.core)
    inside = _number(mark, dot) if numbered else ""
    whole = f'<g data-hue="{mark.hue}">{shape}{inside}</g>'
    if not mark.href:
        return whole
    return f'<a href="{escape(mark.href)}" aria-label="{escape(f"PO-{mark.number} {mark.title}")}">{whole}</a>'


def _circle(dot: Dot, hue: str, *, filled: bool) -> str:
    at = f'cx="{_n(dot.x)}" cy="{_n(dot.y)}"'
    if filled:
        return f'<circle {at} r="{_n(dot.radius)}" class="fill-hue" fill="{hue}"/>'
    return (
        f'<circle {at} r="{_n(dot.radius - 0.8)}" class="fill-paper stroke-hue" fill="{PAPER}" stroke="{hue}"'
        ' stroke-width="1.6"/>'
    )


def _number(mark: Mark, dot: Dot) -> str:
    size = min(11.0, dot.radius * (1.12 if mark.number < 100 else 0.9))
    css, colour = ("fill-paper", PAPER) if mark.core and mark.number else ("ink", INK)
    return (
        f'<text x="{_n(dot.x)}" y="{_n(dot.y + size * 0.345)}" text-anchor="middle" class="{css}" font-family="{SANS}"'
        f' font-size="{_n(size)}" font-weight="600" fill="{colour}">{mark.number}</text>'
    )


def _labels(marks: Sequence[Mark], dots: Sequence[Dot], poles: Poles, plot: Box, form: Format) -> Iterable[str]:
    middle = plot.y + plot.height / 2
    left, right = text_width(poles.left, form.small) + 20, text_width(poles.right, form.small) + 20
    taken = [
        Box(plot.x, middle - 21, left, 21),
        Box(plot.x + plot.width - right, middle - 21, right, 21),
    ]
    inner = Box(plot.x + 6, plot.y + 4, plot.width - 12, plot.height - 8)
    size = 12.5
    labels = place_labels(dots, [_label_text(mark) for mark in marks], taken, inner, size=size, width=152)
    return [_label(label, size) for label in labels if label is not None]


def _label_text(mark: Mark) -> str:
    """The title; with its narrative's numeral where otherwise the colour alone would say which it is."""
    return f"{mark.title} ({mark.numeral})" if mark.numeral else mark.title


def _label(label: Label, size: float) -> str:
    box = label.box
    x = {"start": box.x, "middle": box.x + box.width / 2, "end": box.x + box.width}[label.anchor]
    lines = "".join(
        f'<tspan x="{_n(x)}" y="{_n(box.y + size * (0.87 + 1.16 * row))}">{escape(line)}</tspan>'
        for row, line in enumerate(label.lines)
    )
    return (
        f'<text text-anchor="{label.anchor}" class="ink halo" font-family="{SANS}" font-size="{_n(size)}"'
        f' fill="{INK}" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
        f' aria-hidden="true">{lines}</text>'
    )
