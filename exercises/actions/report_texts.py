"""Writes on the texts of the report: write one, take it out and in again, and their order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from exercises import access, events, formats
from exercises.actions import receipts
from exercises.actions.citations import cite_in_report_text, cited_narratives, cited_options
from exercises.actions.drafts import let_go
from exercises.actions.signatures import lock_release, log_change
from exercises.analysis import fields
from exercises.analysis.citations import Evidence
from exercises.errors import ActionRefused
from exercises.formats import Slot
from exercises.models import Criterion, Participation, ReportText, ReportTextVersion
from exercises.queries.report_prose import PARTS, PROSE, evidence_of


def write_report_text(
    *,
    author: Participation,
    slot: Slot,
    values: Mapping[str, Any],
    evidence: Sequence[Evidence] = (),
    seen_version: int,
    key: uuid.UUID,
    now: dt.datetime,
) -> tuple[Slot, int]:
    """The first or a new version of a text; returns where it stands and its version. The same again makes none.

    *values* hold what the kind is made of (queries.report_prose.PARTS); *seen_version* is the version that the writer
    started from, 0 for none. What it cites, and what its fields are about, must exist. A new version takes all
    signatures back. Raises ActionRefused: "stale" unless it started from what stands, "gone" when it was taken out,
    "invalid" with a sentence beside each field.
    """
    texts = {name: values.get(name) or (None if name == "due" else "") for name in PARTS[slot.kind]}
    body = {"action": "write_report_text", "slot": str(slot), "seen": seen_version, **texts}
    with transaction.atomic():
        receipt, first = receipts.claim(author, key, {**body, "evidence": list(evidence)})
        if not first:
            return _answered(receipt.answer)
        access.require(author, "write_report", now)
        lock_release(author.exercise_id)
        row = _standing(author, slot)
        _refuse_stale(row, seen_version)
        let_go(author, f"report.{slot}")
        unchanged = row.current is not None and not _differs(row.current, texts, evidence)
        number = seen_version + int(not unchanged)
        place = Slot(row.kind, row.number, row.subject)
        receipts.keep(receipt, {"kind": row.kind, "number": row.number, "subject": row.subject, "version": number})
        if unchanged:
            return place, number
        _write_version(row, number, author, (texts, evidence), now)
        written = events.ReportTextWritten(text=row.slot, version=number)
        log_change(author.exercise, [written], actor=author, now=now)
    return place, number


def end_report_text(*, author: Participation, row: ReportText, now: dt.datetime) -> None:
    """Take a judgment, an actor or a figure's finding out; it can be taken in again. Refused when it is out."""
    access.require(author, "write_report", now)
    with transaction.atomic():
        lock_release(author.exercise_id)
        locked = ReportText.objects.select_for_update(of=("self",)).select_related("ended_by").get(pk=row.pk)
        _refuse_ended(locked)
        locked.ended_at, locked.ended_by = now, author
        locked.save(update_fields=["ended_at", "ended_by"])
        log_change(author.exercise, [events.ReportTextEnded(text=locked.slot)], actor=author, now=now)


def restore_report_text(*, author: Participation, row: ReportText, now: dt.datetime) -> None:
    """Let it stand again, after the others. Again changes nothing."""
    access.require(author, "write_report", now)
    with transaction.atomic():
        lock_release(author.exercise_id)
        locked = ReportText.objects.select_for_update(of=("self",)).select_related("current").get(pk=row.pk)
        if locked.ended_at is None or locked.current is None:
            return
        _refuse_too_many(author.exercise_id, locked.kind)
        locked.ended_at = locked.ended_by = None
        locked.turn = _last_turn(author.exercise_id, locked.kind) + 1
        locked.save(update_fields=["ended_at", "ended_by", "turn"])
        restored = events.ReportTextRestored(text=locked.slot, version=locked.current.number)
        log_change(author.exercise, [restored], actor=author, now=now)


def order_report_texts(*, author: Participation, kind: str, numbers: Sequence[int], now: dt.datetime) -> list[int]:
    """Put the standing texts of a numbered *kind* in the order of *numbers*; others come after. Returns the order."""
    access.require(author, "write_report", now)
    with transaction.atomic():
        lock_release(author.exercise_id)
        here: dict[str, Any] = {"exercise": author.exercise_id, "kind": kind, "ended_at": None}
        standing = {row.number: row for row in ReportText.objects.filter(**here).order_by("turn", "number")}
        before = list(standing)
        wanted = [number for number in dict.fromkeys(numbers) if number in standing]
        order = wanted + [number for number in before if number not in wanted]
        if order == before:
            return order
        for turn, number in enumerate(order, 1):
            standing[number].turn = turn
        ReportText.objects.bulk_update(standing.values(), ["turn"])
        ordered = events.ReportTextsOrdered(kind=kind, numbers=order)
        log_change(author.exercise, [ordered], actor=author, now=now)
    return order


