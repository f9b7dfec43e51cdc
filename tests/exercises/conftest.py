"""The named cast, and an exercise that can be stood in any phase."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from exercises import access, formats
from exercises.actions import exercise as exercise_actions
from exercises.actions import options as option_actions
from exercises.actions.ratings import judge_option
from exercises.models import Exercise, Option, Participation
from quadrant.accounts.models import User
from tests.furnished import furnish

FIRST_DAY = dt.date(2026, 3, 2)  # a Monday
AXES = {
    "x": {"question": "How social or how kinetic?", "negative": "Social", "positive": "Kinetic"},
    "y": {"question": "From outside or from inside?", "negative": "External", "positive": "Internal"},
}

KEYS = ("desirability", "feasibility", "impact", "risk")
LAWYERS, BANKERS = "Law", "Economics"


@dataclass
class Cast:
    """Everybody the tests speak of; each is a participation but the stranger, who has an account only."""

    manager: Participation
    lead: Participation
    mona: Participation
    milo: Participation
    ana: Participation
    ben: Participation
    cleo: Participation
    olga: Participation
    stranger: User
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """A signed-in browser of the person *name*, one each; it sends the Origin header that browsers send."""
        if name not in self.clients:
            person = getattr(self, name)
            client = Client(headers={"origin": "http://testserver"})
            client.force_login(person if isinstance(person, User) else person.user)
            self.clients[name] = client
        return self.clients[name]


ROLES = {
    "lead": "lead",
    "mona": "moderator",
    "milo": "moderator",
    "ana": "analyst",
    "ben": "analyst",
    "cleo": "analyst",
    "olga": "observer",
}


def make_exercise(slug: str, creator: User) -> Participation:
    phases = formats.schedule("one_week", FIRST_DAY, "Europe/Berlin", working_days=False)
    values = {
        "slug": slug,
        "title": f"Exercise {slug}",
        "question": "What should be done?",
        "marking": "EXERCISE – FICTIONAL",
        "zone": "Europe/Berlin",
    }
    return exercise_actions.create_exercise(
        creator=creator, values=values, axes=AXES, phases=phases, now=phases[0][1] + dt.timedelta(hours=1)
    )


def make_user(name: str, **fields: object) -> User:
    return User.objects.create_user(f"{name}@cast.invalid", None, name=name.title(), zone="Europe/Berlin", **fields)


@pytest.fixture
def cast(db: None) -> Cast:
    return furnish("cast", _cast)


def _cast() -> Cast:
    manager = make_exercise("alpha", make_user("manager", may_create_exercises=True))
    seats: dict[str, Any] = {
        name: Participation.objects.create(
            exercise=manager.exercise,
            user=make_user(name),
            role=role,
            alias=f"Alias {name.title()}",
            region="Europe",
            expertise="Law",
            consent_at=manager.joined_at,
            joined_at=manager.joined_at,
        )
        for name, role in ROLES.items()
    }
    return Cast(manager=manager, stranger=make_user("stranger"), **seats)


@pytest.fixture
def exercise(cast: Cast) -> Exercise:
    return cast.manager.exercise


@pytest.fixture
def middle(exercise: Exercise) -> Callable[[str], dt.datetime]:
    """A time in the middle of the phase of a kind."""

    def time(kind: str) -> dt.datetime:
        phase = exercise.phases.get(kind=kind)
        return phase.opens_at + min(phase.closes_at - phase.opens_at, dt.timedelta(days=2)) / 2

    return time


@pytest.fixture
def stand_in(exercise: Exercise, middle: Callable[[str], dt.datetime]) -> Callable[[str], dt.datetime]:
    """Set the exercise's clock to the middle of a phase, for pages, and let the phases up to it open."""

    def stand(kind: str) -> dt.datetime:
        exercise.clock_offset = middle(kind) - timezone.now()
        exercise.save(update_fields=["clock_offset"])
        now = access.now_in(exercise)
        exercise_actions.open_due_phases(exercise=exercise, now=now)
        return now

    return stand


Answer = float | str


@pytest.fixture
def crowd(exercise: Exercise, middle: Callable[[str], dt.datetime]) -> Callable[..., None]:
    """As many further analysts as there are *places* judge an option while rating is open, each at one of them."""
    raters: list[Participation] = []

    def rater(number: int) -> Participation:
        while len(raters) <= number:
            user, joined = make_user(f"rater{len(raters)}"), middle("diverge")
            consent = {"alias": user.name, "consent_at": joined, "joined_at": joined}
            raters.append(Participation.objects.create(exercise=exercise, user=user, role="analyst", **consent))
        return raters[number]

    def judged(option: Option, places: list[tuple[Answer, Answer]], step: int = 4) -> None:
        ratings = dict.fromkeys(("desirability", "feasibility", "impact", "risk"), step)
        for number, (x, y) in enumerate(places):
            values = {"ratings": ratings, "x": x, "y": y}
            who, now = rater(number), middle("rate")
            judge_option(rater=who, option=option, seen_version=1, values=values, key=uuid.uuid4(), now=now)

    return judged


@pytest.fixture
def submit(middle: Callable[[str], dt.datetime]) -> Callable[..., Option]:
    """An option of *author*, submitted while proposing was open."""

    def submitted(author: Participation, title: str = "Pay the police") -> Option:
        aspects = {f.key: f"About **{f.key}**." for f in formats.DEFAULT_TEMPLATE}
        values = {"title": title, "summary": "One line.", "aspects": aspects}
        number = option_actions.submit_option(author=author, values=values, key=uuid.uuid4(), now=middle("diverge"))
        return Option.objects.select_related("current").get(exercise=author.exercise, number=number)

    return submitted


@pytest.fixture
def raters(exercise: Exercise, middle: Callable[[str], dt.datetime]) -> list[Participation]:
    """Twenty analysts: ten lawyers, then ten economists; regions are mixed."""
    joined = middle("diverge")
    return [
        Participation.objects.create(
            exercise=exercise, user=make_user(f"r{n}"), role="analyst", alias=f"Rater {n}",
            expertise=LAWYERS if n < 10 else BANKERS, region=("Europe", "Asia")[n % 2],
            consent_at=joined, joined_at=joined,
        )
        for n in range(20)
    ]  # fmt: skip


@pytest.fixture
def judge_step(middle: Callable[[str], dt.datetime]) -> Callable[..., None]:
    def judged(rater: Participation, option: Option, step: int, x: float | str = 0.5, **other: int) -> None:
        values = {"ratings": {**dict.fromkeys(KEYS, step), **other}, "x": x, "y": 0.5}
        judge_option(rater=rater, option=option, seen_version=1, values=values, key=uuid.uuid4(), now=middle("rate"))

    return judged


@pytest.fixture
def judged_week(
    cast: Cast, submit: Callable[..., Option], stand_in: Callable[[str], dt.datetime], raters: list[Participation],
    judge_step: Callable[..., None],
) -> list[Option]:  # fmt: skip
    """Agreed good; divided between lawyers and economists; placed in words by half; judged by seven only."""

    def week() -> list[Option]:
        options = [submit(cast.ana, title) for title in ("Agreed", "Divided", "Unclear", "Hardly judged")]
        stand_in("rate")
        for n, rater in enumerate(raters):
            judge_step(rater, options[0], 4 + n % 2, risk=2)
            judge_step(rater, options[1], (1 + n % 2) if n < 10 else (4 + n % 2))
            judge_step(rater, options[2], 3, x="both" if n % 2 else 0.1)
            if n < 7:
                judge_step(rater, options[3], 2)
        stand_in("reveal")
        return options

    return furnish("judged_week", week, cast, raters)
