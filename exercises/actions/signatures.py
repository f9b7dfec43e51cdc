"""Who stands for the report: two people sign it, and it is published on exactly what they signed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.errors import ActionRefused
from exercises.models import Exercise, Participation, Publication, ReportText, Signature
from exercises.queries.report_coverage import meter_of
from exercises.queries.report_prose import digest_of, standing_signatures


def lock_release(exercise_id: int) -> None:
    """Let writing, signing and publishing of an exercise's report go one after the other, to the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM exercises_numbering WHERE exercise_id = %s FOR UPDATE", [exercise_id])


def log_change(
    exercise: Exercise, happened: Sequence[events.Event], *, actor: Participation | None, now: dt.datetime
) -> None:
    """Log what changes the report, and that all signatures end with it; call it last in the write's transaction.

    The log's counter is taken before the signatures are looked up: whoever signed before has committed by then, so
    that none is overlooked. Whoever signs takes the counter before reading what is signed, and so waits for this.
    """
    if not happened:
        return
    activity.append_all(exercise, happened, actor=actor, now=now)
    rows = Signature.objects.filter(exercise=exercise, ended_at=None)
    numbers = list(rows.order_by("number").values_list("number", flat=True))
    if numbers:
        rows.filter(number__in=numbers).update(ended_at=now, ended_by=actor)
        ended = [events.SignatureEnded(signature=number) for number in numbers]
        activity.append_all(exercise, ended, actor=actor, now=now)


def sign_report(
    *,
    signer: Participation,
    role: str,
    seen_digest: str,
    standards: Sequence[str] = (),
    note: str = "",
    key: uuid.UUID,
    now: dt.datetime,
) -> int:
    """Stand for the report as it was seen (*seen_digest*), as "author" or as second "reader"; returns its number.

    An author is lead author or manager. A reader is somebody else of the staff who has written none of the texts,
    and says which of the *standards* it meets; where one is not met, *note* says why. Raises ActionRefused: "stale"
    when the text is another one now, "conflict" when that role is signed, or by the same person.
    """
    body = {"action": "sign_report", "role": role, "seen": seen_digest, "standards": list(standards), "note": note}
    with transaction.atomic():
        receipt, first = receipts.claim(signer, key, body)
        if not first:
            return int(receipt.answer["signature"])
        access.require(signer, "publish" if role == "author" else "sign_report", now)
        lock_release(signer.exercise_id)
        stream = activity.hold(signer.exercise)
        digest = _refuse_other_text(signer, seen_digest)
        ended = _end_own_older(signer, digest, now)
        _refuse_signed(signer, role, digest)
        if role == "reader":
            _refuse_partial(standards, note)
            _refuse_writers(signer)
        last = Signature.objects.filter(exercise=signer.exercise_id).aggregate(last=Max("number"))["last"] or 0
        Signature.objects.create(
            exercise=signer.exercise, number=last + 1, signer=signer, role=role, digest=digest, epoch=stream.epoch,
            seq=stream.last_seq, standards=list(standards), note=note, signed_at=now,
        )  # fmt: skip
        receipts.keep(receipt, {"signature": last + 1})
        signed = events.ReportSigned(signature=last + 1, role=role)
        activity.append_all(signer.exercise, [*ended, signed], actor=signer, now=now)
    return last + 1


def take_back_signature(*, signer: Participation, now: dt.datetime) -> None:
    """No longer stand for it. Without a signature nothing changes."""
    access.require(signer, "sign_report", now)
    with transaction.atomic():
        lock_release(signer.exercise_id)
        activity.hold(signer.exercise)
        row = Signature.objects.filter(exercise=signer.exercise_id, signer=signer, ended_at=None).first()
        if row is None:
            return
        row.ended_at, row.ended_by = now, signer
        row.save(update_fields=["ended_at", "ended_by"])
        activity.append(signer.exercise, events.SignatureEnded(signature=row.number), actor=signer, now=now)


