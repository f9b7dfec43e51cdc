"""Read by ``manage.py shell``: the exercise "rating" of the demo's people, which stands in the phase of rating.

Twenty-four options by analyst 60; analysts 1 to 6 are asked to judge them.
"""

import datetime as dt
import uuid

from django.utils import timezone

from exercises import formats
from exercises.actions import exercise as exercises_
from exercises.actions.options import submit_option
from exercises.models import Exercise, Participation
from quadrant.accounts.models import User

TEXT = "The **ministry** and the ports agree on it, and pay for it from the fees. " * 6
today = timezone.now().astimezone(dt.UTC)
phases = formats.schedule("one_week", today.date() - dt.timedelta(days=3), "UTC", working_days=False)
manager = exercises_.create_exercise(
    creator=User.objects.get(email="manager@demo.invalid"),
    values={"slug": "rating", "title": "Harbours", "question": "Who guards them?", "marking": "EXERCISE – FICTIONAL"},
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
    for number in (1, 2, 3, 4, 5, 6, 60)
}
for number in range(1, 25):
    aspects = {field.key: TEXT for field in formats.DEFAULT_TEMPLATE}
    values = {
        "title": f"Light the harbour, way {number}",
        "summary": "With lamps that pay for themselves.",
        "aspects": aspects,
    }
    submit_option(author=seats[60], values=values, key=uuid.uuid4(), now=phases[1][1] + dt.timedelta(minutes=number))
exercise = Exercise.objects.get(slug="rating")
exercise.clock_offset = phases[3][1] + dt.timedelta(hours=2) - timezone.now()
exercise.save()
exercises_.open_due_phases(exercise=exercise, now=exercise.clock(timezone.now()))
