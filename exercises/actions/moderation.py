"""Writes of those who review: take up, decide, reopen; and what the clock does for them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.actions.decisions import all_locked, locked, record, settle
from exercises.actions.signatures import log_change
from exercises.errors import ActionRefused
from exercises.models import Decision, Exercise, Option, Participation, Receipt
from exercises.queries import option_rules as rules


def take_up_option(*, moderator: Participation, option: Option, now: dt.datetime, over: bool = False) -> None:
    """Claim an option for review, so that no two moderators work on the same; again changes nothing.

    Raises ActionRefused(stale) when somebody else has it, with who in the facts; *over* takes it over all the same.
    An option that was appealed for keeps its state while it is looked at.
    """
    with transaction.atomic():
        option = locked(option, moderator)
        rules.may_review(moderator, option, now)
        if option.reviewer_id == moderator.pk:
            return
        if option.reviewer is not None and not over:
            raise _held(option.reviewer)
        option.reviewer = moderator
        if option.state == "submitted":
            option.state = "in_review"
        option.save(update_fields=["reviewer", "state"])
        record(option, "in_review", by=moderator, now=now)
        _tell(option, moderator, now)


def release_option(*, moderator: Participation, option: Option, now: dt.datetime) -> None:
    """Put an option that one has taken up back for others; nothing happens when one does not hold it."""
    with transaction.atomic():
        option = locked(option, moderator)
        if option.reviewer_id != moderator.pk:
            return
        rules.may_review(moderator, option, now)
        option.reviewer = None
        if option.state == "in_review":
            option.state = "submitted"
        option.save(update_fields=["reviewer", "state"])
        record(option, "released", by=moderator, now=now)
        _tell(option, moderator, now)


def accept_option(
    *,
    moderator: Participation,
    option: Option,
    seen_version: int,
    key: uuid.UUID,
    now: dt.datetime,
    note: str = "",
) -> None:
    """Accept the text *seen_version* of a waiting option, or of one that was appealed for."""

    def accept(standing: Option) -> None:
        settle(standing, "accepted")
        record(standing, "accepted", by=moderator, now=now, note=note)

    body = {"action": "accept_option", "note": note}
    _decide(moderator, option, seen_version, accept, key=key, now=now, body=body)


def accept_options(
    *, moderator: Participation, versions: Mapping[int, int], key: uuid.UUID, now: dt.datetime
) -> list[int]:
    """Accept many waiting options at once, all or none; returns their numbers.

    *versions* says for each number which version was read. Raises ActionRefused(stale) with what speaks against any
    of them: somebody else's claim or decision, a newer text, an appeal, which is answered by itself.
    """
    with transaction.atomic():
        body = {"action": "accept_options", "versions": {str(n): v for n, v in versions.items()}}
        receipt, first = receipts.claim(moderator, key, body)
        if not first:
            return [int(number) for number in receipt.answer["accepted"]]
        standing = all_locked(moderator, versions)
        _refuse_any(moderator, standing, versions, now)
        before = {str(option.number): [option.state, option.reviewer_id] for option in standing}
        for option in standing:
            settle(option, "accepted")
            record(option, "accepted", by=moderator, now=now)
        receipts.keep(receipt, {"accepted": before})
        numbers = [option.number for option in standing]
        log_change(moderator.exercise, [events.OptionsAccepted(options=numbers)], actor=moderator, now=now)
    return numbers


def undo_acceptance(*, moderator: Participation, key: uuid.UUID, now: dt.datetime) -> list[int]:
    """Take back what this moderator accepted at once under *key*; returns the numbers of what waits again.

    What has moved on since stays as it is; again changes nothing. Not once the texts are frozen: then it is judged.
    """
    if not access.may(moderator, "moderate", now):
        access.require(moderator, "triage", now)
    if rules.frozen(moderator.exercise, now):
        raise ActionRefused("not_open", _("The texts are frozen by now, so what was accepted stays accepted."))
    with transaction.atomic():
        receipt = Receipt.objects.filter(participation=moderator, key=key, answer__has_key="accepted").first()
        if receipt is None:
            raise ActionRefused("gone", _("There is nothing to undo."))
        before: dict[str, list[Any]] = receipt.answer["accepted"]
        standing = [o for o in all_locked(moderator, map(int, before)) if _still_accepted(o, moderator)]
        for option in standing:
            option.state, option.reviewer_id = before[str(option.number)]
            option.save(update_fields=["state", "reviewer"])
            record(option, "undone", by=moderator, now=now)
        numbers = {state: [o.number for o in standing if o.state == state] for state in formats.WAITING_STATES}
        if standing:
            event = events.AcceptanceUndone(submitted=numbers["submitted"], in_review=numbers["in_review"])
            log_change(moderator.exercise, [event], actor=moderator, now=now)
    return [option.number for option in standing]


def return_option(
    *,
    moderator: Participation,
    option: Option,
    seen_version: int,
    reason: str,
    key: uuid.UUID,
    now: dt.datetime,
    note: str = "",
    grace_hours: int = formats.GRACE_HOURS,
) -> None:
    """Give an option back to its author with a *reason* of formats.REASONS and 1 to 168 hours to mend it."""
    _refuse_reason(reason)
    if not 1 <= grace_hours <= formats.GRACE_LIMIT:
        message = _("Give between 1 and %(hours)s hours.") % {"hours": formats.GRACE_LIMIT}
        raise ActionRefused("invalid", message, fields={"grace_hours": message})
    until = now + dt.timedelta(hours=grace_hours)

    def give_back(standing: Option) -> None:
        settle(standing, "returned", until=until)
        record(standing, "returned", by=moderator, now=now, reason=reason, note=note, until=until)

    body = {"action": "return_option", "reason": reason, "note": note, "grace_hours": grace_hours}
    _decide(moderator, option, seen_version, give_back, key=key, now=now, body=body)


def reject_option(
    *,
    moderator: Participation,
    option: Option,
    seen_version: int,
    reason: str,
    key: uuid.UUID,
    now: dt.datetime,
    note: str = "",
) -> None:
    """Reject an option with a *reason* of formats.REASONS; its text stays readable."""
    _refuse_reason(reason)

    def reject(standing: Option) -> None:
        settle(standing, "rejected")
        record(standing, "rejected", by=moderator, now=now, reason=reason, note=note)

    body = {"action": "reject_option", "reason": reason, "note": note}
    _decide(moderator, option, seen_version, reject, key=key, now=now, body=body)


def reopen_option(
    *, manager: Participation, option: Option, reason: str, until: dt.datetime, key: uuid.UUID, now: dt.datetime
) -> None:
    """Let moderators make a material change to one frozen text until *until*; *reason* is a sentence, kept with it."""
    if not reason.strip():
        message = _("Say why; it is kept with the option.")
        raise ActionRefused("invalid", message, fields={"reason": message})
    if until <= now:
        message = _("Choose a moment that is still to come.")
        raise ActionRefused("invalid", message, fields={"until": message})
    with transaction.atomic():
        body = {"action": "reopen_option", "option": option.number, "reason": reason, "until": until.isoformat()}
        receipt, first = receipts.claim(manager, key, body)
        if not first:
            return
        option = locked(option, manager)
        rules.may_reopen(manager, option, now)
        option.reopened_until = until
        option.save(update_fields=["reopened_until"])
        record(option, "reopened", by=manager, now=now, note=reason, until=until)
        receipts.keep(receipt, {"option": option.number})
        activity.append(manager.exercise, events.OptionReopened(option=option.number), actor=manager, now=now)


def accept_what_waits(exercise: Exercise, now: dt.datetime) -> None:
    """When rating opens, what nobody has decided on is accepted by default, and logged so; in that transaction."""
    waiting = list(Option.objects.filter(exercise=exercise, state__in=formats.WAITING_STATES).order_by("number"))
    if waiting:
        _settle_all(waiting, "accepted", now)
        numbers = [option.number for option in waiting]
        activity.append(exercise, events.OptionsAccepted(options=numbers), actor=None, now=now)


def withdraw_overdue_returns(*, exercise: Exercise, now: dt.datetime) -> list[int]:
    """Withdraw the returned options whose time is over once the texts are frozen; the numbers of them.

    An author loses nothing by a late clock: what may still be sent is decided by the dates alone. An appeal
    that waits outlives this, and its answer can bring the option back.
    """
    if not rules.frozen(exercise, now):
        return []
    with transaction.atomic():
        over = Q(returned_until=None) | Q(returned_until__lte=now)
        rows = Option.objects.select_for_update(no_key=True).filter(over, exercise=exercise, state="returned")
        overdue = list(rows.order_by("number"))
        numbers = [option.number for option in overdue]
        if overdue:
            _settle_all(overdue, "withdrawn", now)
            log_change(exercise, [events.OptionsWithdrawn(options=numbers)], actor=None, now=now)
    return numbers


def _settle_all(options: list[Option], state: str, now: dt.datetime) -> None:
    """What the clock decides, on many at once; appeals are people's to answer."""
    Option.objects.filter(pk__in=[o.pk for o in options]).update(state=state, reviewer=None)
    Decision.objects.bulk_create(
        Decision(option=option, version_id=option.current_id, verdict=state, decided_at=now)
        for option in options
        if option.current_id is not None
    )


