"""Where the words of a drawing go: labels beside their dots, none over another, over a dot or beyond the frame.

Each label has a set of candidates: in one to four lines at twelve places round its dot, then further off with a
leader line, then only its *tail* (a narrative's numeral). Simulated annealing chooses among them, which Christensen,
Marks and Shieber (1995, An empirical study of algorithms for point-feature label placement, ACM Transactions on
Graphics 14) found to label more points than greedy, gradient and force methods. What is beside costs least (Imhof
1975). A last pass takes off what still overlaps and gives every label without words the cheapest candidate that is
free: so a label is missing only where none of its candidates would fit. The seed is fixed, and answers are kept: the
same dots always get the same labels. Lengths are in the drawing's units; y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from exercises.analysis.lettering import text_width, wrap

Floats = NDArray[np.float64]
Point = tuple[float, float]

STEPS = 400  # of annealing for each label, and at most
MOST_STEPS = 40_000
MOST_CANDIDATES = 5_000  # that annealing chooses from; their overlaps are a square table of bits
NO_LABEL, TAIL_ALONE, CUT = 14.0, 8.0, 2.5  # what is left out costs, beside OVERLAP for each overlap
OVERLAP = 100.0
AIR = 1.5  # between a label and whatever else there is
DISTANCES = (15.0, 27.0)  # from the dot, of labels with a leader
_EMPTY = np.array([np.inf, np.inf, -np.inf, -np.inf])


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
class Words:
    """What a label says; *tail* stands behind it and is never cut, and may stand alone where there is no room."""

    text: str
    tail: str = ""


@dataclass(frozen=True)
class Label:
    """Lines of text in a box, aligned on its edge *anchor*; *leader* leads from the dot to a box that stands away."""

    box: Box
    lines: tuple[str, ...]
    anchor: Literal["start", "middle", "end"]
    leader: tuple[Point, Point] | None = None
    whole: bool = True


@lru_cache(maxsize=64)
def place_labels(
    dots: tuple[Dot, ...], words: tuple[Words, ...], *, taken: tuple[Box, ...], bounds: Box, size: float, width: float
) -> tuple[Label | None, ...]:
    """A label for each dot, or None where there is no room; inside *bounds*, clear of all dots and of *taken*.

    *size* is the letters', *width* that of a usual line. Kept by content: a drawing made again costs nothing.
    """
    choices = [
        _free(list(_candidates(dot, said, size, width)), place, dots, taken, bounds)
        for place, (dot, said) in enumerate(zip(dots, words, strict=True))
    ]
    most = max(8, MOST_CANDIDATES // max(1, len(choices)))
    chosen = _anneal([group[:most] for group in choices])
    return _filled(choices, [group[pick] if pick is not None else None for group, pick in _pairs(choices, chosen)])


Choice = tuple[Label, float]


def _pairs(choices: list[list[Choice]], chosen: list[int | None]) -> Iterator[tuple[list[Choice], int | None]]:
    return zip(choices, chosen, strict=True)


# --- candidates --------------------------------------------------------------------------------------------


def _candidates(dot: Dot, words: Words, size: float, width: float) -> Iterator[Choice]:
    """Labels with what each costs."""
    limits = ((width * 0.55, 4, 2.0), (width * 0.72, 3, 1.0), (width, 3, 0.0), (width * 1.5, 3, 0.6))
    shapes = {wrap(words.text, size, limit, most, words.tail): cost for limit, most, cost in limits}
    for lines, shape in shapes.items():
        cost = shape + (CUT if any("…" in line for line in lines) else 0.0)
        if lines and words.text:
            yield from _beside(dot, lines, size, cost)
            yield from _away(dot, lines, size, cost)
    if words.tail:
        yield from _around(dot, words.tail, size)


def _extent(lines: tuple[str, ...], size: float) -> tuple[float, float]:
    return max(text_width(line, size) for line in lines), len(lines) * size * 1.16


def _beside(dot: Dot, lines: tuple[str, ...], size: float, cost: float) -> Iterator[Choice]:
    w, h = _extent(lines, size)
    gap, leading = dot.radius + 4, size * 1.16
    rows = [(dot.y - h / 2, 0.0), (dot.y - leading * 0.45, 0.8), (dot.y - h + leading * 0.45, 0.8)]
    for y, more in rows[: 1 if len(lines) == 1 else 3]:
        yield Label(Box(dot.x + gap, y, w, h), lines, "start"), cost + more
        yield Label(Box(dot.x - gap - w, y, w, h), lines, "end"), cost + more + 0.5
    for y, more in ((dot.y + gap - 2, 1.0), (dot.y - gap - h + 2, 1.2)):
        yield Label(Box(dot.x - w / 2, y, w, h), lines, "middle"), cost + more
        yield Label(Box(dot.x - dot.radius, y, w, h), lines, "start"), cost + more + 0.6
        yield Label(Box(dot.x + dot.radius - w, y, w, h), lines, "end"), cost + more + 0.6


def _around(dot: Dot, tail: str, size: float) -> Iterator[Choice]:
    """The tail alone, close to the dot in twelve directions."""
    w, h = text_width(tail, size), size * 0.8  # capitals: nothing of them hangs below the line
    for turn in range(12):
        across, down = math.cos(turn * math.pi / 6), math.sin(turn * math.pi / 6)
        # So far out that the box's nearest point is clear of the dot.
        far = dot.radius + AIR + 0.6
        x = dot.x + across * far + (0 if across > 0.1 else -w if across < -0.1 else -w / 2)
        y = dot.y + down * far + (0 if down > 0.1 else -h if down < -0.1 else -h / 2)
        yield Label(Box(x, y, w, h), (tail,), "start", whole=False), TAIL_ALONE + turn / 12


def _away(dot: Dot, lines: tuple[str, ...], size: float, cost: float) -> Iterator[Choice]:
    """In eight directions, further off, at the end of a line."""
    w, h = _extent(lines, size)
    for distance in DISTANCES:
        for turn in range(8):
            across, down = math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)
            reach = dot.radius + distance
            end = dot.x + across * reach, dot.y + down * reach
            start = dot.x + across * dot.radius, dot.y + down * dot.radius
            left = end[0] + (2 if across > 0.1 else -2 - w if across < -0.1 else -w / 2)
            top = end[1] + (1 if down > 0.9 else -h - 1 if down < -0.9 else -h / 2)
            anchor: Literal["start", "middle", "end"] = (
                "start" if across > 0.1 else "end" if across < -0.1 else "middle"
            )
            yield Label(Box(left, top, w, h), lines, anchor, (start, end)), cost + 3.0 + distance / 12


def _rectangles(label: Label) -> Floats:
    """Two rows of left, top, right, bottom: the words, and what the leader passes through."""
    box = label.box
    words = [box.x, box.y, box.x + box.width, box.y + box.height]
    if label.leader is None:
        return np.array([words, _EMPTY])
    (x1, y1), (x2, y2) = label.leader
    return np.array([words, [min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)]])


def _free(candidates: list[Choice], own: int, dots: Sequence[Dot], taken: Sequence[Box], bounds: Box) -> list[Choice]:
    """Those inside *bounds* and over nothing that stands fast, the cheapest first."""
    if not candidates:
        return []
    boxes = np.array([_rectangles(label) for label, _cost in candidates])
    left, top, right, bottom = boxes[:, 0].T
    good = (left >= bounds.x) & (top >= bounds.y)
    good &= (right <= bounds.x + bounds.width) & (bottom <= bounds.y + bounds.height)
    reach = Box(left.min(), top.min(), right.max() - left.min(), bottom.max() - top.min())
    near = [dot for dot in dots if _within(dot, reach)]
    good &= ~_over_dots(boxes[:, 0], near)
    good &= ~_leads_over(candidates, good, [dot for dot in near if dot != dots[own]])
    for box in taken:
        here = np.array([box.x - AIR, box.y - AIR, box.x + box.width + AIR, box.y + box.height + AIR])
        good &= ~_overlaps(boxes, here).any(axis=1)
    kept = [candidate for candidate, fits in zip(candidates, good.tolist(), strict=True) if fits]
    return sorted(kept, key=lambda choice: choice[1])


def _within(dot: Dot, reach: Box) -> bool:
    far = dot.radius + AIR
    across = reach.x - far < dot.x < reach.x + reach.width + far
    return across and reach.y - far < dot.y < reach.y + reach.height + far


def _over_dots(boxes: Floats, dots: Sequence[Dot]) -> NDArray[np.bool_]:
    """Which boxes touch which dot, measured from the box's nearest point."""
    x, y, radius = np.array([(d.x, d.y, d.radius) for d in dots]).T
    dx = x - np.clip(x, boxes[:, [0]], boxes[:, [2]])
    dy = y - np.clip(y, boxes[:, [1]], boxes[:, [3]])
    touched: NDArray[np.bool_] = (np.hypot(dx, dy) < radius + AIR).any(axis=1)
    return touched


