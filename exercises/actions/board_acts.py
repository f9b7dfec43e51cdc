"""What all writes on the board share: the freeze, the locks, and the record of who did what in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from exercises import access, formats
from exercises.errors import ActionRefused
from exercises.models import BoardAct, BoardChange, CardMove, Option, Participation
from exercises.queries.board_acts import standing_freeze


@dataclass(frozen=True)
class Put:
    """Where a card goes: (x, y), or None for back to the crowd's point."""

    option: Option
    at: tuple[float, float] | None
    note: str = ""


def enter_board(moderator: Participation, now: dt.datetime) -> None:
    """Refuse while the board is frozen, and keep it from being frozen before this write is committed.

    Freezing locks the exercise's row for itself; everybody who changes the board shares it. Call it before any
    option is locked.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM exercises_exercise WHERE id = %s FOR SHARE", [moderator.exercise_id])
    frozen = standing_freeze(moderator.exercise, access.phase_at(moderator.exercise, now))
    if frozen:
        message = _("%(who)s has frozen the board: %(reason)s Nothing was changed.")
        facts = {"who": frozen.frozen_by.alias, "reason": closed_sentence(frozen.reason)}
        raise ActionRefused("not_open", message % facts, facts={"frozen": True})


def closed_sentence(words: str) -> str:
    """*words* with a full stop, unless they end in a mark of their own."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def locked_options(moderator: Participation, numbers: Iterable[int]) -> dict[int, Option]:
    """The options of these numbers with their cards, locked in the order of their numbers.

    Raises ActionRefused(gone) that names those that no longer stand or are no longer there, and locks nothing then.
    """
    wanted = sorted(set(numbers))
    # Both rows: of a row that is only joined, one who has waited would read what it was before the wait.
    # Every option has a card; to ask for it makes an inner join, whose rows can be locked.
    here: dict[str, Any] = {"exercise": moderator.exercise, "number__in": wanted, "card__version__gte": 0}
    rows = Option.objects.select_for_update(of=("self", "card"), no_key=True).select_related("card")
    found = {o.number: o for o in rows.filter(**here).order_by("number")}
    gone = [n for n in wanted if n not in found or found[n].state not in formats.STANDING_STATES]
    if gone:
        one = _("%(options)s no longer stands, so nothing was changed.")
        several = _("%(options)s no longer stand, so nothing was changed.")
        message = (one if len(gone) == 1 else several) % {"options": labels(gone)}
        raise ActionRefused("gone", message, facts={"gone": gone})
    return found


def labels(numbers: Iterable[int]) -> str:
    """PO-3, PO-5, …"""
    return ", ".join(f"PO-{number}" for number in numbers)


def record(moderator: Participation, kind: str, changes: Mapping[Option, tuple[Any, Any]], now: dt.datetime) -> None:
    """Keep what an act changed, so that it can be undone; *changes* are before and after by option."""
    act = BoardAct.objects.create(moderator=moderator, kind=kind, acted_at=now)
    BoardChange.objects.bulk_create(
        BoardChange(act=act, option=option, before=before, after=after) for option, (before, after) in changes.items()
    )


def noted_here(puts: Iterable[Put]) -> dict[int, bool]:
    """By option number: does a note say why the card lies where it goes? An older one does, if it was for nearby."""
    wanted = list(puts)
    rows = CardMove.objects.filter(card__in=[put.option.pk for put in wanted if put.at and not put.note])
    newest = {move.card_id: move for move in rows.exclude(note="").order_by("card", "-version").distinct("card")}
    return {put.option.number: bool(put.note) or _near(newest.get(put.option.pk), put.at) for put in wanted}


def _near(noted: CardMove | None, at: tuple[float, float] | None) -> bool:
    if noted is None or at is None or noted.x is None or noted.y is None:
        return False
    return (noted.x - at[0]) ** 2 + (noted.y - at[1]) ** 2 <= formats.NOTE_FROM**2
