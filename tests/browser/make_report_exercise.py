"""Read by ``manage.py shell``: the exercise "deciding" of the demo's people, on the day on which its report is written.

One option in one narrative, and a judgment that rests on both: only the bottom line is missing.
"""

import datetime as dt
import uuid

from django.utils import timezone

from exercises import formats
from exercises.actions import exercise as exercises_
from exercises.actions.narratives import create_narrative
from exercises.actions.options import submit_option
from exercises.actions.places import put_into_narrative
from exercises.actions.report_texts import write_report_text
from exercises.analysis.citations import Evidence
from exercises.models import Participation
from quadrant.accounts.models import User

today = timezone.now().astimezone(dt.UTC)
phases = formats.schedule("one_week", today.date() - dt.timedelta(days=3), "UTC", working_days=False)
opens = {kind: at for kind, at, _until in phases}
manager = exercises_.create_exercise(
    creator=User.objects.get(email="manager@demo.invalid"),
    values={
        "slug": "deciding",
        "title": "Pilots",
        "question": "Who guides the ships?",
        "marking": "EXERCISE – FICTIONAL",
    },
    axes={
        "x": {"question": "How?", "negative": "Law", "positive": "Force"},
        "y": {"question": "From where?", "negative": "Abroad", "positive": "At home"},
    },
    phases=phases,
    now=phases[0][1] + dt.timedelta(hours=1),
)
exercise = manager.exercise
# Its clock stands there from the beginning: the clock process looks at every exercise, all the time.
exercise.clock_offset = opens["draft"] + dt.timedelta(hours=2) - timezone.now()
exercise.save(update_fields=["clock_offset"])


def seat(name: str, role: str, alias: str) -> Participation:
    """A place in the exercise for the demo's person *name*."""
    return Participation.objects.create(
        exercise=exercise,
        user=User.objects.get(email=f"{name}@demo.invalid"),
        role=role,
        alias=alias,
        consent_at=manager.joined_at,
        joined_at=manager.joined_at,
    )


lead, moderator = seat("lead", "lead", "Harbour master"), seat("moderator1", "moderator", "Mate")
analyst = seat("analyst1", "analyst", "Pilot")
later = dt.timedelta(hours=1)
submit_option(
    author=analyst,
    values={
        "title": "Pilots on every ship",
        "summary": "Nobody comes in alone.",
        "aspects": {field.key: "The ports agree." for field in formats.DEFAULT_TEMPLATE},
    },
    key=uuid.uuid4(),
    now=opens["diverge"] + later,
)
exercises_.open_due_phases(exercise=exercise, now=exercise.clock(timezone.now()))
now = opens["reveal"] + later
create_narrative(author=lead, values={"nickname": "Safe Ports"}, x=0.5, y=0.5, key=uuid.uuid4(), now=now)
put_into_narrative(moderator=moderator, narrative=1, options=[1], kind="core", now=now)
write_report_text(
    author=lead,
    slot=formats.Slot("judgment"),
    values={
        "title": "Pilots first",
        "form": "recommendation",
        "text": "Nothing else works as soon.",
        "confidence": "low",
        "confidence_why": "Nobody has tried it.",
        "change_mind": "A port that is safe without.",
    },
    evidence=[Evidence("supports", (1,), (1,))],
    seen_version=0,
    key=uuid.uuid4(),
    now=opens["draft"] + later,
)