def _decide(
    moderator: Participation,
    option: Option,
    seen_version: int,
    decide: Callable[[Option], None],
    *,
    key: uuid.UUID,
    now: dt.datetime,
    body: dict[str, Any],
) -> None:
    """One decision: under the option's lock, on the text that was read, and once a key."""
    with transaction.atomic():
        receipt, first = receipts.claim(moderator, key, {**body, "option": option.number, "version": seen_version})
        if not first:
            return
        standing = locked(option, moderator)
        _refuse_decided(moderator, standing)
        rules.may_review(moderator, standing, now)
        if standing.reviewer is not None and standing.reviewer_id != moderator.pk:
            raise _held(standing.reviewer)
        _refuse_unread(standing, seen_version)
        decide(standing)
        receipts.keep(receipt, {"option": standing.number})
        _tell(standing, moderator, now)


def against_many(moderator: Participation, option: Option, seen_version: int, now: dt.datetime) -> str:
    """What speaks against accepting this option as one of many, as a sentence; empty when nothing does."""
    try:
        _refuse_decided(moderator, option)
        rules.may_review(moderator, option, now)
        if option.appealed_at is not None:
            return _("Its author appeals; answer that by itself.")
        if option.reviewer is not None and option.reviewer_id != moderator.pk:
            raise _held(option.reviewer)
        _refuse_unread(option, seen_version)
    except ActionRefused as refused:
        return str(refused.message)
    return ""


