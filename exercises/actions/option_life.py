"""What an author does with an option after its first submit: submit again, withdraw, restore, appeal."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import activity, events
from exercises.actions import receipts
from exercises.actions.decisions import locked, record, settle
from exercises.actions.drafts import let_go
from exercises.actions.options import differs, refuse_stale, write_version
from exercises.errors import ActionRefused
from exercises.models import Option, Participation
from exercises.queries import option_rules as rules


def resubmit_option(
    *,
    author: Participation,
    option: Option,
    seen_version: int,
    key: uuid.UUID,
    now: dt.datetime,
    values: Mapping[str, Any] | None = None,
    change: str = "clarification",
) -> int:
    """Send a returned option for review again, with a new text when *values* are another; returns its version.

    Its number stays, and whatever was appealed is settled by it. Refusals are those of revise_option.
    """
    with transaction.atomic():
        body = {"action": "resubmit_option", "option": option.number, "seen": seen_version, **(values or {})}
        receipt, first = receipts.claim(author, key, {**body, "change": change})
        if not first:
            return int(receipt.answer["version"])
        standing = locked(option, author)
        rules.may_resubmit(author, standing, now)
        refuse_stale(standing, seen_version)
        number = seen_version
        if values is not None and differs(standing, values):
            rules.may_change(author, standing, change, now)
            number = write_version(standing, author, values, change, now).number
        let_go(author, f"option.{standing.number}")
        settle(standing, "submitted")
        record(standing, "resubmitted", by=author, now=now)
        receipts.keep(receipt, {"version": number})
        event = events.OptionResubmitted(option=standing.number, version=number)
        activity.append(author.exercise, event, actor=author, now=now)
    return number


def withdraw_option(*, author: Participation, option: Option, now: dt.datetime) -> None:
    """Take one's option back; it stays readable and can be restored. Again changes nothing and logs nothing."""
    with transaction.atomic():
        standing = locked(option, author)
        if standing.state == "withdrawn" and standing.author_id == author.pk:
            return
        rules.may_withdraw(author, standing, now)
        settle(standing, "withdrawn", until=standing.returned_until)
        record(standing, "withdrawn", by=author, now=now)
        activity.append(author.exercise, events.OptionWithdrawn(option=standing.number), actor=author, now=now)


def restore_option(*, person: Participation, option: Option, now: dt.datetime) -> str:
    """Bring a withdrawn option back and return the state it has now.

    Accepted stays accepted, and a returned one is returned while its time still runs; all others wait for review.
    """
    with transaction.atomic():
        standing = locked(option, person)
        rules.may_restore(person, standing, now)
        state = _state_before(standing)
        standing.state = "returned"  # for the question whether its time still runs
        if state == "returned" and not rules.in_grace(standing, now):
            state = "submitted"
        settle(standing, state, until=standing.returned_until if state == "returned" else None)
        record(standing, "restored", by=person, now=now)
        event = events.OptionRestored(option=standing.number, state=state)
        activity.append(person.exercise, event, actor=person, now=now)
    return state


def appeal_decision(*, author: Participation, option: Option, text: str, key: uuid.UUID, now: dt.datetime) -> None:
    """Disagree with a return or a rejection; those who review read *text*, and their next decision answers it."""
    if not text.strip():
        message = _("Say what speaks against the decision.")
        raise ActionRefused("invalid", message, fields={"text": message})
    with transaction.atomic():
        body = {"action": "appeal_decision", "option": option.number, "text": text}
        receipt, first = receipts.claim(author, key, body)
        if not first:
            return
        standing = locked(option, author)
        rules.may_appeal(author, standing, now)
        standing.appealed_at = now
        standing.save(update_fields=["appealed_at"])
        record(standing, "appealed", by=author, now=now, note=text)
        receipts.keep(receipt, {"option": standing.number})
        activity.append(author.exercise, events.OptionAppealed(option=standing.number), actor=author, now=now)


_AFTER = {"accepted": "accepted", "returned": "returned", "resubmitted": "submitted", "undone": "submitted"}


def _state_before(option: Option) -> str:
    """The state from which an option was withdrawn, as its history tells it."""
    verdicts = option.decisions.order_by("-decided_at", "-id").values_list("verdict", flat=True)
    return next((_AFTER[verdict] for verdict in verdicts if verdict in _AFTER), "submitted")
