"""The board is frozen for a vote, and released."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.errors import ActionRefused
from exercises.models import BoardFreeze, Exercise, Participation
from exercises.queries.board_acts import standing_freeze

RELEASERS = ("lead", "manager")  # besides whoever froze it


def freeze_board(*, moderator: Participation, reason: str, key: uuid.UUID, now: dt.datetime) -> None:
    """From now on nobody changes where cards lie and where options belong, until it is released or its phase ends."""
    access.require(moderator, "cluster", now)
    if not reason:
        raise ActionRefused("invalid", _("Say why the board is frozen."), fields={"reason": _("Say why.")})
    exercise, phase = moderator.exercise, access.phase_at(moderator.exercise, now)
    assert phase is not None  # cluster is open in it
    with transaction.atomic():
        receipt, first = receipts.claim(moderator, key, {"action": "freeze_board", "reason": reason})
        if not first:
            return
        _alone_on_the_board(exercise)
        standing = standing_freeze(exercise, phase)
        if standing:
            message = _("%(who)s has frozen the board already.") % {"who": standing.frozen_by.alias}
            raise ActionRefused("conflict", message)
        BoardFreeze.objects.create(exercise=exercise, phase=phase, reason=reason, frozen_by=moderator, frozen_at=now)
        receipts.keep(receipt, {"frozen": True})
        activity.append(exercise, events.BoardFrozen(phase=phase.kind), actor=moderator, now=now)


def release_board(*, person: Participation, now: dt.datetime) -> None:
    """Let the board be changed again: whoever froze it, the lead author or the manager. Twice releases once."""
    if person.role not in formats.STAFF:
        access.require(person, "cluster", now)  # which refuses
    exercise = person.exercise
    with transaction.atomic():
        _alone_on_the_board(exercise)
        standing = standing_freeze(exercise, access.phase_at(exercise, now))
        if standing is None:
            return
        if not may_release(person, standing):
            message = _("%(who)s has frozen the board; they, the lead author or the manager can release it.")
            raise ActionRefused("not_your_role", message % {"who": standing.frozen_by.alias})
        standing.released_by, standing.released_at = person, now
        standing.save(update_fields=["released_by", "released_at"])
        activity.append(exercise, events.BoardReleased(), actor=person, now=now)


def may_release(person: Participation, freeze: BoardFreeze) -> bool:
    return person.removed_at is None and (person.pk == freeze.frozen_by_id or person.role in RELEASERS)


def _alone_on_the_board(exercise: Exercise) -> None:
    """Wait for the writes that are under way; those that come later see the freeze (board_acts.enter_board)."""
    Exercise.objects.select_for_update(no_key=True).get(pk=exercise.pk)
