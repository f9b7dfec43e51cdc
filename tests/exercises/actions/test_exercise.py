"""Creating an exercise, and its phases opening by the clock or by hand."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from exercises import access
from exercises.actions.exercise import open_due_phases, open_next_phase
from exercises.actions.moderation import return_option
from exercises.errors import ActionRefused
from exercises.models import Decision, Option, Phase

Middle = Callable[[str], dt.datetime]


def opened(exercise) -> list[tuple[str, bool]]:
    rows = exercise.events.filter(kind="phase.opened").order_by("seq")
    return [(event.data["phase"], event.data["late"]) for event in rows]


def test_what_is_overdue_happens_once_in_order_and_is_logged_as_late(cast, exercise, middle: Middle) -> None:
    on_time = exercise.phases.get(kind="compete").opens_at + dt.timedelta(seconds=20)
    open_due_phases(exercise=exercise, now=on_time)
    open_due_phases(exercise=exercise, now=on_time)
    assert opened(exercise) == [("prepare", True), ("diverge", True), ("compete", False)]


def test_when_rating_opens_what_waits_is_accepted_and_returns_without_time_left_are_withdrawn(
    cast, exercise, submit, middle: Middle
) -> None:
    submit(cast.ana)
    for hours in (1, 72):
        what = {"option": submit(cast.ben), "reason": "unclear", "seen_version": 1, "grace_hours": hours}
        return_option(moderator=cast.mona, **what, key=uuid.uuid4(), now=middle("compete"))
    open_due_phases(exercise=exercise, now=middle("rate"))
    assert list(Option.objects.values_list("state", flat=True)) == ["accepted", "withdrawn", "returned"]
    kinds = list(exercise.events.order_by("-seq").values_list("kind", flat=True)[:4])
    assert kinds == ["phase.opened", "protocol.frozen", "options.accepted", "options.withdrawn"]
    made = Decision.objects.filter(decided_by=None).order_by("option__number")
    assert list(made.values_list("option__number", "verdict")) == [(1, "accepted"), (2, "withdrawn")]


def test_the_manager_opens_the_next_phase_and_only_the_boundary_moves(cast, exercise, middle: Middle) -> None:
    now = middle("diverge")
    diverge, compete = exercise.phases.get(kind="diverge"), exercise.phases.get(kind="compete")
    open_next_phase(manager=cast.manager, seen_phase=diverge.pk, now=now)
    diverge.refresh_from_db()
    moved = Phase.objects.get(pk=compete.pk)
    assert (diverge.closes_at, moved.opens_at, moved.closes_at) == (now, now, compete.closes_at)
    assert opened(exercise)[-1] == ("compete", False)


def test_a_double_click_opens_one_phase(cast, exercise, middle: Middle) -> None:
    now, diverge = middle("diverge"), exercise.phases.get(kind="diverge")
    open_next_phase(manager=cast.manager, seen_phase=diverge.pk, now=now)
    with pytest.raises(ActionRefused) as refused:
        open_next_phase(manager=cast.manager, seen_phase=diverge.pk, now=now + dt.timedelta(seconds=1))
    assert (refused.value.code, opened(exercise)[-1]) == ("stale", ("compete", False))


@pytest.mark.parametrize("who", ["ana", "mona", "lead", "olga"])
def test_only_the_manager_opens_phases(cast, exercise, middle: Middle, who: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        open_next_phase(manager=getattr(cast, who), seen_phase=1, now=middle("diverge"))
    assert refused.value.status == 403


def test_the_last_phase_has_no_next(cast, exercise, middle: Middle) -> None:
    closed = exercise.phases.get(kind="closed")
    with pytest.raises(ActionRefused) as refused:
        open_next_phase(manager=cast.manager, seen_phase=closed.pk, now=middle("closed"))
    assert refused.value.code == "conflict"


@pytest.mark.django_db(transaction=True)
def test_phases_never_overlap(cast, exercise) -> None:
    compete = exercise.phases.get(kind="compete")
    compete.opens_at -= dt.timedelta(hours=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        compete.save()


def test_the_door_goes_by_the_dates_even_when_the_clock_process_is_down(cast, exercise, middle: Middle) -> None:
    assert access.may(cast.ana, "rate", middle("rate")) is True
    closes = exercise.phases.get(kind="rate").closes_at
    assert access.may(cast.ana, "rate", closes - dt.timedelta(microseconds=1)) is True
    assert access.may(cast.ana, "rate", closes) is False
