"""Where a crowd placed each option: the geometric median, how far answers lie from it, and whether it is unclear."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from exercises.analysis.agreement import ENOUGH, FEWEST
from exercises.analysis.spread import Axis

WORDS = ("both", "neither", "unclear")
OFTEN_IN_WORDS = 1 / 3  # of the answers on an axis: the numbers then speak for two thirds at most
TOO_WIDE = 0.8  # interquartile range on an axis of length 2; people who place blindly have 1.0
_STILL, _SLOW, _ROUNDS = 1e-5, 60, 1000  # a step on the board that is none any more; steps that are many; at most

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Option = TypeVar("Option", bound=Hashable)


@dataclass(frozen=True)
class AxisPlaced:
    """One axis of one option: *n* gave a number in −1…+1, *words* said both, neither or unclear (in that order).

    Median and quartiles are of the numbers; None below five numbers, and *words* is empty below five answers. The
    flags are False below 15 answers; they say what is unclear, not that the crowd is divided about the option.
    """

    n: int
    words: tuple[int, ...] = ()
    median: float | None = None
    low: float | None = None
    high: float | None = None
    often_in_words: bool = False
    too_wide: bool = False

    @property
    def unclear(self) -> bool:
        return self.often_in_words or self.too_wide


@dataclass(frozen=True)
class Placed:
    """One option: *answers* placed it in numbers or words, *n* of them in numbers on both axes.

    *point* is the geometric median of those, each coordinate in −1…+1, *distance* the median distance to it
    (0…2.9 in units of the board, which is 2 wide) and *spread* their covariance (xx, xy, yy); all None below five.
    """

    answers: int
    n: int
    x: AxisPlaced
    y: AxisPlaced
    point: tuple[float, float] | None = None
    distance: float | None = None
    spread: tuple[float, float, float] | None = None

    @property
    def unclear(self) -> bool:
        return self.x.unclear or self.y.unclear


def placed(rows: Iterable[tuple[Option, Axis, Axis]]) -> dict[Option, Placed]:
    """What was said about each option of *rows*: option, and for each axis a number in −1…+1 or one of WORDS.

    Raises ValueError for another word.
    """
    at: dict[Option, int] = {}
    answers = [(at.setdefault(option, len(at)), *_coded(x), *_coded(y)) for option, x, y in rows]
    if not answers:
        return {}
    table = np.array(answers, dtype=float)
    option, x_word, y_word = (table[:, column].astype(np.int64) for column in (0, 2, 4))
    found = placed_arrays(option, (table[:, 1], table[:, 3]), (x_word, y_word), options=len(at))
    return dict(zip(at, found, strict=True))


def _coded(answer: Axis) -> tuple[float, int]:
    if not isinstance(answer, str):
        return answer, -1
    if answer not in WORDS:
        raise ValueError(f"no answer on an axis: {answer}")
    return np.nan, WORDS.index(answer)


def placed_arrays(
    option: Ints, numbers: tuple[Floats, Floats], words: tuple[Ints, Ints], *, options: int
) -> list[Placed]:
    """The same from columns: the option's place 0…options − 1; for x and y a number or nan, −1 or a place in WORDS."""
    x, y = (_axes(option, n, w, options) for n, w in zip(numbers, words, strict=True))
    both = ~np.isnan(numbers[0]) & ~np.isnan(numbers[1])
    points = np.stack([numbers[0][both], numbers[1][both]], axis=1)
    answers, n = (np.bincount(column, minlength=options) for column in (option, option[both]))
    middle = geometric_medians(option[both], points, options=options)
    far = _quartiles(option[both], np.hypot(*(points - middle[option[both]]).T), options)[:, 1]
    drawn = (part.round(4).tolist() for part in (middle, far, _covariances(option[both], points, options)))
    columns = zip(answers.tolist(), n.tolist(), x, y, *drawn, strict=True)
    return [
        Placed(all_, both_, on_x, on_y, (px + 0.0, py + 0.0), away, (xx, xy + 0.0, yy))
        if both_ >= FEWEST
        else Placed(all_, both_, on_x, on_y)
        for all_, both_, on_x, on_y, (px, py), away, (xx, xy, yy) in columns
    ]


def _covariances(option: Ints, points: Floats, options: int) -> Floats:
    """The covariance (xx, xy, yy) of each option's *points*, options × 3; 0 where there are none."""
    n = np.maximum(np.bincount(option, minlength=options), 1)
    away = points - (_sums(option, points, options) / n[:, None])[option]
    products = np.stack([away[:, 0] ** 2, away[:, 0] * away[:, 1], away[:, 1] ** 2], axis=1)
    found: Floats = np.stack([np.bincount(option, part, minlength=options) / n for part in products.T], axis=1)
    return found


