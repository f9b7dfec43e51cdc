"""The document as a PDF: one fixed Typst template, which reads it as JSON; own fonts, none of the system's.

The same document gives the same bytes: the file's times are the snapshot's.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import typst

from exercises.reports.binding import ELSEWHERE, Book
from exercises.reports.document import Document, Reference, Section, Text, plain, printable, right_to_left
from exercises.reports.programs import Programs, Progress, awaited, untold
from exercises.reports.volumes import volumes_of

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STANDARD = "ua-1"
SECONDS = 300  # for one volume
MEMORY = 6 * 2**30  # bytes of address space for one, far above what it takes: a runaway ends here
AT_ONCE = 2
# A word of more characters than this gets, every so many, a place where a line may end.
LONGEST, PIECE = 24, 12

# Fields that are no words of the text: they reach the template as they are.
_AS_IS = frozenset({"href", "anchor", "wide", "narrow", "printed", "language", "part"})
_UNBROKEN = re.compile(rf"\S{{{LONGEST + 1},}}")
_BREAK = "\u200b"
# Marks on one letter beyond the sixteenth stand in no script, and make a glyph that no reader of PDF can take apart.
_HEAPED = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{16})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
# No word long enough for either of the two. It goes through a text once and never back, in a sixth of a search's time.
_ORDINARY = re.compile(r"(?:\S{0,16}\s)*+\S{0,16}")


class Unsettable(Exception):
    """The pages could not be set; the words are for the log."""


@dataclass(frozen=True)
class Pdf:
    """*standard* is empty where the compiler's checks for accessible PDF did not pass, such as for want of a glyph."""

    content: bytes
    standard: str


class Press(NamedTuple):
    """What the volumes of one file have in common; *everywhere* are the anchors of all of them."""

    programs: Programs
    folder: Path
    everywhere: frozenset[str]
    moment: dt.datetime | None


def render(document: Document, moment: dt.datetime | None, progress: Progress = untold) -> Pdf:
    """*document* as a tagged PDF, checked against PDF/UA-1 by the compiler; its dates are *moment*.

    A long one is set in volumes, two at a time, and bound; when *progress* raises, those at work are ended. Raises
    Unsettable when it cannot be set at all, TimeoutError and MemoryError where a volume wants more than it may have.
    """
    everywhere, volumes = frozenset(_anchors(document.sections)), list(volumes_of(document))
    with tempfile.TemporaryDirectory(prefix="report-") as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        press = Press(Programs(), Path(folder), everywhere, moment)
        begun = [pool.submit(_volume, press, number, volume) for number, volume in enumerate(volumes)]
        made = _made(begun, progress)
        try:
            return _bound(made, press.folder / "bound.pdf") if len(volumes) > 1 else _alone(*next(made))
        finally:
            press.programs.end()
            pool.shutdown(cancel_futures=True)


def _made(begun: list[Future[tuple[Path, str]]], progress: Progress) -> Iterator[tuple[Path, str]]:
    """The volumes in their order, each as soon as it is there; none is kept."""
    for number in range(len(begun)):
        progress(number / len(begun))
        yield awaited(begun[number], number / len(begun), progress)


def _alone(path: Path, standard: str) -> Pdf:
    return Pdf(path.read_bytes(), standard)


def _bound(made: Iterator[tuple[Path, str]], out: Path) -> Pdf:
    """The volumes in one, each bound while the next are being set."""
    standards = set[str]()
    with out.open("wb") as file:
        book = Book(file)
        for path, standard in made:
            book.add(path)
            path.unlink()
            standards.add(standard)
        book.close()
    return Pdf(out.read_bytes(), STANDARD if standards == {STANDARD} else "")


