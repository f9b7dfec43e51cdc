"""Charts of the report beside the board: bars over the week, a funnel, strips of answers, a scatter, bars of groups.

Each is drawn at a width, so that the same hand makes the page's wide and narrow drawing and the printed one. Greys and
patterns of position carry what they say; hue repeats a narrative's numeral and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exercises.analysis.labelling import Box, Dot
from exercises.analysis.lettering import cut, text_width
from exercises.reports.drawing.strokes import (
    INK,
    INK_3,
    LINE_STRONG,
    PAPER,
    Anchor,
    box,
    circle,
    escape,
    hue,
    line,
    n,
    text,
)

WIDTHS = {"wide": 1032.0, "print": 720.0, "narrow": 390.0}
SIZE = 12.0
# Steps 1 to 5 and what was handed in: from paper to ink, told apart in print without colour.
GREYS = ("#d9d4c9", "#b9b3a6", "#8f8a7f", "#5f5c55", "#1d1f23")


def svg(inside: Sequence[str], width: float, height: float, *, key: str, title: str, alt: str) -> str:
    """The drawing as an SVG of its own, named and described: one image, or a group where parts of it lead somewhere."""
    role = "group" if any("<a " in part for part in inside) else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(width)} {n(height)}" class="chart-figure"'
        f' role="{role}" aria-labelledby="{key}-title {key}-alt"><title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-alt">{escape(alt)}</desc>{"".join(inside)}</svg>'
    )


def _bar(at: Box, grey: str) -> str:
    return f'<rect {box(at)} fill="{grey}" stroke="{INK_3}" stroke-width="0.4"/>'


@dataclass(frozen=True)
class Span:
    """A stretch of a week, as parts of the whole from 0 to 1."""

    name: str
    start: float
    end: float


def week(
    stacks: Sequence[tuple[int, ...]],
    names: Sequence[str],
    spans: Sequence[Span],
    days: Sequence[tuple[float, str]],
    width: float,
) -> tuple[list[str], float]:
    """Stacked bars over time, phases as brackets above, days below."""  # fmt: skip
    left, top, high = 40.0, 46.0, min(190.0, max(84.0, width * 0.12))
    wide = width - left - 8
    most = max((sum(stack) for stack in stacks), default=0) or 1
    parts = [_bracket(span, left, wide) for span in spans]
    for share in (0.5, 1.0):
        y = top + high - high * share
        parts.append(line((left, y), (left + wide, y), "stroke-line", LINE_STRONG))
        parts.append(text(f"{most * share:,.0f}", (left - 6, y + 4), 11, anchor="end", css="fill-ink-3", colour=INK_3))
    step = wide / max(1, len(stacks))
    for place, stack in enumerate(stacks):
        y = top + high
        for part, grey in zip(stack, (GREYS[4], GREYS[2], GREYS[0]), strict=True):
            tall = high * part / most
            y -= tall
            if part:
                parts.append(_bar(Box(left + place * step + 0.5, y, max(1.0, step - 1), tall), grey))
    parts.append(line((left, top + high), (left + wide, top + high), "stroke-ink", INK, ' stroke-width="1.2"'))
    every = 1 if wide / max(1, len(days)) > 52 else 2
    for at, name in list(days)[::every]:
        parts.append(text(name, (left + wide * at, top + high + 16), 11, css="fill-ink-3", colour=INK_3))
    parts += _key(names, (GREYS[4], GREYS[2], GREYS[0]), left, top + high + 40)
    return parts, top + high + 56


def _bracket(span: Span, left: float, wide: float) -> str:
    x, end = left + wide * span.start, left + wide * span.end
    name = cut(span.name, SIZE, max(10.0, end - x - 6))
    across = line((x + 2, 26), (end - 2, 26), "stroke-ink", INK, ' stroke-width="1.2"')
    return across + line((x + 2, 26), (x + 2, 32), "stroke-ink", INK) + text(name, (x + 3, 18), SIZE)


def _key(names: Sequence[str], greys: Sequence[str], x: float, y: float) -> list[str]:
    parts = []
    for name, grey in zip(names, greys, strict=True):
        parts += [_bar(Box(x, y - 9, 10, 10), grey), text(name, (x + 15, y), SIZE, css="fill-ink-3", colour=INK_3)]
        x += 31 + text_width(name, SIZE)
    return parts


def bars(rows: Sequence[tuple[str, int]], width: float) -> tuple[list[str], float]:
    """Lying bars with their number behind, in the order they come; a funnel is bars that get shorter."""
    widest = max((text_width(name, 13) for name, _count in rows), default=0)
    # Where a reader has not our face, letters are up to an eighth wider: they must not run out at the left.
    left = min(width * 0.42, widest * 1.125 + 12)
    most, parts = max((count for _name, count in rows), default=0) or 1, []
    for place, (name, count) in enumerate(rows):
        y = 6 + place * 23
        tall = (width - left - 56) * count / most
        parts.append(text(cut(name, 13, (left - 10) / 1.125), (left - 8, y + 13), 13, anchor="end"))
        parts.append(_bar(Box(left, y, max(1.0, tall), 17), GREYS[3]))
        parts.append(text(f"{count:,}", (left + tall + 7, y + 13), 13, css="fill-ink", weight=600))
    return parts, 8.0 + len(rows) * 23


@dataclass(frozen=True)
class Strip:
    """Answers to one question: *steps* counts 1 to 5, *median* is marked; *hue* and *numeral* are a narrative's."""

    name: str
    steps: tuple[int, ...]
    median: float | None
    n: int
    hue: int = 0
    numeral: str = ""


