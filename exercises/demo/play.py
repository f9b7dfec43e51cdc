"""Plays the demo exercise through the same actions that people use, up to two in the afternoon of one of its days."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import connection
from django.db.models import prefetch_related_objects

from exercises import formats
from exercises.actions import exercise as exercises_
from exercises.actions import options
from exercises.demo import content, gathering, judging, reporting, synthesis, talking, writing
from exercises.demo.week import DAY, Week, stands_at
from exercises.models import Exercise


def play(password: str, real_now: dt.datetime, day: int = DAY) -> Exercise:
    """Create accounts and exercise and play the week; *password* is the stored form, the same for all accounts.

    Everything is done at its time in the exercise and in that order, so the log reads like a real week's. The
    exercise's clock is set so that it is two in the afternoon of *day*, 1 to 7, at *real_now*.
    """
    week = planned(password, real_now, day)
    week.play()
    _count_rows()
    return week.exercise


def planned(password: str, real_now: dt.datetime, day: int) -> Week:
    """The exercise as it was created, and all that will happen in its week, of which nothing has happened yet."""
    week = _set_up(password, real_now, day)
    # Phases open by the clock; a deed of the same moment must find the door as it was opened.
    for phase in week.exercise.phases.all():
        opens = week.manager.joined_at + dt.timedelta(hours=2) if phase.kind == "prepare" else phase.opens_at
        week.at(opens, partial(_opens_phase, week))
    for plan in (gathering.plan, writing.plan, talking.plan, judging.plan, synthesis.plan, reporting.plan):
        plan(week)
    return week


def _set_up(password: str, real_now: dt.datetime, day: int) -> Week:
    data = content.exercise()
    about = dict(data["exercise"])
    phases = formats.schedule("one_week", about.pop("starts"), about["zone"], working_days=False)
    person = next(person for person in content.people()["staff"] if person["email"] == "manager")
    creator = gathering.account("manager", person, password, may_create_exercises=True)
    manager = exercises_.create_exercise(
        creator=creator,
        values={
            **{key: value.strip() for key, value in about.items()},
            "synthetic": True,
            "clock_offset": stands_at(day) - real_now,
        },
        axes={axis["key"]: {k: axis[k] for k in ("question", "negative", "positive")} for axis in data["axes"]},
        phases=phases,
        criteria=data["criteria"],
        alias=person["alias"],
        now=phases[0][1] + dt.timedelta(hours=9),
    )
    prefetch_related_objects([manager.exercise], "phases")  # every deed asks whether its phase is open
    week = Week(manager, password, stands_at(day))
    values = content.option_values(data["options"][0])
    options.enter_present_policy(manager=manager, values=values, now=manager.joined_at + dt.timedelta(hours=1))
    week.reread(0)
    return week


def _opens_phase(week: Week, now: dt.datetime) -> None:
    _count_rows()
    exercises_.open_due_phases(exercise=week.exercise, now=now)
    week.reread()  # what waited for review when rating opens is accepted


def _count_rows() -> None:
    """Let PostgreSQL count what was written: the week is one transaction, which its own clerk cannot look into.

    Without it every query is planned for empty tables, and the joins of some thousand ratings take minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
