"""Whoever writes: prepares a crowd, and logs events as actions do, in a process of its own.

``python -m tests.benchmarks.feed_writer prepare 1000`` prints slug, epoch, number and a cookie for each person;
``… write SECONDS PER_SECOND SEED OUTLET`` logs events at random moments and prints the time of each commit.
OUTLET says how the rival hears of an event: ``bell`` (ours: activity.append does it), ``group:BACKEND`` (a message
to a group of that channel layer) or ``line:PATH`` (a line into a Unix socket).
"""

from __future__ import annotations

import json
import os
import random
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quadrant.settings")
django.setup()

from asgiref.sync import async_to_sync  # noqa: E402
from channels.layers import channel_layers  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from exercises import activity, events  # noqa: E402
from exercises.models import Exercise, Participation, Stream  # noqa: E402
from quadrant.accounts.models import User  # noqa: E402

SLUG = "bench"


def prepare(people: int) -> dict[str, Any]:
    """An exercise with *people* members, each signed in."""
    now = timezone.now()
    users = [User(email=f"bench{n}@demo.invalid", password=f"!{n}") for n in range(people)]
    with transaction.atomic():
        User.objects.bulk_create(users)
        values = {"slug": SLUG, "title": "Benchmark", "question": "How fast?", "marking": "EXERCISE"}
        exercise = Exercise.objects.create(**values, created_by=users[0], created_at=now)
        activity.open_stream(exercise)
        Participation.objects.bulk_create(
            Participation(
                exercise=exercise, user=user, role="analyst", alias=f"Alias {n}", consent_at=now, joined_at=now
            )
            for n, user in enumerate(users)
        )
        cookies = [f"{settings.SESSION_COOKIE_NAME}={_session(user)}" for user in users]
    return {"slug": SLUG, "cookies": cookies}


def _session(user: User) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def write(seconds: float, per_second: float, seed: int, outlet: str) -> dict[str, Any]:
    """Log events at random moments; returns number → time of its commit on the monotonic clock."""
    chance, tell, commits = random.Random(seed), _outlet(outlet), {}
    exercise = Exercise.objects.get(slug=SLUG)
    began = due = time.monotonic()
    while (due := due + chance.expovariate(per_second)) < began + seconds:
        time.sleep(max(0.0, due - time.monotonic()))
        move = events.CardMoved(
            option=chance.randint(1, 33),
            x=round(chance.uniform(-1, 1), 4),
            y=round(chance.uniform(-1, 1), 4),
            version=1,
        )
        commits |= _log(exercise, move, tell)
    return {"commits": commits, "began": began}


def _log(exercise: Exercise, move: events.CardMoved, tell: Callable[[list[Any]], None]) -> dict[int, float]:
    committed = []
    with transaction.atomic():
        # Registered before activity's own hook: what an action and its announcement cost counts as waiting.
        transaction.on_commit(lambda: committed.append(time.monotonic()))
        seq = activity.append(exercise, move, actor=None, now=timezone.now())
        transaction.on_commit(lambda: tell([seq, move.wire, events.payload(move)]))
    return {seq: committed[0]}


def _outlet(outlet: str) -> Callable[[list[Any]], None]:
    kind, _, rest = outlet.partition(":")
    if kind == "group":
        settings.CHANNEL_LAYERS = layers(rest)
        channel_layers.backends.clear()
        layer = channel_layers["default"]
        return lambda line: async_to_sync(layer.group_send)("bench", {"type": "event", "line": line})
    if kind == "line":
        peer = socket.socket(socket.AF_UNIX)
        peer.connect(rest)
        return lambda line: peer.sendall(json.dumps(line).encode() + b"\n")
    return lambda line: None


def layers(backend: str) -> dict[str, Any]:
    """A channel layer as its documentation sets it up, on our Valkey, helped over two defaults of redis-py 8."""
    host = {"address": settings.VALKEY_CHANNELS, "socket_timeout": None, "max_connections": 20_000}
    return {"default": {"BACKEND": backend, "CONFIG": {"hosts": [host]}}}


def position() -> dict[str, Any]:
    """Where the log stands."""
    stream = Stream.objects.get(exercise__slug=SLUG)
    return {"epoch": stream.epoch, "seq": stream.last_seq}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare", people]:
            answer = prepare(int(people))
        case ["position"]:
            answer = position()
        case ["write", seconds, per_second, seed, outlet]:
            answer = write(float(seconds), float(per_second), int(seed), outlet)
        case _:
            sys.exit(__doc__)
    print(json.dumps(answer))
