"""From the reveal on: the demo's staff name the narratives, fill them, correct positions, and answer what is said."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from exercises.actions import board, narratives
from exercises.demo import content
from exercises.demo.week import Week, key
from exercises.models import Card, Narrative


def plan(week: Week) -> None:
    """On the morning of the reveal the narratives; on the two days after it what the reading of them brings."""
    start = week.phase("reveal").opens_at + dt.timedelta(hours=8)
    for n, narrative in enumerate(content.exercise()["narratives"]):
        week.at(start + dt.timedelta(minutes=25 * n), partial(_writes, week, narrative))
    places = [(number, place) for number, option in content.options().items() for place in _places(option)]
    for n, (number, place) in enumerate(places):
        week.at(start + dt.timedelta(hours=2, minutes=2.5 * n), partial(_clusters, week, number, place, n))
    for n, number in enumerate(list(content.options())[1::4]):
        option = content.options()[number]
        move = {"x": option["x"], "y": option["y"], "note": "Read against the text of the option."}
        who = f"moderator{n % 2 + 1}"
        week.at(start + dt.timedelta(hours=4, minutes=7 * n), partial(_moves, week, number, who, move))
    for card in content.read("synthesis")["cards"]:
        week.at(content.moment(card["at"]), partial(_moves, week, card["number"], card["by"], card))
    for addition in content.read("synthesis")["narratives"]:
        week.at(content.moment(addition["at"]), partial(_adds, week, addition))


def _places(option: dict[str, Any]) -> list[tuple[str, str]]:
    own = [(option["narrative"], option["membership"])] if "narrative" in option else []
    return own + [(also["narrative"], also["kind"]) for also in option.get("also_in", [])]


def _writes(week: Week, narrative: dict[str, Any], now: dt.datetime) -> None:
    narratives.create_narrative(
        author=week.seats["lead"],
        values=content.narrative_values(narrative),
        x=narrative["anchor_x"],
        y=narrative["anchor_y"],
        key=key("narrative", narrative["numeral"]),
        now=now,
    )


def _clusters(week: Week, number: int, place: tuple[str, str], n: int, now: dt.datetime) -> None:
    numeral, kind = place
    narratives.put_into_narrative(
        moderator=week.seats[f"moderator{n % 2 + 1}"],
        narrative=_narrative(week, numeral),
        option=week.options[number],
        kind=kind,
        now=now,
    )


def _narrative(week: Week, numeral: str) -> Narrative:
    rows = Narrative.objects.select_related("current")
    return rows.get(exercise=week.exercise, number=content.ROMAN[numeral])


def _moves(week: Week, number: int, who: str, move: dict[str, Any], now: dt.datetime) -> None:
    card = Card.objects.get(option=week.options[number])
    board.move_card(
        moderator=week.seats[who],
        option=week.options[number],
        x=move["x"],
        y=move["y"],
        note=move["note"],
        seen_version=card.version,
        key=key("move", number, card.version),
        now=now,
    )


def _adds(week: Week, addition: dict[str, Any], now: dt.datetime) -> None:
    """One more sentence at the end of one of a narrative's texts."""
    narrative = _narrative(week, addition["numeral"])
    present = narrative.current
    assert present is not None
    text = f"{getattr(present, addition['field'])} {addition['add']}"
    narratives.revise_narrative(
        author=week.seats["lead"],
        narrative=narrative,
        values={addition["field"]: text},
        seen_version=present.number,
        now=now,
    )
