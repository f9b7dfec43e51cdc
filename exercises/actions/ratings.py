"""Writes of the crowd's judgment."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import drafts, receipts
from exercises.actions.answers import refuse_bad_answers
from exercises.actions.protocol import freeze_protocol
from exercises.errors import ActionRefused
from exercises.models import Criterion, Option, Participation, Placement, Protocol, QueueEntry, Rating, Sheet
from exercises.queries import protocol as protocols
from quadrant.text import clean_text


def judge_option(
    *,
    rater: Participation,
    option: Option,
    seen_version: int,
    values: Mapping[str, Any],
    key: uuid.UUID,
    now: dt.datetime,
    seen_protocol: int | None = None,
) -> int:
    """Hand in a sheet in round 1: all criteria and the placement at once. Returns the sheet's id.

    *values*: "ratings" maps criterion keys to a step 1–5 or the reason of an abstention; "x" and "y" are
    numbers in −1…+1 or "both", "neither", "unclear"; "certainty" may be empty. *seen_protocol* is the number of
    the wording that was shown, 0 before any was fixed; without it the present wording is taken for the shown one.
    A later sheet of the same person replaces the current one; the earlier stays in the history. The same *key* again
    returns the first sheet, also after the close: its answer was lost, not the sheet.
    """
    with transaction.atomic():
        body = {"action": "judge_option", "option": option.number, "version": seen_version, **values}
        receipt, first = receipts.claim(rater, key, body)
        if not first:
            return int(receipt.answer["sheet"])
        access.require(rater, "rate", now)
        refuse_unjudgeable(rater, option)
        _refuse_stale(option, seen_version)
        _queue_behind_oneself(rater)
        protocol = _wording(rater, seen_protocol, now)
        replaced = _retire(rater, option)
        sheet = _write_sheet(rater, option, values, protocol, now)
        # Who hands in a sheet has seen the option, whatever became of the browser's own word for it.
        QueueEntry.objects.filter(participation=rater, option=option, opened_at=None).update(opened_at=now)
        drafts.let_go(rater, f"sheet.{option.number}")
        receipts.keep(receipt, {"sheet": sheet.pk})
        event = events.SheetJudged(option=option.number, round=1, first=not replaced)
        activity.append(rater.exercise, event, actor=rater, now=now)
    return sheet.pk


def revise_sheet(
    *,
    rater: Participation,
    option: Option,
    values: Mapping[str, Any],
    reason: str,
    seen_version: int,
    key: uuid.UUID,
    now: dt.datetime,
    seen_protocol: int | None = None,
) -> int:
    """Judge an option once more after the reveal, in round 2, with a *reason* of 1 to 500 characters.

    Only who judged it in round 1 may, and once an option; round 1 stays as it was. *values* as judge_option
    takes them; the same answers again confirm a sheet that was on an older text. Returns the new sheet's id, and to
    the same *key* again the same.
    """
    why = _reason(reason)
    with transaction.atomic():
        body = {"action": "revise_sheet", "option": option.number, "version": seen_version, "reason": why, **values}
        try:
            receipt, first = receipts.claim(rater, key, body)
        except ActionRefused:  # another tab with this form: "send it again" would only be refused in its turn
            refuse_unrevisable(rater, option)
            raise
        if not first:
            return int(receipt.answer["sheet"])
        access.require(rater, "revise", now)
        refuse_unjudgeable(rater, option)
        _refuse_stale(option, seen_version)
        _queue_behind_oneself(rater)
        refuse_unrevisable(rater, option)
        protocol = _wording(rater, seen_protocol, now)
        sheet = _write_sheet(rater, option, values, protocol, now, round_=2, reason=why)
        drafts.let_go(rater, f"sheet.{option.number}")
        receipts.keep(receipt, {"sheet": sheet.pk})
        activity.append(rater.exercise, events.SheetRevised(option=option.number), actor=rater, now=now)
    return sheet.pk


def refuse_unjudgeable(rater: Participation, option: Option) -> None:
    """Raise ActionRefused for one's own option and for one that no longer stands."""
    if option.author_id == rater.pk:
        raise ActionRefused("conflict", _("You cannot rate your own option."))
    if option.state not in formats.STANDING_STATES or option.current is None:
        raise ActionRefused("gone", _("This option no longer stands, so it is not rated."))


