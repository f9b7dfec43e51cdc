"""Writes on narratives: create, revise, anchor. Which options they hold is actions/places.py."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.actions.board_acts import enter_board
from exercises.actions.citations import cite_in_narrative, cited_options
from exercises.actions.drafts import let_go
from exercises.actions.signatures import log_change
from exercises.errors import ActionRefused
from exercises.models import Narrative, NarrativeVersion, Participation
from exercises.queries.narratives import TEXTS, refuse_ended


def create_narrative(
    *, author: Participation, values: Mapping[str, Any], x: float, y: float, key: uuid.UUID, now: dt.datetime
) -> int:
    """A new narrative with its anchor at (*x*, *y*); returns its number. *values* hold at least a nickname.

    What its texts cite must exist; the citations are written with them. Refused when nine stand already.
    """
    access.require(author, "write_narratives", now)
    _refuse_off_board(x, y)
    exercise = author.exercise
    with transaction.atomic():
        receipt, first = receipts.claim(author, key, {"action": "create_narrative", "x": x, "y": y, **values})
        if not first:
            return int(receipt.answer["number"])
        number = _next_number(exercise.pk)
        narrative = Narrative.objects.create(exercise=exercise, number=number, anchor_x=x, anchor_y=y)
        _write_version(narrative, 1, author, values, now)
        let_go(author, "narrative.new")
        receipts.keep(receipt, {"number": narrative.number})
        event = events.NarrativeCreated(narrative=narrative.number, x=x, y=y, version=1)
        log_change(exercise, [event], actor=author, now=now)
    return narrative.number


def revise_narrative(
    *,
    author: Participation,
    narrative: Narrative,
    values: Mapping[str, Any],
    seen_version: int,
    key: uuid.UUID,
    now: dt.datetime,
) -> int:
    """A new version of the texts; returns its number. Texts that are not among *values* stay, and the same texts
    again make no version.

    Raises ActionRefused: "stale" unless it started from the current version, "gone" when the narrative has ended.
    """
    body = {"action": "revise_narrative", "narrative": narrative.number, "seen": seen_version, **values}
    with transaction.atomic():
        receipt, first = receipts.claim(author, key, body)
        if not first:
            return int(receipt.answer["version"])
        access.require(author, "write_narratives", now)
        locked = lock_standing(narrative)
        present = locked.current
        assert present is not None  # a narrative is born with version 1
        _refuse_stale(present, seen_version)
        merged = {name: values.get(name, getattr(present, name)) for name in TEXTS}
        differs = any(merged[name] != getattr(present, name) for name in TEXTS)
        number = present.number + int(differs)
        let_go(author, f"narrative.{locked.number}")
        receipts.keep(receipt, {"version": number})
        if not differs:
            return number
        _write_version(locked, number, author, merged, now)
        event = events.NarrativeRevised(narrative=locked.number, version=number)
        log_change(author.exercise, [event], actor=author, now=now)
    return number


def lock_standing(narrative: Narrative) -> Narrative:
    """The narrative's row, locked until the commit. Raises ActionRefused("gone") when it has ended."""
    rows = Narrative.objects.select_for_update(of=("self",), no_key=True).select_related("current", "ended_by")
    locked = rows.get(pk=narrative.pk)
    refuse_ended(locked)
    return locked


def _refuse_stale(present: NarrativeVersion, seen: int) -> None:
    if present.number != seen:
        message = _("Somebody saved this narrative meanwhile. Both texts are shown; nothing is lost.")
        raise ActionRefused("stale", message, facts={"version": present.number})


def anchor_narrative(*, author: Participation, narrative: Narrative, x: float, y: float, now: dt.datetime) -> None:
    """Move the point at which the narrative's name stands; the last one to move it wins."""
    access.require(author, "cluster", now)
    _refuse_off_board(x, y)
    with transaction.atomic():
        enter_board(author, now)
        lock_standing(narrative)
        Narrative.objects.filter(pk=narrative.pk).update(anchor_x=x, anchor_y=y)
        event = events.NarrativeAnchored(narrative=narrative.number, x=x, y=y)
        activity.append(author.exercise, event, actor=author, now=now)


def _refuse_off_board(x: float, y: float) -> None:
    if not (-1 <= x <= 1 and -1 <= y <= 1):
        raise ActionRefused("invalid", _("A position lies between −1 and +1 on both axes."))


def _next_number(exercise_id: int) -> int:
    """The next numeral. The counter's row stays locked until the commit, so nine can never become ten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exercises_numbering SET last_narrative = last_narrative + 1 WHERE exercise_id = %s"
            " RETURNING last_narrative",
            [exercise_id],
        )
        number = int(cursor.fetchone()[0])
    refuse_too_many(exercise_id)
    if number > formats.NUMERAL_LIMIT:
        limit = {"limit": formats.numeral(formats.NUMERAL_LIMIT)}
        raise ActionRefused("conflict", _("All numerals up to %(limit)s are used. Restore an ended narrative.") % limit)
    return number


def refuse_too_many(exercise_id: int) -> None:
    """Nobody keeps ten theories of change apart: refuse one more while as many as may stand. The counter is locked."""
    limit = formats.NARRATIVE_LIMIT
    if Narrative.objects.filter(exercise=exercise_id, ended_at=None).count() >= limit:
        message = _("An exercise holds at most %(limit)s narratives at a time. End one first; it can be restored.")
        raise ActionRefused("conflict", message % {"limit": limit})


def _write_version(
    narrative: Narrative, number: int, author: Participation, values: Mapping[str, Any], now: dt.datetime
) -> None:
    texts = {name: values.get(name, "") for name in TEXTS}
    options = cited_options(author, texts)
    version = NarrativeVersion.objects.create(
        narrative=narrative, number=number, author=author, created_at=now, **texts
    )
    narrative.current = version
    narrative.save(update_fields=["current"])
    cite_in_narrative(version, texts, options)
