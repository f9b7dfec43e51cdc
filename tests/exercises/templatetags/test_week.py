from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import Any

import pytest
from django.utils import timezone

from exercises import formats
from exercises.models import Event, Exercise, Phase
from exercises.templatetags.days import day_range
from exercises.templatetags.week import week
from tests.exercises.conftest import Cast

DAY = dt.timedelta(days=1)


def replan(exercise: Exercise, first_day: dt.date, zone: str) -> None:
    exercise.phases.all().delete()
    exercise.zone = zone
    exercise.save()
    phases = formats.schedule("one_week", first_day, zone)
    Phase.objects.bulk_create(Phase(exercise=exercise, kind=k, opens_at=o, closes_at=c) for k, o, c in phases)


def drawings(exercise: Exercise, now: dt.datetime) -> list[Any]:
    return list(week(Exercise.objects.get(pk=exercise.pk), now)["drawings"])


@pytest.mark.parametrize("hours", [-2000, -1, 0, 1, 50, 167, 168, 2000])
def test_everything_lies_within_the_drawing(hours: int, cast: Cast, exercise: Exercise) -> None:
    first = exercise.phases.get(kind="diverge").opens_at
    now = first + dt.timedelta(hours=hours)
    for seq, offset in enumerate((0, 1, 3, 100, 167), start=100):
        Event.objects.create(
            exercise=exercise, seq=seq, kind="option.submitted", audience="everyone", data={},
            at=first + dt.timedelta(hours=offset),
        )  # fmt: skip
    for drawing in drawings(exercise, now):
        for bar in drawing.bars:
            assert 0 <= bar["x"] <= bar["x"] + bar["width"] <= drawing.width + 0.1
            assert 40 <= bar["y"] <= bar["y"] + bar["height"] == 150
        for bracket in drawing.brackets:
            xs = [float(x) for x in re.findall(r"[MH]([\d.]+)", bracket["path"])]
            assert 0 <= xs[0] < xs[1] <= drawing.width
        assert (drawing.now is not None) == (0 <= hours < 168)
        assert all(0 <= day["x"] < drawing.width for day in drawing.days)
    # What comes later is not drawn, even if the log holds it: a rehearsal's clock can be set back.
    assert len(drawings(exercise, first + dt.timedelta(hours=2))[0].bars) == 1


def test_days_are_those_of_the_wall_clock_when_it_changes(cast: Cast, exercise: Exercise) -> None:
    replan(exercise, dt.date(2026, 3, 27), "Europe/Berlin")  # summer time begins on the 29th
    days = [day["x"] for day in drawings(exercise, timezone.now())[0].days]
    widths = [round(b - a) for a, b in itertools.pairwise(days)]
    assert len(days) == 11  # seven working days and two weekends
    assert sorted(set(widths)) == [96, 101]  # one day has 23 hours
    assert widths.index(96) == 2


def test_an_exercise_without_days_has_no_drawing(cast: Cast, exercise: Exercise) -> None:
    exercise.phases.exclude(kind__in=["prepare", "closed"]).delete()
    assert drawings(exercise, timezone.now()) == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((2013, 4, 8), (2013, 4, 15), "8–14 April 2013"),
        ((2013, 4, 29), (2013, 5, 6), "29 April – 5 May 2013"),
        ((2013, 12, 30), (2014, 1, 6), "30 December 2013 – 5 January 2014"),
        ((2013, 4, 8), (2013, 4, 9), "8 April 2013"),
    ],
)
def test_a_range_of_days_ends_before_its_midnight(
    first: tuple[int, int, int], last: tuple[int, int, int], said: str
) -> None:
    assert day_range((dt.datetime(*first, tzinfo=dt.UTC), dt.datetime(*last, tzinfo=dt.UTC))) == said
