"""``manage.py build_report SLUG``: write the report of an exercise as files, here and now."""

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


class Command(BaseCommand):
    """Write the report's files and say of each where it is, how large, its checksum and how long it took."""

    help = "Write the report of an exercise as files, and say of each its size, checksum and seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--level", choices=LEVELS, default="internal")
        parser.add_argument("--formats", default=",".join(files.FORMATS), help="several between commas")
        parser.add_argument("--out", type=Path, default=Path(), help="the folder, made where it is missing")
        parser.add_argument("--record", action="store_true", default=None, help="with part B also for a sponsor")

    def handle(self, *args: Any, slug: str, level: Any, formats: str, out: Path, record: Any, **options: Any) -> None:
        wanted = tuple(dict.fromkeys(word.strip() for word in formats.split(",") if word.strip()))
        unknown = [word for word in wanted if word not in files.FORMATS]
        if unknown or not wanted:
            raise CommandError(f"No format is called {', '.join(unknown) or formats!r}: {', '.join(files.FORMATS)}.")
        exercise = Exercise.objects.filter(slug=slug).first()
        if exercise is None:
            raise CommandError(f"There is no exercise {slug!r}.")
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="report-") as folder:
            began = time.monotonic()
            source = files.gather(exercise.pk, level, Path(folder), formats=wanted, record=record)
            self.stdout.write(f"collected and composed, event {source.facts.snapshot.seq}  {_since(began)}")
            for each in wanted:
                began = time.monotonic()
                made = files.write(source, each, out / f"{slug}-{level}.{files.ENDINGS[each]}")
                self.stdout.write(f"{made.path}  {made.size} bytes  sha256 {made.sha256}  {_since(began)}")


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.2f} s"
