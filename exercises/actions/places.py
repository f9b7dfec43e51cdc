"""Where options belong: which narratives hold them, and which stand alone as wild cards. One or several at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import access, events, formats
from exercises.actions import receipts
from exercises.actions.board_acts import enter_board, labels, locked_options, record
from exercises.actions.signatures import log_change
from exercises.errors import ActionRefused
from exercises.models import Membership, Narrative, Option, Participation, WildCard


@dataclass(frozen=True)
class Belonging:
    """Where one option belongs: kinds by narrative number, or nowhere, standing alone."""

    places: Mapping[int, str]
    wild_card: bool

    def put(self, narrative: int, kind: str) -> Belonging:
        """A core place elsewhere ends, because colour comes from the one core place; it stands alone no more."""
        others = {n: k for n, k in self.places.items() if n != narrative and not (k == kind == "core")}
        return Belonging({**others, narrative: kind}, wild_card=False)

    def without(self, narrative: int) -> Belonging:
        return Belonging({n: k for n, k in self.places.items() if n != narrative}, self.wild_card)

    def as_data(self) -> dict[str, Any]:
        return {"places": {str(n): kind for n, kind in sorted(self.places.items())}, "wild_card": self.wild_card}

    @staticmethod
    def of_data(data: Mapping[str, Any]) -> Belonging:
        return Belonging({int(n): kind for n, kind in data["places"].items()}, data["wild_card"])


ALONE = Belonging({}, wild_card=True)


def put_into_narrative(
    *,
    moderator: Participation,
    narrative: int,
    options: Sequence[int],
    kind: str,
    now: dt.datetime,
    reason: str = "",
    key: uuid.UUID | None = None,
) -> dict[str, Any]:
    """Give options a place in the narrative of that number: core, supporting or dissent; all of them or none.

    Returns the numbers that changed, and in "was" the places that ended for it, with who had put them there. The
    same place again changes nothing and logs nothing.
    """
    if kind not in dict(formats.MEMBERSHIP_KINDS):
        raise ActionRefused("invalid", _("Choose core, supporting or dissent."))
    place = {"narrative": narrative, "kind": kind}
    return _place(moderator, options, place, lambda b: b.put(narrative, kind), reason=reason, key=key, now=now)


def take_out_of_narrative(
    *,
    moderator: Participation,
    narrative: int,
    options: Sequence[int],
    now: dt.datetime,
    key: uuid.UUID | None = None,
) -> dict[str, Any]:
    """End the options' places in the narrative; nothing happens to those that have none."""
    place = {"out_of": narrative}
    return _place(moderator, options, place, lambda b: b.without(narrative), key=key, now=now)


def set_as_wild_card(
    *,
    moderator: Participation,
    options: Sequence[int],
    now: dt.datetime,
    reason: str = "",
    key: uuid.UUID | None = None,
) -> dict[str, Any]:
    """Let options stand alone: their places in narratives end, and the report prints them as wild cards."""
    return _place(moderator, options, {"wild_card": True}, lambda _b: ALONE, reason=reason, key=key, now=now)


def end_wild_card(
    *, moderator: Participation, options: Sequence[int], now: dt.datetime, key: uuid.UUID | None = None
) -> dict[str, Any]:
    """Options that stood alone wait for a place again."""
    return _place(
        moderator, options, {"wild_card": False}, lambda b: Belonging(b.places, wild_card=False), key=key, now=now
    )


def _place(
    moderator: Participation,
    numbers: Sequence[int],
    what: Mapping[str, Any],
    change: Callable[[Belonging], Belonging],
    *,
    key: uuid.UUID | None,
    now: dt.datetime,
    reason: str = "",
) -> dict[str, Any]:
    access.require(moderator, "cluster", now)
    _refuse_odd(numbers)
    with transaction.atomic():
        body = {"action": "place", "options": sorted(numbers), "reason": reason, **what}
        receipt, first = receipts.claim(moderator, key or uuid.uuid4(), body)
        if not first:
            return dict(receipt.answer)
        enter_board(moderator, now)
        options = locked_options(moderator, numbers)
        before = belongings(options.values())
        after = {option: change(known) for option, known in before.items()}
        changed = {option: after[option] for option in before if after[option] != before[option]}
        was = _ended(before, changed)
        happened = settle(before, changed, by=moderator, now=now, reason=reason)
        if changed:
            acts = {option: (before[option].as_data(), to.as_data()) for option, to in changed.items()}
            record(moderator, "place", acts, now)
        answer = receipts.keep(receipt, {"options": sorted(o.number for o in changed), "was": was})
        log_change(moderator.exercise, happened, actor=moderator, now=now)
    return answer


