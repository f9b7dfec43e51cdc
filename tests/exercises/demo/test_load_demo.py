"""The command ``load_demo``: which day it loads, what it says, and that nothing is left when it removes the demo."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone

from exercises import access
from exercises.demo.week import stands_at
from exercises.management.commands.load_demo import _remove
from exercises.models import Draft, Exercise, Option

PASSWORD = "a demo for the tests"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUADRANT_DEMO_PASSWORD", PASSWORD)


def load(*arguments: str) -> str:
    out = io.StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def rows() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in apps.get_app_config("exercises").get_models()}


@pytest.mark.django_db
@pytest.mark.parametrize("day", [1, 3])
def test_the_demo_stands_at_two_in_the_afternoon_of_the_day(day: int) -> None:
    assert load("--day", str(day)) == ""
    exercise = Exercise.objects.get(slug="mexico")
    assert abs(exercise.clock(timezone.now()) - stands_at(day)).total_seconds() < 60
    phase = access.phase_at(exercise, access.now_in(exercise))
    assert phase is not None
    assert phase.kind == {1: "diverge", 3: "compete"}[day]
    assert Option.objects.filter(exercise=exercise).count() == {1: 9, 3: 31}[day]
    assert Option.objects.filter(exercise=exercise, submitted_at__gt=stands_at(day)).count() == 0


@pytest.mark.django_db
def test_when_it_is_there_it_is_left_alone_and_said_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    load("--day", "1")
    before = rows()
    monkeypatch.setenv("QUADRANT_DEMO_PASSWORD", "another password")
    said = load("--day", "6")
    assert said.startswith("The demo is there and stands on day 1, Monday 08 April 2013, 14:0")
    assert "load_demo --anew --day N" in said
    assert rows() == before
    assert authenticate(username="analyst7@demo.invalid", password="another password") is not None


@pytest.mark.django_db
def test_anew_plays_it_to_another_day_and_removing_leaves_nothing() -> None:
    load("--day", "1")
    assert Option.objects.count() == 9
    load("--anew", "--day", "3")
    assert Option.objects.count() == 31
    assert Draft.objects.count() > 0
    _remove("mexico")
    assert {name: n for name, n in rows().items() if n} == {}


@pytest.mark.django_db
def test_a_week_that_is_over_says_so() -> None:
    load("--day", "1")
    Exercise.objects.filter(slug="mexico").update(clock_offset=stands_at(1) - timezone.now() + dt.timedelta(days=9))
    assert load().startswith("The demo is there, and its week is over.")


@pytest.mark.parametrize("day", ["0", "8", "x"])
def test_there_are_seven_days(day: str) -> None:
    with pytest.raises(CommandError):
        load("--day", day)
