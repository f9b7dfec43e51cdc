"""Read by ``manage.py shell``: the exercise "talking" of the demo's people, which stands in the phase of deepening.

Sixty options wait for a moderator, and there are sixty comments on the first. Some of it reads from right to left.
"""

import datetime as dt
import uuid

from django.utils import timezone

from exercises import formats
from exercises.actions import exercise as exercises_
from exercises.actions.comments import post_comment
from exercises.actions.options import submit_option
from exercises.models import Comment, Exercise, Option, Participation
from quadrant.accounts.models import User

TEXT = "The **ministry** and the ports agree on it, and pay for it from the fees. " * 4
SAID = (
    "Who would sign this, and when? The text names three ministries and none of them has the *money*.",
    "من يدفع ثمن ذلك؟ الوزارة لا تملك **الميزانية** لهذا العام.",
    "The harbour act of that year gives the masters this power already; see its second part.",
    "It works where the fees are collected on the quay, and nowhere else.",
)
today = timezone.now().astimezone(dt.UTC)
phases = formats.schedule("one_week", today.date() - dt.timedelta(days=3), "UTC", working_days=False)
manager = exercises_.create_exercise(
    creator=User.objects.get(email="manager@demo.invalid"),
    values={
        "slug": "talking",
        "title": "Lighthouses",
        "question": "Who keeps them?",
        "marking": "EXERCISE – FICTIONAL",
    },
    axes={
        "x": {"question": "How?", "negative": "Law", "positive": "Force"},
        "y": {"question": "From where?", "negative": "Abroad", "positive": "At home"},
    },
    phases=phases,
    now=phases[0][1] + dt.timedelta(hours=1),
)
# Its clock stands before rating from the beginning: the clock process looks at every exercise, all the time.
manager.exercise.clock_offset = phases[2][1] + dt.timedelta(hours=2) - timezone.now()
manager.exercise.save(update_fields=["clock_offset"])


def seat(name: str, role: str, alias: str) -> Participation:
    """A place in the exercise for the demo's person *name*."""
    return Participation.objects.create(
        exercise=manager.exercise,
        user=User.objects.get(email=f"{name}@demo.invalid"),
        role=role,
        alias=alias,
        consent_at=manager.joined_at,
        joined_at=manager.joined_at,
    )


moderators = [seat(f"moderator{number}", "moderator", f"Pilot {number}") for number in (1, 2)]
analysts = [seat(f"analyst{number}", "analyst", f"Keeper {number}") for number in range(1, 9)]
begin = phases[1][1]
for number in range(1, 61):
    arabic = number % 10 == 3
    values = {
        "title": "إضاءة الميناء بمصابيح جديدة" if arabic else f"Keep the lighthouse, way {number}",
        "summary": "بمصابيح تدفع ثمنها بنفسها." if arabic else "With lamps that pay for themselves.",
        "aspects": {field.key: TEXT for field in formats.DEFAULT_TEMPLATE},
    }
    author = analysts[number % len(analysts)]
    submit_option(author=author, values=values, key=uuid.uuid4(), now=begin + dt.timedelta(minutes=number))
option = Option.objects.get(exercise=manager.exercise, number=1)
kinds = [kind for kind, _name in formats.COMMENT_KINDS]
for number in range(60):
    answered = 1 + number // 3 if number % 4 == 3 else 0
    head = Comment.objects.filter(exercise=manager.exercise, number=answered, thread=None).first()
    post_comment(
        author=analysts[number % len(analysts)],
        option=option,
        kind=kinds[number % len(kinds)],
        text=f"{SAID[number % len(SAID)]} ({number + 1})",
        key=uuid.uuid4(),
        now=begin + dt.timedelta(hours=2, minutes=number),
        seen_version=1,
        thread=head,
    )
exercise = Exercise.objects.get(slug="talking")
exercises_.open_due_phases(exercise=exercise, now=exercise.clock(timezone.now()))
