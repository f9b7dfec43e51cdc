"""What a drawing of the board is made of, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass

from exercises.analysis.agreement import Spread
from exercises.analysis.labelling import Box, Dot, Label

NUMBERED = 600  # more options than this are small dots without their number


@dataclass(frozen=True)
class Mark:
    """An option on the drawing, −1…+1 on both axes; *x*, *y* are where its card lies.

    *numeral* and *hue* are its narrative's, *core* whether it belongs to it at heart. *crowd* is the crowd's point
    where moderators have put the card somewhere else. *divided* and *unclear* are the two flags of the statistics.
    """

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
    crowd: tuple[float, float] | None = None
    divided: bool = False
    unclear: bool = False
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
    """Sizes of a drawing: *row* is the height of a line of names, *side* what the poles at the sides take.

    *largest* and *smallest* are radii of dots; *title* is the size of a label's letters.
    """

    key: str
    width: float
    plot_height: float
    row: float
    side: float
    name: float
    small: float
    title: float
    largest: float
    smallest: float


WIDE = Format("wide", 1032, 580, 30, 24, 20, 13, 12.5, 12.5, 7.5)
# A sheet is upright: at the width of its text the wide drawing's words would be too small to read.
PRINT = Format("print", 720, 520, 30, 24, 19, 13, 12.5, 12.5, 7.5)
NARROW = Format("narrow", 390, 460, 22, 18, 13.5, 12, 10.5, 10, 6.8)
FORMATS = {form.key: form for form in (WIDE, PRINT, NARROW)}


@dataclass(frozen=True)
class Layout:
    """Where everything lies: *above* and *below* are the narratives' names at the left and the right."""

    form: Format
    plot: Box
    height: float
    above: tuple[tuple[Name, ...], tuple[Name, ...]]
    below: tuple[tuple[Name, ...], tuple[Name, ...]]
    dots: tuple[Dot, ...]
    true: tuple[Dot, ...]
    labels: tuple[Label | None, ...]
    title: float

    @property
    def numbered(self) -> bool:
        return len(self.dots) <= NUMBERED
