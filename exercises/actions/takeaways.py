"""Writes on strategic takeaways: create, revise, end and restore, and their order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from exercises import access, events, formats
from exercises.actions import receipts
from exercises.actions.citations import cite_in_takeaway, cited_narratives, cited_options
from exercises.actions.drafts import let_go
from exercises.actions.signatures import log_change
from exercises.analysis.citations import Evidence
from exercises.errors import ActionRefused
from exercises.models import Participation, Takeaway, TakeawayVersion
from exercises.queries.takeaways import TEXTS, evidence_of

_PROSE = ("text", "disagreement")


def create_takeaway(
    *,
    author: Participation,
    values: Mapping[str, Any],
    evidence: Sequence[Evidence],
    key: uuid.UUID,
    now: dt.datetime,
) -> int:
    """A new takeaway after the others; returns its number. *values* are title, text, confidence, disagreement.

    *evidence* is what it names for and against itself; that, and what its texts cite, must exist.
    """
    with transaction.atomic():
        body = {"action": "create_takeaway", **values, "evidence": list(evidence)}
        receipt, first = receipts.claim(author, key, body)
        if not first:
            return int(receipt.answer["number"])
        access.require(author, "write_narratives", now)
        number = _next_number(author.exercise_id)
        last = Takeaway.objects.filter(exercise=author.exercise).aggregate(last=Max("turn"))["last"] or 0
        takeaway = Takeaway.objects.create(exercise=author.exercise, number=number, turn=last + 1)
        _write_version(takeaway, 1, author, (values, evidence), now)
        let_go(author, "takeaway.new")
        receipts.keep(receipt, {"number": number})
        event = events.TakeawayCreated(takeaway=number, version=1)
        log_change(author.exercise, [event], actor=author, now=now)
    return number


def revise_takeaway(
    *,
    author: Participation,
    takeaway: Takeaway,
    values: Mapping[str, Any],
    evidence: Sequence[Evidence],
    seen_version: int,
    key: uuid.UUID,
    now: dt.datetime,
) -> int:
    """A new version; returns its number. The same text on the same evidence again makes none.

    Raises ActionRefused: "stale" unless it started from the current version, "gone" when the takeaway was taken out.
    """
    body = {"action": "revise_takeaway", "takeaway": takeaway.number, "seen": seen_version}
    with transaction.atomic():
        receipt, first = receipts.claim(author, key, {**body, **values, "evidence": list(evidence)})
        if not first:
            return int(receipt.answer["version"])
        access.require(author, "write_narratives", now)
        locked = _lock_standing(takeaway)
        present = locked.current
        assert present is not None  # a takeaway is born with version 1
        if present.number != seen_version:
            message = _("Somebody saved this takeaway meanwhile. Both texts are shown; nothing is lost.")
            raise ActionRefused("stale", message, facts={"version": present.number})
        differs = any(values[name] != getattr(present, name) for name in TEXTS) or _other(present, evidence)
        number = present.number + int(differs)
        let_go(author, f"takeaway.{locked.number}")
        receipts.keep(receipt, {"version": number})
        if not differs:
            return number
        _write_version(locked, number, author, (values, evidence), now)
        event = events.TakeawayRevised(takeaway=locked.number, version=number)
        log_change(author.exercise, [event], actor=author, now=now)
    return number


def end_takeaway(*, author: Participation, takeaway: Takeaway, now: dt.datetime) -> None:
    """Take it out; it stays readable to its writers, keeps its number and can be restored."""
    access.require(author, "write_narratives", now)
    with transaction.atomic():
        locked = _lock_standing(takeaway)
        locked.ended_at, locked.ended_by = now, author
        locked.save(update_fields=["ended_at", "ended_by"])
        log_change(author.exercise, [events.TakeawayEnded(takeaway=locked.number)], actor=author, now=now)


def restore_takeaway(*, author: Participation, takeaway: Takeaway, now: dt.datetime) -> None:
    """Let it stand again, where it stood. Again changes nothing."""
    access.require(author, "write_narratives", now)
    with transaction.atomic():
        locked = Takeaway.objects.select_for_update().get(pk=takeaway.pk)
        if locked.ended_at is None:
            return
        _refuse_too_many(author.exercise_id)
        locked.ended_at = locked.ended_by = None
        locked.save(update_fields=["ended_at", "ended_by"])
        log_change(author.exercise, [events.TakeawayRestored(takeaway=locked.number)], actor=author, now=now)


def order_takeaways(*, author: Participation, numbers: Sequence[int], now: dt.datetime) -> list[int]:
    """Put the standing takeaways in the order of *numbers*; what is not named comes after. Returns the order."""
    access.require(author, "write_narratives", now)
    with transaction.atomic():
        rows = Takeaway.objects.select_for_update().filter(exercise=author.exercise, ended_at=None).order_by("pk")
        standing = {row.number: row for row in rows}
        before = [row.number for row in sorted(standing.values(), key=lambda row: (row.turn, row.number))]
        wanted = [number for number in dict.fromkeys(numbers) if number in standing]
        order = wanted + [number for number in before if number not in wanted]
        if order == before:
            return order
        for turn, number in enumerate(order, 1):
            standing[number].turn = turn
        Takeaway.objects.bulk_update(standing.values(), ["turn"])
        event = events.TakeawaysOrdered(takeaways=order)
        log_change(author.exercise, [event], actor=author, now=now)
    return order


def _lock_standing(takeaway: Takeaway) -> Takeaway:
    rows = Takeaway.objects.select_for_update(of=("self",)).select_related("current", "ended_by")
    locked = rows.get(pk=takeaway.pk)
    if locked.ended_at is not None:
        who = locked.ended_by.alias if locked.ended_by else ""
        message = _("%(who)s has taken this takeaway out meanwhile. It can be restored on the page of takeaways.")
        raise ActionRefused("gone", message % {"who": who})
    return locked


def _other(present: TakeawayVersion, evidence: Sequence[Evidence]) -> bool:
    """Whether *evidence* is another than that of the present version."""
    now = {(e.stance, kind, n) for e in evidence for kind, ns in (("o", e.options), ("n", e.narratives)) for n in ns}
    return now != evidence_of(present)


def _next_number(exercise_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exercises_numbering SET last_takeaway = last_takeaway + 1 WHERE exercise_id = %s"
            " RETURNING last_takeaway",
            [exercise_id],
        )
        number = int(cursor.fetchone()[0])
    _refuse_too_many(exercise_id)
    return number


def _refuse_too_many(exercise_id: int) -> None:
    limit = formats.TAKEAWAYS
    if Takeaway.objects.filter(exercise=exercise_id, ended_at=None).count() >= limit:
        message = _("There are %(limit)s takeaways already, and nobody takes more away. Take one out first.")
        raise ActionRefused("conflict", message % {"limit": limit})


def _write_version(
    takeaway: Takeaway,
    number: int,
    author: Participation,
    content: tuple[Mapping[str, Any], Sequence[Evidence]],
    now: dt.datetime,
) -> None:
    values, evidence = content
    texts = {name: values.get(name, "") for name in TEXTS}
    prose = {name: texts[name] for name in _PROSE}
    options = cited_options(author, prose, evidence)
    narratives = cited_narratives(author, evidence)
    takeaway.current = TakeawayVersion.objects.create(
        takeaway=takeaway, number=number, author=author, created_at=now, **texts
    )
    takeaway.save(update_fields=["current"])
    cite_in_takeaway(takeaway.current, prose, evidence, options, narratives)
