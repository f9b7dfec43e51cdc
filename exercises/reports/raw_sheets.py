"""The sheets themselves, streamed from the snapshot into a file: for an internal data package, under drawn names."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Count

from exercises.analysis.agreement import FEWEST
from exercises.models import Criterion, Exercise, Participation, Placement, Rating, Sheet
from exercises.queries.ratings import counting

BATCH = 2000


def header(exercise: Exercise) -> list[str]:
    keys = Criterion.objects.filter(exercise=exercise).order_by("position").values_list("key", flat=True)
    return ["option", "rater", "version", "round", "certainty", *keys, "x", "y"]


def spool(exercise: Exercise, out: Path) -> int:
    """Write every sheet that counts, of options that five or more judged; how many it were.

    A rater's name here is drawn from the log's epoch: the same through the file, and in no other place.
    """
    names = _names(exercise)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header(exercise))
        count = 0
        for count, row in enumerate(_rows(exercise, names), 1):  # noqa: B007  the last count is the answer
            writer.writerow(row)
    return count


def _names(exercise: Exercise) -> dict[int, str]:
    epoch = exercise.stream.epoch
    people = Participation.objects.filter(exercise=exercise).values_list("pk", flat=True)
    ordered = sorted(people, key=lambda pk: hashlib.sha256(f"{epoch}:{pk}".encode()).digest())
    return {pk: f"R{place}" for place, pk in enumerate(ordered, 1)}


def _rows(exercise: Exercise, names: dict[int, str]) -> Iterator[list[Any]]:
    keys = header(exercise)[5:-2]
    counted = Sheet.objects.filter(counting(after_revision=True), option__exercise=exercise).order_by()
    enough = counted.values("option").annotate(n=Count("pk")).filter(n__gte=FEWEST).values("option")
    rows = counted.filter(option__in=enough).order_by("option__number", "pk")
    wanted = ("pk", "option__number", "participation_id", "version__number", "round", "certainty")
    batch: list[tuple[Any, ...]] = []
    for row in rows.values_list(*wanted).iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield from _filled(batch, keys, names)
            batch = []
    yield from _filled(batch, keys, names)


def _filled(batch: list[tuple[Any, ...]], keys: list[str], names: dict[int, str]) -> Iterator[list[Any]]:
    """The sheets of *batch* with their answers: an abstention's reason where there is no step."""
    pks = [row[0] for row in batch]
    answers: dict[tuple[int, str], Any] = {}
    rated = Rating.objects.filter(sheet__in=pks).values_list("sheet_id", "criterion__key", "step", "abstained")
    for sheet, key, step, abstained in rated:
        answers[sheet, key] = step if step is not None else abstained
    places = {
        sheet: (x_answer or x, y_answer or y)
        for sheet, x, x_answer, y, y_answer in Placement.objects.filter(sheet__in=pks).values_list(
            "sheet_id", "x", "x_answer", "y", "y_answer"
        )
    }
    for pk, option, person, version, round_, certainty in batch:
        given = [answers.get((pk, key), "") for key in keys]
        yield [option, names[person], version, round_, certainty, *given, *places.get(pk, ("", ""))]
