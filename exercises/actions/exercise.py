"""Writes on the exercise itself: create it, let its phases open, move their boundary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions.moderation import accept_what_waits, withdraw_overdue_returns
from exercises.actions.protocol import freeze_protocol, hold_protocol
from exercises.errors import ActionRefused
from exercises.models import Axis, Criterion, Exercise, Numbering, Option, Participation, Phase, Template
from quadrant.accounts.models import User


@transaction.atomic
def create_exercise(
    *,
    creator: User,
    values: Mapping[str, Any],
    axes: Mapping[str, Mapping[str, str]],
    phases: list[tuple[formats.PhaseKind, dt.datetime, dt.datetime]],
    now: dt.datetime,
    criteria: list[dict[str, Any]] | None = None,
    alias: str = "",
) -> Participation:
    """A new exercise with its log, default template and criteria; its creator becomes manager.

    *values* are fields of Exercise; *axes* maps "x" and "y" to question, negative and positive pole.
    *now* is in the exercise's time.
    """
    if not creator.may_create_exercises:
        raise ActionRefused("not_your_role", _("You do not have the right to create exercises."))
    try:
        with transaction.atomic():
            exercise = Exercise.objects.create(created_by=creator, created_at=now, **values)
    except IntegrityError:  # a double click, or two people with one idea
        message = _("This address is taken. Choose another.")
        raise ActionRefused("conflict", message, fields={"slug": message}) from None
    activity.open_stream(exercise)
    Numbering.objects.create(exercise=exercise)
    Axis.objects.bulk_create(Axis(exercise=exercise, key=key, **axis) for key, axis in axes.items())
    Phase.objects.bulk_create(
        Phase(exercise=exercise, kind=kind, opens_at=opens, closes_at=closes) for kind, opens, closes in phases
    )
    Template.objects.create(exercise=exercise, fields=[asdict(field) for field in formats.DEFAULT_TEMPLATE])
    given = criteria if criteria is not None else [asdict(c) for c in formats.DEFAULT_CRITERIA]
    Criterion.objects.bulk_create(Criterion(exercise=exercise, position=n, **c) for n, c in enumerate(given))
    manager = Participation.objects.create(
        exercise=exercise,
        user=creator,
        role="manager",
        alias=alias or _("Manager"),
        consent_at=now,
        joined_at=now,
    )
    activity.append(exercise, events.ExerciseCreated(), actor=manager, now=now)
    activity.append(exercise, events.PersonJoined(role="manager"), actor=manager, now=now)
    return manager


def open_due_phases(*, exercise: Exercise, now: dt.datetime) -> list[Phase]:
    """Log every phase whose time has come and do what its opening brings, once and in order.

    The resolver in access.py goes by the dates alone, so a late clock is a late line in the log, never a
    late deadline. Late means more than a minute.
    """
    with transaction.atomic():
        due = list(
            Phase.objects.select_for_update()
            .filter(exercise=exercise, opens_at__lte=now, logged_at=None)
            .order_by("opens_at")
        )
        if any(phase.kind == "rate" for phase in due):
            _lock_what_changes(exercise)
            hold_protocol(exercise)  # before the log's counter, which every writer locks last
        for phase in due:
            phase.logged_at = now
            phase.save(update_fields=["logged_at"])
            late = now - phase.opens_at > dt.timedelta(minutes=1)
            if phase.kind == "rate":
                # Read anew: the boundary of this phase may have been moved in this very transaction.
                withdraw_overdue_returns(exercise=Exercise.objects.get(pk=exercise.pk), now=now)
                accept_what_waits(exercise, now)
                freeze_protocol(exercise=exercise, now=now)
            activity.append(exercise, events.PhaseOpened(phase=phase.kind, late=late), actor=None, now=now)
    return due


def _lock_what_changes(exercise: Exercise) -> None:
    """Lock the options first and the log last, as every write does: the other way round two would wait for ever."""
    states = [*formats.WAITING_STATES, "returned"]
    rows = Option.objects.select_for_update(no_key=True).filter(exercise=exercise, state__in=states)
    list(rows.order_by("number").values_list("pk", flat=True))


def open_next_phase(*, manager: Participation, seen_phase: int, now: dt.datetime) -> Phase:
    """End the present phase now and open the next: the boundary between them moves, nothing else does.

    *seen_phase* is the id of the phase that the manager saw as present, so that a double click or two
    managers open one phase, not two.
    """
    access.require(manager, "manage", now)
    exercise = manager.exercise
    with transaction.atomic():
        phases = list(Phase.objects.select_for_update().filter(exercise=exercise).order_by("opens_at"))
        present = next((i for i, p in enumerate(phases) if p.opens_at <= now < p.closes_at), None)
        if present is None or phases[present].pk != seen_phase:
            raise ActionRefused("stale", _("Another phase has opened meanwhile. Look at the schedule again."))
        if present + 1 == len(phases):
            raise ActionRefused("conflict", _("This is the last phase."))
        ending, following = phases[present], phases[present + 1]
        if now <= ending.opens_at:
            raise ActionRefused("conflict", _("This phase has only just opened."))
        ending.closes_at = following.opens_at = now
        ending.save(update_fields=["closes_at"])
        following.save(update_fields=["opens_at"])
        open_due_phases(exercise=exercise, now=now)
    return following


def update_frame(*, manager: Participation, values: Mapping[str, str], now: dt.datetime) -> None:
    """Change title, question, deck, brief and marking: words that frame the exercise, and nothing that is rated."""
    access.require(manager, "manage", now)
    with transaction.atomic():
        Exercise.objects.filter(pk=manager.exercise_id).update(**values)
        activity.append(manager.exercise, events.FrameChanged(), actor=manager, now=now)
