"""The board as a picture to take away: figures.py's drawing in a frame that says what it is, as SVG or PNG.

A picture leaves the exercise, so it carries the marking above and below, whose it is, and of which moment of the log.
PNG is made by the compiler that makes the report's PDF (typst reads SVG and our own fonts): no browser, no dependency
more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.analysis.agreement import Spread, told
from exercises.analysis.lettering import cut, wrap
from exercises.analysis.placed import AxisPlaced
from exercises.models import Exercise
from exercises.queries.board import Board, BoardOption, hue
from exercises.queries.crowd import Crowd
from exercises.reports import figures, words
from exercises.reports.drawing.strokes import INK, INK_3, PAPER, SERIF, escape, n, text
from exercises.reports.figures import Format, Mark, Name, Poles
from exercises.reports.raster import png_of

Layer = Literal["moderators", "crowd"]
LAYERS: tuple[Layer, ...] = ("moderators", "crowd")
KEY_SIZE, KEY_ROW, KEY_COLUMN, MOST_KEYS = 11.5, 17.0, 330.0, 160


@dataclass(frozen=True)
class Picture:
    """All that is on it; equal pictures are the same file. *moment* says when and of which number of the log."""

    marks: tuple[Mark, ...]
    names: tuple[Name, ...]
    poles: Poles
    form: Format
    marking: str
    title: str
    said: str
    moment: str
    language: str


def picture_of(
    exercise: Exercise, board: Board, crowd: Crowd, now: dt.datetime, *, form: Format, layer: Layer, language: str
) -> Picture:
    """The picture of *board* as its reader sees it, of where the moderators or where the crowd has the options."""
    marks = tuple(mark for option in board.options if (mark := mark_of(option, board, crowd, layer)))
    x, y = board.axes["x"], board.axes["y"]
    return Picture(
        marks=marks,
        names=tuple(Name(a.numeral, a.nickname, a.anchor.x, a.anchor.y, a.hue) for a in board.narratives),
        poles=Poles(x.negative, x.positive, y.negative, y.positive),
        form=form,
        marking=exercise.marking,
        title=exercise.title,
        said=_said(sum(1 for mark in marks if mark.number), layer, synthetic=exercise.synthetic),
        moment=_("%(time)s · number %(seq)s of the log")
        % {"time": words.moment(now, exercise.zone), "seq": words.whole(board.head.seq)},
        language=language,
    )


def _said(count: int, layer: Layer, *, synthetic: bool) -> str:
    said = (
        ngettext("Where the crowd places %(n)s option", "Where the crowd places %(n)s options", count)
        if layer == "crowd"
        else ngettext("Where %(n)s option lies on the board", "Where %(n)s options lie on the board", count)
    ) % {"n": count}
    return f"{said}. {_('The participants are synthetic.')}" if synthetic else f"{said}."


def mark_of(option: BoardOption, board: Board, crowd: Crowd, layer: Layer) -> Mark | None:
    """The option's dot; None where it lies nowhere yet."""
    point = option.crowd
    at = option.position if layer == "moderators" else point or option.moved
    if at is None:
        return None
    narrative, kind = _home(option, board)
    placed = crowd.placed.get(option.number)
    moved = layer == "moderators" and option.moved is not None and point is not None
    return Mark(
        number=option.number,
        title=option.title,
        x=at.x,
        y=at.y,
        raters=(told(option.marks.n) or 0) if option.marks else 0,
        hue=hue(narrative),
        core=kind == "core",
        numeral=next((a.numeral for a in board.narratives if a.number == narrative), ""),
        spread_x=spread_of_axis(placed.x) if placed else None,
        spread_y=spread_of_axis(placed.y) if placed else None,
        crowd=(point.x, point.y) if moved and point else None,
        divided=bool(option.marks and option.marks.divided),
        unclear=bool(option.marks and option.marks.unclear),
    )


def spread_of_axis(axis: AxisPlaced) -> Spread:
    return Spread(axis.n, axis.median, axis.low, axis.high)


def _home(option: BoardOption, board: Board) -> tuple[int, str]:
    """The narrative that gives it its colour, 0 for none: the core one, else the first that it supports."""
    places = [(a.number, option.memberships.get(a.number, "")) for a in board.narratives]
    for wanted in ("core", "supporting"):
        for number, kind in places:
            if kind == wanted:
                return number, kind
    return 0, ""


# --- files -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def svg(picture: Picture) -> str:
    """The picture as a file of its own: light, for print, readable without our fonts."""
    form = picture.form
    inside, height = figures.content(picture.marks, picture.names, picture.poles, form, held=True)
    head, top = _head(picture)
    foot, below = _foot(picture, top + height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(form.width)} {n(top + height + below)}"'
        f' width="{n(form.width)}" height="{n(top + height + below)}" lang="{escape(picture.language)}"'
        f' role="img" aria-labelledby="picture-title picture-alt">'
        f'<title id="picture-title">{escape(f"{picture.title}. {picture.said}")}</title>'
        f'<desc id="picture-alt">{escape(described(picture))}</desc>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{head}'
        f'<g transform="translate(0 {n(top)})">{inside}</g>{foot}</svg>'
    )


