"""The synthetic crowd of the demo: who answers what. Deterministic; no number is a real person's.

Each answer is the option's latent value plus the rater's severity plus noise, rounded to a step. On options with
camps a rater stands half the gap above or below. Both camps are about as large; where a field of the profile divides
people, sides follow the shares that mexico.toml gives for each group, and where only views do, no group is ahead.
A placement scatters round the option's true point; where it is unclear, half of the raters answer in words instead,
and the others scatter widely.
"""

from __future__ import annotations

from functools import cache
from random import Random
from statistics import median
from typing import Any

from exercises.demo import content
from exercises.demo.hours import draw

Values = dict[str, Any]
WORDS = ["both", "neither", "unclear", "both"]


def sheet(analyst: int, thing: dict[str, Any], name: str) -> Values:
    """One analyst's sheet on *thing*, an option or a sample called *name*, as the form would hand it over."""
    random = draw("sheet", analyst, name)
    severity = draw("severity", analyst).gauss(0, 0.3)
    lean = camps(thing["number"])[analyst] * thing["camp_gap"] / 2 if "camps" in thing else 0.0
    unclear = thing.get("unclear", False)
    ratings: dict[str, int | str] = {}
    for key, truth in thing["truth"].items():
        pull = {"desirability": lean, "risk": -0.5 * lean}.get(key, 0.0)
        sign = -1 if key == "risk" else 1
        value = truth + sign * severity + pull + random.gauss(0, 0.55)
        ratings[key] = _abstains(random, unclear=unclear) or max(1, min(5, round(value)))
    placed = {axis: _place(thing[axis], random, unclear=unclear) for axis in ("x", "y")}
    certainty = random.choices(["low", "moderate", "high", ""], [2, 5, 3, 1])[0]
    return {"ratings": ratings, "certainty": certainty, **placed}


def _abstains(random: Random, *, unclear: bool) -> str:
    if random.random() > 0.03:
        return ""
    return random.choices(["expertise", "unclear", "conflict"], [6, 8 if unclear else 2, 1])[0]


def _place(true: float, random: Random, *, unclear: bool) -> float | str:
    if unclear and random.random() < 0.5:
        return random.choice(WORDS)
    scatter = 0.45 if unclear else 0.17
    return round(max(-1.0, min(1.0, true + random.gauss(0, scatter))) * 20) / 20 + 0.0


@cache
def camps(number: int) -> dict[int, int]:
    """On a divided option, who stands in the favourable camp (+1) and who in the other (−1)."""
    division = content.options()[number]["camps"]
    name = f"{number} {division['draw']}" if "draw" in division else number
    chance = {analyst: draw("camp", name, analyst).random() for analyst in content.analysts()}
    if division["field"] == "views":
        return _alternating(chance)
    sides = {}
    for group, share in division["shares"].items():
        members = [n for n, person in content.analysts().items() if person[division["field"]] == group]
        ahead = sorted(members, key=chance.__getitem__)[: round(share * len(members))]
        sides.update({n: 1 if n in ahead else -1 for n in members})
    return sides


def _alternating(chance: dict[int, float]) -> dict[int, int]:
    """Every second one of each field and each region, so that no group explains the camps by accident."""
    people = content.analysts()
    order = sorted(people, key=lambda n: (people[n]["expertise"], people[n]["region"], chance[n]))
    return {n: 1 if place % 2 else -1 for place, n in enumerate(order)}


def skips(analyst: int, number: int) -> str:
    """The reason why the analyst puts the option aside when the queue brings it, or nothing."""
    random = draw("skip", analyst, number)
    if random.random() > (0.09 if content.options()[number].get("unclear") else 0.04):
        return ""
    reasons = content.read("habits")["skips"]
    drawn: str = random.choices(list(reasons), list(reasons.values()))[0]
    return drawn


def medians(sheets: list[Values]) -> dict[str, float]:
    """The median step of each criterion, over those who gave one."""
    given: dict[str, list[int]] = {}
    for values in sheets:
        for key, answer in values["ratings"].items():
            if isinstance(answer, int):
                given.setdefault(key, []).append(answer)
    return {key: median(steps) for key, steps in given.items()}


def distance(values: Values, middle: dict[str, float]) -> float:
    """How far a sheet lies from the medians, in steps, summed over the criteria."""
    return sum(abs(step - middle[key]) for key, step in values["ratings"].items() if isinstance(step, int))


def revision(
    analyst: int, option: dict[str, Any], before: Values, middle: dict[str, float]
) -> tuple[Values, str] | None:
    """What the analyst says in round 2 and why; None who finds nothing to change.

    Most move one or two answers a step towards the median, one in eight moves an answer away from it, and one in
    eight places the option again. On a divided option they are more likely to say it more clearly.
    """
    random = draw("revision", analyst, option["number"])
    kinds = ["toward", "away", "place"]
    kind = random.choices(kinds, [1, 5, 1] if "camps" in option else [6, 1, 1])[0]
    reason = random.choice(content.read("habits")["reasons"][kind])
    after = {**before, "ratings": dict(before["ratings"])}
    if kind == "place":
        changed = _places_again(after, option, random)
    else:
        # Camps differ in how good and how dangerous it is; nobody drifts away elsewhere because of them.
        among = {"desirability", "risk"} if kind == "away" and "camps" in option else set(middle)
        changed = _rates_again(after, {key: middle[key] for key in middle if key in among}, kind, random)
    return (after, reason) if changed else None


def _rates_again(after: Values, middle: dict[str, float], kind: str, random: Random) -> bool:
    steps = {key: step for key, step in after["ratings"].items() if isinstance(step, int) and key in middle}
    moves = {}
    for key, step in steps.items():
        towards = 1 if middle[key] - step >= 1 else -1 if step - middle[key] >= 1 else 0
        new = step + towards if kind == "toward" else step - towards
        if new != step and 1 <= new <= 5:
            moves[key] = new
    keys = sorted(moves, key=lambda key: -abs(steps[key] - middle[key]))[: random.choice([1, 1, 2])]
    after["ratings"].update({key: moves[key] for key in keys})
    return bool(keys)


def _places_again(after: Values, option: dict[str, Any], random: Random) -> bool:
    before = {axis: after[axis] for axis in ("x", "y")}
    for axis in ("x", "y"):
        if isinstance(after[axis], str) or abs(after[axis] - option[axis]) > 0.2:
            after[axis] = round((option[axis] + random.gauss(0, 0.15)) * 20) / 20 + 0.0
            after[axis] = max(-1.0, min(1.0, after[axis]))
    return {axis: after[axis] for axis in ("x", "y")} != before
