"""``manage.py build_report SLUG``, or ``--from PACKAGE``: write the report of an exercise as files, here and now."""

from __future__ import annotations

import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exercises.models import Exercise
from exercises.reports import files
from exercises.reports.levels import LEVELS
from exercises.reports.reading import Unreadable


class Command(BaseCommand):
    """Write the report's files and say of each where it is, how large, its checksum and how long it took."""

    help = "Write the report of an exercise as files, and say of each its size, checksum and seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", default="", help="the exercise; none with --from")
        parser.add_argument(
            "--from", dest="packed", type=Path, help="a data package, or its exercise.json, instead of an exercise here"
        )
        parser.add_argument("--level", choices=LEVELS, help="internal, or the package's own, unless told otherwise")
        parser.add_argument("--formats", default=",".join(files.FORMATS), help="several between commas")
        parser.add_argument("--out", type=Path, default=Path(), help="the folder, made where it is missing")
        parser.add_argument("--record", action="store_true", default=None, help="with part B also for a sponsor")

    def handle(self, *args: Any, slug: str, packed: Path | None, formats: str, out: Path, **options: Any) -> None:
        wanted = tuple(dict.fromkeys(word.strip() for word in formats.split(",") if word.strip()))
        unknown = [word for word in wanted if word not in files.FORMATS]
        if unknown or not wanted:
            raise CommandError(f"No format is called {', '.join(unknown) or formats!r}: {', '.join(files.FORMATS)}.")
        if bool(slug) == bool(packed):
            raise CommandError("Name an exercise, or a file after --from.")
        with tempfile.TemporaryDirectory(prefix="report-") as folder:
            began = time.monotonic()
            source = self._source(slug, packed, Path(folder), wanted, **options)
            self.stdout.write(f"collected and composed, event {source.facts.snapshot.seq}  {_since(began)}")
            out.mkdir(parents=True, exist_ok=True)
            for each in wanted:
                began = time.monotonic()
                name = f"{source.facts.exercise.slug}-{source.level}.{files.ENDINGS[each]}"
                made = files.write(source, each, out / name)
                self.stdout.write(f"{made.path}  {made.size} bytes  sha256 {made.sha256}  {_since(began)}")

    def _source(
        self,
        slug: str,
        packed: Path | None,
        folder: Path,
        wanted: tuple[str, ...],
        *,
        level: Any,
        record: bool | None,
        **options: Any,
    ) -> files.Source:
        if packed:
            try:
                return files.reread(packed, level, record=record)
            except Unreadable as why:
                raise CommandError(str(why)) from None
        exercise = Exercise.objects.filter(slug=slug).first()
        if exercise is None:
            raise CommandError(f"There is no exercise {slug!r}.")
        return files.gather(exercise.pk, level or "internal", folder, formats=wanted, record=record)


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.2f} s"