def _refuse_any(moderator: Participation, options: list[Option], versions: Mapping[int, int], now: dt.datetime) -> None:
    """Refuse the whole with what speaks against each; what is not there any more speaks against it as well."""
    against = {number: _("It is no longer there.") for number in set(versions) - {o.number for o in options}}
    against |= {o.number: against_many(moderator, o, versions[o.number], now) for o in options}
    said = [f"PO-{number}: {sentence}" for number, sentence in sorted(against.items()) if sentence]
    if said or not options:
        raise ActionRefused("stale", " ".join(said) or _("Choose options to accept."))


def _still_accepted(option: Option, moderator: Participation) -> bool:
    """Whether nothing has happened to it since this moderator accepted it."""
    last = option.decisions.order_by("-decided_at", "-id").first()
    return option.state == "accepted" and last is not None and last.decided_by_id == moderator.pk


def _tell(option: Option, moderator: Participation, now: dt.datetime) -> None:
    event = events.OptionReviewed(option=option.number, state=option.state)
    log_change(moderator.exercise, [event], actor=moderator, now=now)


def _held(reviewer: Participation) -> ActionRefused:
    message = _("%(who)s has taken this up. Take it over if you want to decide.") % {"who": reviewer.alias}
    return ActionRefused("stale", message, facts={"reviewer": reviewer.alias})


def _refuse_decided(moderator: Participation, option: Option) -> None:
    """Somebody else's decision that came first is told with who made it."""
    if option.state in formats.WAITING_STATES or option.appealed_at is not None:
        return
    last = option.decisions.filter(verdict=option.state).select_related("decided_by").last()
    if last and last.decided_by and last.decided_by_id != moderator.pk:
        words = {"who": last.decided_by.alias, "state": option.get_state_display()}
        message = _("%(who)s was first: it is %(state)s now.") % words
        raise ActionRefused("stale", message, facts={"state": option.state, "decided_by": last.decided_by.alias})


def _refuse_unread(option: Option, seen_version: int) -> None:
    assert option.current is not None  # an option is born with version 1
    number = option.current.number
    if number != seen_version:
        message = _("The text has changed: version %(version)s. Read it, then decide.") % {"version": number}
        raise ActionRefused("stale", message, facts={"version": number})


def _refuse_reason(reason: str) -> None:
    if reason not in formats.REASONS:
        message = _("Choose one of the reasons.")
        raise ActionRefused("invalid", message, fields={"reason": message})