def publish_report(
    *, publisher: Participation, seen_digest: str, reason: str = "", key: uuid.UUID, now: dt.datetime
) -> int:
    """Declare final what author and second reader have signed; returns the publication's number.

    Refused while something rests on nothing (queries.report_coverage), unless *reason* says why it goes out all the
    same; gaps and reason print. Raises ActionRefused: "stale" when the text is another one now, else "conflict".
    """
    body = {"action": "publish_report", "seen": seen_digest, "reason": reason}
    with transaction.atomic():
        receipt, first = receipts.claim(publisher, key, body)
        if not first:
            return int(receipt.answer["publication"])
        access.require(publisher, "publish", now)
        lock_release(publisher.exercise_id)
        stream = activity.hold(publisher.exercise)
        digest = _refuse_other_text(publisher, seen_digest)
        author, reader = _both(publisher, digest)
        gaps = [gap.sentence for gap in meter_of(publisher.exercise).gaps]
        _refuse_gaps(gaps, reason)
        rows = Publication.objects.filter(exercise=publisher.exercise_id)
        last = rows.order_by("number").last()
        if last and last.digest == digest:
            raise ActionRefused("conflict", _("This very text is published already."))
        number = (last.number if last else 0) + 1
        Publication.objects.create(
            exercise=publisher.exercise, number=number, digest=digest, epoch=stream.epoch, seq=stream.last_seq,
            author=author, reader=reader, gaps=gaps, reason=reason if gaps else "", published_by=publisher,
            published_at=now,
        )  # fmt: skip
        receipts.keep(receipt, {"publication": number})
        event = events.ReportPublished(publication=number, gaps=len(gaps))
        activity.append(publisher.exercise, event, actor=publisher, now=now)
    return number


def _refuse_other_text(person: Participation, seen: str) -> str:
    digest = digest_of(person.exercise)
    if digest != seen:
        message = _("The report has changed since you opened this page. Read what is new, then decide again.")
        raise ActionRefused("stale", message)
    return digest


def _end_own_older(signer: Participation, digest: str, now: dt.datetime) -> list[events.SignatureEnded]:
    """One's signature on an older text gives way: a change elsewhere, such as of a narrative, has left it standing."""
    older = Signature.objects.filter(exercise=signer.exercise_id, signer=signer, ended_at=None).exclude(digest=digest)
    numbers = list(older.values_list("number", flat=True))
    older.update(ended_at=now, ended_by=signer)
    return [events.SignatureEnded(signature=number) for number in numbers]


def _refuse_signed(signer: Participation, role: str, digest: str) -> None:
    for row in standing_signatures(signer.exercise, digest):
        if row.signer_id == signer.pk:
            raise ActionRefused(
                "conflict", _("You have signed this text already. A second pair of eyes must be another’s.")
            )
        if row.role == role:
            message = _("%(who)s has signed as %(role)s already.")
            facts = {"who": row.signer.alias, "role": _(dict(formats.SIGNING_ROLES)[role])}
            raise ActionRefused("conflict", message % facts)


def _refuse_partial(standards: Sequence[str], note: str) -> None:
    if set(standards) != set(formats.STANDARDS) and not note:
        message = _("Say about each standard that you did not tick why the text may go out without it.")
        raise ActionRefused("invalid", message, fields={"note": message})


def _refuse_writers(signer: Participation) -> None:
    mine = ReportText.objects.filter(exercise=signer.exercise_id, ended_at=None, current__author=signer)
    if mine.exists():
        message = _("You have written in this text yourself, so the second reader must be somebody else.")
        raise ActionRefused("conflict", message)


def _both(publisher: Participation, digest: str) -> tuple[Signature, Signature]:
    signed = {row.role: row for row in standing_signatures(publisher.exercise, digest)}
    missing = [_(name) for role, name in formats.SIGNING_ROLES if role not in signed]
    if missing:
        message = _("It is not signed yet by: %(roles)s. A final report needs two people who stand for this very text.")
        raise ActionRefused("conflict", message % {"roles": ", ".join(missing)})
    return signed["author"], signed["reader"]


def _refuse_gaps(gaps: Sequence[str], reason: str) -> None:
    if gaps and not reason:
        message = ngettext(
            "%(n)s thing in it rests on nothing: %(first)s Mend it, or say why it goes out all the same.",
            "%(n)s things in it rest on nothing: %(first)s … Mend them, or say why it goes out all the same.",
            len(gaps),
        ) % {"n": len(gaps), "first": gaps[0]}
        raise ActionRefused("conflict", message, fields={"reason": message})
