"""When a person last looked; the log knows nothing of it."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from exercises.models import Participation

SITTING = dt.timedelta(minutes=30)  # without a look for so long, the next one begins another visit

# One statement, so that two tabs at once do not make a visit of each other.
_NOTE = """
INSERT INTO exercises_visit AS v (participation_id, place, last_at, before_at) VALUES (%s, %s, %s, NULL)
ON CONFLICT (participation_id, place) DO UPDATE SET
    before_at = CASE WHEN EXCLUDED.last_at > v.last_at + make_interval(secs => %s) THEN v.last_at ELSE v.before_at END,
    last_at = greatest(v.last_at, EXCLUDED.last_at)
RETURNING before_at
"""


def note_visit(*, visitor: Participation, place: str, now: dt.datetime) -> dt.datetime | None:
    """Note that *visitor* looks at *place*; returns the end of the visit before this one, None in the first.

    What came after that is new to the visitor, for as long as this visit lasts.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [visitor.pk, place, now, SITTING.total_seconds()])
        before: dt.datetime | None = cursor.fetchone()[0]
        return before