def _leads_over(candidates: Sequence[Choice], good: NDArray[np.bool_], others: Sequence[Dot]) -> NDArray[np.bool_]:
    """Which leaders, of those that are *good* so far, pass through one of *others*."""
    found = np.zeros(len(candidates), dtype=bool)
    led = [(place, label.leader) for place, (label, _cost) in enumerate(candidates) if label.leader and good[place]]
    if not led or not others:
        return found
    x, y, radius = np.array([(d.x, d.y, d.radius) for d in others]).T
    ends = np.array([leader for _place, leader in led])
    start, along = ends[:, 0], ends[:, 1] - ends[:, 0]
    to_x, to_y = x - start[:, [0]], y - start[:, [1]]
    share = (to_x * along[:, [0]] + to_y * along[:, [1]]) / (along**2).sum(axis=1)[:, None]
    share = np.clip(share, 0, 1)
    away = np.hypot(to_x - share * along[:, [0]], to_y - share * along[:, [1]])
    found[[place for place, _leader in led]] = (away < radius + AIR).any(axis=1)
    return found


def _overlaps(a: Floats, b: Floats) -> NDArray[np.bool_]:
    """Whether rectangles overlap, broadcast over all but the last axis."""
    result: NDArray[np.bool_] = (
        (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    )
    return result


# --- choosing ----------------------------------------------------------------------------------------------


def _clashes(rectangles: Floats) -> NDArray[np.bool_]:
    """Which candidates overlap which, words or leaders, with a little air between."""
    words, leads = rectangles[:, 0], rectangles[:, 1]
    aired = words + np.array([-AIR, -AIR / 2, AIR, AIR / 2])
    crossed = _overlaps(leads[:, None], aired[None])
    return _overlaps(aired[:, None], words[None]) | crossed | crossed.T


def _anneal(choices: list[list[Choice]]) -> list[int | None]:
    """One candidate for each label, or None, with few overlaps and low costs."""
    picked: list[int | None] = [None] * len(choices)
    flat = [_rectangles(label) for group in choices for label, _cost in group]
    if not flat:
        return picked
    clash = _clashes(np.array(flat))
    starts = [0, *np.cumsum([len(group) for group in choices]).tolist()]
    costs = [[cost for _label, cost in group] for group in choices]
    some = [place for place, group in enumerate(choices) if group]
    used = np.zeros(len(flat), dtype=bool)
    random = Random(1)  # noqa: S311  a fixed seed: the same drawing every time

    def burden(label: int, pick: int | None) -> float:
        if pick is None:
            return NO_LABEL
        return costs[label][pick] + OVERLAP * int(np.count_nonzero(clash[starts[label] + pick] & used))

    steps = min(MOST_STEPS, STEPS * len(some))
    for step in range(steps):
        heat = 4.0 * (1 - step / steps) ** 2 + 0.01
        label = some[random.randrange(len(some))]
        old, new = picked[label], random.choice([None, *range(len(choices[label]))])
        if old is not None:
            used[starts[label] + old] = False
        before, after = burden(label, old), burden(label, new)
        if after > before and random.random() >= math.exp((before - after) / heat):
            new = old
        picked[label] = new
        if new is not None:
            used[starts[label] + new] = True
    return picked


def _filled(choices: list[list[Choice]], chosen: list[Choice | None]) -> tuple[Label | None, ...]:
    """What still overlaps gives way; then each label takes the cheapest of its candidates that is free by now."""
    placed = np.broadcast_to(_EMPTY, (len(choices), 2, 4)).copy()
    result: list[Choice | None] = [None] * len(choices)

    def try_(place: int, choice: Choice) -> bool:
        here = _rectangles(choice[0])
        placed[place] = _EMPTY
        words = here[0] + np.array([-AIR, -AIR / 2, AIR, AIR / 2])
        free = not (
            _overlaps(placed[:, 0], words).any()
            or _overlaps(placed[:, 1], words).any()
            or _overlaps(placed[:, 0], here[1]).any()
        )
        if free:
            placed[place], result[place] = here, choice
        elif (kept := result[place]) is not None:
            placed[place] = _rectangles(kept[0])
        return free

    for place, choice in enumerate(chosen):
        if choice is not None:
            try_(place, choice)
    for place, group in enumerate(choices):
        present = result[place]
        for choice in group:
            if (present is not None and choice[1] >= present[1]) or try_(place, choice):
                break
    return tuple(choice[0] if choice else None for choice in result)


# --- dots --------------------------------------------------------------------------------------------------


def spread_apart(dots: Sequence[Dot], bounds: Box) -> list[Dot]:
    """*dots* moved as little as it takes that none hides another."""
    xs, ys = np.array([d.x for d in dots], dtype=float), np.array([d.y for d in dots], dtype=float)
    radii = np.array([d.radius for d in dots], dtype=float)
    for _round in range(120):
        if not _push(xs, ys, radii):
            break
        xs = np.clip(xs, bounds.x + radii, bounds.x + bounds.width - radii)
        ys = np.clip(ys, bounds.y + radii, bounds.y + bounds.height - radii)
    return [Dot(round(float(x), 2), round(float(y), 2), d.radius) for x, y, d in zip(xs, ys, dots, strict=True)]


def _push(xs: Floats, ys: Floats, radii: Floats) -> bool:
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
            angle = math.atan2(ys[j] - ys[i], xs[j] - xs[i]) if distance > 0.01 else i * 2.4
            shift_x, shift_y = math.cos(angle) * missing / 2, math.sin(angle) * missing / 2
            xs[i], ys[i], xs[j], ys[j] = xs[i] - shift_x, ys[i] - shift_y, xs[j] + shift_x, ys[j] + shift_y
            touched = True
    return touched


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