def refuse_unrevisable(rater: Participation, option: Option) -> None:
    """Raise ActionRefused where there is no sheet of round 1 to revise, or it was revised already."""
    rounds = {sheet.round: sheet for sheet in Sheet.objects.filter(participation=rater, option=option, current=True)}
    if 2 in rounds:
        moment = date_format(timezone.localtime(rounds[2].created_at), "j F Y, H:i")
        message = _("You revised this sheet on %(moment)s; one revision an option.") % {"moment": moment}
        raise ActionRefused("conflict", message)
    if 1 not in rounds:
        message = _("You did not judge this option while rating was open, so there is no sheet to revise.")
        raise ActionRefused("conflict", message)


def _queue_behind_oneself(rater: Participation) -> None:
    # One person's sheets queue here: two at once would both find "no current sheet".
    Participation.objects.select_for_update(no_key=True).values_list("pk").get(pk=rater.pk)


def _refuse_stale(option: Option, seen_version: int) -> None:
    if option.current is None or option.current.number != seen_version:
        message = _("The text has changed since you opened it. Read the new version, then send your sheet again.")
        raise ActionRefused("stale", message, facts={"version": option.current.number if option.current else 0})


def _wording(rater: Participation, seen: int | None, now: dt.datetime) -> Protocol:
    """The protocol in force; refused as stale when another one was shown. To fix the first changes no word."""
    protocol = protocols.in_force(rater.exercise)
    if protocol is None:  # the clock is late: the phase is open by its dates, and its opening was not logged yet
        protocol = freeze_protocol(exercise=rater.exercise, now=now)
    if seen is not None and max(seen, 1) != protocol.number:
        message = _(
            "The questions have changed since you opened this sheet. Look at them again, then send it once more."
        )
        raise ActionRefused("stale", message, facts={"protocol": protocol.number})
    return protocol


def _reason(text: object) -> str:
    try:
        return clean_text(text, limit=formats.REASON_LIMIT)
    except ValidationError as wrong:
        raise ActionRefused("invalid", wrong.messages[0], fields={"reason": wrong.messages[0]}) from None


def _retire(rater: Participation, option: Option) -> bool:
    """Make the current sheet of round 1 history; True if there was one."""
    mine = {"participation": rater, "option": option, "round": 1, "current": True}
    if not Sheet.objects.filter(**mine).update(current=False):
        return False
    Rating.objects.filter(**mine).update(current=False)
    Placement.objects.filter(**mine).update(current=False)
    return True


def _write_sheet(
    rater: Participation,
    option: Option,
    values: Mapping[str, Any],
    protocol: Protocol,
    now: dt.datetime,
    *,
    round_: int = 1,
    reason: str = "",
) -> Sheet:
    criteria = dict(Criterion.objects.filter(exercise=rater.exercise).values_list("key", "pk"))
    refuse_bad_answers(values, criteria)
    version = option.current
    assert version is not None  # refused above
    whose = {"participation": rater, "option": option, "round": round_}
    sheet = Sheet.objects.create(
        **whose,
        version=version,
        generation=version.generation,
        protocol=protocol,
        certainty=values.get("certainty", ""),
        reason=reason,
        created_at=now,
    )
    Rating.objects.bulk_create(
        Rating(**whose, sheet=sheet, criterion_id=criteria[key], **_step_or_reason(answer))
        for key, answer in values["ratings"].items()
    )
    Placement.objects.create(**whose, sheet=sheet, **_axis("x", values["x"]), **_axis("y", values["y"]))
    return sheet


def _step_or_reason(answer: int | str) -> dict[str, Any]:
    return {"step": answer} if isinstance(answer, int) else {"step": None, "abstained": answer}


def _axis(axis: str, answer: float | str) -> dict[str, Any]:
    return {f"{axis}_answer": answer} if isinstance(answer, str) else {axis: answer}
