"""What is different between two drafts of a report, section by section, told in few words. No Django."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from exercises.analysis.differences import Piece, differences

Paragraphs = tuple[str, ...]
Kind = Literal["added", "removed", "changed"]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Part:
    """A section of a draft as words; *anchor* is its name, by which two drafts are laid beside each other."""

    anchor: str
    title: str
    paragraphs: Paragraphs


@dataclass(frozen=True)
class Change:
    """A section that is new, gone or other; *pieces* are its changed paragraphs alone, each marked word by word."""

    kind: Kind
    anchor: str
    title: str
    pieces: tuple[tuple[Piece, ...], ...]
    words_in: int
    words_out: int


def changes(before: Sequence[Part], after: Sequence[Part]) -> list[Change]:
    """All sections that differ, in the order of *after*; what was removed comes at the end. Equal ones are left out."""
    old: Mapping[str, Part] = {part.anchor: part for part in before}
    new = {part.anchor for part in after}
    found = [_change(old.get(part.anchor), part) for part in after if old.get(part.anchor) != part]
    return [*found, *(_change(part, None) for part in before if part.anchor not in new)]


def words(paragraphs: Sequence[str]) -> int:
    return sum(len(_WORD.findall(paragraph)) for paragraph in paragraphs)


def _change(old: Part | None, new: Part | None) -> Change:
    there = new or old
    assert there is not None  # one of them is
    kind: Kind = "changed" if old and new else "added" if new else "removed"
    pairs = _pairs(_lines(old), _lines(new))
    pieces = tuple(tuple(differences(was, now)) for was, now in pairs)
    counted = {side: words([p.text for each in pieces for p in each if p.kind == side]) for side in ("in", "out")}
    return Change(kind, there.anchor, there.title, pieces, counted["in"], counted["out"])


def _lines(part: Part | None) -> Paragraphs:
    return (part.title, *part.paragraphs) if part else ()


def _pairs(old: Paragraphs, new: Paragraphs) -> list[tuple[str, str]]:
    """Each changed paragraph beside what it was; "" where one came or went."""
    found: list[tuple[str, str]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        was, now = old[a1:a2], new[b1:b2]
        found += zip_longest(was, now, fillvalue="")
    return found
