"""From the reveal on: the demo's staff name the narratives, fill them, correct positions, and answer what is said."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from exercises.actions import board, challenges, narratives, places, takeaways
from exercises.analysis.citations import Evidence
from exercises.demo import content
from exercises.demo.week import Week, key
from exercises.models import Card, Challenge, Narrative


def plan(week: Week) -> None:
    """On the day of the reveal narratives and takeaways; on the two days after it what the reading of them brings."""
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
    for n, takeaway in enumerate(content.exercise()["takeaways"]):
        week.at(start + dt.timedelta(hours=4, minutes=20 + 6 * n), partial(_takes_away, week, takeaway))
    _plan_challenge(week)


def _plan_challenge(week: Week) -> None:
    """On the sixth day what analysts say to the narratives, and what they get for it."""
    said = content.read("synthesis")
    for kind in ("fits", "notes", "nicknames"):
        for n, word in enumerate(said[kind]):
            week.at(content.moment(word["at"]), partial(_says, week, kind, n, word))
    start = week.phase("challenge").opens_at + dt.timedelta(hours=7)
    for nth, (numeral, counts) in enumerate(said["support"].items()):
        steps = [step for step, times in enumerate(counts, 1) for _each in range(times)]
        for n, step in enumerate(steps):
            analyst = (11 * n + 3 * nth) % len(content.analysts()) + 1
            moment = start + dt.timedelta(minutes=3 * nth + 17 * n)
            week.at(moment, partial(_supports, week, numeral, analyst, step))


def _says(week: Week, kind: str, n: int, word: dict[str, Any], now: dt.datetime) -> None:
    narrative = _narrative(week, word["narrative"])
    assert narrative.current is not None
    what: dict[str, Any] = {"analyst": week.analyst(word["by"]), "narrative": narrative, "now": now}
    what |= {"seen_version": narrative.current.number, "key": key("said", kind, n)}
    if kind == "fits":
        option = week.options[word["option"]]
        number = challenges.judge_fit(**what, option=option, verdict=word["verdict"], reason=word["text"])
    elif kind == "notes":
        number = challenges.write_minority_note(**what, text=word["text"])
    else:
        number = challenges.offer_nickname(**what, nickname=word["text"])
    if "answer" in word:
        week.at(content.moment(word["answered_at"]), partial(_answers, week, number, word))


def _answers(week: Week, number: int, word: dict[str, Any], now: dt.datetime) -> None:
    challenges.answer_challenge(
        author=week.seats["lead"],
        challenge=Challenge.objects.get(exercise=week.exercise, number=number),
        answer=word["answer"],
        text=word["answer_by_lead"],
        now=now,
    )


def _supports(week: Week, numeral: str, analyst: int, step: int, now: dt.datetime) -> None:
    narrative = _narrative(week, numeral)
    assert narrative.current is not None
    challenges.support_narrative(
        analyst=week.analyst(analyst),
        narrative=narrative,
        step=step,
        seen_version=narrative.current.number,
        key=key("support", numeral, analyst),
        now=now,
    )


def _takes_away(week: Week, takeaway: dict[str, Any], now: dt.datetime) -> None:
    stances = {"supports": ("options", "narratives"), "contradicts": ("against", "against_narratives")}
    evidence = [
        Evidence(
            stance,  # type: ignore[arg-type]
            tuple(takeaway.get(options, ())),
            tuple(content.ROMAN[numeral] for numeral in takeaway.get(narratives, ())),
        )
        for stance, (options, narratives) in stances.items()
    ]
    takeaways.create_takeaway(
        author=week.seats["lead"],
        values={name: takeaway[name] for name in ("title", "text", "confidence", "disagreement")},
        evidence=evidence,
        key=key("takeaway", takeaway["number"]),
        now=now,
    )


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
    places.put_into_narrative(
        moderator=week.seats[f"moderator{n % 2 + 1}"],
        narrative=content.ROMAN[numeral],
        options=[number],
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
        key=key("text", addition["numeral"], present.number),
        now=now,
    )