def _volume(press: Press, number: int, document: Document) -> tuple[Path, str]:
    folder, moment = press.folder, press.moment
    given, out = folder / f"{number}.json", folder / f"{number}.pdf"
    given.write_text(json.dumps(as_data(document, press.everywhere), ensure_ascii=False), encoding="utf-8")
    at = str(int(moment.timestamp()) if moment else 0)
    for standards in ([STANDARD], []):
        failure = _typeset(press.programs, str(given), str(out), at, str(MEMORY), *standards)
        if not failure:
            given.unlink()
            return out, standards[0] if standards else ""
        # A reader with a screen reader is better served by an unchecked file than by none.
        logger.warning("a volume of the report was not set with %s: %s", standards, failure)
    raise Unsettable(failure)


def _typeset(programs: Programs, *arguments: str) -> str:
    """Set one volume in a process of its own; what it said where it could not."""
    command = [sys.executable, "-m", "exercises.reports.typeset", *arguments]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    try:
        done = programs.run(command, SECONDS, env=environment, cwd=ROOT)
    except subprocess.TimeoutExpired as slow:
        raise TimeoutError("setting the pages took too long") from slow
    said = done.stderr.decode(errors="replace")
    if done.returncode in {0, 3}:
        return said if done.returncode else ""
    if "memory allocation" in said or "MemoryError" in said:
        raise MemoryError("setting the pages wanted too much memory")
    raise Unsettable(said[-1000:] or f"it ended with {done.returncode}")


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])


# --- the document as data ----------------------------------------------------------------------------------


def as_data(document: Document, everywhere: frozenset[str] = frozenset()) -> dict[str, Any]:
    """*document* as plain data for the template: each node with its kind, words printable, references checked.

    *everywhere* are the anchors of all volumes: a reference may lead to another one.
    """
    anchors = frozenset(_anchors(document.sections))
    data: dict[str, Any] = _node(document, Places(anchors, everywhere - anchors))
    return data


class Places(NamedTuple):
    """Anchors in this volume, and in others."""

    here: frozenset[str]
    elsewhere: frozenset[str]


def _anchors(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        yield section.anchor
        yield from _anchors(section.sections)


def _node(value: Any, anchors: Places) -> Any:
    if isinstance(value, Reference):
        # Typst stops at a label that is nowhere: what the document does not hold is words alone.
        anchor = value.target if value.to == "section" else f"{value.to}-{value.target}"
        return {
            "kind": "reference",
            "to": value.to,
            "text": breakable(value.text),
            "anchor": anchor if anchor in anchors.here else "",
            "elsewhere": ELSEWHERE + anchor if anchor in anchors.elsewhere else "",
        }
    if isinstance(value, str):
        return breakable(value)
    if isinstance(value, Text):
        return breakable(value.text)
    if isinstance(value, tuple):
        return [_node(each, anchors) for each in value]
    if (names := _names_of(cast(Hashable, type(value)))) is None:
        return value
    data = {name: getattr(value, name) if name in _AS_IS else _node(getattr(value, name), anchors) for name in names}
    if "content" in data:
        data["rtl"] = right_to_left(plain(value.content))
    data["kind"] = type(value).__name__.lower()
    return data


@cache
def _names_of(kind: Any) -> tuple[str, ...] | None:
    """The fields of a kind of node; None where it is a word or a number."""
    return tuple(f.name for f in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else None


def breakable(text: str) -> str:
    """*text* without what cannot be printed, and with places for a line's end in words longer than any line."""
    shown = printable(text)
    if _ORDINARY.fullmatch(shown):
        return shown
    shown = _HEAPED.sub(r"\1", shown)
    return _UNBROKEN.sub(lambda found: _BREAK.join(_pieces(found[0])), shown)


def _pieces(word: str) -> Iterator[str]:
    """*word* in pieces of some PIECE characters, no mark parted from the letter that it stands on."""
    start = 0
    for at in range(1, len(word)):
        if at - start >= PIECE and not (unicodedata.category(word[at]).startswith("M") or word[at] == "\u200d"):
            yield word[start:at]
            start = at
    yield word[start:]
