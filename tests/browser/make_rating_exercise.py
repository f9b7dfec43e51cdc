"""Read by ``manage.py shell``: two exercises of the demo's people, which stand in the phase of rating.

"rating": twenty-four options by analyst 60; analysts 1 to 6 are asked to judge them. "opening": three options, which
analysts 1 and 2 have judged.
"""

import datetime as dt
import uuid

from django.utils import timezone

from exercises import formats
from exercises.actions import exercise as exercises_
from exercises.actions.options import submit_option
from exercises.actions.ratings import judge_option
from exercises.models import Exercise, Option, Participation
from quadrant.accounts.models import User

TEXT = "The **ministry** and the ports agree on it, and pay for it from the fees. " * 6
today = timezone.now().astimezone(dt.UTC)
phases = formats.schedule("one_week", today.date() - dt.timedelta(days=3), "UTC", working_days=False)


def make(slug, options, raters):
    manager = exercises_.create_exercise(
        creator=User.objects.get(email="manager@demo.invalid"),
        values={"slug": slug, "title": "Harbours", "question": "Who guards them?", "marking": "EXERCISE – FICTIONAL"},
        axes={
            "x": {"question": "How?", "negative": "Law", "positive": "Force"},
            "y": {"question": "From where?", "negative": "Abroad", "positive": "At home"},
        },
        phases=phases,
        now=phases[0][1] + dt.timedelta(hours=1),
    )
    seats = {
        number: Participation.objects.create(
            exercise=manager.exercise,
            user=User.objects.get(email=f"analyst{number}@demo.invalid"),
            role="analyst",
            alias=f"Buoy {number}",
            consent_at=manager.joined_at,
            joined_at=manager.joined_at,
        )
        for number in (*raters, 60)
    }
    for number in range(1, options + 1):
        aspects = {field.key: TEXT for field in formats.DEFAULT_TEMPLATE}
        values = {
            "title": f"Light the harbour, way {number}",
            "summary": "With lamps that pay for themselves.",
            "aspects": aspects,
        }
        submit_option(
            author=seats[60], values=values, key=uuid.uuid4(), now=phases[1][1] + dt.timedelta(minutes=number)
        )
    exercise = Exercise.objects.get(slug=slug)
    exercise.clock_offset = phases[3][1] + dt.timedelta(hours=2) - timezone.now()
    exercise.save()
    exercises_.open_due_phases(exercise=exercise, now=exercise.clock(timezone.now()))
    return exercise, seats


make("rating", 24, range(1, 7))
opening, seats = make("opening", 3, (1, 2))
values = {"ratings": {"desirability": 4, "feasibility": 3, "impact": 3, "risk": 2}, "x": 0.5, "y": -0.5}
for option in Option.objects.filter(exercise=opening):
    for number in (1, 2):
        now = opening.clock(timezone.now())
        judge_option(rater=seats[number], option=option, seen_version=1, values=values, key=uuid.uuid4(), now=now)
