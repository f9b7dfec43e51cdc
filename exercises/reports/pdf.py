"""The document as a PDF: one fixed Typst template, which reads it as JSON; own fonts, none of the system's.

The same document gives the same bytes: the file's times are the snapshot's.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import logging
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from exercises.reports.document import Document, Reference, Section, plain, printable, right_to_left

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
TEMPLATE = HERE / "typst" / "report.typ"
STANDARD: typst.PDFStandard = "ua-1"
# A word of more characters than this gets, every so many, a place where a line may end.
LONGEST, PIECE = 24, 12

# Fields that are no words of the text: they reach the template as they are.
_AS_IS = frozenset({"href", "anchor", "wide", "narrow", "printed", "language"})
_UNBROKEN = re.compile(rf"\S{{{LONGEST + 1},}}")
_BREAK = "\u200b"


@dataclass(frozen=True)
class Pdf:
    """*standard* is empty where the compiler's checks for accessible PDF did not pass, such as for want of a glyph."""

    content: bytes
    standard: str


def render(document: Document, moment: dt.datetime | None) -> Pdf:
    """*document* as a tagged PDF, checked against PDF/UA-1 by the compiler; its dates are *moment*.

    Raises typst.TypstError when it cannot be set at all.
    """
    data = json.dumps(as_data(document), ensure_ascii=False)
    try:
        return Pdf(_compile(data, moment, [STANDARD]), STANDARD)
    except typst.TypstError as error:
        # A reader with a screen reader is better served by an unchecked file than by none.
        logger.warning("the report is built without %s: %s", STANDARD, error.message)
        return Pdf(_compile(data, moment, []), "")


def _compile(data: str, moment: dt.datetime | None, standards: list[typst.PDFStandard]) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=HERE / "typst",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": data},
        pdf_standards=standards,
        timestamp=int(moment.timestamp()) if moment else 0,
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])


# --- the document as data ----------------------------------------------------------------------------------


def as_data(document: Document) -> dict[str, Any]:
    """*document* as plain data for the template: each node with its kind, words printable, references checked."""
    anchors = frozenset(_anchors(document.sections))
    data: dict[str, Any] = _node(document, anchors)
    return data


def _anchors(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        yield section.anchor
        yield from _anchors(section.sections)


def _node(value: Any, anchors: frozenset[str]) -> Any:
    if isinstance(value, Reference):
        # Typst stops at a label that is nowhere: what the document does not hold is words alone.
        anchor = value.target if value.to == "section" else f"{value.to}-{value.target}"
        return {
            "kind": "reference",
            "to": value.to,
            "text": breakable(value.text),
            "anchor": anchor if anchor in anchors else "",
        }
    if dataclasses.is_dataclass(value):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        data = {name: v if name in _AS_IS else _node(v, anchors) for name, v in fields.items()}
        if "content" in fields:
            data["rtl"] = right_to_left(plain(fields["content"]))
        return {"kind": type(value).__name__.lower(), **data}
    if isinstance(value, tuple):
        return [_node(each, anchors) for each in value]
    return breakable(value) if isinstance(value, str) else value


def breakable(text: str) -> str:
    """*text* without what cannot be printed, and with places for a line's end in words longer than any line."""
    return _UNBROKEN.sub(lambda found: _BREAK.join(_pieces(found[0])), printable(text))


def _pieces(word: str) -> Iterator[str]:
    """*word* in pieces of some PIECE characters, no mark parted from the letter that it stands on."""
    start = 0
    for at in range(1, len(word)):
        if at - start >= PIECE and not (unicodedata.category(word[at]).startswith("M") or word[at] == "\u200d"):
            yield word[start:at]
            start = at
    yield word[start:]
