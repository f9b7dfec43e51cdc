"""A crowd on a running Quadrant's database, from outside of pytest, whose own Django has other engines.

``python -m tests.journeys.crowd prepare N`` makes two exercises with N signed-in people each, *writing* in the phase
in which options are submitted and *moving* in one in which cards are moved; ``… board N SLUG`` makes one for N
moderators, with narratives. ``… found`` prints what the tables hold, ``… found SLUG`` of one exercise.
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
from exercises.actions import narratives, options, people  # noqa: E402
from exercises.models import Card, CardMove, Event, Exercise, Membership, Option, Participation  # noqa: E402
from exercises.queries import replica  # noqa: E402
from quadrant.accounts.models import User  # noqa: E402

FIRST_DAY = dt.date(2026, 3, 2)
AXES = {key: {"question": "Where?", "negative": "less", "positive": "more"} for key in "xy"}
CARDS, NARRATIVES = 8, 3
STANDS = {"writing": ("diverge", "analyst"), "moving": ("reveal", "moderator")}


def prepare(each: int) -> dict[str, Any]:
    """Both exercises, from the first line of their logs on; a client is a slug, an epoch and a session cookie."""
    clients = []
    for slug, (kind, role) in STANDS.items():
        clients += _clients(_people(slug, kind, role, each))
    return {"clients": clients, "cookie_name": settings.SESSION_COOKIE_NAME}


def prepare_board(each: int, slug: str) -> dict[str, Any]:
    """One exercise in its reveal, with cards and narratives, for *each* moderators."""
    seats = _people(slug, "reveal", "moderator", each)
    author = Participation.objects.get(pk=seats[0].pk)  # in the exercise as its clock stands now
    now = access.now_in(author.exercise)
    for number in range(1, NARRATIVES + 1):
        values = {"nickname": f"Narrative {number}"}
        narratives.create_narrative(author=author, values=values, x=0, y=0, key=uuid.uuid4(), now=now)
    return {"clients": _clients(seats), "cookie_name": settings.SESSION_COOKIE_NAME}


def _people(slug: str, kind: str, role: str, each: int) -> list[Participation]:
    """Those of an exercise that stands in the phase of that kind; where cards are moved there are some."""
    manager = _exercise(slug)
    before = manager.exercise.phases.get(kind="diverge").opens_at
    seats = [_join(manager, f"{slug}{n}", role, before) for n in range(each)]
    if role == "moderator":
        author = _join(manager, f"{slug}author", "analyst", before)
        for n in range(CARDS):
            options.submit_option(author=author, values=text(f"Card {n}"), key=uuid.uuid4(), now=before)
    _stand_in(manager.exercise, kind)
    return seats


def _clients(seats: list[Participation]) -> list[dict[str, str]]:
    exercise = seats[0].exercise
    epoch = activity.head(exercise.pk).epoch
    return [{"slug": exercise.slug, "epoch": epoch, "cookie": _session(seat.user)} for seat in seats]


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


def found(*slugs: str) -> dict[str, Any]:
    """What the tables hold of these exercises, or of all."""
    exercises = Exercise.objects.filter(slug__in=slugs) if slugs else Exercise.objects.all()
    return {exercise.slug: _found(exercise) for exercise in exercises}


def _found(exercise: Exercise) -> dict[str, Any]:
    moves = CardMove.objects.filter(card__option__exercise=exercise)
    held = Membership.objects.filter(narrative__exercise=exercise, ended_at=None)
    return {
        "cards": list(Card.objects.filter(option__exercise=exercise).values_list("option__number", "version")),
        "core": list(held.filter(kind="core").values_list("option__number", flat=True)),
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
        case ["board", each, slug]:
            answer = prepare_board(int(each), slug)
        case ["found", *slugs]:
            answer = found(*slugs)
        case _:
            sys.exit(__doc__)
    print(json.dumps(answer))
