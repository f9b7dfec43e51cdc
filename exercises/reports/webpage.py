"""The report as one HTML file that needs nothing else, and as Markdown: pieces of pandoc's, put one after another."""

from __future__ import annotations

import base64
import re
import shutil
import tempfile
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import IO

from exercises.reports import pandoc
from exercises.reports.document import Document, printable
from exercises.reports.programs import Progress, untold

HERE = Path(__file__).parent / "html"
# A table's head as a whole, or a heading of a row. What people wrote holds no tag: it is escaped.
_HEADS = re.compile(rb"<thead>.*?</thead>|<th(?=[ >])", re.DOTALL)


# Their Latin letters, in all weights: eighty kilobytes that keep the words of drawings where they were measured, and
# sheets as they were meant. Other letters are the reader's, because all of them would be larger than the report.
_FACES = {"Source Sans 3": "source-sans-3.woff2", "Source Serif 4": "source-serif-4.woff2"}
_LATIN = "U+0000-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215"


def write(document: Document, out: Path, *, epoch: int, progress: Progress = untold) -> None:
    """Write *document* as HTML to *out*: its style inside, its drawings as SVG, no script, nothing fetched."""
    named = {
        "language": document.language,
        "title": document.cover.title,
        "deck": document.cover.deck,
        "marking": document.marking,
    }
    words = {name: escape(printable(value)) for name, value in named.items()}
    shell = Template((HERE / "report.html").read_text(encoding="utf-8"))
    style = _faces() + (HERE / "report.css").read_text(encoding="utf-8") + _on_every_sheet(document.marking)
    before, after = shell.substitute(words, style=style).split("<!--body-->")
    with tempfile.TemporaryDirectory(prefix="report-") as folder, out.open("wb") as file:
        file.write(before.encode())
        for piece in pandoc.pieces(document, "html", Path(folder), first=[], epoch=epoch, progress=progress):
            file.write(_HEADS.sub(_scoped, piece.read_bytes()))
            piece.unlink()
        file.write(after.encode())


@cache
def _faces() -> str:
    """Rules that hold our two faces themselves: the file needs nothing else."""
    rules = []
    for family, name in _FACES.items():
        held = base64.b64encode((HERE / name).read_bytes()).decode()
        source = f'url("data:font/woff2;base64,{held}") format("woff2")'
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-weight: 200 900; unicode-range: {_LATIN}; src: {source}; }}\n'
        )
    return "".join(rules)


def _on_every_sheet(marking: str) -> str:
    """Rules that print *marking* above and below each sheet of paper; each of its characters by its number."""
    said = "".join(f"\\{ord(character):x} " for character in printable(marking).replace("\n", " "))
    places = "".join(
        f'@{place}-center {{ content: "{said}"; font: 600 8pt "Source Sans 3", sans-serif; }} '
        for place in ("top", "bottom")
    )
    return f"@page {{ margin: 20mm 16mm; {places}}}\n"


def _scoped(found: re.Match[bytes]) -> bytes:
    """Says of each heading of a table whether it heads a column or a row, which pandoc does not."""
    if found[0] == b"<th":
        return b'<th scope="row"'
    return re.sub(rb"<th(?=[ >])", b'<th scope="col"', found[0])


def write_markdown(document: Document, out: Path, *, epoch: int, progress: Progress = untold) -> None:
    """Write *document* as Markdown (GitHub’s) to *out*."""
    with tempfile.TemporaryDirectory(prefix="report-") as folder, out.open("wb") as file:
        for piece in pandoc.pieces(document, "md", Path(folder), first=[], epoch=epoch, progress=progress):
            _append(piece, file)
            file.write(b"\n")


def _append(piece: Path, file: IO[bytes]) -> None:
    with piece.open("rb") as content:
        shutil.copyfileobj(content, file)
    piece.unlink()
