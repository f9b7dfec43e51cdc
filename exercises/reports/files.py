"""One report, written as files: collect once, compose once, then each format that was asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from exercises.reports import facts as the_facts
from exercises.reports import package, pdf, raw_sheets, reading, webpage, word
from exercises.reports.compose import compose
from exercises.reports.document import Document
from exercises.reports.facts import Facts
from exercises.reports.levels import LEVELS, Level, released
from exercises.reports.programs import Progress, untold

FORMATS: tuple[str, ...] = ("pdf", "docx", "html", "md", "package")
ENDINGS = {"pdf": "pdf", "docx": "docx", "html": "html", "md": "md", "package": "zip"}


@dataclass(frozen=True)
class Source:
    """What every format of a report is written from. *sheets* is the spool of raw sheets, at the internal level."""

    facts: Facts
    document: Document
    level: Level
    sheets: Path | None

    @property
    def epoch(self) -> int:
        """The snapshot's time, which stands in the files for their own."""
        at = self.facts.snapshot.at
        return int(at.timestamp()) if at else 0


@dataclass(frozen=True)
class Made:
    """A file that was written; *standard* as in pdf.Pdf."""

    path: Path
    size: int
    sha256: str
    standard: str


def gather(
    exercise_id: int,
    level: Level,
    folder: Path,
    *,
    formats: tuple[str, ...],
    record: bool | None,
    tell: Callable[[str], None] = lambda step: None,
) -> Source:
    """Collect the facts, and where they are wanted the raw sheets, of one moment; compose the document."""
    tell("collect")
    if "package" in formats and level == "internal":
        spool = folder / "sheets.csv"
        collected = the_facts.collect(exercise_id, lambda exercise: raw_sheets.spool(exercise, spool))
    else:
        spool, collected = None, the_facts.collect(exercise_id)
    tell("compose")
    return Source(collected, compose(collected, level, record=record), level, spool)


def reread(packed: Path, level: Level | None, *, record: bool | None = None) -> Source:
    """The report that a data package or its exercise.json holds, at its own level or a stricter one.

    Raises reading.Unreadable, also for a *level* that would tell more than the file knows.
    """
    facts, held = reading.read(packed)
    level = level or held
    if LEVELS.index(level) < LEVELS.index(held):
        raise reading.Unreadable(f"{packed.name} was written for the level “{held}” and knows nothing beyond it.")
    return Source(facts, compose(facts, level, record=record), level, None)


def write(source: Source, file_format: str, out: Path, progress: Progress = untold) -> Made:
    """Write one of FORMATS to *out*; what *progress* raises ends the work and the programs that are at it."""
    standard = _WRITERS[file_format](source, out, progress) or ""
    digest = hashlib.sha256()
    with out.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return Made(out, out.stat().st_size, digest.hexdigest(), standard)


def _pdf(source: Source, out: Path, progress: Progress) -> str:
    made = pdf.render(source.document, source.facts.snapshot.at, progress)
    out.write_bytes(made.content)
    return made.standard


def _package(source: Source, out: Path, progress: Progress) -> None:
    facts = released(source.facts, source.level)
    package.write(facts, source.level, source.document, out, sheets=source.sheets, progress=progress)


_WRITERS: dict[str, Callable[[Source, Path, Progress], str | None]] = {
    "pdf": _pdf,
    "docx": lambda source, out, progress: word.write(source.document, out, epoch=source.epoch, progress=progress),
    "html": lambda source, out, progress: webpage.write(source.document, out, epoch=source.epoch, progress=progress),
    "md": lambda source, out, progress: webpage.write_markdown(
        source.document, out, epoch=source.epoch, progress=progress
    ),
    "package": _package,
}