def belongings(options: Sequence[Option] | Any) -> dict[Option, Belonging]:
    """Where locked options belong now."""
    wanted = list(options)
    rows = Membership.objects.filter(option__in=wanted, ended_at=None)
    places: dict[int, dict[int, str]] = {option.pk: {} for option in wanted}
    for option, narrative, kind in rows.values_list("option_id", "narrative__number", "kind"):
        places[option][narrative] = kind
    return {option: Belonging(places[option.pk], option.wild_card) for option in wanted}


def settle(
    before: Mapping[Option, Belonging],
    after: Mapping[Option, Belonging],
    *,
    by: Participation,
    now: dt.datetime,
    reason: str | None = "",
) -> list[events.Event]:
    """Write where locked options belong from now on; returns what happened.

    Rows end and begin, none is deleted. Without a *reason* (None) a place that comes back has the reason it had.
    """
    narratives = _narratives(by, {n for belonging in after.values() for n in belonging.places})
    happened = list[events.Event]()
    for option, to in after.items():
        known = before[option]
        ending = [n for n, kind in known.places.items() if to.places.get(n) != kind]
        ended = Membership.objects.filter(option=option, ended_at=None, narrative__number__in=ending)
        ended.update(ended_at=now, ended_by=by)
        happened += [
            events.MembershipEnded(narrative=n, option=option.number) for n in sorted(ending) if n not in to.places
        ]
        for number, kind in sorted(to.places.items()):
            if known.places.get(number) != kind:
                why = _former_reason(option, number, kind) if reason is None else reason
                Membership.objects.create(
                    narrative=narratives[number], option=option, kind=kind, reason=why, added_by=by, added_at=now
                )
                happened.append(events.MembershipSet(narrative=number, option=option.number, kind=kind))
        happened += _set_apart(option, to.wild_card, by, now, reason or "")
    return happened


def _set_apart(option: Option, wild_card: bool, by: Participation, now: dt.datetime, reason: str) -> list[events.Event]:
    if option.wild_card == wild_card:
        return []
    option.wild_card = wild_card
    option.save(update_fields=["wild_card"])
    if wild_card:
        WildCard.objects.create(option=option, reason=reason, added_by=by, added_at=now)
        return [events.WildCardSet(option=option.number)]
    WildCard.objects.filter(option=option, ended_at=None).update(ended_at=now, ended_by=by)
    return [events.WildCardEnded(option=option.number)]


def _narratives(seat: Participation, numbers: set[int]) -> dict[int, Narrative]:
    """The narratives of these numbers, kept from going away until the commit."""
    rows = Narrative.objects.select_for_update(no_key=True)
    rows = rows.filter(exercise=seat.exercise, number__in=numbers, ended_at=None)
    found = {narrative.number: narrative for narrative in rows.order_by("number")}
    gone = sorted(numbers - set(found))
    if gone:
        numeral = ", ".join(formats.numeral(n) for n in gone)
        message = _("Narrative %(numeral)s is no longer there. Nothing was changed.") % {"numeral": numeral}
        raise ActionRefused("gone", message)
    return found


def _former_reason(option: Option, narrative: int, kind: str) -> str:
    rows = Membership.objects.filter(option=option, narrative__number=narrative, kind=kind)
    return rows.order_by("-added_at", "-pk").values_list("reason", flat=True).first() or ""


def _ended(before: Mapping[Option, Belonging], after: Mapping[Option, Belonging]) -> list[dict[str, Any]]:
    """The places that end because the option goes somewhere else, with who had put it there."""
    lost = {
        (option.pk, n)
        for option, to in after.items()
        if to.places or to.wild_card
        for n in before[option].places
        if n not in to.places
    }
    rows = Membership.objects.filter(option__in=[pk for pk, _n in lost], ended_at=None)
    rows = rows.select_related("added_by", "narrative", "option").order_by("option__number", "narrative__number")
    return [
        {"option": m.option.number, "narrative": m.narrative.number, "kind": m.kind, "by": m.added_by.alias}
        for m in rows
        if (m.option_id, m.narrative.number) in lost
    ]


def _refuse_odd(numbers: Sequence[int]) -> None:
    if not numbers:
        raise ActionRefused("invalid", _("Choose at least one option."))
    if len(set(numbers)) > formats.GROUP_LIMIT:
        limit = {"limit": formats.GROUP_LIMIT}
        raise ActionRefused("invalid", _("At most %(limit)s options can be placed together.") % limit)
    if 0 in numbers:
        raise ActionRefused("conflict", _("The present policy belongs to no narrative."))


def said_of(was: Sequence[Mapping[str, Any]]) -> str:
    """A sentence for whoever has just put options elsewhere: where they were, and by whom."""
    kinds = dict(formats.MEMBERSHIP_KINDS)
    return " ".join(
        _("%(option)s was %(kind)s in %(narrative)s, put there by %(who)s.")
        % {
            "option": labels([place["option"]]),
            "kind": _(kinds[place["kind"]]),
            "narrative": formats.numeral(place["narrative"]),
            "who": place["by"],
        }
        for place in was
    )
