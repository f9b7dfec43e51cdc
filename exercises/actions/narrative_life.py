"""The end of a narrative that was a mistake, and its return."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import access, events, formats
from exercises.actions.board_acts import enter_board
from exercises.actions.narratives import lock_standing, refuse_too_many
from exercises.actions.places import Belonging, belongings, settle
from exercises.actions.signatures import log_change
from exercises.errors import ActionRefused
from exercises.models import Membership, Narrative, Numbering, Option, Participation


def end_narrative(*, author: Participation, narrative: Narrative, now: dt.datetime) -> None:
    """End it and all its memberships, one event for both. Texts and number stay; again is refused as gone."""
    access.require(author, "cluster", now)
    with transaction.atomic():
        enter_board(author, now)
        locked = lock_standing(narrative)
        Membership.objects.filter(narrative=locked, ended_at=None).update(ended_at=now, ended_by=author)
        locked.ended_at, locked.ended_by = now, author
        locked.save(update_fields=["ended_at", "ended_by"])
        log_change(author.exercise, [events.NarrativeEnded(narrative=locked.number)], actor=author, now=now)


def restore_narrative(*, author: Participation, narrative: Narrative, now: dt.datetime) -> list[int]:
    """Let an ended narrative stand again with the options that left with it; returns those that could not come back.

    An option stays away when it no longer stands, or when it was core here and is core elsewhere now.
    """
    access.require(author, "cluster", now)
    with transaction.atomic():
        enter_board(author, now)
        left = _left_with(narrative)
        # Options first, then the narrative: the order in which whoever puts an option in takes the same locks.
        rows = Option.objects.select_for_update(no_key=True).filter(pk__in=[m.option_id for m in left])
        before = belongings(rows.order_by("number"))
        Numbering.objects.select_for_update().get(exercise=author.exercise_id)
        locked = Narrative.objects.select_for_update(of=("self",)).select_related("current").get(pk=narrative.pk)
        if locked.ended_at is None:
            raise ActionRefused("conflict", _("This narrative stands already."))
        refuse_too_many(author.exercise_id)
        locked.ended_at = locked.ended_by = None
        locked.save(update_fields=["ended_at", "ended_by"])
        assert locked.current is not None  # a narrative is born with version 1
        stands = events.NarrativeRestored(
            narrative=locked.number, x=locked.anchor_x, y=locked.anchor_y, version=locked.current.number
        )
        after = _come_back(locked, left, before)
        happened = settle(before, after, by=author, now=now, reason=None)
        _take_turns(locked, left)
        log_change(author.exercise, [stands, *happened], actor=author, now=now)
    return sorted(option.number for option in before if option not in after)


def _left_with(narrative: Narrative) -> list[Membership]:
    """The memberships that ended when the narrative did."""
    ended = Narrative.objects.values_list("ended_at", flat=True).get(pk=narrative.pk)
    return list(Membership.objects.filter(narrative=narrative, ended_at=ended)) if ended else []


def _come_back(
    narrative: Narrative, left: list[Membership], before: Mapping[Option, Belonging]
) -> dict[Option, Belonging]:
    """Where those that can come back belong then; nobody loses a core place that was found meanwhile."""
    kinds = {membership.option_id: membership.kind for membership in left}
    return {
        option: known.put(narrative.number, kinds[option.pk])
        for option, known in before.items()
        if option.state in formats.STANDING_STATES
        and not (kinds[option.pk] == "core" and "core" in known.places.values())
    }


def _take_turns(narrative: Narrative, left: list[Membership]) -> None:
    turns = {membership.option_id: membership.turn for membership in left if membership.turn}
    rows = list(Membership.objects.filter(narrative=narrative, ended_at=None, option__in=turns))
    for row in rows:
        row.turn = turns[row.option_id]
    Membership.objects.bulk_update(rows, ["turn"])
