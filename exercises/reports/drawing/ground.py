"""What lies under and around the options: frame, axes, a breath of each narrative's colour, names and poles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exercises.analysis.labelling import Box, Point
from exercises.analysis.lettering import cut, text_width
from exercises.reports.drawing.model import Format, Layout, Name, Poles
from exercises.reports.drawing.strokes import (
    INK_3,
    LINE_STRONG,
    SERIF,
    box,
    escape,
    hue,
    line,
    n,
    text,
    words_of,
)

WIDER = 1.1  # our serif letters than the sans ones that are measured

Corner = tuple[tuple[Name, ...], tuple[Name, ...]]


def corners(names: Sequence[Name], *, top: bool) -> Corner:
    """The names above or below the plot, at the left and at the right."""
    here = [name for name in names if (name.y >= 0) == top]
    return tuple(name for name in here if name.x < 0), tuple(name for name in here if name.x >= 0)


def own_row(form: Format) -> bool:
    """Whether the poles above and below have a line of their own, because names fill the other."""
    return form.key == "narrow"


def ground(names: Sequence[Name], layout: Layout) -> Iterable[str]:
    plot = layout.plot
    seen: set[tuple[bool, bool]] = set()
    for name in names:
        corner = name.x >= 0, name.y >= 0
        if corner not in seen:
            seen.add(corner)
            yield _tint(plot, name, *corner, f"board-{layout.form.key}-{len(seen)}")
    middle_x, middle_y = plot.x + plot.width / 2, plot.y + plot.height / 2
    frame = Box(plot.x + 0.5, plot.y + 0.5, plot.width - 1, plot.height - 1)
    yield f'<rect {box(frame)} rx="8" fill="none" class="stroke-line-strong" stroke="{LINE_STRONG}"/>'
    yield line((plot.x, middle_y), (plot.x + plot.width, middle_y), "stroke-line-strong", LINE_STRONG)
    yield line((middle_x, plot.y), (middle_x, plot.y + plot.height), "stroke-line-strong", LINE_STRONG)


def _tint(plot: Box, name: Name, right: bool, top: bool, key: str) -> str:
    x = plot.x + (plot.width / 2 if right else 0)
    y = plot.y + (0 if top else plot.height / 2)
    colour = hue(name.hue)
    return (
        f'<g data-hue="{name.hue}"><radialGradient id="{key}" cx="{int(right)}" cy="{int(not top)}" r="1.1">'
        f'<stop offset="0" class="stop-hue" stop-color="{colour}" stop-opacity="0.16"/>'
        f'<stop offset="1" class="stop-hue" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
        f'<rect {box(Box(x, y, plot.width / 2, plot.height / 2))} rx="8" fill="url(#{key})"/></g>'
    )


def names_around(layout: Layout) -> Iterable[str]:
    """The narratives' names in the margins, so that the plot stays free."""
    form, plot = layout.form, layout.plot
    lower = form.row * 0.8 if own_row(form) else 0.0
    for corner, top in ((layout.above, True), (layout.below, False)):
        for side, right in zip(corner, (False, True), strict=True):
            for row, name in enumerate(side):
                y = (
                    plot.y - 10 - lower - (len(side) - 1 - row) * form.row
                    if top
                    else plot.y + plot.height + lower + form.row * (row + 1) - form.row * 0.22
                )
                yield _name(name, plot.x + plot.width if right else plot.x, y, form, right=right)


def _name(name: Name, x: float, y: float, form: Format, *, right: bool) -> str:
    # The margin holds the pole's name as well, or another's: a long nickname is cut, the table has it whole.
    room = (form.width - 2 * form.side) * (0.48 if own_row(form) else 0.39) / WIDER
    room -= text_width(name.numeral + " ", form.name)
    anchor = ' text-anchor="end"' if right else ""
    return (
        f'<text x="{n(x)}" y="{n(y)}"{anchor} data-hue="{name.hue}" class="name fill-hue" font-family="{SERIF}"'
        f' font-size="{n(form.name)}" font-weight="600" fill="{hue(name.hue)}">'
        f'<tspan font-weight="400">{escape(name.numeral)}</tspan>'
        f" {words_of(cut(name.nickname, form.name, room))}</text>"
    )


def poles_around(poles: Poles, layout: Layout) -> Iterable[str]:
    """What each end of the axes is called, in the middle of its side."""
    form, plot = layout.form, layout.plot
    middle_x, middle_y = plot.x + plot.width / 2, plot.y + plot.height / 2
    across, upright = form.width * (0.8 if own_row(form) else 0.19), plot.height * 0.9
    yield _pole(poles.top, (middle_x, plot.y - (7 if own_row(form) else 10)), across, form)
    yield _pole(poles.bottom, (middle_x, plot.y + plot.height + form.row * 0.74), across, form)
    yield _pole(poles.left, (plot.x - 8, middle_y), upright, form, turn=-90)
    yield _pole(poles.right, (plot.x + plot.width + 8, middle_y), upright, form, turn=90)


def _pole(words: str, at: Point, room: float, form: Format, *, turn: int = 0) -> str:
    """At the sides it is turned, so that the plot stays free."""
    turned = f' transform="rotate({turn} {n(at[0])} {n(at[1])})"' if turn else ""
    shown = cut(words, form.small, room)
    return text(shown, at, form.small, anchor="middle", css="fill-ink-3", colour=INK_3, weight=600, more=turned)
