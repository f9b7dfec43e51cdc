"""The order in which a narrative's options are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from exercises import access, events, formats
from exercises.actions.narratives import lock_standing
from exercises.actions.signatures import log_change
from exercises.models import Membership, Narrative, Participation


def order_members(
    *, moderator: Participation, narrative: Narrative, options: Sequence[int], now: dt.datetime
) -> list[int]:
    """Put the options of *narrative* in the order of *options* within each kind of place; returns it.

    A number that is no member is left out, and a member that is not named comes after those that are: whoever orders
    a list that has changed meanwhile loses nothing.
    """
    access.require(moderator, "cluster", now)
    with transaction.atomic():
        locked = lock_standing(narrative)
        rows = Membership.objects.filter(narrative=locked, ended_at=None).select_related("option")
        members = {row.option.number: row for row in rows}
        before = [row.option.number for row in sorted(members.values(), key=_in_turn)]
        wanted = [number for number in dict.fromkeys(options) if number in members]
        order = wanted + [number for number in before if number not in wanted]
        if order == before:
            return order
        for turn, number in enumerate(order, 1):
            members[number].turn = turn
        Membership.objects.bulk_update(members.values(), ["turn"])
        event = events.MembersOrdered(narrative=locked.number, options=order)
        log_change(moderator.exercise, [event], actor=moderator, now=now)
    return order


def _in_turn(membership: Membership) -> tuple[int, int, int]:
    return formats.reading_order(membership.kind, membership.turn, membership.option.number)
