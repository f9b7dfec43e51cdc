"""The report as typed values: sections, blocks, inlines, figures, tables, notes.

Every format is written from this model. What people wrote is always the value of a Text, never markup: a
template or a writer that shows a Text escapes it, so nothing that was typed can become a command of the format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

# --- inside a line -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Emphasis:
    content: tuple[Inline, ...]


@dataclass(frozen=True)
class Strong:
    content: tuple[Inline, ...]


@dataclass(frozen=True)
class Code:
    text: str


@dataclass(frozen=True)
class Link:
    """A link to elsewhere; *href* has passed markdown.safe_href."""

    href: str
    content: tuple[Inline, ...]


@dataclass(frozen=True)
class Break:
    pass


@dataclass(frozen=True)
class Reference:
    """A way to the evidence: an option, a narrative, or a section of this document."""

    to: Literal["option", "narrative", "section"]
    target: str
    text: str


@dataclass(frozen=True)
class Hue:
    """Words in a narrative's colour (1–4; 0 is none); a numeral always stands beside it."""

    hue: int
    text: str


@dataclass(frozen=True)
class Footnote:
    """Said of the words before it, at the foot of the page; *key* names it in its document."""

    key: str
    content: tuple[Inline, ...]


Inline = Text | Emphasis | Strong | Code | Link | Break | Reference | Hue | Footnote

# --- blocks ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paragraph:
    content: tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A heading inside what a person wrote: shown as one, but no part of the document's outline."""

    content: tuple[Inline, ...]


@dataclass(frozen=True)
class List:
    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class CodeBlock:
    text: str


@dataclass(frozen=True)
class Note:
    """Said about the report itself: what is missing, withheld, or to be kept in mind."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Numbers:
    """A few large numbers with their words."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """A named part of what a person wrote, such as “Diagnosis”."""

    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Column:
    """*share* is the column's part of the free width; 0 takes what its content needs."""

    title: str
    share: int = 0
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    content: tuple[Inline, ...]


@dataclass(frozen=True)
class Table:
    """A row's first cell is its heading."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str = ""


@dataclass(frozen=True)
class Figure:
    """A drawing with the finding as its title, how to read it, its source, and *alt* for those who do not see it.

    *wide*, *narrow* and *printed* are SVG made by figures.py: for a wide page, a phone, and a sheet of paper. *key*
    names what the narrow drawing only numbers; *name* is what its title is written under, if somebody may state one.
    """

    title: str
    how: str
    source: str
    alt: str
    wide: str
    narrow: str
    printed: str
    key: tuple[tuple[str, int, str], ...] = ()
    name: str = ""


Block = Paragraph | Heading | List | Quote | CodeBlock | Note | Numbers | Field | Table | Figure

# --- the document ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Section:
    """A part with a title. *outline* is false in the annex of all options, which would swell the contents."""

    title: str
    anchor: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    eyebrow: str = ""
    lead: str = ""
    hue: int = 0
    outline: bool = True
    new_page: bool = False
    part: Literal["A", "B"] = "A"

    @property
    def entry(self) -> str:
        """What the contents call it: in the record its letter and its title."""
        return f"{self.eyebrow} · {self.title}" if self.part == "B" and self.eyebrow else self.title


@dataclass(frozen=True)
class Cover:
    """*facts* are lines of label and value below the title."""

    eyebrow: str
    title: str
    deck: str
    draft: str
    numbers: Numbers
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """What a format prints by itself, in the document's language."""

    contents: str
    page: str
    of: str
    part_a: str = "Part A"
    part_b: str = "Part B"


@dataclass(frozen=True)
class Document:
    """*handling* is the page behind the cover: for whom the copy is, and how it is to be read.

    *volume* names a part of a long report that is set by itself: it has no cover, no handling page and no contents.
    """

    language: str
    marking: str
    running: str
    cover: Cover
    handling: Section
    sections: tuple[Section, ...]
    words: Words = field(default=Words("Contents", "Page", "of"))
    volume: str = ""


# --- text --------------------------------------------------------------------------------------------------

# What no page can show: control characters but for line ends and tabs, lone surrogates, direction overrides and their
# like, and code points that are no characters.
_NEVER_SHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "]"
)


def text(value: str) -> tuple[Inline, ...]:
    """Plain text as the content of a block."""
    return (Text(value),)


def paragraph(value: str) -> Paragraph:
    return Paragraph(text(value))


def printable(value: str) -> str:
    """*value* in NFC without what no page can show: control characters, lone surrogates, direction overrides.

    Line ends and tabs stay; everything else that was written stays too.
    """
    # None of those counts as printable to Python either, so nearly every text is done here.
    if value.isprintable() and unicodedata.is_normalized("NFC", value):
        return value
    return _NEVER_SHOWN.sub("", unicodedata.normalize("NFC", _NEVER_SHOWN.sub("", value)))


def plain(content: Iterable[Inline]) -> str:
    """The words of inlines, without their form and their footnotes."""
    return "".join(_words(content))


def _words(content: Iterable[Inline]) -> Iterator[str]:
    for inline in content:
        match inline:
            case Emphasis(inner) | Strong(inner) | Link(_, inner):
                yield from _words(inner)
            case Break():
                yield "\n"
            case Footnote():
                pass
            case _:
                yield inline.text


def right_to_left(words: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    if words.isascii():
        return False
    for character in words:
        match unicodedata.bidirectional(character):
            case "L":
                return False
            case "R" | "AL":
                return True
    return False
