"""Options by criteria as a heat table: a row an option, a field a criterion, from light to dark as it speaks for it.

The number in a field is the median step itself, so that the drawing says all it says without its greys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exercises.analysis.labelling import Box, Dot
from exercises.analysis.lettering import cut, text_width, whole
from exercises.reports.drawing.strokes import INK, INK_3, LINE_STRONG, PAPER, box, circle, escape, hue, line, text

SIZE, ROW, HEAD, STAIR = 12.0, 15.6, 38.0, 15.0
# Step 1 to 5 of what speaks for an option. Ink is read on the first three and a half, paper on what is darker.
TINTS = ((242, 240, 234), (217, 212, 201), (185, 179, 166), (113, 109, 101), (29, 31, 35))


@dataclass(frozen=True)
class Field:
    """The median step; *good* is the same turned so that 5 speaks for the option. None where too few answered."""

    step: float | None
    good: float | None
    divided: bool = False


@dataclass(frozen=True)
class Row:
    """An option with a field for each criterion; *answers* says how many answered, “33–36”."""

    number: int
    title: str
    fields: tuple[Field, ...]
    answers: str
    hue: int = 0
    numeral: str = ""
    href: str = ""


@dataclass(frozen=True)
class Words:
    """The heads of the columns, each with which end is good, and of the last one."""

    criteria: tuple[tuple[str, str], ...]
    answers: str
    divided: str


def matrix(rows: Sequence[Row], words: Words, width: float) -> tuple[list[str], float]:
    """The heat table at *width*, and its height."""
    left, right = width * (0.5 if width > 500 else 0.36), 50.0 if width > 500 else 0.0
    wide = (width - left - right) / max(1, len(words.criteria))
    parts, head = _heads(words, left, wide)
    parts.append(line((0, head - 4), (width, head - 4), "stroke-ink", INK, ' stroke-width="1.2"'))
    if right:
        parts.append(text(words.answers, (width, head - 24), SIZE, anchor="end", css="fill-ink-3", colour=INK_3))
    for place, row in enumerate(rows):
        y = head + place * ROW
        shown = "".join(_row(row, y, left, wide, width, answers=right > 0))
        # The row's own words name the link: a label of its own would have to say each of them.
        parts.append(f'<a href="{escape(row.href)}">{shown}</a>' if row.href else shown)
    height = head + len(rows) * ROW + 6
    if any(field.divided for row in rows for field in row.fields):
        height += 18
        parts.append(_ring(left + 6, height - 8, INK_3))
        parts.append(text(words.divided, (left + 15, height - 4), SIZE, css="fill-ink-3", colour=INK_3))
    return parts, height


def _heads(words: Words, left: float, wide: float) -> tuple[list[str], float]:
    """The names of the criteria, each above its column, and how high they are."""
    fields = [Box(left + wide * place, 0, wide, HEAD) for place in range(len(words.criteria))]
    longest = max((text_width(each, SIZE) for criterion in words.criteria for each in criterion), default=0)
    if longest > wide - 4:
        return _stairs(words, fields)
    parts = []
    for at, (name, good) in zip(fields, words.criteria, strict=True):
        middle = at.x + wide / 2
        parts.append(text(name, (middle, 14), SIZE, anchor="middle", weight=600))
        parts.append(text(good, (middle, 30), 11, anchor="middle", css="fill-ink-3", colour=INK_3))
    return parts, HEAD


def _stairs(words: Words, fields: Sequence[Box]) -> tuple[list[str], float]:
    """A name that is longer than its column is wide stands on a line of its own, with a thin one down to the column.

    Each ends above its column and the last one is on top, so that no line down goes through another name.
    """
    parts, y = [], 0.0
    downs: list[tuple[float, float]] = []
    for at, (name, good) in reversed(list(zip(fields, words.criteria, strict=True))):
        end = at.x + at.width - 2
        behind = text_width(f" {good}", 11) + 4
        rows = whole(name, SIZE, end - behind)
        for row in rows:
            y += STAIR
            parts.append(text(row, (end - behind, y - 3), SIZE, anchor="end", weight=600))
        parts.append(text(good, (end, y - 3), 11, anchor="end", css="fill-ink-3", colour=INK_3))
        downs.append((end, y))
    parts += [line((x, top), (x, y + 4), "stroke-line", LINE_STRONG) for x, top in downs]
    return parts, y + 10


def _row(row: Row, y: float, left: float, wide: float, width: float, *, answers: bool) -> Iterator[str]:
    base, label = y + ROW - 5, f"PO-{row.number}"
    start = 26.0 if width > 500 else 17.0
    if row.numeral:
        yield text(row.numeral, (0, base), SIZE, css="fill-hue", colour=hue(row.hue), weight=600, more=_hued(row.hue))
    yield text(label, (start, base), SIZE, weight=600)
    start += max(42.0, text_width(label, SIZE) + 8)
    yield text(cut(row.title, SIZE, left - start - 8), (start, base), SIZE)
    for place, field in enumerate(row.fields):
        yield from _field(field, Box(left + wide * place + 1, y + 1, wide - 2, ROW - 2))
    if answers:
        yield text(row.answers, (width, base), 11, anchor="end", css="fill-ink-3", colour=INK_3)
    yield line((0, y + ROW), (left - 6, y + ROW), "stroke-line", LINE_STRONG, ' stroke-width="0.5"')


def _hued(number: int) -> str:
    return f' data-hue="{number}"'


def _field(field: Field, at: Box) -> Iterator[str]:
    # In a narrow field the number makes room for the ring.
    aside = 5.0 if field.divided and at.width < 44 else 0.0
    middle, base = at.x + at.width / 2 - aside, at.y + at.height / 2 + 4
    if field.step is None or field.good is None:
        yield text("–", (middle, base), SIZE, anchor="middle", css="fill-ink-3", colour=INK_3)
        return
    # A theme turns ink and paper round, and the greys stay as they are.
    css, on = ("on-dark", PAPER) if field.good > 3.5 else ("on-light", INK)
    yield f'<rect {box(at)} fill="{tint(field.good)}" stroke="{INK_3}" stroke-width="0.4"/>'
    said = f"{field.step:.2f}".rstrip("0").rstrip(".")
    yield text(said, (middle, base), SIZE, anchor="middle", css=css, colour=on, weight=600)
    if field.divided:
        yield _ring(at.x + at.width - (6 if aside else 9), at.y + at.height / 2, on)


def _ring(x: float, y: float, colour: str) -> str:
    return circle(Dot(x, y, 3.6), "ring", f'fill="none" stroke="{colour}" stroke-width="1.4"')


def tint(step: float) -> str:
    """The grey of a step from 1 to 5, between two of TINTS where it lies between two steps."""
    low = min(4, max(1, int(step)))
    pairs = zip(TINTS[low - 1], TINTS[low], strict=True)
    return "#" + "".join(f"{round(one + (other - one) * (step - low)):02x}" for one, other in pairs)
