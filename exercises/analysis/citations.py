"""Citations in a text: which options it names, for or against, and what stands there without one.

A writer types PO-17, or "contra PO-17" for what speaks against the text. The word is Latin and short, so it reads in
every language, is seen by whoever reads, and survives being copied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Stance = Literal["supports", "contradicts"]

CITED = re.compile(r"(?P<contra>\bcontra[ \n]+)?\bPO-(?P<number>[0-9]{1,6})\b")
# A sentence ends with its mark and what closes it, or with its line; what stands between holds at least a letter.
_SENTENCE = re.compile(
    r"[^\n.!?…]*[^\W\d_][^\n.!?…]*(?:[.!?…]+[\"'”’»)\]]*|\n|$)"
    r"(?:[ ]*\([^()\n]*\bPO-[0-9]+[^()\n]*\))?"
)


def cited(text: str) -> list[tuple[int, Stance]]:
    """The options that *text* cites, each once for a stance, in the order of its words."""
    found: dict[tuple[int, Stance], None] = {}
    for match in CITED.finditer(text):
        stance: Stance = "contradicts" if match["contra"] else "supports"
        found.setdefault((int(match["number"]), stance))
    return list(found)


@dataclass(frozen=True)
class Evidence:
    """What a takeaway names for or against itself, by numbers."""

    stance: Stance
    options: tuple[int, ...] = ()
    narratives: tuple[int, ...] = ()


@dataclass(frozen=True)
class Grounds:
    """How many sentences a text has, and how many of them cite an option."""

    sentences: int
    cited: int

    @property
    def bare(self) -> bool:
        """Whether there is a text, and nothing in it cites anything."""
        return self.sentences > 0 and self.cited == 0


def grounds(text: str) -> Grounds:
    """Count the sentences of *text*. A citation in brackets after the full stop belongs to the sentence before."""
    counted = [bool(CITED.search(sentence)) for sentence in sentences(text)]
    return Grounds(len(counted), sum(counted))


def sentences(text: str) -> list[str]:
    """The sentences of *text*, as near as punctuation tells; a line of a list is one at least."""
    return [match.group().strip() for match in _SENTENCE.finditer(text)]
