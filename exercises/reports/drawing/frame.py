"""A drawing as a file of its own: on a white ground with a margin, what it shows above, the marking at both ends."""

from __future__ import annotations

import re

from exercises.analysis.lettering import whole
from exercises.reports.document import Figure
from exercises.reports.drawing.strokes import INK_3, PAPER, SERIF, n, text

MARGIN, TITLE, SMALL = 24.0, 19.0, 12.5
_SIZE = re.compile(r'<svg xmlns="[^"]*" viewBox="0 0 ([0-9.]+) ([0-9.]+)"')


def framed(figure: Figure, marking: str) -> str:
    """The wide drawing of *figure* with its title, how to read it and its source, between two lines of *marking*."""
    found = _SIZE.match(figure.wide)
    if found is None:
        raise ValueError("no drawing of ours")
    width, height = map(float, found.groups())
    outer, y = width + 2 * MARGIN, MARGIN
    parts = []
    for words in whole(marking, 11.5, width):
        parts.append(text(words, (outer / 2, y), 11.5, anchor="middle", weight=600))
        y += 16
    y += 4
    for words in whole(figure.title, TITLE, width / 1.1):  # our serif letters are wider than those that are measured
        y += TITLE * 1.2
        parts.append(text(words, (MARGIN, y), TITLE, family=SERIF, weight=600))
    for words in whole(figure.how, SMALL, width):
        y += SMALL * 1.5
        parts.append(text(words, (MARGIN, y), SMALL, css="fill-ink-3", colour=INK_3))
    y += 18
    # Were it cut at its edge, whoever paints it would hold a second picture of that size for the cutting.
    place = f' x="{n(MARGIN)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" overflow="visible"'
    parts.append(figure.wide.replace("<svg", f"<svg{place}", 1))
    y += height + 8
    for words in whole(figure.source, SMALL, width):
        y += SMALL * 1.5
        parts.append(text(words, (MARGIN, y), SMALL, css="fill-ink-3", colour=INK_3))
    y += 30
    for words in whole(marking, 11.5, width):
        parts.append(text(words, (outer / 2, y), 11.5, anchor="middle", weight=600))
        y += 16
    size = f"{n(outer)} {n(y)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{n(outer)}" height="{n(y)}">'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{"".join(parts)}</svg>'
    )
