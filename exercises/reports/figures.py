"""The drawing of the board, made in this one place: for the report's page and file, and for the board's picture.

The same drawing on a page, which colours it by its theme, and in print. drawing/ holds its parts; where the words go
is analysis/labelling.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from exercises.analysis.labelling import Box, Dot, Label, Words, place_labels, spread_apart
from exercises.reports.drawing import dots, legend
from exercises.reports.drawing.ground import corners, ground, names_around, own_row, poles_around
from exercises.reports.drawing.model import FORMATS, NARROW, NUMBERED, PRINT, WIDE, Format, Layout, Mark, Name, Poles
from exercises.reports.drawing.strokes import escape, n

__all__ = [
    "FORMATS",
    "NARROW",
    "NUMBERED",
    "PRINT",
    "WIDE",
    "Format",
    "Layout",
    "Mark",
    "Name",
    "Poles",
    "board",
    "lay_out",
]

FILLED = 0.17  # of the plot, at most, by dots: so many options that they would fill more are drawn smaller
CROWDED = 60  # more options than this: smaller letters, so that more titles find room


def board(marks: Sequence[Mark], names: Sequence[Name], poles: Poles, *, title: str, alt: str, form: Format) -> str:
    """The 2×2 board as an SVG of its own: a dot per option, as large as its raters are many, and its legend."""
    inside, height = content(tuple(marks), tuple(names), poles, form)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(form.width)} {n(height)}"'
        f' class="board-figure" role="group" aria-labelledby="board-{form.key}-title board-{form.key}-alt">'
        f'<title id="board-{form.key}-title">{escape(title)}</title>'
        f'<desc id="board-{form.key}-alt">{escape(alt)}</desc>{inside}</svg>'
    )


@lru_cache(maxsize=32)
def content(
    marks: tuple[Mark, ...], names: tuple[Name, ...], poles: Poles, form: Format, *, held: bool = False
) -> tuple[str, float]:
    """The drawing without its outermost element, and its height; *held*: letters as wide as they were measured."""
    layout = lay_out(marks, names, form)
    key, height = legend.legend(marks, layout)
    parts = [
        *ground(names, layout),
        *names_around(layout),
        *poles_around(poles, layout),
        *dots.options(marks, layout, held=held),
        *key,
    ]
    return "".join(parts), layout.height + height


def lay_out(marks: tuple[Mark, ...], names: tuple[Name, ...], form: Format) -> Layout:
    """Where everything of the drawing lies."""
    above, below = corners(names, top=True), corners(names, top=False)
    extra = form.row * 0.8 if own_row(form) else 0.0
    head = form.row * max(1, *map(len, above)) + extra
    foot = form.row * max(1, *map(len, below)) + extra
    plot = Box(form.side, head + 4, form.width - 2 * form.side, _plot_height(len(marks), form))
    true = tuple(_dots(marks, plot, form))
    placed = tuple(spread_apart(true, plot)) if len(marks) <= NUMBERED else true
    title = form.title if len(marks) <= CROWDED else form.title * 0.84
    return Layout(
        form=form,
        plot=plot,
        height=plot.y + plot.height + foot + 6,
        above=above,
        below=below,
        dots=placed,
        true=true,
        labels=_labels(marks, placed, plot, title) if len(marks) <= NUMBERED else (None,) * len(marks),
        title=title,
    )


def _plot_height(count: int, form: Format) -> float:
    """Higher where even the smallest dots would fill too much of it."""
    needed = min(count, NUMBERED) * math.pi * form.smallest**2 / FILLED / (form.width - 2 * form.side)
    return max(form.plot_height, round(needed))


def _dots(marks: Sequence[Mark], plot: Box, form: Format) -> list[Dot]:
    if len(marks) > NUMBERED:
        return [Dot(*dots.at(mark.x, mark.y, plot), 2.5) for mark in marks]
    room = math.sqrt(plot.width * plot.height * FILLED / math.pi / max(1, len(marks)))
    largest = max(form.smallest, min(form.largest, room))
    most = max((mark.raters for mark in marks), default=0)
    return [Dot(*dots.at(mark.x, mark.y, plot), dots.radius(mark, most, largest)) for mark in marks]


def _labels(marks: Sequence[Mark], placed: tuple[Dot, ...], plot: Box, title: float) -> tuple[Label | None, ...]:
    inner = Box(plot.x + 5, plot.y + 4, plot.width - 10, plot.height - 8)
    words = tuple(Words(mark.title, dots.tail_of(mark)) for mark in marks)
    # Nothing may hide where the crowd has a card that moderators moved.
    rings = [dots.at(*mark.crowd, plot) for mark in marks if mark.crowd]
    taken = tuple(Box(x - 4, y - 4, 8, 8) for x, y in rings)
    return place_labels(placed, words, taken=taken, bounds=inner, size=title, width=title * 12)
