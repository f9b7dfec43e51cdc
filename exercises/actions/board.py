"""Writes on the board: cards move, one or several together, and a note says why."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.actions.board_acts import Put, enter_board, locked_options, noted_here, record
from exercises.actions.signatures import log_change
from exercises.errors import ActionRefused
from exercises.models import Card, CardMove, Option, Participation


@dataclass(frozen=True)
class Target:
    """Where an option's card is to go, and the card's version that its mover saw.

    x and y lie in −1…+1 and are rounded to 4 places; both None give the card back to the crowd's point.
    """

    option: int
    x: float | None
    y: float | None
    seen_version: int

    @property
    def at(self) -> tuple[float, float] | None:
        if self.x is None or self.y is None:
            return None
        return round(self.x, 4) + 0.0, round(self.y, 4) + 0.0  # + 0.0 turns −0.0 into 0.0


def move_card(
    *,
    moderator: Participation,
    option: Option,
    x: float | None,
    y: float | None,
    seen_version: int,
    key: uuid.UUID,
    now: dt.datetime,
    note: str = "",
) -> dict[str, Any]:
    """Put one card somewhere else; returns x, y and version. Refused like move_cards."""
    target = Target(option.number, x, y, seen_version)
    card = move_cards(moderator=moderator, targets=[target], note=note, key=key, now=now)[0]
    return {name: card[name] for name in ("x", "y", "version")}


def move_cards(
    *, moderator: Participation, targets: Sequence[Target], key: uuid.UUID, now: dt.datetime, note: str = ""
) -> list[dict[str, Any]]:
    """Move several cards together, all or none; returns option, x, y and version of each.

    Each card's move is an event of its own, with its own number, so that one rule tells how a card moves; they
    are committed and announced together. Raises ActionRefused(stale) when a card's version is not the one that was
    seen, with the present position of each such card and who moved it: nobody's move is overwritten unseen.
    """
    access.require(moderator, "cluster", now)
    _refuse_odd(targets)
    with transaction.atomic():
        body = {"action": "move_cards", "cards": [asdict(target) for target in targets], "note": note}
        receipt, first = receipts.claim(moderator, key, body)
        if not first:
            return list(receipt.answer["cards"])
        enter_board(moderator, now)
        options = locked_options(moderator, (target.option for target in targets))
        _refuse_stale(options, targets)
        puts = [Put(options[target.option], target.at, note if target.at else "") for target in targets]
        before = {put.option: position(put.option.card) for put in puts}
        happened = put_cards(puts, by=moderator, now=now)
        record(moderator, "move", {option: (at, position(option.card)) for option, at in before.items()}, now)
        answer = receipts.keep(receipt, {"cards": [_told(put.option) for put in puts]})
        log_change(moderator.exercise, happened, actor=moderator, now=now)
    return list(answer["cards"])


def note_card(
    *, moderator: Participation, option: Option, note: str, seen_version: int, key: uuid.UUID, now: dt.datetime
) -> None:
    """Say why a card lies where it was last moved to, if nobody has said so with that move."""
    access.require(moderator, "cluster", now)
    if not note:
        raise ActionRefused("invalid", _("Write why the card lies there."), fields={"note": _("Write why it does.")})
    with transaction.atomic():
        body = {"action": "note_card", "option": option.number, "note": note, "seen": seen_version}
        receipt, first = receipts.claim(moderator, key, body)
        if not first:
            return
        locked = locked_options(moderator, [option.number])[option.number]
        _refuse_stale({option.number: locked}, [Target(option.number, None, None, seen_version)])
        last = locked.card.moves.last()
        if last is None or last.x is None:
            raise ActionRefused("conflict", _("Nobody has moved this card, so there is nothing to explain."))
        if last.note:
            raise ActionRefused("conflict", _("This move has a note already."))
        last.note, last.noted_by = note, moderator
        last.save(update_fields=["note", "noted_by"])
        Card.objects.filter(pk=locked.pk).update(noted=True)
        receipts.keep(receipt, {"version": last.version})
        event = events.CardNoted(option=option.number, version=last.version)
        activity.append(moderator.exercise, event, actor=moderator, now=now)


def put_cards(puts: Sequence[Put], *, by: Participation, now: dt.datetime) -> list[events.Event]:
    """Write the moves of cards whose options are locked; returns what happened, a line for each."""
    noted = noted_here(puts)
    moves, happened = [], list[events.Event]()
    for put in puts:
        card, number = put.option.card, put.option.number
        card.x, card.y = put.at or (None, None)
        card.version, card.noted = card.version + 1, noted[number]
        moves.append(
            CardMove(card=card, version=card.version, x=card.x, y=card.y, note=put.note, moved_by=by, moved_at=now)
        )
        happened.append(_moved(number, card))
    Card.objects.bulk_update([put.option.card for put in puts], ["x", "y", "version", "noted"])
    CardMove.objects.bulk_create(moves)
    return happened


def position(card: Card) -> list[float] | None:
    """Where the moderators have put it, as it is recorded; None at the crowd's point."""
    return None if card.x is None or card.y is None else [card.x, card.y]


def _moved(number: int, card: Card) -> events.Event:
    if card.x is None or card.y is None:
        return events.CardReleased(option=number, version=card.version)
    return events.CardMoved(option=number, x=card.x, y=card.y, version=card.version, noted=card.noted)


def _told(option: Option) -> dict[str, Any]:
    card = option.card
    return {"option": option.number, "x": card.x, "y": card.y, "version": card.version, "noted": card.noted}


def _refuse_odd(targets: Sequence[Target]) -> None:
    if not targets:
        raise ActionRefused("invalid", _("Choose at least one card."))
    if len(targets) > formats.GROUP_LIMIT:
        limit = {"limit": formats.GROUP_LIMIT}
        raise ActionRefused("invalid", _("At most %(limit)s cards can be moved together.") % limit)
    if len({target.option for target in targets}) < len(targets):
        raise ActionRefused("invalid", _("A card can go to one place only."))
    for target in targets:
        whole = (target.x is None) == (target.y is None)
        placed = target.x is None or target.y is None or (-1 <= target.x <= 1 and -1 <= target.y <= 1)
        if not (whole and placed):  # placed is false for NaN as well
            raise ActionRefused("invalid", _("A position lies between −1 and +1 on both axes."))


def _refuse_stale(options: dict[int, Option], targets: Sequence[Target]) -> None:
    changed = [options[t.option] for t in targets if options[t.option].card.version != t.seen_version]
    if not changed:
        return
    rows = CardMove.objects.filter(card__in=[option.pk for option in changed]).select_related("moved_by")
    who = {move.card_id: move.moved_by.alias for move in rows.order_by("card", "-version").distinct("card")}
    facts = [{**_told(option), "moved_by": who.get(option.pk, "")} for option in changed]
    if len(targets) == 1:
        message = _("%(who)s moved this card meanwhile.") % {"who": facts[0]["moved_by"]}
        alone = {name: facts[0][name] for name in ("x", "y", "version", "moved_by")}
        raise ActionRefused("stale", message, facts={**alone, "cards": facts})
    said = "; ".join(
        _("%(who)s moved %(card)s meanwhile") % {"who": fact["moved_by"], "card": f"PO-{fact['option']}"}
        for fact in facts
    )
    raise ActionRefused("stale", _("No card was moved: %(said)s.") % {"said": said}, facts={"cards": facts})
