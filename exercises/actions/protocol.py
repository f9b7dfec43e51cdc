"""Writes on the protocol: what is fixed for rating."""

from __future__ import annotations

import datetime as dt

from exercises import activity, events
from exercises.models import Exercise, Protocol
from exercises.queries import protocol as protocols


def freeze_protocol(*, exercise: Exercise, now: dt.datetime) -> Protocol:
    """Fix axes, criteria, template and thresholds as protocol 1; the same again changes and logs nothing.

    Called where rating opens, in that transaction.
    """
    known = protocols.frozen(exercise)
    if known is not None:
        return known
    content = protocols.content_of(exercise)
    protocol = Protocol.objects.create(
        exercise=exercise, number=1, content=content, hash=protocols.hash_of(content), made_at=now
    )
    activity.append(exercise, events.ProtocolFrozen(number=1), actor=None, now=now)
    return protocol