def strips(rows: Sequence[Strip], ends: tuple[str, str], width: float) -> tuple[list[str], float]:
    """A strip a row: five fields as wide as they have answers, the median as a tick above, n at the end."""
    left, right = width * 0.44, 44.0
    wide, parts = width - left - right, []
    parts.append(text(cut(ends[0], 11, wide * 0.48), (left, 12), 11, css="fill-ink-3", colour=INK_3))
    parts.append(
        text(cut(ends[1], 11, wide * 0.48), (left + wide, 12), 11, anchor="end", css="fill-ink-3", colour=INK_3)
    )
    for place, row in enumerate(rows):
        y, x = 20.0 + place * 18.0, left
        numeral = f"{row.numeral} " if row.numeral else ""
        if numeral:
            own = f' data-hue="{row.hue}"'
            parts.append(
                text(row.numeral, (0, y + 13), SIZE, css="fill-hue", colour=hue(row.hue), weight=600, more=own)
            )
        start = text_width(numeral, SIZE) + (4 if numeral else 0)
        parts.append(text(cut(row.name, SIZE, left - 10 - start), (start, y + 13), SIZE))
        total = sum(row.steps) or 1
        for count, grey in zip(row.steps, GREYS, strict=True):
            part = wide * count / total
            if count:
                parts.append(_bar(Box(x, y, part, 16), grey))
                if part > 16:
                    # A theme turns ink and paper round, and the greys stay as they are.
                    css, on = ("on-dark", PAPER) if grey in GREYS[3:] else ("on-light", INK)
                    parts.append(text(str(count), (x + part / 2, y + 12), 11, anchor="middle", css=css, colour=on))
            x += part
        said = "–" if row.median is None else f"{row.median:.2f}".rstrip("0").rstrip(".")
        parts.append(text(said, (width, y + 13), SIZE, anchor="end", weight=600))
    return parts, 22.0 + len(rows) * 18.0


@dataclass(frozen=True)
class Point:
    """An option on two criteria, steps 1 to 5."""

    number: int
    x: float
    y: float
    hue: int
    numeral: str


def scatter(points: Sequence[Point], names: tuple[str, str], width: float) -> tuple[list[str], float]:
    """Options by two medians; those on one spot stand in a row beside each other, each with its number."""
    left, top, r = 34.0, 26.0, 9.0 if width > 500 else 7.5
    wide = min(width - left - 4, 680.0)
    high = wide * (0.3 if width > 500 else 0.8)
    # Only the steps that are needed, with half a step around: no spot lies on the frame.
    columns, rows = (_steps(values) for values in ([p.x for p in points], [p.y for p in points]))

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            left + wide * (x - columns[0] + 0.5) / len(columns),
            top + high * (rows[-1] - y + 0.5) / len(rows),
        )

    parts = []
    for step in columns:
        x = at(step, 1)[0]
        parts.append(line((x, top), (x, top + high), "stroke-line", LINE_STRONG))
        parts.append(_step(step, (x, top + high + 17), "middle"))
    for step in rows:
        y = at(1, step)[1]
        parts.append(line((left, y), (left + wide, y), "stroke-line", LINE_STRONG))
        parts.append(_step(step, (left - 8, y + 4), "end"))
    spots: dict[tuple[float, float], list[Point]] = {}
    for point in points:
        spots.setdefault((point.x, point.y), []).append(point)
    for spot, there in sorted(spots.items()):
        parts += _crowded(there, at(*spot), r)
    parts.append(text(names[0] + " →", (left + wide, top + high + 34), SIZE, anchor="end"))
    parts.append(text("↑ " + names[1], (left, 14), SIZE))
    return parts, top + high + 42


def _step(step: int, at: tuple[float, float], anchor: Anchor) -> str:
    return text(str(step), at, 11, anchor=anchor, css="fill-ink-3", colour=INK_3)


def _crowded(there: Sequence[Point], spot: tuple[float, float], r: float) -> Iterator[str]:
    """The options on one spot, beside each other in rows of five around it."""
    lines = [there[start : start + 5] for start in range(0, len(there), 5)]
    for down, row in enumerate(lines):
        for across, point in enumerate(row):
            x = spot[0] + (across - (len(row) - 1) / 2) * (2 * r + 1)
            y = spot[1] + (down - (len(lines) - 1) / 2) * (2 * r + 1)
            yield circle(Dot(x, y, r), "fill-hue", f'fill="{hue(point.hue)}" data-hue="{point.hue}"')
            label = str(point.number)
            size = 10.0 if len(label) < 3 else 8.0
            yield text(label, (x, y + 3.4), size, anchor="middle", css="fill-paper", colour=PAPER, weight=600)


def _steps(values: Sequence[float]) -> range:
    """Whole steps from the least to the most of *values*, three at least."""
    low, high = int(min(values)), -int(-max(values) // 1)
    return range(max(1, min(low, high - 2)), max(high, low + 2) + 1)
