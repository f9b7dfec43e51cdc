"""Who may listen: asked through the door when a socket opens, and of all open sockets again every second."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from channels.db import DatabaseSyncToAsync
from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import Http404, HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host

from exercises import access
from exercises.activity import Head
from exercises.models import Participation

# The log is read on threads of its own: Channels' one thread for everybody would let a slow question stop all feeds.
_threads = ThreadPoolExecutor(4, thread_name_prefix="feed")


def on_a_thread(function: Any) -> Any:
    """*function*, which asks the database, as a coroutine function."""
    return DatabaseSyncToAsync(function, thread_sensitive=False, executor=_threads)


@dataclass(frozen=True, slots=True)
class Seat:
    """Why a socket may listen. All of it must stay true as long as the socket is open."""

    participation: int
    role: str
    session: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A seat that is no longer good: its place in the list that was asked, and whether the person is signed out."""

    place: int
    signed_out: bool


def own_origin(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether a handshake says that it comes from a page of this site. A missing Origin is a refusal too."""
    given = [value.decode("latin-1") for name, value in headers if name == b"origin"]
    if len(given) != 1:
        return False
    if given[0] in settings.CSRF_TRUSTED_ORIGINS:
        return True
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    origin = urlsplit(given[0])
    known = len(hosts) == 1 and validate_host(split_domain_port(hosts[0])[0], settings.ALLOWED_HOSTS)
    return known and (origin.scheme, origin.netloc) == ("https" if settings.SECURE else "http", hosts[0])


def find(headers: Sequence[tuple[bytes, bytes]], slug: str) -> tuple[Seat, Participation]:
    """The seat of whoever holds the session cookie in *headers*. Raises Http404 for everybody else."""
    request = HttpRequest()
    cookies = parse_cookie("; ".join(value.decode("latin-1") for name, value in headers if name == b"cookie"))
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    user = get_user(request)
    participation = access.participation_or_404(user, slug)
    key = request.session.session_key
    if key is None:
        raise Http404
    return Seat(participation.pk, participation.role, key, _fingerprint(participation.user.password)), participation


def _fingerprint(password: str) -> str:
    """What changes with the password, which ends all sessions, and is nothing to keep in memory by itself."""
    return hashlib.sha256(password.encode()).hexdigest()


_LOOK = """
SELECT stream.epoch, stream.last_seq, gone.place, gone.signed_out
FROM exercises_stream AS stream
LEFT JOIN LATERAL (
    SELECT seat.place, session.session_key IS NULL OR NOT person.is_active
           OR seat.fingerprint <> encode(sha256(convert_to(person.password, 'UTF8')), 'hex') AS signed_out
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
         WITH ORDINALITY AS seat (participation, role, session, fingerprint, place)
    JOIN exercises_participation AS taking_part ON taking_part.id = seat.participation
    JOIN accounts_user AS person ON person.id = taking_part.user_id
    LEFT JOIN django_session AS session ON session.session_key = seat.session AND session.expire_date > now()
    WHERE session.session_key IS NULL OR NOT person.is_active OR taking_part.removed_at IS NOT NULL
          OR taking_part.role <> seat.role
          OR seat.fingerprint <> encode(sha256(convert_to(person.password, 'UTF8')), 'hex')
) AS gone ON TRUE
WHERE stream.exercise_id = %s
"""


def look(exercise_id: int, seats: Sequence[Seat]) -> tuple[Head | None, list[Gone]]:
    """In one query: where the log stands (None when the exercise is gone), and which *seats* are no longer good."""
    columns = ([s.participation for s in seats], [s.role for s in seats], [s.session for s in seats])
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [*columns, [s.fingerprint for s in seats], exercise_id])
        rows = cursor.fetchall()
    if not rows:
        return None, []
    return Head(*rows[0][:2]), [Gone(place - 1, signed_out) for *_, place, signed_out in rows if place is not None]
