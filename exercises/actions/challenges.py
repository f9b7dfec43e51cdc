"""What analysts say to a draft narrative while the challenge is open, and what its lead author answers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.actions.drafts import let_go
from exercises.actions.narratives import lock_standing
from exercises.errors import ActionRefused
from exercises.models import Challenge, Membership, Narrative, NarrativeVersion, Option, Participation


def judge_fit(
    *,
    analyst: Participation,
    narrative: Narrative,
    option: Option,
    verdict: str,
    reason: str,
    seen_version: int,
    key: uuid.UUID,
    now: dt.datetime,
) -> int:
    """Say whether *option* belongs in *narrative*, and why; returns the number of this word."""
    if verdict not in dict(formats.FITS):
        raise _wrong("verdict", _("Say whether it fits."))
    if not reason.strip():
        raise _wrong("text", _("Say why: the lead author answers the reason, not the vote."))
    what = {"kind": "fit", "option": option, "verdict": verdict, "text": reason}
    return _say(analyst, narrative, what, seen=seen_version, key=key, now=now)


def support_narrative(
    *, analyst: Participation, narrative: Narrative, step: int, seen_version: int, key: uuid.UUID, now: dt.datetime
) -> int:
    """Say how far one supports *narrative*, 1 to 5 (formats.SUPPORT_STEPS); nobody sees it while the phase is open."""
    if not 1 <= step <= len(formats.SUPPORT_STEPS):
        raise _wrong("step", _("Choose one of the five steps."))
    return _say(analyst, narrative, {"kind": "support", "step": step}, seen=seen_version, key=key, now=now)


def write_minority_note(
    *, analyst: Participation, narrative: Narrative, text: str, seen_version: int, key: uuid.UUID, now: dt.datetime
) -> int:
    """Dissent from *narrative* as a whole; the note stands on its page with its answer."""
    if not text.strip():
        raise _wrong("text", _("Write what you see otherwise."))
    return _say(analyst, narrative, {"kind": "minority", "text": text}, seen=seen_version, key=key, now=now)


def offer_nickname(
    *, analyst: Participation, narrative: Narrative, nickname: str, seen_version: int, key: uuid.UUID, now: dt.datetime
) -> int:
    """Offer another name for *narrative*."""
    if not nickname.strip():
        raise _wrong("text", _("Write the name that says it better."))
    return _say(analyst, narrative, {"kind": "nickname", "text": nickname}, seen=seen_version, key=key, now=now)


def answer_challenge(*, author: Participation, challenge: Challenge, answer: str, text: str, now: dt.datetime) -> None:
    """Accept, answer or decline what an analyst said; they read it on their home. The last answer stands."""
    if author.role != "lead":
        access.require(author, "write_narratives", now)
        raise ActionRefused("not_your_role", _("The lead author answers what analysts say to a narrative."))
    access.require(author, "write_narratives", now)
    if answer not in dict(formats.ANSWERS):
        raise _wrong("answer", _("Choose accepted, answered or declined."))
    if answer != "accepted" and not text.strip():
        raise _wrong("answer_text", _("Write what you answer: whoever said it reads this."))
    with transaction.atomic():
        locked = Challenge.objects.select_for_update(of=("self",)).select_related("narrative").get(pk=challenge.pk)
        if locked.kind == "support":
            raise ActionRefused("conflict", _("How far somebody supports it is no question, and needs no answer."))
        if not locked.current:
            raise ActionRefused("stale", _("Its author has said something else meanwhile. Answer the newer words."))
        if (locked.answer, locked.answer_text) == (answer, text):
            return
        locked.answer, locked.answer_text, locked.answered_by, locked.answered_at = answer, text, author, now
        locked.save(update_fields=["answer", "answer_text", "answered_by", "answered_at"])
        event = events.ChallengeAnswered(narrative=locked.narrative.number, challenge=locked.number)
        activity.append(author.exercise, event, actor=author, now=now)


_SAME = ("verdict", "step", "text")


def _say(
    analyst: Participation, narrative: Narrative, what: dict[str, Any], *, seen: int, key: uuid.UUID, now: dt.datetime
) -> int:
    """Write one person's word of a kind in the place of their last; the same word again writes nothing."""
    option: Option | None = what.get("option")
    number_of_option = option.number if option else None
    body = {**what, "option": number_of_option, "narrative": narrative.number, "seen": seen}
    with transaction.atomic():
        receipt, first = receipts.claim(analyst, key, {"action": "challenge", **body})
        if not first:
            return int(receipt.answer["number"])
        access.require(analyst, "challenge", now)
        locked = lock_standing(narrative)
        _refuse_no_member(locked, option)
        let_go(analyst, f"challenge.{locked.number}.{what['kind']}")
        before = Challenge.objects.filter(
            narrative=locked, author=analyst, kind=what["kind"], option=option, current=True
        ).first()
        if before and all(getattr(before, name) == what.get(name, _EMPTY[name]) for name in _SAME):
            receipts.keep(receipt, {"number": before.number})
            return before.number
        if before:
            before.current = False
            before.save(update_fields=["current"])
        said = Challenge.objects.create(
            exercise=analyst.exercise,
            number=_next_number(analyst.exercise_id),
            narrative=locked,
            version=_seen(locked, seen),
            author=analyst,
            created_at=now,
            **what,
        )
        receipts.keep(receipt, {"number": said.number})
        event = (
            events.NarrativeSupported(narrative=locked.number)
            if said.kind == "support"
            else events.NarrativeChallenged(narrative=locked.number, challenge=said.number)
        )
        activity.append(analyst.exercise, event, actor=analyst, now=now)
    return said.number


_EMPTY: dict[str, Any] = {"verdict": "", "step": None, "text": ""}


def _seen(narrative: Narrative, number: int) -> NarrativeVersion:
    """The version that was read: a word on an older text is taken as one on that."""
    found = NarrativeVersion.objects.filter(narrative=narrative, number=number).first()
    if found is None:
        raise ActionRefused("invalid", _("This form does not say which text it is about. Load the page again."))
    return found


def _refuse_no_member(narrative: Narrative, option: Option | None) -> None:
    if option is None:
        return
    if not Membership.objects.filter(narrative=narrative, option=option, ended_at=None).exists():
        message = _("%(option)s is not in this narrative any more.")
        raise ActionRefused("gone", message % {"option": option.label})


def _wrong(field: str, sentence: str) -> ActionRefused:
    return ActionRefused("invalid", sentence, fields={field: sentence})


def _next_number(exercise_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exercises_numbering SET last_challenge = last_challenge + 1 WHERE exercise_id = %s"
            " RETURNING last_challenge",
            [exercise_id],
        )
        return int(cursor.fetchone()[0])
