"""An exercise that was judged, and one in which everything that people write is hostile."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions import narratives as narrative_actions
from exercises.actions import options as option_actions
from exercises.actions import places as place_actions
from exercises.actions import ratings as rating_actions
from exercises.formats import DEFAULT_CRITERIA, DEFAULT_TEMPLATE
from exercises.models import Narrative, Option, Participation
from quadrant.accounts.models import User
from tests.furnished import furnish

CROWD = 6  # one more than what is broken out


@pytest.fixture
def crowd(cast) -> list[Participation]:
    """Six analysts beside the cast."""
    return [
        Participation.objects.create(
            exercise=cast.manager.exercise,
            user=User.objects.create_user(f"rater{n}@cast.invalid", None, name=f"Rater {n}"),
            role="analyst",
            alias=f"Rater {n}",
            consent_at=cast.manager.joined_at,
            joined_at=cast.manager.joined_at,
        )
        for n in range(CROWD)
    ]


def sheet(step: int | str, x: float | str = -0.5, y: float | str = 0.5) -> dict[str, Any]:
    """Answers with the same step on every criterion."""
    return {"ratings": {c.key: step for c in DEFAULT_CRITERIA}, "x": x, "y": y, "certainty": ""}


@pytest.fixture
def judge(middle) -> Callable[..., int]:
    """Hand in a sheet on an option while rating is open."""

    def judged(rater: Participation, option: Option, values: dict[str, Any]) -> int:
        now = middle("rate")
        return rating_actions.judge_option(
            rater=rater, option=option, seen_version=1, values=values, key=uuid.uuid4(), now=now
        )

    return judged


@pytest.fixture
def narrate(cast, middle) -> Callable[..., Narrative]:
    """A narrative with options in it, written on the day of the reveal."""

    def narrated(nickname: str, x: float, y: float, **places: Any) -> Narrative:
        members = places.pop("members", {})
        now = middle("reveal")
        values = {"nickname": nickname, **places}
        number = narrative_actions.create_narrative(
            author=cast.lead, values=values, x=x, y=y, key=uuid.uuid4(), now=now
        )
        narrative = Narrative.objects.get(exercise=cast.lead.exercise, number=number)
        for option, kind in members.items():
            place_actions.put_into_narrative(
                moderator=cast.mona, narrative=narrative.number, options=[option.number], kind=kind, now=now
            )
        return narrative

    return narrated


@pytest.fixture
def judged(cast, crowd, submit, judge, narrate, stand_in) -> list[Option]:
    """Three options in the reveal: the first judged by six, the second by four, the third by nobody."""

    def week() -> list[Option]:
        options = [
            submit(cast.ana, "Pay the police"),
            submit(cast.ben, "Train judges"),
            submit(cast.cleo, "Close ports"),
        ]
        for rater, step in zip(crowd, (1, 3, 4, 4, 5, 5), strict=True):
            judge(rater, options[0], sheet(step))
        for rater in crowd[:4]:
            judge(rater, options[1], sheet(2))
        stand_in("reveal")
        narrate("Own strength", -0.5, 0.5, abstract="It begins **at home**. Then more.", members={options[0]: "core"})
        return options

    return furnish("three options in the reveal", week, cast, crowd)


HOSTILE = (
    '#eval("1+1") #panic("no") @label <label> $ x^2 $ = Heading\n\n'
    '* **bold** #set page(fill: red) ] } ) \\ #read("/etc/passwd") `#raw`\n\n'
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](//evil.invalid/x) "
    "שלום עולם مرحبا 😀 👩‍🚀 e\u0301\u0302\u0303\u0304 漢字 {{ 7*7 }} %s %(x)s\n\n"
    "| a | b |\n|---|---|\n| #eval | ]] |\n\n> > > > > > > deep\n\n" + "W" * 3000
)
LINE = "#eval(1) ]<script>alert(1)</script>& \"quoted\" 'x' שלום 😀"


@pytest.fixture
def hostile(cast, crowd, judge, narrate, stand_in, middle) -> Option:
    """Everything that people write is an attempt to be something else than text."""
    values = {
        "title": LINE[:90],
        "summary": HOSTILE[:400],
        "aspects": {field.key: HOSTILE for field in DEFAULT_TEMPLATE},
    }
    number = option_actions.submit_option(author=cast.ana, values=values, key=uuid.uuid4(), now=middle("diverge"))
    option = Option.objects.select_related("current").get(exercise=cast.ana.exercise, number=number)
    for rater in crowd:
        judge(rater, option, sheet(3))
    exercise = cast.manager.exercise
    exercise.title, exercise.marking, exercise.question = LINE, "#marking() <b> 😀", HOSTILE
    exercise.save()
    stand_in("reveal")
    texts = ("abstract", "diagnosis", "must_be_true", "steps", "adversaries", "risks", "objection")
    narrate(LINE[:60], 0.9, -0.9, members={option: "core"}, **dict.fromkeys(texts, HOSTILE))
    return option


@pytest.fixture
def moment() -> dt.datetime:
    return dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)
