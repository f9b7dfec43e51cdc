"""Where the words of a drawing go: labels beside their dots, none over another, over a dot or over a name.

Positions are chosen by simulated annealing over a fixed set of candidates per label, from a fixed seed: the same
dots always get the same labels. Lengths are in the drawing's units; y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

import numpy as np
from numpy.typing import NDArray

# Advance widths of Source Sans 3 Semibold in hundredths of the size, by measure of its file.
_WIDTHS = {
    20: " ", 26: "ij|", 27: "l", 28: "',.:;I‘’", 32: "!()-[]f{}", 34: "/\\", 36: "t", 37: "r", 43: "s", 44: "*?z",
    46: "c", 48: '"x–“”', 49: "J", 50: "LY_vy", 51: "#$+0123456789<=>F^e~", 52: "agk", 54: "ESVXZ", 55: "T`o",
    56: "Abdhnpqu", 58: "CP", 59: "R", 60: "BK", 62: "D", 63: "G", 64: "&", 66: "HNU", 67: "OQ", 74: "M", 75: "w",
    80: "W—", 84: "%m", 88: "@", 96: "…",
}  # fmt: skip
_WIDTH = {character: width / 100 for width, characters in _WIDTHS.items() for character in characters}

STEPS = 12_000
NO_LABEL = 12.0  # what leaving a label out costs, beside 100 for each overlap
OVERLAP = 100.0


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Label:
    """Lines of text in a box; *anchor* says on which edge of the box they are aligned."""

    box: Box
    lines: tuple[str, ...]
    anchor: Literal["start", "middle", "end"]


def text_width(text: str, size: float) -> float:
    """Width of *text* in Source Sans 3 Semibold; beyond basic Latin an estimate on the wide side."""
    return size * sum(_WIDTH.get(character, 0.6 if ord(character) < 0x2E80 else 1.0) for character in text)


def wrap(text: str, size: float, width: float, lines: int) -> tuple[str, ...]:
    """*text* in at most *lines* lines of at most *width*, as even as words allow; cut with an ellipsis."""
    words = [_cut(word, size, width) for word in text.split()]
    rows: list[str] = []
    for word in words:
        if rows and text_width(f"{rows[-1]} {word}", size) <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], _cut(" ".join(rows[lines - 1 :]), size, width)]
    return tuple(rows)


def _cut(text: str, size: float, width: float) -> str:
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def spread_apart(dots: Sequence[Dot], bounds: Box) -> list[Dot]:
    """*dots* moved as little as it takes that none hides another."""
    xs, ys = np.array([d.x for d in dots], dtype=float), np.array([d.y for d in dots], dtype=float)
    radii = np.array([d.radius for d in dots], dtype=float)
    for _round in range(80):
        if not _push(xs, ys, radii):
            break
        xs = np.clip(xs, bounds.x + radii, bounds.x + bounds.width - radii)
        ys = np.clip(ys, bounds.y + radii, bounds.y + bounds.height - radii)
    return [Dot(round(float(x), 2), round(float(y), 2), d.radius) for x, y, d in zip(xs, ys, dots, strict=True)]


def _push(xs: NDArray[np.float64], ys: NDArray[np.float64], radii: NDArray[np.float64]) -> bool:
    """Push overlapping pairs apart by half of what they overlap; whether there were any."""
    touched = False
    for i in range(len(xs) - 1):
        dx, dy = xs[i + 1 :] - xs[i], ys[i + 1 :] - ys[i]
        near = np.flatnonzero(dx * dx + dy * dy < (radii[i + 1 :] + radii[i] + 1.5) ** 2)
        for j in near + i + 1:
            distance = math.hypot(xs[j] - xs[i], ys[j] - ys[i])
            missing = radii[i] + radii[j] + 1.6 - distance
            if missing <= 0:
                continue
            angle = math.atan2(ys[j] - ys[i], xs[j] - xs[i]) if distance > 0.01 else float(i)
            shift_x, shift_y = math.cos(angle) * missing / 2, math.sin(angle) * missing / 2
            xs[i], ys[i], xs[j], ys[j] = xs[i] - shift_x, ys[i] - shift_y, xs[j] + shift_x, ys[j] + shift_y
            touched = True
    return touched


def place_labels(
    dots: Sequence[Dot], texts: Sequence[str], taken: Sequence[Box], bounds: Box, *, size: float, width: float
) -> list[Label | None]:
    """A label for each dot, or None where there is no room; inside *bounds*, clear of dots and of *taken*."""
    around = [*taken, *(Box(d.x - d.radius, d.y - d.radius, 2 * d.radius, 2 * d.radius) for d in dots)]
    choices = [
        [(label, cost) for label, cost in _candidates(dot, text, size, width) if _free(label.box, around, bounds)]
        for dot, text in zip(dots, texts, strict=True)
    ]
    chosen = _anneal(
        [[label.box for label, _cost in c] for c in choices], [[cost for _label, cost in c] for c in choices]
    )
    return [options[pick][0] if pick is not None else None for options, pick in zip(choices, chosen, strict=True)]


def _candidates(dot: Dot, text: str, size: float, width: float) -> Iterator[tuple[Label, float]]:
    """Labels in one to four lines at eight places round the dot, with what each costs: beside it is best."""
    gap, leading = dot.radius + 4, size * 1.16
    limits = ((width * 0.55, 4, 2.0), (width * 0.72, 3, 1.0), (width, 3, 0.0), (width * 1.5, 3, 0.6))
    shapes = {wrap(text, size, limit, most): cost for limit, most, cost in limits}
    for lines, shape in shapes.items():
        w, h = max(text_width(line, size) for line in lines), len(lines) * leading
        middle, lower, upper = dot.y - h / 2, dot.y - leading * 0.45, dot.y - h + leading * 0.45
        for y, cost in ((middle, 0.0), (lower, 0.8), (upper, 0.8)):
            yield Label(Box(dot.x + gap, y, w, h), lines, "start"), shape + cost
            yield Label(Box(dot.x - gap - w, y, w, h), lines, "end"), shape + cost + 0.5
        for y, cost in ((dot.y + gap - 2, 1.0), (dot.y - gap - h + 2, 1.2)):
            yield Label(Box(dot.x - w / 2, y, w, h), lines, "middle"), shape + cost
            yield Label(Box(dot.x - dot.radius, y, w, h), lines, "start"), shape + cost + 0.6
            yield Label(Box(dot.x + dot.radius - w, y, w, h), lines, "end"), shape + cost + 0.6


def overlap(a: Box, b: Box, gap: float = 0.0) -> bool:
    return (
        a.x < b.x + b.width + gap
        and b.x < a.x + a.width + gap
        and a.y < b.y + b.height + gap
        and b.y < a.y + a.height + gap
    )


def _free(box: Box, taken: Sequence[Box], bounds: Box) -> bool:
    inside = (
        bounds.x <= box.x
        and box.x + box.width <= bounds.x + bounds.width
        and bounds.y <= box.y
        and box.y + box.height <= bounds.y + bounds.height
    )
    return inside and not any(overlap(box, other, 1.0) for other in taken)


def _anneal(boxes: list[list[Box]], costs: list[list[float]]) -> list[int | None]:
    """One candidate per label, or None, with no two overlapping and the costs low."""
    flat = [box for group in boxes for box in group]
    if not flat:
        return [None for _group in boxes]
    clash = _clashes(flat)
    starts = [0, *np.cumsum([len(group) for group in boxes]).tolist()]
    picked: list[int | None] = [None] * len(boxes)
    used = np.zeros(len(flat), dtype=bool)
    random = Random(1)  # noqa: S311  a fixed seed: the same drawing every time
    for step in range(STEPS):
        heat = 4.0 * (1 - step / STEPS) ** 2 + 0.01
        label = random.randrange(len(boxes))
        if not boxes[label]:
            continue
        old, new = picked[label], random.choice([None, *range(len(boxes[label]))])
        before = NO_LABEL if old is None else costs[label][old]
        after = NO_LABEL if new is None else costs[label][new]
        if old is not None:
            used[starts[label] + old] = False
            before += OVERLAP * int(np.count_nonzero(clash[starts[label] + old] & used))
        if new is not None:
            after += OVERLAP * int(np.count_nonzero(clash[starts[label] + new] & used))
        if after > before and random.random() >= math.exp((before - after) / heat):
            new = old
        picked[label] = new
        if new is not None:
            used[starts[label] + new] = True
    return _without_clashes(picked, starts, clash)


def _clashes(boxes: list[Box]) -> NDArray[np.bool_]:
    """Which candidates overlap which, with a little air between."""
    left, top = np.array([b.x for b in boxes]), np.array([b.y for b in boxes])
    right, bottom = left + [b.width for b in boxes] + 3, top + [b.height for b in boxes] + 1
    result: NDArray[np.bool_] = (
        (left[:, None] < right[None, :])
        & (left[None, :] < right[:, None])
        & (top[:, None] < bottom[None, :])
        & (top[None, :] < bottom[:, None])
    )
    return result


def _without_clashes(picked: list[int | None], starts: list[int], clash: NDArray[np.bool_]) -> list[int | None]:
    """What annealing left overlapping gives way, the later label first: a missing label is better than two unread."""
    kept: list[int] = []
    result: list[int | None] = []
    for label, pick in enumerate(picked):
        index = starts[label] + pick if pick is not None else None
        if index is None or any(clash[index, other] for other in kept):
            result.append(None)
        else:
            kept.append(index)
            result.append(pick)
    return result