def _answered(answer: Mapping[str, Any]) -> tuple[Slot, int]:
    return Slot(answer["kind"], int(answer["number"]), answer["subject"]), int(answer["version"])


def _standing(author: Participation, slot: Slot) -> ReportText:
    """The text's row, made when nobody has written there yet. The release is locked, so there is one of each."""
    here: dict[str, Any] = {"exercise": author.exercise_id, "kind": slot.kind, "subject": slot.subject}
    if slot.kind in formats.NUMBERED_TEXTS and not slot.number:
        _refuse_too_many(author.exercise_id, slot.kind)
        last = ReportText.objects.filter(**here).aggregate(last=Max("number"))["last"] or 0
        turn = _last_turn(author.exercise_id, slot.kind) + 1
        return ReportText(exercise=author.exercise, kind=slot.kind, number=last + 1, turn=turn)
    rows = ReportText.objects.select_for_update(of=("self",)).select_related("current", "ended_by")
    row = rows.filter(**here, number=slot.number).first()
    if row is None and slot.kind in formats.NUMBERED_TEXTS:
        raise ActionRefused("gone", _("This text is no longer there."))
    if row is None:
        return ReportText(exercise=author.exercise, kind=slot.kind, subject=slot.subject)
    if slot.kind != "figure":
        _refuse_ended(row)
    return row


def _refuse_ended(row: ReportText) -> None:
    if row.ended_at is not None:
        who = row.ended_by.alias if row.ended_by else ""
        message = _("%(who)s has taken this text out meanwhile. It can be taken in again on the report’s page.")
        raise ActionRefused("gone", message % {"who": who})


def _refuse_stale(row: ReportText, seen: int) -> None:
    present = row.current.number if row.current else 0
    if present != seen:
        message = _("Somebody saved this text meanwhile. Both texts are shown; nothing is lost.")
        raise ActionRefused("stale", message, facts={"version": present})


def _refuse_too_many(exercise_id: int, kind: str) -> None:
    limit = formats.REPORT_TEXTS_LIMIT
    if ReportText.objects.filter(exercise=exercise_id, kind=kind, ended_at=None).count() >= limit:
        message = _("There are %(limit)s of them already, and nobody reads more. Take one out first.")
        raise ActionRefused("conflict", message % {"limit": limit})


def _last_turn(exercise_id: int, kind: str) -> int:
    rows = ReportText.objects.filter(exercise=exercise_id, kind=kind)
    return rows.aggregate(last=Max("turn"))["last"] or 0


def _differs(present: ReportTextVersion, texts: Mapping[str, Any], evidence: Sequence[Evidence]) -> bool:
    named = {(e.stance, kind, n) for e in evidence for kind, ns in (("o", e.options), ("n", e.narratives)) for n in ns}
    return any(texts[name] != getattr(present, name) for name in texts) or named != evidence_of(present)


def _write_version(
    row: ReportText,
    number: int,
    author: Participation,
    content: tuple[Mapping[str, Any], Sequence[Evidence]],
    now: dt.datetime,
) -> None:
    texts, evidence = content
    prose = {name: text for name, text in texts.items() if name in PROSE}
    _refuse_criteria(author.exercise_id, prose)
    options = cited_options(author, prose, evidence)
    narratives = cited_narratives(author, evidence, prose)
    row.ended_at = row.ended_by = None  # a figure's finding that was taken out comes back with a new text
    row.save()
    row.current = ReportTextVersion.objects.create(
        report_text=row, number=number, author=author, created_at=now, **texts
    )
    row.save(update_fields=["current"])
    cite_in_report_text(row.current, prose, evidence, options, narratives)


def _refuse_criteria(exercise_id: int, texts: Mapping[str, str]) -> None:
    """A field may ask for what raters were asked, and for nothing else."""
    asked = {name: [f for f in fields.fields(text) if f.criterion] for name, text in texts.items()}
    if not any(asked.values()):
        return
    known = set(Criterion.objects.filter(exercise=exercise_id).values_list("key", flat=True))
    beside = {}
    for name, found in asked.items():
        wrong = [field for field in found if field.criterion not in known]
        if wrong:
            facts = {"field": str(wrong[0]), "criterion": wrong[0].criterion, "known": ", ".join(sorted(known))}
            beside[name] = _("%(field)s: there is no criterion “%(criterion)s”. There are: %(known)s.") % facts
    if beside:
        raise ActionRefused("invalid", " ".join(beside.values()), fields=beside)
