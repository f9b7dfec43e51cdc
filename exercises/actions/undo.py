"""Undo and redo: what a moderator did on the board is taken back, or done again, by new moves and placings.

History is never rewritten, and nobody's work is undone but one's own: where somebody else has changed the same since,
the act is refused with a sentence, and the next undo goes to the one before.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import access, events
from exercises.actions import receipts
from exercises.actions.board import position, put_cards
from exercises.actions.board_acts import Put, enter_board, labels, locked_options
from exercises.actions.places import Belonging, belongings, settle
from exercises.actions.signatures import log_change
from exercises.errors import ActionRefused
from exercises.models import BoardAct, BoardChange, Option, Participation
from exercises.queries.board_acts import newest_act, newest_undone


class _Overtaken(Exception):
    """Somebody has changed the same since."""

    def __init__(self, act: BoardAct, message: str) -> None:
        super().__init__(message)
        self.act = act


def undo(*, moderator: Participation, key: uuid.UUID, now: dt.datetime) -> dict[str, Any]:
    """Take the moderator's newest act back; returns its kind, the numbers of its options and the words for it."""
    return _turn(moderator, key, now, back=True)


def redo(*, moderator: Participation, key: uuid.UUID, now: dt.datetime) -> dict[str, Any]:
    """Do again what was undone last, unless something else was done since."""
    return _turn(moderator, key, now, back=False)


def _turn(moderator: Participation, key: uuid.UUID, now: dt.datetime, *, back: bool) -> dict[str, Any]:
    access.require(moderator, "cluster", now)
    try:
        with transaction.atomic():
            receipt, first = receipts.claim(moderator, key, {"action": "undo" if back else "redo"})
            if not first:
                return dict(receipt.answer)
            act = _next_act(moderator, back=back)
            enter_board(moderator, now)
            answer, happened = _apply(act, moderator, now, back=back)
            act.undone_at = now if back else None
            act.save(update_fields=["undone_at"])
            receipts.keep(receipt, answer)
            log_change(moderator.exercise, happened, actor=moderator, now=now)
    except _Overtaken as overtaken:
        # After the rollback, so that the next undo goes on to the act before this one.
        BoardAct.objects.filter(pk=overtaken.act.pk).update(closed=True)
        raise ActionRefused("stale", str(overtaken)) from None
    return answer


def _next_act(moderator: Participation, *, back: bool) -> BoardAct:
    Participation.objects.select_for_update(no_key=True).get(pk=moderator.pk)  # two tabs undo one after the other
    act = newest_act(moderator) if back else newest_undone(moderator)
    if act is None:
        raise ActionRefused("conflict", _("There is nothing to undo.") if back else _("There is nothing to redo."))
    return act


def _apply(
    act: BoardAct, moderator: Participation, now: dt.datetime, *, back: bool
) -> tuple[dict[str, Any], Sequence[events.Event]]:
    changes = {change.option_id: change for change in act.changes.select_related("option")}
    numbers = sorted(change.option.number for change in changes.values())
    try:
        options = locked_options(moderator, numbers)
    except ActionRefused as gone:
        raise _Overtaken(act, str(gone.message)) from None
    _refuse_overtaken(act, moderator, options)
    goal = {option: _side(changes[option.pk], before=back) for option in options.values()}
    start = {option: _side(changes[option.pk], before=not back) for option in options.values()}
    happened = (_move if act.kind == "move" else _place)(act, start, goal, moderator, now)
    cards = [
        {"option": n, "x": o.card.x, "y": o.card.y, "version": o.card.version, "noted": o.card.noted}
        for n, o in options.items()
    ]
    said = _words(act, numbers, back=back)
    return {"kind": act.kind, "options": numbers, "cards": cards if act.kind == "move" else [], "said": said}, happened


def _side(change: BoardChange, *, before: bool) -> Any:
    return change.before if before else change.after


def _refuse_overtaken(act: BoardAct, moderator: Participation, options: dict[int, Option]) -> None:
    since = BoardChange.objects.filter(
        option__in=list(options.values()), act__kind=act.kind, act__pk__gt=act.pk, act__undone_at=None
    ).exclude(act__moderator=moderator)
    others = list(since.select_related("act__moderator", "option").order_by("pk"))
    if others:
        last = others[-1]
        message = _(
            "%(who)s has changed %(option)s since, so this stays as it is. Undo again goes to what you did before."
        )
        raise _Overtaken(act, message % {"who": last.act.moderator.alias, "option": last.option.label})


def _refuse_elsewhere(act: BoardAct, odd: Sequence[Option]) -> None:
    if odd:
        message = _("%(options)s no longer lies as you left it, so this stays as it is.")
        raise _Overtaken(act, message % {"options": labels(option.number for option in odd)})


def _move(
    act: BoardAct, start: dict[Option, Any], goal: dict[Option, Any], by: Participation, now: dt.datetime
) -> list[events.Event]:
    _refuse_elsewhere(act, [option for option, at in start.items() if position(option.card) != at])
    return put_cards([Put(option, (at[0], at[1]) if at else None) for option, at in goal.items()], by=by, now=now)


def _place(
    act: BoardAct, start: dict[Option, Any], goal: dict[Option, Any], by: Participation, now: dt.datetime
) -> list[events.Event]:
    present = belongings(start)
    _refuse_elsewhere(act, [option for option, data in start.items() if present[option] != Belonging.of_data(data)])
    after = {option: Belonging.of_data(data) for option, data in goal.items()}
    return settle(present, after, by=by, now=now, reason=None)


def _words(act: BoardAct, numbers: Sequence[int], *, back: bool) -> str:
    if len(numbers) == 1:
        what = labels(numbers)
    else:
        what = ngettext("%(n)s option", "%(n)s options", len(numbers)) % {"n": len(numbers)}
    if act.kind == "move":
        return (_("Undone: the move of %s.") if back else _("Moved again: %s.")) % what
    return (_("Undone: the placing of %s.") if back else _("Placed again: %s.")) % what
