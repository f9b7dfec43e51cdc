"""Plays the demo exercise through the same actions that people use, up to the fifth day at two in the afternoon."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from exercises import formats
from exercises.actions import board, narratives, options, people, ratings
from exercises.actions import exercise as exercises_
from exercises.demo import content, crowd
from exercises.models import Exercise, Invitation, Narrative, Option, Participation, Phase
from quadrant.accounts.models import User

DOMAIN = "demo.invalid"
STANDS_ON = dt.timedelta(days=4, hours=14)  # from the first midnight: day 5, 14:00
NAMESPACE = uuid.UUID("9b3c1f3e-0b8e-4f5e-9d0a-2f4d1c7a6e55")


@dataclass
class Week:
    """What is known while the week is being played."""

    manager: Participation
    seats: dict[str, Participation] = field(default_factory=dict)
    options: dict[int, Option] = field(default_factory=dict)

    @property
    def exercise(self) -> Exercise:
        return self.manager.exercise

    def phase(self, kind: str) -> Phase:
        return next(p for p in self.exercise.phases.all() if p.kind == kind)


Deed = tuple[dt.datetime, Callable[[dt.datetime], Any]]


def stands_at() -> dt.datetime:
    """The demo's time at which it is shown."""
    data = content.exercise()["exercise"]
    midnight = dt.datetime.combine(data["starts"], dt.time(), ZoneInfo(data["zone"]))
    return (midnight + STANDS_ON).astimezone(dt.UTC)


def play(password: str, real_now: dt.datetime) -> Exercise:
    """Create accounts and exercise and play the week; *password* is the stored form, the same for all accounts.

    Everything is done at its time in the exercise and in that order, so the log reads like a real week's.
    """
    week = _set_up(password, real_now)
    # Phases open by the clock; a deed that comes first must find the door as it was then.
    deeds = sorted(
        [*_joining(week, password), *_phases(week), *_proposing(week), *_judging(week), *_synthesis(week)],
        key=lambda deed: deed[0],
    )
    for moment, do in deeds:
        do(moment)
    return week.exercise


def _set_up(password: str, real_now: dt.datetime) -> Week:
    data = content.exercise()
    about = dict(data["exercise"])
    starts, zone = about.pop("starts"), about["zone"]
    phases = formats.schedule("one_week", starts, zone, working_days=False)
    staff = {person["email"]: person for person in content.people()["staff"]}
    creator = _account("manager", staff["manager"], password, may_create_exercises=True)
    manager = exercises_.create_exercise(
        creator=creator,
        values={
            **{key: value.strip() for key, value in about.items()},
            "synthetic": True,
            "clock_offset": stands_at() - real_now,
        },
        axes={axis["key"]: {k: axis[k] for k in ("question", "negative", "positive")} for axis in data["axes"]},
        phases=phases,
        criteria=data["criteria"],
        alias=staff["manager"]["alias"],
        now=phases[0][1] + dt.timedelta(hours=9),
    )
    week = Week(manager)
    options.enter_present_policy(
        manager=manager, values=content.option_values(data["options"][0]), now=manager.joined_at + dt.timedelta(hours=1)
    )
    week.options[0] = Option.objects.select_related("current").get(exercise=week.exercise, number=0)
    return week


def _account(name: str, person: dict[str, Any], password: str, **fields: Any) -> User:
    user = User(email=f"{name}@{DOMAIN}", name=person["name"], zone=person["zone"], password=password, **fields)
    user.save()
    return user


def _joining(week: Week, password: str) -> Iterator[Deed]:
    """Everybody joins by invitation in the days before the start."""
    crew = [(p["email"], p["role"], p) for p in content.people()["staff"] if p["role"] != "manager"]
    crew += [(f"analyst{p['number']}", "analyst", p) for p in content.people()["analysts"]]
    prepare = week.phase("prepare")
    for order, (name, role, person) in enumerate(crew):
        at = prepare.closes_at - dt.timedelta(days=9) + dt.timedelta(hours=2.7 * order)
        yield at, _joins(week, name, role, person, password)


def _joins(week: Week, name: str, role: str, person: dict[str, Any], password: str) -> Callable[[dt.datetime], None]:
    def do(now: dt.datetime) -> None:
        email = f"{name}@{DOMAIN}"
        invitation, _token = people.invite_person(
            manager=week.manager, email=email, role=role, now=now - dt.timedelta(hours=1)
        )
        assert isinstance(invitation, Invitation)
        values = {**{k: person.get(k, "") for k in ("alias", "region", "expertise")}, "consent": True}
        user = _account(name, person, password)
        week.seats[name] = people.join_exercise(user=user, invitation=invitation, values=values, now=now)
        week.seats[name].exercise = week.exercise  # one object, its phases fetched once

    return do


