"""A drawing as an image of points, set by the compiler that sets the PDF: it reads SVG and our own fonts."""

from __future__ import annotations

import re

import typst

from exercises.reports.pdf import fonts

SCALE = 2.0  # pixels of a PNG for each unit of the drawing
_WIDTH = re.compile(r'viewBox="0 0 ([0-9.]+) ')
# The drawing is data to it: nothing that a person wrote is ever part of the source.
_SHEET = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: ("Source Sans 3", "Noto Sans Arabic", "Noto Sans Hebrew", "Droid Sans Fallback",
  "NanumGothicCoding", "Noto Emoji"))
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)
"""


def png_of(svg: str, scale: float = SCALE) -> bytes:
    """*svg* as PNG, *scale* pixels for each of its units. Raises typst.TypstError."""
    found = _WIDTH.search(svg)
    return typst.compile(
        _SHEET,
        font_paths=fonts(),
        ignore_system_fonts=True,
        format="png",
        ppi=72 * scale,
        sys_inputs={"svg": svg, "width": found[1] if found else "720"},
    )
