"""Writes on narratives: create, revise, anchor, and which options they hold."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.errors import ActionRefused
from exercises.models import Membership, Narrative, NarrativeVersion, Option, Participation

TEXTS = ("nickname", "abstract", "diagnosis", "must_be_true", "steps", "adversaries", "risks", "objection")


def create_narrative(
    *, author: Participation, values: Mapping[str, Any], x: float, y: float, key: uuid.UUID, now: dt.datetime
) -> int:
    """A new narrative with its anchor at (*x*, *y*); returns its number. *values* hold at least a nickname."""
    access.require(author, "write_narratives", now)
    _refuse_off_board(x, y)
    exercise = author.exercise
    with transaction.atomic():
        receipt, first = receipts.claim(author, key, {"action": "create_narrative", "x": x, "y": y, **values})
        if not first:
            return int(receipt.answer["number"])
        narrative = Narrative.objects.create(
            exercise=exercise, number=_next_number(exercise.pk), anchor_x=x, anchor_y=y
        )
        _write_version(narrative, 1, author, values, now)
        receipts.keep(receipt, {"number": narrative.number})
        event = events.NarrativeCreated(narrative=narrative.number, x=x, y=y, version=1)
        activity.append(exercise, event, actor=author, now=now)
    return narrative.number


def revise_narrative(
    *, author: Participation, narrative: Narrative, values: Mapping[str, Any], seen_version: int, now: dt.datetime
) -> int:
    """A new version of the texts; returns its number. Refused as stale unless it started from the current one."""
    access.require(author, "write_narratives", now)
    with transaction.atomic():
        locked = Narrative.objects.select_for_update(of=("self",)).select_related("current").get(pk=narrative.pk)
        present = locked.current
        assert present is not None  # a narrative is born with version 1
        if present.number != seen_version:
            message = _("Somebody saved this narrative meanwhile. Both texts are shown; nothing is lost.")
            raise ActionRefused("stale", message, facts={"version": present.number})
        number = present.number + 1
        merged = {name: values.get(name, getattr(present, name)) for name in TEXTS}
        _write_version(locked, number, author, merged, now)
        event = events.NarrativeRevised(narrative=locked.number, version=number)
        activity.append(author.exercise, event, actor=author, now=now)
    return number


def anchor_narrative(*, author: Participation, narrative: Narrative, x: float, y: float, now: dt.datetime) -> None:
    """Move the point at which the narrative's name stands; the last one to move it wins."""
    access.require(author, "cluster", now)
    _refuse_off_board(x, y)
    with transaction.atomic():
        Narrative.objects.filter(pk=narrative.pk).update(anchor_x=x, anchor_y=y)
        event = events.NarrativeAnchored(narrative=narrative.number, x=x, y=y)
        activity.append(author.exercise, event, actor=author, now=now)


def put_into_narrative(
    *,
    moderator: Participation,
    narrative: Narrative,
    option: Option,
    kind: str,
    now: dt.datetime,
    reason: str = "",
) -> None:
    """Give *option* a place in *narrative*: core, supporting or dissent.

    A core place elsewhere ends, because colour on the board comes from the one core membership. The same
    place again changes nothing and logs nothing.
    """
    access.require(moderator, "cluster", now)
    _refuse_no_member(option, kind)
    with transaction.atomic():
        Option.objects.select_for_update(no_key=True).get(pk=option.pk)  # memberships of one option queue here
        standing = Membership.objects.filter(option=option, ended_at=None).select_related("narrative")
        for membership in standing:
            here = membership.narrative_id == narrative.pk
            if here and membership.kind == kind:
                return
            if here or (kind == "core" and membership.kind == "core"):
                _end(membership, moderator, now, logged=not here)
        Membership.objects.create(
            narrative=narrative, option=option, kind=kind, reason=reason, added_by=moderator, added_at=now
        )
        event = events.MembershipSet(narrative=narrative.number, option=option.number, kind=kind)
        activity.append(moderator.exercise, event, actor=moderator, now=now)


def take_out_of_narrative(*, moderator: Participation, narrative: Narrative, option: Option, now: dt.datetime) -> None:
    """End the option's place in the narrative; nothing happens when it has none."""
    access.require(moderator, "cluster", now)
    with transaction.atomic():
        places = Membership.objects.select_for_update(of=("self",)).filter(
            narrative=narrative, option=option, ended_at=None
        )
        for membership in places.select_related("narrative", "option"):
            _end(membership, moderator, now, logged=True)


def _end(membership: Membership, moderator: Participation, now: dt.datetime, *, logged: bool) -> None:
    membership.ended_at, membership.ended_by = now, moderator
    membership.save(update_fields=["ended_at", "ended_by"])
    if logged:
        event = events.MembershipEnded(narrative=membership.narrative.number, option=membership.option.number)
        activity.append(moderator.exercise, event, actor=moderator, now=now)


def _refuse_no_member(option: Option, kind: str) -> None:
    if kind not in dict(formats.MEMBERSHIP_KINDS):
        raise ActionRefused("invalid", _("Choose core, supporting or dissent."))
    if option.number == 0:
        raise ActionRefused("conflict", _("The present policy belongs to no narrative."))
    if option.state not in formats.STANDING_STATES:
        raise ActionRefused("gone", _("This option no longer stands."))


def _refuse_off_board(x: float, y: float) -> None:
    if not (-1 <= x <= 1 and -1 <= y <= 1):
        raise ActionRefused("invalid", _("A position lies between −1 and +1 on both axes."))


def _next_number(exercise_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exercises_numbering SET last_narrative = last_narrative + 1"
            " WHERE exercise_id = %s AND last_narrative < %s RETURNING last_narrative",
            [exercise_id, formats.NARRATIVE_LIMIT],
        )
        row = cursor.fetchone()
    if row is None:
        limit = formats.NARRATIVE_LIMIT
        raise ActionRefused("conflict", _("An exercise holds at most %(limit)s narratives.") % {"limit": limit})
    return int(row[0])


def _write_version(
    narrative: Narrative, number: int, author: Participation, values: Mapping[str, Any], now: dt.datetime
) -> None:
    texts = {name: values.get(name, "") for name in TEXTS}
    version = NarrativeVersion.objects.create(
        narrative=narrative, number=number, author=author, created_at=now, **texts
    )
    narrative.current = version
    narrative.save(update_fields=["current"])
