"""Writes of the practice before rating opens: samples, and sheets on them. None of it is in any result."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.errors import ActionRefused
from exercises.models import Criterion, Participation, PracticeSheet, Sample


def write_sample(
    *, author: Participation, title: str, text: str, key: uuid.UUID, now: dt.datetime, number: int = 0, seen: str = ""
) -> int:
    """Write a sample to practise on, and return its number; *number* 0 makes a new one.

    An existing one gets another text; *seen* is mark_of() the text that the editor started from, and another
    one is refused as stale with the present mark. Sheets on the older text stay: they are practice.
    """
    access.require(author, "write_samples", now)
    exercise = author.exercise
    with transaction.atomic():
        body = {"action": "write_sample", "number": number, "title": title, "text": text}
        receipt, first = receipts.claim(author, key, body)
        if not first:
            return int(receipt.answer["number"])
        values = {"title": title, "text": text, "written_by": author, "written_at": now}
        if number:
            _rewrite(author, number, seen, values)
        else:
            number = _next_number(exercise.pk)
            Sample.objects.create(exercise=exercise, number=number, **values)
        receipts.keep(receipt, {"number": number})
        activity.append(exercise, events.SampleWritten(sample=number), actor=author, now=now)
    return number


def mark_of(sample: Sample) -> str:
    """What tells one text of a sample from another, 16 hexadecimal digits."""
    return hashlib.sha256(f"{sample.title}\0{sample.text}".encode()).hexdigest()[:16]


def practise(
    *, person: Participation, sample: Sample, values: Mapping[str, Any], key: uuid.UUID, now: dt.datetime
) -> None:
    """Hand in a practice sheet on *sample*; a later one of the same person replaces it.

    *values* as judge_option takes them, for the criteria as they are now.
    """
    access.require(person, "practise", now)
    with transaction.atomic():
        receipt, first = receipts.claim(person, key, {"action": "practise", "sample": sample.number, **values})
        if not first:
            return
        if set(values["ratings"]) != set(
            Criterion.objects.filter(exercise=person.exercise).values_list("key", flat=True)
        ):
            message = _("The criteria have changed. Load the page again; your answers are kept.")
            raise ActionRefused("stale", message)
        PracticeSheet.objects.update_or_create(
            sample=sample, participation=person, defaults={"answers": dict(values), "created_at": now}
        )
        receipts.keep(receipt, {"sample": sample.number})
        activity.append(person.exercise, events.SampleJudged(sample=sample.number), actor=person, now=now)


def _rewrite(author: Participation, number: int, seen: str, values: Mapping[str, Any]) -> None:
    sample = Sample.objects.select_for_update().filter(exercise=author.exercise, number=number).first()
    if sample is None:
        raise ActionRefused("gone", _("There is no such sample."))
    if mark_of(sample) != seen:
        message = _("Somebody changed this sample meanwhile. Both texts are shown; nothing is lost.")
        raise ActionRefused("stale", message, facts={"seen": mark_of(sample)})
    Sample.objects.filter(pk=sample.pk).update(**values)


def _next_number(exercise_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exercises_numbering SET last_sample = last_sample + 1"
            " WHERE exercise_id = %s AND last_sample < %s RETURNING last_sample",
            [exercise_id, formats.SAMPLE_LIMIT],
        )
        row = cursor.fetchone()
    if row is None:
        limit = formats.SAMPLE_LIMIT
        raise ActionRefused("conflict", _("An exercise holds at most %(limit)s samples.") % {"limit": limit})
    return int(row[0])
