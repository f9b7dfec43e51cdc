"""Writes on a person's queue: what one is given to judge, and what became of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.analysis.queue import portion
from exercises.errors import ActionRefused
from exercises.models import Exercise, Option, Participation, QueueEntry, Sheet
from exercises.queries import queue as queues


def draw_portion(*, rater: Participation, now: dt.datetime) -> list[int]:
    """Give *rater* the next portion; returns the numbers of the options that wait, in their order.

    While some of the last portion wait, these are returned and nothing is drawn, so that a double click or two
    tabs draw one portion. An empty list says that nothing is left. Skipped options come back when no others are.
    """
    access.require(rater, "rate", now)
    with transaction.atomic():
        Participation.objects.select_for_update(no_key=True).get(pk=rater.pk)
        waiting = [entry.option.number for entry in queues.queue_of(rater).left]
        if waiting:
            return waiting
        # Two people who draw at the same moment: the second must see what the first was given, or both get the same.
        exercise = Exercise.objects.select_for_update(no_key=True).get(pk=rater.exercise_id)
        numbers = _choose(rater, exercise, now)
        if numbers:
            _enter(rater, exercise, numbers, now)
            activity.append(exercise, events.PortionDrawn(options=numbers), actor=rater, now=now)
    return numbers


def open_entry(*, rater: Participation, option: Option, now: dt.datetime) -> None:
    """Note that *rater* has looked at *option* for the first time; a later look, or one outside the queue, is nothing.

    No event: the row itself is the log of what was shown, and coverage is all that reads it.
    """
    access.require(rater, "rate", now)
    QueueEntry.objects.filter(participation=rater, option=option, opened_at=None).update(opened_at=now)


def skip_option(*, rater: Participation, option: Option, reason: str, now: dt.datetime) -> None:
    """Put an option of one's queue aside, for one of formats.SKIPS; it comes back behind all others.

    The same again changes and logs nothing. One that was judged is not skipped any more.
    """
    access.require(rater, "rate", now)
    if reason not in dict(formats.SKIPS):
        raise ActionRefused(
            "invalid", _("Choose one of the reasons."), fields={"reason": _("Choose one of the reasons.")}
        )
    with transaction.atomic():
        entry = _entry(rater, option)
        if entry.skipped == reason:
            return
        entry.skipped, entry.skipped_at = reason, now
        entry.opened_at = entry.opened_at or now
        entry.save(update_fields=["skipped", "skipped_at", "opened_at"])
        event = events.OptionSkipped(option=option.number, reason=reason)
        activity.append(rater.exercise, event, actor=rater, now=now)


def resume_option(*, rater: Participation, option: Option, now: dt.datetime) -> None:
    """Take back a skip: the option waits again where it stood. Where nothing was skipped, nothing is done."""
    access.require(rater, "rate", now)
    with transaction.atomic():
        entry = _entry(rater, option)
        if not entry.skipped:
            return
        entry.skipped, entry.skipped_at = "", None
        entry.save(update_fields=["skipped", "skipped_at"])
        activity.append(rater.exercise, events.OptionResumed(option=option.number), actor=rater, now=now)


def _entry(rater: Participation, option: Option) -> QueueEntry:
    entry = QueueEntry.objects.select_for_update(no_key=True).filter(participation=rater, option=option).first()
    if entry is None:
        raise ActionRefused("conflict", _("This option is not in your queue, so there is nothing to put aside."))
    if Sheet.objects.filter(participation=rater, option=option, current=True).exists():
        raise ActionRefused("conflict", _("You have judged this option already."))
    return entry


def _choose(rater: Participation, exercise: Exercise, now: dt.datetime) -> list[int]:
    load = queues.load_of(rater, now)
    return portion(
        # This person's own, not to be guessed by who knows the alias, and the same when a demo is loaded again.
        seed=f"{rater.alias} {rater.joined_at.timestamp()}",
        sheets=load.sheets,
        done=load.done,
        skipped=load.skipped,
        own=load.own,
        size=exercise.portion,
        floor=exercise.rating_floor,
    )


def _enter(rater: Participation, exercise: Exercise, numbers: list[int], now: dt.datetime) -> None:
    last = QueueEntry.objects.filter(participation=rater).order_by("-portion").values_list("portion", flat=True).first()
    pks = dict(Option.objects.filter(exercise=exercise, number__in=numbers).values_list("number", "pk"))
    QueueEntry.objects.bulk_create(
        [
            QueueEntry(
                participation=rater, option_id=pks[number], portion=(last or 0) + 1, position=place, drawn_at=now
            )
            for place, number in enumerate(numbers, 1)
        ],
        update_conflicts=True,  # what was skipped, or waited in vain while it did not stand, comes once more
        unique_fields=["participation", "option"],
        update_fields=["portion", "position", "drawn_at", "skipped", "skipped_at"],
    )
