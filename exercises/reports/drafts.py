"""A draft of the report as words: what the document says, section by section, packed small.

Every option in full is left out: it has versions of its own.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from exercises.analysis.draft_changes import Part
from exercises.reports.document import (
    Block,
    CodeBlock,
    Document,
    Field,
    Figure,
    Heading,
    List,
    Note,
    Numbers,
    Paragraph,
    Quote,
    Section,
    Table,
    plain,
)

_FULL = "options"


def parts_of(document: Document) -> list[Part]:
    """The sections of *document* with their words, the inner ones after the one that holds them."""
    held = (replace(s, sections=()) if s.anchor == _FULL else s for s in document.sections)
    return [part for section in held for part in _parts(section)]


def pack(parts: list[Part]) -> bytes:
    """The words as compressed JSON: some ten kilobytes for a report of fifty pages."""
    return zlib.compress(_json(parts), 9)


def unpack(content: bytes) -> list[Part]:
    return [Part(anchor, title, tuple(lines)) for anchor, title, lines in json.loads(zlib.decompress(content))]


def digest_of(parts: list[Part]) -> str:
    return hashlib.sha256(_json(parts)).hexdigest()


def _json(parts: list[Part]) -> bytes:
    rows = [[part.anchor, part.title, part.paragraphs] for part in parts]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _parts(section: Section) -> Iterator[Part]:
    lines = (line for block in section.blocks for line in _lines(block))
    yield Part(section.anchor, section.title, tuple(line for line in lines if line))
    for inner in section.sections:
        yield from _parts(inner)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(content) | Heading(content):
            yield plain(content)
        case List(items):
            yield from (line for item in items for inner in item for line in _lines(inner))
        case Quote(blocks) | Note(blocks):
            yield from (line for inner in blocks for line in _lines(inner))
        case Field(label, blocks):
            yield f"{label}: " + " ".join(line for inner in blocks for line in _lines(inner))
        case CodeBlock(text):
            yield text
        case Numbers(items):
            yield from (f"{number} {label}" for number, label in items)
        case Table(title=title, rows=rows):
            yield title
            yield from (" · ".join(plain(cell.content) for cell in row) for row in rows)
        case Figure(title=title):
            yield title
        case _:  # a kind that nobody has thought of here would go missing from every comparison
            assert_never(block)