def _axes(option: Ints, number: Floats, word: Ints, options: int) -> list[AxisPlaced]:
    said = np.bincount(option * 4 + word + 1, minlength=options * 4).reshape(options, 4)
    given = ~np.isnan(number)
    spread = _quartiles(option[given], number[given], options).round(4) + 0.0
    answers = said.sum(axis=1)
    tested = answers >= ENOUGH
    often = tested & (said[:, 1:].sum(axis=1) >= OFTEN_IN_WORDS * answers)
    wide = tested & (said[:, 0] >= ENOUGH) & (spread[:, 2] - spread[:, 0] >= TOO_WIDE)
    columns = zip(said.tolist(), spread.tolist(), often.tolist(), wide.tolist(), strict=True)
    return [
        AxisPlaced(n, _shown(n, words), median, low, high, in_words, scattered)
        if n >= FEWEST
        else AxisPlaced(n, _shown(n, words), often_in_words=in_words)
        for (n, *words), (low, median, high), in_words, scattered in columns
    ]


def _shown(n: int, words: list[int]) -> tuple[int, ...]:
    return tuple(words) if n + sum(words) >= FEWEST else ()


def _quartiles(option: Ints, values: Floats, options: int) -> Floats:
    """Quartiles of each option's *values* (Hyndman and Fan 1996, type 7), options × 3; 0 where there are none."""
    if not len(values):
        return np.zeros((options, 3))
    ordered = np.sort(4.0 * option + values)  # one key, since no value lies outside −1…2.9; a fifth of lexsort's time
    ordered -= 4.0 * np.sort(option)
    n = np.bincount(option, minlength=options)[:, None]
    start = np.cumsum(n, axis=0) - n
    rank = np.maximum(n - 1, 0) * np.array([0.25, 0.5, 0.75])
    below = np.floor(rank).astype(np.int64)
    last = len(ordered) - 1
    low, high = (ordered[np.minimum(start + at, last)] for at in (below, np.ceil(rank).astype(np.int64)))
    found: Floats = np.where(n > 0, low + (high - low) * (rank - below), 0.0)
    return found


def geometric_medians(option: Ints, points: Floats, *, options: int) -> Floats:
    """For each option the point with the least sum of distances to its *points* (n × 2), 0, 0 where there are none.

    Weiszfeld's iteration (1937) from the mean, with Vardi and Zhang's (2000) step where it meets a point, at which the
    original stops or fails. Half of the answers must be moved far away before this point moves far (Lopuhaä and
    Rousseeuw 1991), and it turns with the axes, which the median on each axis by itself does not.
    """
    n = np.bincount(option, minlength=options)
    middle = _sums(option, points, options) / np.maximum(n, 1)[:, None]
    going = n > 0
    for turn in range(_ROUNDS):
        use = going[option]
        if not use.any():
            break
        moved = _weiszfeld(option[use], points[use], middle)
        steps = np.hypot(*(moved - middle).T)
        middle = np.where(going[:, None], moved, middle)
        going &= steps > _STILL
        if turn == _SLOW:
            _settle_on_answers(option, points, middle, going)
    return middle


def _settle_on_answers(option: Ints, points: Floats, middle: Floats, going: npt.NDArray[np.bool_]) -> None:
    """Move what creeps to the answer that is its median, if one is: towards one the iteration slows without end."""
    for place in np.flatnonzero(going).tolist():
        own = points[option == place]
        away = own[:, None] - own[None]
        distance = np.hypot(away[..., 0], away[..., 1])
        weight = np.divide(1.0, distance, out=np.zeros_like(distance), where=distance > 0)
        strength = np.hypot(*(away * weight[..., None]).sum(axis=0).T)
        best = np.flatnonzero(strength <= (distance == 0).sum(axis=0) + 1e-9)
        if len(best):
            middle[place], going[place] = own[best[0]], False


def _weiszfeld(option: Ints, points: Floats, middle: Floats) -> Floats:
    away = points - middle[option]
    distance = np.hypot(*away.T)
    met = distance < 1e-12
    weight = np.divide(1.0, distance, out=np.zeros_like(distance), where=~met)
    pull = _sums(option, away * weight[:, None], len(middle))
    total = np.bincount(option, weight, minlength=len(middle))
    there = np.bincount(option[met], minlength=len(middle))
    strength = np.hypot(*pull.T)
    stay = np.divide(there, strength, out=(there > 0).astype(float), where=strength > 0)
    step = np.divide(1 - np.minimum(1.0, stay), total, out=np.zeros_like(total), where=total > 0)
    moved: Floats = middle + pull * step[:, None]
    return moved


def _sums(option: Ints, values: Floats, options: int) -> Floats:
    return np.stack([np.bincount(option, values[:, axis], minlength=options) for axis in (0, 1)], axis=1)
