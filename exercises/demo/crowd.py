"""The synthetic crowd of the demo: who judges what, when, and how. Deterministic; no number is a real person's.

Each answer is the option's latent value plus the rater's severity plus noise, rounded to a step. On options with
camps a rater stands half the gap above or below, by a fixed draw per person and option, and both camps are about
as large. A placement scatters round the option's true point; where it is unclear, half of the raters answer
in words instead, and the others scatter widely.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

SEED = "mexico-2013"
SHEETS_EACH = 20
WORKING_HOURS = (8, 22)


def draw(*parts: object) -> Random:
    """A generator of its own for every question, so that adding one person changes nobody else."""
    return Random(":".join([SEED, *map(str, parts)]))  # noqa: S311  synthetic data, no secret


def options_of(analyst: int, author_of: dict[int, int], numbers: list[int]) -> list[int]:
    """The options that *analyst* judges: never an own one; a moving window, so that each gets as many."""
    others = [n for n in numbers if author_of.get(n) != analyst]
    start = analyst * SHEETS_EACH % len(others)
    chosen = (others[start:] + others[:start])[:SHEETS_EACH]
    draw("order", analyst).shuffle(chosen)
    return chosen


def moments(analyst: int, zone: str, opens: dt.datetime, closes: dt.datetime, count: int) -> list[dt.datetime]:
    """*count* rising moments between *opens* and *closes*, in one or two sittings, by day where the person lives."""
    random = draw("hours", analyst)
    start_hour, end_hour = (20, 26) if analyst % 9 == 0 else WORKING_HOURS  # every ninth is a night owl
    span = (closes - opens).total_seconds()
    awake = [
        moment
        for moment in (opens + dt.timedelta(seconds=span * n / 96) for n in range(96))
        if start_hour
        <= moment.astimezone(ZoneInfo(zone)).hour + (24 if moment.astimezone(ZoneInfo(zone)).hour < 3 else 0)
        < end_hour
    ]
    start = random.choice(awake[: max(1, len(awake) - 8)])
    pace = min((closes - start).total_seconds() / (count + 1), random.uniform(100, 320))
    return [start + dt.timedelta(seconds=pace * (n + 1)) for n in range(count)]


def sheet(analyst: int, option: dict[str, Any], criteria: list[str]) -> dict[str, Any]:
    """One analyst's sheet on *option*, as the form would hand it over."""
    random = draw("sheet", analyst, option["number"])
    severity = draw("severity", analyst).gauss(0, 0.35)
    lean = _camp(analyst, option)
    ratings: dict[str, int | str] = {}
    for key in criteria:
        pull = {"desirability": lean, "risk": -0.5 * lean}.get(key, 0.0)
        sign = -1 if key == "risk" else 1
        value = option["truth"][key] + sign * severity + pull + random.gauss(0, 0.6)
        ratings[key] = "expertise" if random.random() < 0.03 else max(1, min(5, round(value)))
    placed = {axis: _place(option[axis], random, unclear=option.get("unclear", False)) for axis in ("x", "y")}
    certainty = random.choices(["low", "moderate", "high", ""], [2, 5, 3, 1])[0]
    return {"ratings": ratings, "certainty": certainty, **placed}


def _camp(analyst: int, option: dict[str, Any]) -> float:
    if not option.get("camps"):
        return 0.0
    side = 1 if draw("camp", analyst, option["number"]).random() < 0.5 else -1
    return float(side * option["camp_gap"] / 2)


def _place(true: float, random: Random, *, unclear: bool) -> float | str:
    if unclear and random.random() < 0.5:
        return random.choice(["both", "neither", "unclear", "both"])
    scatter = 0.45 if unclear else 0.17
    return round(max(-1.0, min(1.0, true + random.gauss(0, scatter))) * 20) / 20 + 0.0
