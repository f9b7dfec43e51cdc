"""The data package: tables, drawings, the exercise as JSON, a dictionary and checksums, in one ZIP that streams.

Frictionless (datapackage.json); cells are safe in a spreadsheet. The same facts give the same bytes.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from exercises.analysis.spreadsheet import cell
from exercises.reports.document import Document, Figure, Section
from exercises.reports.drawing.frame import framed
from exercises.reports.facts import Facts, plain
from exercises.reports.levels import Level
from exercises.reports.programs import Progress, untold
from exercises.reports.raster import png_of
from exercises.reports.reading import FORMAT, MEMBER, VERSION
from exercises.reports.tables import SHEETS, Column, Sheet

LEVEL = 4  # of compression: 6 takes twice as long for a twentieth less

Entry = dict[str, Any]


class Archive:
    """A ZIP whose members are written one after another, each with its checksum."""

    def __init__(self, out: Path, moment: dt.datetime | None, progress: Progress = untold) -> None:
        self._progress = progress
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        at = (moment or dt.datetime(1980, 1, 1, tzinfo=dt.UTC)).astimezone(dt.UTC)
        self._at = (max(1980, at.year), at.month, at.day, at.hour, at.minute, at.second)
        self.sums: list[tuple[str, str, int]] = []

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        member = zipfile.ZipInfo(name, self._at)
        member.compress_type = zipfile.ZIP_DEFLATED
        member._compresslevel = LEVEL  # type: ignore[attr-defined]  # of a member that is written bit by bit it has no other name
        digest, size = hashlib.sha256(), 0
        with self._zip.open(member, "w", force_zip64=True) as out:
            for chunk in chunks:
                self._progress(0)
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
        self.sums.append((name, digest.hexdigest(), size))

    def close(self) -> None:
        self.add("MANIFEST.sha256", ["".join(f"{digest}  {name}\n" for name, digest, _size in self.sums).encode()])
        self._zip.close()

    def abandon(self) -> None:
        """Close what will never be whole, also where nothing more can be written."""
        with contextlib.suppress(OSError):
            self._zip.close()


def write(
    facts: Facts,
    level: Level,
    document: Document,
    out: Path,
    *,
    sheets: Path | None = None,
    progress: Progress = untold,
) -> None:
    """Write the package of *facts*, which *level* has been at; *sheets* is the spool of raw_sheets.py."""
    archive = Archive(out, facts.snapshot.at, progress)
    try:
        _fill(archive, facts, level, document, sheets)
        archive.close()
    except BaseException:
        archive.abandon()
        raise


def _fill(archive: Archive, facts: Facts, level: Level, document: Document, sheets: Path | None) -> None:
    resources = []
    for sheet in SHEETS:
        path = f"data/{sheet.name}.csv"
        archive.add(path, comma_separated(sheet, facts))
        resources.append(_resource(sheet.name, path, sheet.means, sheet.columns, key=sheet.key, archive=archive))
    if sheets is not None:
        columns = sheet_columns(sheets)
        archive.add("data/sheets.csv", _chunks(sheets.open("rb")))
        key = ("option", "rater")
        resources.append(_resource("sheets", "data/sheets.csv", SHEETS_MEAN, columns, key=key, archive=archive))
    for number, figure in enumerate(figures_of(document.sections), 1):
        drawn = framed(figure.drawing, document.marking)
        archive.add(f"figures/{number:02d}-{figure.key}.svg", [drawn.encode()])
        archive.add(f"figures/{number:02d}-{figure.key}.png", [png_of(drawn)])
    archive.add(MEMBER, _exercise(facts, level))
    archive.add("DICTIONARY.md", [_dictionary(document, resources).encode()])
    archive.add("datapackage.json", [_json(_descriptor(facts, document, resources))])


def comma_separated(sheet: Sheet, facts: Facts) -> Iterator[bytes]:
    yield _lines([[column.name for column in sheet.columns]])
    held: list[list[str]] = []
    for row in sheet.rows(facts):
        held.append([_cell(value) for value in row])
        if len(held) == 500:
            yield _lines(held)
            held = []
    yield _lines(held)


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> str:
    """Numbers as they are, also below zero; whatever people wrote cannot begin a formula."""
    if isinstance(value, str):
        return cell(value).replace("\x00", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return cell(value)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(1 << 16):
            yield chunk


# --- what describes it -------------------------------------------------------------------------------------

SHEETS_MEAN = "Every sheet that counts, of options that five or more judged. A rater is a name drawn for this file."


def sheet_columns(sheets: Path) -> tuple[Column, ...]:
    with sheets.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    place = ("string", "place, or both, neither, unclear")
    known = {
        "option": ("integer", "number of the option"),
        "rater": ("string", "a name drawn for this file"),
        "version": ("integer", "the text that was judged"),
        "round": ("integer", "1, or 2 after the reveal"),
        "certainty": ("string", "how sure the rater was"),
        "x": place,
        "y": place,
    }
    return tuple(Column(name, *known.get(name, ("string", "step 1 to 5, or why not"))) for name in names)


def _resource(
    name: str, path: str, means: str, columns: tuple[Column, ...], *, key: tuple[str, ...], archive: Archive
) -> Entry:
    _path, digest, size = archive.sums[-1]
    fields = [{"name": c.name, "type": c.kind, "description": c.means} for c in columns]
    schema: Entry = {"fields": fields, "missingValues": [""]}
    if key:
        schema["primaryKey"] = list(key)
    return {
        "name": name, "path": path, "description": means, "profile": "tabular-data-resource", "format": "csv",
        "mediatype": "text/csv", "encoding": "utf-8", "bytes": size, "hash": f"sha256:{digest}", "schema": schema,
    }  # fmt: skip


def _descriptor(facts: Facts, document: Document, resources: list[Entry]) -> Entry:
    return {
        "profile": "tabular-data-package",
        "name": facts.exercise.slug,
        "title": facts.exercise.title,
        "description": f"{document.marking}. {document.cover.deck}",
        "version": str(VERSION),
        "marking": document.marking,
        "created": (facts.snapshot.at or dt.datetime(1980, 1, 1, tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat(),
        "snapshot": {"epoch": facts.snapshot.epoch, "seq": facts.snapshot.seq, "hash": facts.hash},
        "resources": resources,
    }


def _dictionary(document: Document, resources: list[Entry]) -> str:
    """What each table and column means, for people; the schema says the same to machines."""
    lines = ["# Data dictionary", "", f"`{document.marking}`", ""]
    for resource in resources:
        lines += [
            f"## {resource['path']}",
            "",
            resource["description"],
            "",
            "| column | type | meaning |",
            "|---|---|---|",
        ]
        lines += [f"| {f['name']} | {f['type']} | {f['description']} |" for f in resource["schema"]["fields"]]
        lines.append("")
    lines += [
        "Text that a spreadsheet would take for a formula begins with an apostrophe.",
        f"`{MEMBER}` holds all of it in one file, from which `manage.py build_report --from` builds the report again;",
        "`MANIFEST.sha256` holds the checksum of every file.",
        "",
    ]
    return "\n".join(lines)


def _exercise(facts: Facts, level: Level) -> Iterator[bytes]:
    """All facts that *level* holds, in one file that reading.py reads; each member of a list on a line of its own.

    It is encoded line by line: with an indent Python's slow encoder would go through all of it, and as one text it
    would lie in memory three times.
    """
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=plain).encode
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "level": "{level}", "facts": {{'.encode()
    for number, name in enumerate(sorted(facts.__dataclass_fields__)):
        value = getattr(facts, name)
        yield f'{"," if number else ""}\n"{name}": '.encode()
        if not isinstance(value, tuple):
            yield encode(value).encode("utf-8", "replace")
            continue
        yield b"["
        for member, each in enumerate(value):
            yield (f"{',' if member else ''}\n{encode(each)}").encode("utf-8", "replace")
        yield b"]"
    yield b"}}\n"


def _json(value: Entry) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=plain) + "\n").encode("utf-8", "replace")


class Drawn:
    """A figure of the document with the name of its file."""

    def __init__(self, key: str, drawing: Figure) -> None:
        self.key, self.drawing = key, drawing


def figures_of(sections: tuple[Section, ...]) -> Iterator[Drawn]:
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                yield Drawn(section.anchor, block)
        yield from figures_of(section.sections)
