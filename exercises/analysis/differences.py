"""What is different between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Kind = Literal["same", "out", "in"]

# Pairs of equal words that are looked at; beyond it (a shuffled text, a word repeated a thousand times) the search
# would take seconds, and its findings would tell a reader nothing.
PAIRS = 40_000
# A word brings the space before it, so that "police" and "police, too" still share it; a line's end stands alone.
KEPT = 160  # characters of what is the same, on either side of what differs
_WORDS = re.compile(r"[^\S\n]*(?:\w+|[^\w\s]+|\n)|[^\S\n]+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have, that only the older has (out), or only the newer (in)."""

    kind: Kind
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """Pieces in reading order: same and out give *old*, same and in give *new*; an out stands before its in.

    Words are compared as whole words, found by difflib.SequenceMatcher (Ratcliff and Obershelp's longest common
    blocks). Where that would take too long, lines are compared instead.
    """
    if old == new:
        return [Piece("same", old)] if old else []
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    head, tail = _common_ends(a, b)
    inner_a, inner_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if _pairs(inner_a, inner_b) > PAIRS:
        inner_a, inner_b = (_LINES.findall("".join(words)) for words in (inner_a, inner_b))
    if _pairs(inner_a, inner_b) > PAIRS:
        inner_a, inner_b = ["".join(inner_a)], ["".join(inner_b)]
    begin, end = "".join(a[:head]), "".join(a[len(a) - tail :])
    return list(_joined([Piece("same", begin), *_compared(inner_a, inner_b), Piece("same", end)]))


def changed(pieces: Iterable[Piece]) -> bool:
    return any(piece.kind != "same" for piece in pieces)


def shortened(pieces: Sequence[Piece], keep: int = KEPT) -> list[Piece]:
    """The same, but of what both have only about *keep* characters next to what differs, in whole words."""
    last = len(pieces) - 1
    return [
        Piece("same", _ends(p.text, keep if i else 0, keep if i < last else 0)) if p.kind == "same" else p
        for i, p in enumerate(pieces)
    ]


def _ends(text: str, head: int, tail: int) -> str:
    """*head* characters of the beginning and *tail* of the end; all of it where little would be left out."""
    if len(text) <= head + tail + KEPT:
        return text
    begin = text[:head].rsplit(maxsplit=1)[0] + " " if head else ""
    end = " " + text[-tail:].split(maxsplit=1)[-1] if tail else ""
    return f"{begin}…{end}"


def _common_ends(a: list[str], b: list[str]) -> tuple[int, int]:
    """How many words at the beginning and at the end are equal; they need no search."""
    most = min(len(a), len(b))
    head = next((i for i in range(most) if a[i] != b[i]), most)
    tail = next((i for i in range(most - head) if a[-1 - i] != b[-1 - i]), most - head)
    return head, tail


def _pairs(a: list[str], b: list[str]) -> int:
    """The pairs of equal words that SequenceMatcher would visit: it leaves out the popular ones of a long text."""
    counts: dict[str, int] = {}
    for word in b:
        counts[word] = counts.get(word, 0) + 1
    popular = len(b) // 100 + 1 if len(b) >= 200 else len(b)
    return sum(counts.get(word, 0) for word in a if counts.get(word, 0) <= popular)


def _compared(a: list[str], b: list[str]) -> Iterator[Piece]:
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(a[a1:a2]))
        else:
            yield Piece("out", "".join(a[a1:a2]))
            yield Piece("in", "".join(b[b1:b2]))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbouring changes as one, its out before its in; nothing empty."""
    for same, group in groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.kind == "same"):
        found = list(group)
        kinds: tuple[Kind, ...] = ("same",) if same else ("out", "in")
        for kind in kinds:
            text = "".join(piece.text for piece in found if piece.kind == kind)
            if text:
                yield Piece(kind, text)
