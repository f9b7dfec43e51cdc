"""A crowd on a running Quadrant's database, from outside of pytest, whose own Django has other engines.

``python -m tests.journeys.crowd prepare N`` makes two exercises with N signed-in people each, *writing* in the phase
in which options are submitted and *moving* in one in which cards are moved; ``… found`` prints what the tables hold.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import uuid
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quadrant.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402

from exercises import access, activity, formats  # noqa: E402
from exercises.actions import exercise as exercises_  # noqa: E402
from exercises.actions import options, people  # noqa: E402
from exercises.models import CardMove, Event, Exercise, Option, Participation  # noqa: E402
from exercises.queries import replica  # noqa: E402
from quadrant.accounts.models import User  # noqa: E402

FIRST_DAY = dt.date(2026, 3, 2)
AXES = {key: {"question": "Where?", "negative": "less", "positive": "more"} for key in "xy"}
CARDS = 8
STANDS = {"writing": ("diverge", "analyst"), "moving": ("reveal", "moderator")}


def prepare(each: int) -> dict[str, Any]:
    """Both exercises, from the first line of their logs on; a client is a slug, an epoch and a session cookie."""
    clients = []
    for slug, (kind, role) in STANDS.items():
        manager = _exercise(slug)
        before = manager.exercise.phases.get(kind="diverge").opens_at
        seats = [_join(manager, f"{slug}{n}", role, before) for n in range(each)]
        if slug == "moving":
            author = _join(manager, "author", "analyst", before)
            for n in range(CARDS):
                options.submit_option(author=author, values=text(f"Card {n}"), key=uuid.uuid4(), now=before)
        _stand_in(manager.exercise, kind)
        epoch = activity.head(manager.exercise.pk).epoch
        clients += [{"slug": slug, "epoch": epoch, "cookie": _session(seat.user)} for seat in seats]
    return {"clients": clients, "cookie_name": settings.SESSION_COOKIE_NAME}


def text(title: str) -> dict[str, Any]:
    """An option's values."""
    return {"title": title, "summary": "One line.", "aspects": {f.key: "Text." for f in formats.DEFAULT_TEMPLATE}}


def _exercise(slug: str) -> Participation:
    phases = formats.schedule("one_week", FIRST_DAY, "UTC", working_days=False)
    creator = User.objects.create_user(f"{slug}@crowd.invalid", may_create_exercises=True)
    values = {"slug": slug, "title": slug, "question": "What?", "marking": "EXERCISE – FICTIONAL"}
    return exercises_.create_exercise(creator=creator, values=values, axes=AXES, phases=phases, now=phases[0][1])


def _join(manager: Participation, name: str, role: str, now: dt.datetime) -> Participation:
    user = User.objects.create_user(f"{name}@crowd.invalid")
    invitation, _ = people.invite_person(manager=manager, email=user.email, role=role, now=now)
    values = {"alias": name, "consent": True}
    return people.join_exercise(user=user, invitation=invitation, values=values, now=now)


def _stand_in(exercise: Exercise, kind: str) -> None:
    phase = exercise.phases.get(kind=kind)
    exercise.clock_offset = phase.opens_at + (phase.closes_at - phase.opens_at) / 2 - timezone.now()
    exercise.save(update_fields=["clock_offset"])
    exercises_.open_due_phases(exercise=exercise, now=access.now_in(exercise))


def _session(user: User) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def found() -> dict[str, Any]:
    """What the tables hold of both exercises."""
    return {exercise.slug: _found(exercise) for exercise in Exercise.objects.all()}


def _found(exercise: Exercise) -> dict[str, Any]:
    moves = CardMove.objects.filter(card__option__exercise=exercise)
    return {
        "options": list(Option.objects.filter(exercise=exercise).values_list("number", "current__title")),
        "moves": list(moves.values_list("card__option__number", "version", "x", "y")),
        "numbers": list(Event.objects.filter(exercise=exercise).order_by("seq").values_list("seq", flat=True)),
        "head": activity.head(exercise.pk).seq,
        "state": {role: replica.state_of(exercise, staff=role in formats.STAFF) for role in ("analyst", "moderator")},
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare", each]:
            answer = prepare(int(each))
        case ["found"]:
            answer = found()
        case _:
            sys.exit(__doc__)
    print(json.dumps(answer))