def _phases(week: Week) -> Iterator[Deed]:
    for phase in week.exercise.phases.all():
        if phase.kind != "prepare" and phase.opens_at <= stands_at():
            yield phase.opens_at, lambda now: exercises_.open_due_phases(exercise=week.exercise, now=now)
        elif phase.kind == "prepare":
            yield (
                week.manager.joined_at + dt.timedelta(hours=2),
                lambda now: exercises_.open_due_phases(exercise=week.exercise, now=now),
            )


def authors() -> dict[int, int]:
    """Option number → number of the analyst who writes it; PO-0 has none."""
    return {option["number"]: (option["number"] * 37) % 70 + 1 for option in content.exercise()["options"][1:]}


def _proposing(week: Week) -> Iterator[Deed]:
    """33 options over the three days of writing, in the order of their numbers."""
    opens, closes = week.phase("diverge").opens_at, week.phase("compete").closes_at
    written = content.exercise()["options"][1:]
    for n, option in enumerate(written):
        share = (n + 0.5 + 0.4 * crowd.draw("submit", n).uniform(-1, 1)) / len(written)
        yield opens + (closes - opens) * share, _submits(week, option)


def _submits(week: Week, option: dict[str, Any]) -> Callable[[dt.datetime], None]:
    def do(now: dt.datetime) -> None:
        number = options.submit_option(
            author=week.seats[f"analyst{authors()[option['number']]}"],
            values=content.option_values(option),
            origin=option["origin"],
            key=uuid.uuid5(NAMESPACE, f"option {option['number']}"),
            now=now,
        )
        week.options[number] = Option.objects.select_related("current").get(exercise=week.exercise, number=number)

    return do


def _judging(week: Week) -> Iterator[Deed]:
    rate = week.phase("rate")
    numbered = {option["number"]: option for option in content.exercise()["options"]}
    criteria = [criterion["key"] for criterion in content.exercise()["criteria"]]
    for person in content.people()["analysts"]:
        analyst = person["number"]
        chosen = crowd.options_of(analyst, authors(), sorted(numbered))
        times = crowd.moments(analyst, person["zone"], rate.opens_at, rate.closes_at, len(chosen))
        for number, at in zip(chosen, times, strict=True):
            yield at, _judges(week, analyst, number, crowd.sheet(analyst, numbered[number], criteria))


def _judges(week: Week, analyst: int, number: int, values: dict[str, Any]) -> Callable[[dt.datetime], None]:
    def do(now: dt.datetime) -> None:
        option = Option.objects.select_related("current").get(pk=week.options[number].pk)
        ratings.judge_option(
            rater=week.seats[f"analyst{analyst}"],
            option=option,
            seen_version=1,
            values=values,
            key=uuid.uuid5(NAMESPACE, f"sheet {analyst} {number}"),
            now=now,
        )

    return do


def _synthesis(week: Week) -> Iterator[Deed]:
    """On the morning of the reveal moderators name the narratives, fill them and correct a few positions."""
    start = week.phase("reveal").opens_at + dt.timedelta(hours=8)
    data = content.exercise()
    for n, narrative in enumerate(data["narratives"]):
        yield start + dt.timedelta(minutes=25 * n), _writes(week, narrative)
    places = [(option, place) for option in data["options"] for place in _places(option)]
    for n, (option, (numeral, kind)) in enumerate(places):
        yield start + dt.timedelta(hours=2, minutes=2.5 * n), _clusters(week, option["number"], numeral, kind, n)
    for n, option in enumerate(data["options"][1::4]):
        yield start + dt.timedelta(hours=4, minutes=7 * n), _corrects(week, option, n)


def _places(option: dict[str, Any]) -> list[tuple[str, str]]:
    own = [(option["narrative"], option["membership"])] if "narrative" in option else []
    return own + [(also["narrative"], also["kind"]) for also in option.get("also_in", [])]


def _writes(week: Week, narrative: dict[str, Any]) -> Callable[[dt.datetime], Any]:
    return lambda now: narratives.create_narrative(
        author=week.seats["lead"],
        values=content.narrative_values(narrative),
        x=narrative["anchor_x"],
        y=narrative["anchor_y"],
        key=uuid.uuid5(NAMESPACE, f"narrative {narrative['numeral']}"),
        now=now,
    )


def _clusters(week: Week, number: int, numeral: str, kind: str, n: int) -> Callable[[dt.datetime], Any]:
    return lambda now: narratives.put_into_narrative(
        moderator=week.seats[f"moderator{n % 2 + 1}"],
        narrative=Narrative.objects.get(exercise=week.exercise, number=content.ROMAN[numeral]),
        option=Option.objects.get(pk=week.options[number].pk),
        kind=kind,
        now=now,
    )


def _corrects(week: Week, option: dict[str, Any], n: int) -> Callable[[dt.datetime], Any]:
    return lambda now: board.move_card(
        moderator=week.seats[f"moderator{n % 2 + 1}"],
        option=Option.objects.get(pk=week.options[option["number"]].pk),
        x=option["x"],
        y=option["y"],
        seen_version=0,
        key=uuid.uuid5(NAMESPACE, f"move {option['number']}"),
        now=now,
        note="Read against the text of the option.",
    )
