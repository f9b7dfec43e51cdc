"""When the synthetic analysts of the demo are at work: by day where they live, or by night if that is their habit."""

from __future__ import annotations

import datetime as dt
from random import Random
from zoneinfo import ZoneInfo

from exercises.demo import content

SEED = "mexico-2013"
DAY, NIGHT = (8, 23), (20, 27)  # hours of the local clock; 27 is three in the morning
STEP = dt.timedelta(minutes=10)


def draw(*parts: object) -> Random:
    """A generator of its own for every question, so that adding one person changes nobody else."""
    return Random(":".join([SEED, *map(str, parts)]))  # noqa: S311  synthetic data, no secret


def habit(name: str, analyst: int) -> bool:
    """Whether the analyst is among those that habits.toml lists under *name*."""
    return analyst in content.read("habits")[name]


def awake(analyst: int, moment: dt.datetime) -> bool:
    opens, closes = NIGHT if habit("owls", analyst) else DAY
    return within(opens, closes, content.analysts()[analyst]["zone"], moment)


def within(opens: int, closes: int, zone: str, moment: dt.datetime) -> bool:
    """Whether the local hour lies in *opens* to *closes*; 25 is one in the morning."""
    hour = moment.astimezone(ZoneInfo(zone)).hour
    return opens <= hour < closes or opens <= hour + 24 < closes


def next_awake(analyst: int, moment: dt.datetime) -> dt.datetime:
    """*moment*, or the first minutes after it at which the analyst is at work."""
    while not awake(analyst, moment):
        moment += STEP
    return moment


def next_within(opens: int, closes: int, zone: str, moment: dt.datetime) -> dt.datetime:
    while not within(opens, closes, zone, moment):
        moment += STEP
    return moment


def sitting(analyst: int, name: str, opens: dt.datetime, closes: dt.datetime) -> dt.datetime:
    """When the analyst sits down between *opens* and *closes*, not in the last two hours of the waking time there."""
    times = [opens + STEP * n for n in range(int((closes - opens) / STEP))]
    waking = [moment for moment in times if awake(analyst, moment)]
    random = draw("hours", name, analyst)
    start = random.choice(waking[: max(1, len(waking) - 12)])
    return start + dt.timedelta(seconds=random.uniform(0, STEP.total_seconds()))


def pace(analyst: int, *parts: object) -> dt.timedelta:
    """How long the analyst takes for one sheet: some seventy seconds to six minutes, a person's own mean in between."""
    usual = draw("pace", analyst).uniform(110, 240)
    return dt.timedelta(seconds=round(usual * draw("pace", analyst, *parts).uniform(0.6, 1.5)))
