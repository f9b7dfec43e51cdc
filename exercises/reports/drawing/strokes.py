"""The pen: shapes and words as SVG, coloured twice.

Colours are presentation attributes, which print and files show, and classes, which the page's style sheet overrides.
There are no style attributes and no style elements, so the content security policy stays strict. Everything that people
wrote passes through escape().
"""

from __future__ import annotations

from typing import Literal
from xml.sax.saxutils import escape as xml_escape

from exercises.analysis.labelling import Box, Dot, Point
from exercises.analysis.lettering import measured, text_width
from exercises.reports.document import printable, right_to_left

INK, INK_3, LINE_STRONG, PAPER = "#1d1f23", "#6b6961", "#cfc9bc", "#ffffff"
HUES = {0: "#6b6961", 1: "#207e75", 2: "#b34d00", 3: "#80073f", 4: "#2a3d9b"}
# Quoted: a name with a digit is no CSS identifier. What follows is for viewers that lack ours.
SANS = "'Source Sans 3', 'Noto Sans Hebrew', 'Noto Sans Arabic', 'Helvetica Neue', Arial, sans-serif"
SERIF = "'Source Serif 4', 'Source Sans 3', 'Noto Sans Hebrew', 'Noto Sans Arabic', Georgia, serif"
# A line from right to left is set as one, so that its stop stands at its end. What people write holds no such marks.
_RTL, _RTL_END = "\u2067", "\u2069"

Anchor = Literal["start", "middle", "end"]


def escape(text: str) -> str:
    """*text* as the content or the attribute of an XML element."""
    return xml_escape(printable(text), {'"': "&quot;", "'": "&apos;"})


def n(value: float) -> str:
    """A number as SVG reads it, at most two places, in no language's notation."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def hue(number: int) -> str:
    return HUES.get(number, HUES[0])


def box(at: Box) -> str:
    return f'x="{n(at.x)}" y="{n(at.y)}" width="{n(at.width)}" height="{n(at.height)}"'


def line(start: Point, end: Point, css: str, colour: str, more: str = "") -> str:
    ends = f'x1="{n(start[0])}" y1="{n(start[1])}" x2="{n(end[0])}" y2="{n(end[1])}"'
    return f'<line {ends} class="{css}" stroke="{colour}"{more}/>'


def circle(dot: Dot, css: str, more: str) -> str:
    return f'<circle cx="{n(dot.x)}" cy="{n(dot.y)}" r="{n(dot.radius)}" class="{css}" {more}/>'


def words_of(line_: str, tail: str = "") -> str:
    """The content of a text element: *line_* and behind it *tail*, which is markup, in the line's own direction."""
    if not right_to_left(line_):
        return escape(line_) + tail
    return f"{_RTL}{escape(line_)}{tail}{_RTL_END}"


def text(
    words: str,
    at: Point,
    size: float,
    *,
    anchor: Anchor = "start",
    css: str = "ink",
    colour: str = INK,
    family: str = SANS,
    weight: int = 400,
    more: str = "",
    held: bool = False,
) -> str:
    """A line of text; *held*: as wide as it was measured, also where another font stands in for ours."""
    aligned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    bold = "" if weight == 400 else f' font-weight="{weight}"'
    length = (
        f' textLength="{n(text_width(words, size))}" lengthAdjust="spacingAndGlyphs"'
        if held and measured(words) and len(words) > 1
        else ""
    )
    return (
        f'<text x="{n(at[0])}" y="{n(at[1])}"{aligned} class="{css}" font-family="{SANS if family is SANS else SERIF}"'
        f' font-size="{n(size)}"{bold} fill="{colour}"{length}{more}>{words_of(words)}</text>'
    )
