"""A long report in volumes that are set one by one: the report itself, and its longest sections in parts.

Setting all at once takes more than a megabyte of memory a page. References lead from one volume to another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from exercises.reports.document import Block, Document, Section, Table

# Two volumes are set at a time, in up to 190 MB each; another volume costs a twentieth of a second.
SECTIONS = 125  # inner sections in a volume
ROWS = 1000  # rows of a table in a volume


def volumes_of(document: Document) -> Iterator[Document]:
    """*document* itself where it is short; else first what stays together, then each long section's parts."""
    long = [section for section in document.sections if _is_long(section)]
    if not long:
        yield document
        return
    short = {section.anchor: _opening(section) for section in long}
    yield replace(document, sections=tuple(short.get(s.anchor, s) for s in document.sections))
    for section in long:
        parts = list(_parts(section))
        for number, part in enumerate(parts, 1):
            name = f"{section.title} · {number}/{len(parts)}"
            yield replace(document, sections=(part,), volume=name)


def _is_long(section: Section) -> bool:
    return len(section.sections) > SECTIONS or any(_is_long_table(block) for block in section.blocks)


def _is_long_table(block: Block) -> bool:
    return isinstance(block, Table) and len(block.rows) > ROWS


def _opening(section: Section) -> Section:
    """The section's title and what is short in it; the parts follow at the end of the file."""
    blocks = tuple(block for block in section.blocks if not _is_long_table(block))
    return replace(section, blocks=blocks, sections=() if len(section.sections) > SECTIONS else section.sections)


def _parts(section: Section) -> Iterator[Section]:
    bare = replace(section, blocks=(), sections=(), anchor="", new_page=False, lead="")
    if len(section.sections) > SECTIONS:
        for start in range(0, len(section.sections), SECTIONS):
            yield replace(bare, sections=section.sections[start : start + SECTIONS])
    for block in section.blocks:
        if isinstance(block, Table) and _is_long_table(block):
            for start in range(0, len(block.rows), ROWS):
                yield replace(bare, blocks=(replace(block, rows=block.rows[start : start + ROWS]),))