@lru_cache(maxsize=16)
def png(picture: Picture) -> bytes:
    """The same as an image of points, two for each unit of the drawing. Raises typst.TypstError."""
    return png_of(svg(picture))


def _head(picture: Picture) -> tuple[str, float]:
    """Marking, title and what is shown; and the height of it."""
    form, side = picture.form, picture.form.side
    room = form.width - 2 * side
    size = form.name * 1.15
    parts = [_marking(picture, 20)]
    y = 34.0
    for row in wrap(picture.title, size, room / 1.1, 2):
        y += size * 1.2
        parts.append(text(row, (side, y), size, family=SERIF, weight=600))
    for row in wrap(picture.said, form.small, room, 2):
        y += form.small * 1.55
        parts.append(text(row, (side, y), form.small, colour=INK_3, css="fill-ink-3"))
    return "".join(parts), y + 14


def _foot(picture: Picture, top: float) -> tuple[str, float]:
    """The titles that found no room, when it was, and the marking again; and the height of it."""
    side = picture.form.side
    key, height = _key(picture, top + 10)
    y = top + height + 26
    when = text(
        cut(picture.moment, 11.5, picture.form.width - 2 * side), (side, y), 11.5, colour=INK_3, css="fill-ink-3"
    )
    return "".join([*key, when, _marking(picture, y + 26)]), height + 26 + 26 + 14


def _marking(picture: Picture, y: float) -> str:
    middle = picture.form.width / 2
    words_ = cut(picture.marking, 11.5, picture.form.width - 2 * picture.form.side)
    return text(words_, (middle, y), 11.5, anchor="middle", colour=INK, weight=600)


def unlabelled(picture: Picture) -> list[Mark]:
    """The options whose title found no room in the drawing, or not all of it."""
    labels = figures.lay_out(picture.marks, picture.names, picture.form).labels
    pairs = zip(picture.marks, labels, strict=True)
    return [mark for mark, label in pairs if label is None or not label.whole or "…" in "".join(label.lines)]


def _key(picture: Picture, top: float) -> tuple[Iterator[str], float]:
    missing = unlabelled(picture)
    side, width = picture.form.side, picture.form.width - 2 * picture.form.side
    if not missing:
        return iter(()), 0.0
    if len(missing) > MOST_KEYS:
        said = _("%(n)s titles found no room; the list of options has them.") % {"n": words.whole(len(missing))}
        return iter([text(cut(said, KEY_SIZE, width), (side, top + KEY_ROW), KEY_SIZE, colour=INK_3)]), KEY_ROW + 10
    columns = max(1, int(width // KEY_COLUMN))
    rows = -(-len(missing) // columns)
    return _key_lines(missing, rows, top, side, width / columns), rows * KEY_ROW + 10


def _key_lines(missing: Sequence[Mark], rows: int, top: float, side: float, column: float) -> Iterator[str]:
    for place, mark in enumerate(missing):
        x, y = side + column * (place // rows), top + KEY_ROW * (place % rows + 1)
        yield text(str(mark.number), (x + 22, y), KEY_SIZE, anchor="end", weight=600)
        yield text(cut(mark.title, KEY_SIZE, column - 42), (x + 28, y), KEY_SIZE)


def described(picture: Picture) -> str:
    """The picture for those who do not see it: its ground, the narratives, and what the crowd is not sure of."""
    poles, marks = picture.poles, [mark for mark in picture.marks if mark.number]
    ground = _(
        "A board of two axes, from %(left)s at the left to %(right)s at the right and from %(bottom)s at the bottom to"
        " %(top)s at the top, with %(n)s options as numbered dots."
    ) % {"left": poles.left, "right": poles.right, "bottom": poles.bottom, "top": poles.top, "n": len(marks)}
    held = [
        _("%(numeral)s, %(name)s: %(options)s.")
        % {
            "numeral": name.numeral,
            "name": name.nickname,
            "options": _numbers(m for m in marks if m.numeral == name.numeral) or _("no options"),
        }
        for name in picture.names
    ]
    flags = [
        said % {"options": numbers}
        for said, numbers in (
            (_("Ratings divided: %(options)s."), _numbers(m for m in marks if m.divided)),
            (_("Place unclear: %(options)s."), _numbers(m for m in marks if m.unclear)),
        )
        if numbers
    ]
    return " ".join([ground, *held, *flags, picture.moment, picture.marking])


def _numbers(marks: Iterator[Mark]) -> str:
    return ", ".join(f"PO-{mark.number}" for mark in marks)
