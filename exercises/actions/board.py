"""Writes on the board."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.errors import ActionRefused
from exercises.models import Card, CardMove, Option, Participation


def move_card(
    *,
    moderator: Participation,
    option: Option,
    x: float,
    y: float,
    seen_version: int,
    key: uuid.UUID,
    now: dt.datetime,
    note: str = "",
) -> dict[str, Any]:
    """Put an option's card at (*x*, *y*), each in −1…+1 and rounded to 4 places; returns x, y and version.

    Raises ActionRefused(stale) with the present position and who moved it, when *seen_version* is not the
    card's version: nobody's move is overwritten unseen.
    """
    access.require(moderator, "cluster", now)
    if not (-1 <= x <= 1 and -1 <= y <= 1):  # false for NaN as well
        raise ActionRefused("invalid", _("A position lies between −1 and +1 on both axes."))
    if option.state not in formats.STANDING_STATES:
        raise ActionRefused("gone", _("This option no longer stands, so its card cannot be moved."))
    x, y = round(x, 4) + 0.0, round(y, 4) + 0.0  # + 0.0 turns −0.0 into 0.0
    with transaction.atomic():
        body = {"action": "move_card", "option": option.number, "x": x, "y": y, "seen": seen_version, "note": note}
        receipt, first = receipts.claim(moderator, key, body)
        if not first:
            return dict(receipt.answer)
        card = Card.objects.select_for_update().get(option=option)
        if card.version != seen_version:
            raise _stale(card)
        card.x, card.y, card.version = x, y, card.version + 1
        card.save(update_fields=["x", "y", "version"])
        CardMove.objects.create(card=card, version=card.version, x=x, y=y, note=note, moved_by=moderator, moved_at=now)
        answer = receipts.keep(receipt, {"x": x, "y": y, "version": card.version})
        event = events.CardMoved(option=option.number, x=x, y=y, version=card.version)
        activity.append(moderator.exercise, event, actor=moderator, now=now)
    return answer


def _stale(card: Card) -> ActionRefused:
    last = card.moves.select_related("moved_by").last()
    who = last.moved_by.alias if last else ""
    message = _("%(who)s moved this card meanwhile.") % {"who": who}
    facts = {"x": card.x, "y": card.y, "version": card.version, "moved_by": who}
    return ActionRefused("stale", message, facts=facts)
