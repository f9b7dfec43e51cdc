"""A request that comes twice is done once: the first answer is kept with the write, under the sender's key."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from exercises.errors import ActionRefused
from exercises.models import Participation, Receipt


def claim(participation: Participation, key: uuid.UUID, body: Mapping[str, Any]) -> tuple[Receipt, bool]:
    """The receipt of *key*, and whether this request is the first with it.

    Call it first in the write's transaction: a twin that runs at the same time waits on the unique key until
    this one commits, and then gets its answer. A refusal rolls the receipt back with everything else.
    Raises ActionRefused(key_reused) when the key came before with another body.
    """
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
    number = _insert(participation, key, digest)
    if number is not None:
        return Receipt(pk=number, participation=participation, key=key, body_hash=digest), True
    receipt = Receipt.objects.get(participation=participation, key=key)
    if receipt.body_hash != digest:
        message = _("This form was already sent with other content. Load the page again; what you typed is kept.")
        raise ActionRefused("key_reused", message)
    return receipt, False


def _insert(participation: Participation, key: uuid.UUID, digest: str) -> int | None:
    """The id of a new receipt, or None where there is one; one statement, because every write begins with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO exercises_receipt (participation_id, key, body_hash, answer, created_at)"
            " VALUES (%s, %s, %s, '{}', clock_timestamp()) ON CONFLICT (participation_id, key) DO NOTHING RETURNING id",
            [participation.pk, key, digest],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def keep(receipt: Receipt, answer: dict[str, Any]) -> dict[str, Any]:
    """Store the answer that a repeat will get."""
    receipt.answer = answer
    receipt.save(update_fields=["answer"])
    return answer
