"""Removing what must not exist: the texts of an option, by two people, with a reason; a tombstone remains.

They leave the versions, the drafts, the discussion, the search, the notes of moderators and what was written out of
them: hourly drafts and files of reports. Numbers stay: who judged the option and how is in no result any more, because
it no longer stands, and tells nothing of its words. Backups expire by date. The log holds no text.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from exercises import activity, events
from exercises.actions import receipts
from exercises.actions.decisions import locked, record, settle
from exercises.actions.places import Belonging, belongings
from exercises.actions.places import settle as settle_places
from exercises.actions.reports import end_reports
from exercises.actions.signatures import log_change
from exercises.errors import ActionRefused
from exercises.models import (
    CardMove,
    Challenge,
    Comment,
    CommentVersion,
    Decision,
    Draft,
    Membership,
    Objection,
    Option,
    OptionVersion,
    Participation,
    Purge,
    ReportDraft,
    Sheet,
    WildCard,
)
from exercises.queries import option_rules as rules


def ask_for_purge(*, asker: Participation, option: Option, reason: str, key: uuid.UUID, now: dt.datetime) -> None:
    """Ask that the texts of *option* be removed; *reason* must not repeat them, because it stays."""
    if not reason.strip():
        message = _("Say why, without repeating what has to go.")
        raise ActionRefused("invalid", message, fields={"reason": message})
    with transaction.atomic():
        body = {"action": "ask_for_purge", "option": option.number, "reason": reason}
        receipt, first = receipts.claim(asker, key, body)
        if not first:
            return
        standing = locked(option, asker)
        rules.may_purge(asker, standing, now)
        waiting = waits(standing)
        if waiting is not None:
            message = _("%(who)s has asked for it already. Look at it, and remove the texts or let it drop.")
            raise ActionRefused("conflict", message % {"who": waiting.asked_by.alias})
        Purge.objects.create(option=standing, reason=reason, asked_by=asker, asked_at=now)
        receipts.keep(receipt, {"option": standing.number})
        activity.append(asker.exercise, events.PurgeAsked(option=standing.number), actor=asker, now=now)


def drop_purge(*, person: Participation, option: Option, now: dt.datetime) -> None:
    """Let it be: the texts stay. Where nothing was asked for, nothing happens."""
    with transaction.atomic():
        standing = locked(option, person)
        rules.may_purge(person, standing, now)
        waiting = waits(standing)
        if waiting is None:
            return
        waiting.dropped_by, waiting.dropped_at = person, now
        waiting.save(update_fields=["dropped_by", "dropped_at"])
        activity.append(person.exercise, events.PurgeDropped(option=standing.number), actor=person, now=now)


def purge_option(*, second: Participation, option: Option, now: dt.datetime) -> None:
    """Remove the texts that another of the staff has asked to remove. Again changes nothing."""
    with transaction.atomic():
        standing = locked(option, second)
        if standing.state == "purged" and standing.purges.filter(done_by=second).exists():
            return
        rules.may_purge(second, standing, now)
        waiting = waits(standing)
        if waiting is None:
            raise ActionRefused("conflict", _("Nobody asks for it any more, so the texts stay."))
        if waiting.asked_by_id == second.pk:
            raise ActionRefused("conflict", _("You have asked for it yourself. A second person has to look and do it."))
        left = _leave_places(standing, second, now)
        _remove_texts(standing, second, now)
        settle(standing, "purged")
        record(standing, "purged", by=second, now=now, reason="sensitive", note=waiting.reason)
        waiting.done_by, waiting.done_at = second, now
        waiting.save(update_fields=["done_by", "done_at"])
        ended = end_reports(standing.exercise, now=now, real=timezone.now())
        happened = [*left, *ended, events.OptionPurged(option=standing.number)]
        log_change(second.exercise, happened, actor=second, now=now)


def waits(option: Option) -> Purge | None:
    """What was asked for and is neither done nor dropped."""
    rows = Purge.objects.filter(option=option, done_at=None, dropped_at=None)
    return rows.select_related("asked_by").first()


def _leave_places(option: Option, by: Participation, now: dt.datetime) -> list[events.Event]:
    """It stands in no narrative and not alone; also on a frozen board, because this cannot wait."""
    nowhere = {option: Belonging({}, wild_card=False)}
    return settle_places(belongings([option]), nowhere, by=by, now=now)


def _remove_texts(option: Option, by: Participation, now: dt.datetime) -> None:
    """Everything that somebody has written as this option, or about it where they would quote it."""
    with translation.override(settings.LANGUAGE_CODE):  # it stays for readers of every language
        tombstone = _("Text removed")
    OptionVersion.objects.filter(option=option).update(title=tombstone, summary="", aspects={})
    option.search = None
    option.save(update_fields=["search"])
    place = rf"^(option|sheet|comment|wording)\.{option.number}(\.|$)"
    Draft.objects.filter(participation__exercise=option.exercise, place__regex=place).delete()
    CommentVersion.objects.filter(comment__option=option).update(text="")
    said = {"hidden_reason": "sensitive", "hidden_note": "", "hidden_by": by}
    Comment.objects.filter(option=option).exclude(state="withdrawn").update(state="hidden", **said)
    Objection.objects.filter(option=option, ended_at=None).update(ended_at=now)
    Decision.objects.filter(option=option).update(note="")
    Sheet.objects.filter(option=option).exclude(reason="").update(reason=tombstone)
    CardMove.objects.filter(card=option.pk).update(note="")
    Membership.objects.filter(option=option).update(reason="")
    WildCard.objects.filter(option=option).update(reason="")
    Challenge.objects.filter(option=option).update(text=tombstone, answer_text="")
    ReportDraft.objects.filter(exercise=option.exercise).delete()
