"""A request that comes twice is done once: the first answer is kept with the write, under the sender's key."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

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
    receipt, first = Receipt.objects.get_or_create(participation=participation, key=key, defaults={"body_hash": digest})
    if receipt.body_hash != digest:
        message = _("This form was already sent with other content. Load the page again; what you typed is kept.")
        raise ActionRefused("key_reused", message)
    return receipt, first


def keep(receipt: Receipt, answer: dict[str, Any]) -> dict[str, Any]:
    """Store the answer that a repeat will get."""
    receipt.answer = answer
    receipt.save(update_fields=["answer"])
    return answer
