"""Writes of the crowd's judgment."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.actions.protocol import freeze_protocol
from exercises.errors import ActionRefused
from exercises.models import Criterion, Option, Participation, Placement, Rating, Sheet
from exercises.queries import protocol as protocols


def judge_option(
    *,
    rater: Participation,
    option: Option,
    seen_version: int,
    values: Mapping[str, Any],
    key: uuid.UUID,
    now: dt.datetime,
) -> int:
    """Hand in a sheet in round 1: all criteria and the placement at once. Returns the sheet's id.

    *values*: "ratings" maps criterion keys to a step 1–5 or the reason of an abstention; "x" and "y" are
    numbers in −1…+1 or "both", "neither", "unclear"; "certainty" may be empty. A later sheet of the same
    person replaces the current one; the earlier stays in the history.
    """
    access.require(rater, "rate", now)
    refuse_unjudgeable(rater, option)
    _refuse_stale(option, seen_version)
    with transaction.atomic():
        body = {"action": "judge_option", "option": option.number, "version": seen_version, **values}
        receipt, first = receipts.claim(rater, key, body)
        if not first:
            return int(receipt.answer["sheet"])
        # One person's sheets on one option queue here: two at once would both find "no current sheet".
        Participation.objects.select_for_update(no_key=True).get(pk=rater.pk)
        replaced = _retire(rater, option)
        sheet = _write_sheet(rater, option, values, now)
        receipts.keep(receipt, {"sheet": sheet.pk})
        event = events.SheetJudged(option=option.number, round=1, first=not replaced)
        activity.append(rater.exercise, event, actor=rater, now=now)
    return sheet.pk


def refuse_unjudgeable(rater: Participation, option: Option) -> None:
    """Raise ActionRefused for one's own option and for one that no longer stands."""
    if option.author_id == rater.pk:
        raise ActionRefused("conflict", _("You cannot rate your own option."))
    if option.state not in formats.STANDING_STATES or option.current is None:
        raise ActionRefused("gone", _("This option no longer stands, so it is not rated."))


def _refuse_stale(option: Option, seen_version: int) -> None:
    if option.current is None or option.current.number != seen_version:
        message = _("The text has changed since you opened it. Read the new version, then send your sheet again.")
        raise ActionRefused("stale", message, facts={"version": option.current.number if option.current else 0})


def _retire(rater: Participation, option: Option) -> bool:
    """Make the current sheet of round 1 history; True if there was one."""
    mine = {"participation": rater, "option": option, "round": 1, "current": True}
    Rating.objects.filter(**mine).update(current=False)
    Placement.objects.filter(**mine).update(current=False)
    return bool(Sheet.objects.filter(**mine).update(current=False))


def _write_sheet(rater: Participation, option: Option, values: Mapping[str, Any], now: dt.datetime) -> Sheet:
    version = option.current
    assert version is not None  # refused above
    whose = {"participation": rater, "option": option, "round": 1}
    protocol = protocols.frozen(rater.exercise)
    if protocol is None:  # the clock is late: the phase is open by its dates, and its opening was not logged yet
        protocol = freeze_protocol(exercise=rater.exercise, now=now)
    sheet = Sheet.objects.create(
        **whose,
        version=version,
        generation=version.generation,
        protocol=protocol,
        certainty=values.get("certainty", ""),
        created_at=now,
    )
    criteria = {c.key: c for c in Criterion.objects.filter(exercise=rater.exercise)}
    if set(values["ratings"]) != set(criteria):
        raise ActionRefused("invalid", _("The criteria have changed. Load the page again; your answers are kept."))
    Rating.objects.bulk_create(
        Rating(**whose, sheet=sheet, criterion=criteria[key], **_step_or_reason(answer))
        for key, answer in values["ratings"].items()
    )
    Placement.objects.create(**whose, sheet=sheet, **_axis("x", values["x"]), **_axis("y", values["y"]))
    return sheet


def _step_or_reason(answer: int | str) -> dict[str, Any]:
    return {"step": answer} if isinstance(answer, int) else {"step": None, "abstained": answer}


def _axis(axis: str, answer: float | str) -> dict[str, Any]:
    return {f"{axis}_answer": answer} if isinstance(answer, str) else {axis: answer}
