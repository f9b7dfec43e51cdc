"""How wide words are, and how they break into lines, without a font file at hand.

Advance widths are those of Source Sans 3 Semibold, measured once. Other scripts are estimated, on the wide side: a
label may then stand further off than it must, but never over another.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# In hundredths of the size.
_WIDTHS = {
    20: " \u00a0", 26: "ij|", 27: "l", 28: "',.:;I‘’", 32: "!()-[]f{}", 34: "/\\", 36: "t", 37: "r", 43: "s", 44: "*?z",
    46: "c", 48: '"x–“”', 49: "J", 50: "LY_vy", 51: "#$+0123456789<=>F^e~", 52: "agk", 54: "ESVXZ", 55: "T`o",
    56: "Abdhnpqu", 58: "CP", 59: "R", 60: "BK", 62: "D", 63: "G", 64: "&", 66: "HNU", 67: "OQ", 74: "M", 75: "w",
    80: "W—", 84: "%m", 88: "@", 96: "…",
}  # fmt: skip
_WIDTH = {character: width / 100 for width, characters in _WIDTHS.items() for character in characters}
_NARROW_SCRIPTS, _WIDE_SCRIPTS = 0.66, 1.05  # of the size: from Greek to Arabic and Thai, and what is set in squares
_SQUARE = 0x2E80  # here the scripts begin that are


def text_width(text: str, size: float) -> float:
    """Width of *text* in the drawing's units, set in Source Sans 3 Semibold of *size*."""
    return size * sum(_advance(character) for character in text)


def measured(text: str) -> bool:
    """Whether every letter's width is known, not estimated."""
    return all(character in _WIDTH for character in text)


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    if character in _WIDTH:
        return _WIDTH[character]
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    base = unicodedata.normalize("NFD", character)[0]  # “É” is as wide as “E”
    if base in _WIDTH:
        return _WIDTH[base]
    if ord(base) >= _SQUARE:
        return _WIDE_SCRIPTS
    return _NARROW_SCRIPTS + (0.3 if base.isupper() or base in "жмшщыюфѓԱ" else 0.0)


def wrap(text: str, size: float, width: float, lines: int, tail: str = "") -> tuple[str, ...]:
    """*text* and behind it *tail*, in at most *lines* lines of at most *width*; cut with an ellipsis.

    The tail stays on a line with the word before it, and is never cut.
    """
    behind = f" {tail}" if tail else ""
    room = text_width(behind, size)
    words = [cut(word, size, width) for word in text.split()]
    if words:
        words[-1] = cut(words[-1], size, width - room)
    rows: list[str] = []
    for place, word in enumerate(words):
        needs = room if place == len(words) - 1 else 0.0
        if rows and text_width(f"{rows[-1]} {word}", size) + needs <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], cut(" ".join(rows[lines - 1 :]), size, width - room)]
    return (*rows[:-1], rows[-1] + behind) if rows else (tail,) if tail else ()


def whole(text: str, size: float, width: float) -> tuple[str, ...]:
    """*text* in as many lines as it takes: a word that is wider than a line is broken, and nothing is cut."""
    pieces: list[str] = []
    for word in text.split():
        rest = word
        while text_width(rest, size) > width and len(rest) > 1:
            fits = next((n for n in range(len(rest) - 1, 1, -1) if text_width(rest[:n] + "-", size) <= width), 1)
            pieces.append(rest[:fits] + "-")
            rest = rest[fits:]
        pieces.append(rest)
    return wrap(" ".join(pieces), size, width, len(pieces))


def cut(text: str, size: float, width: float) -> str:
    """*text*, or as much of it as fits into *width* with an ellipsis behind."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"
