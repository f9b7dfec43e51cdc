"""Writes on options."""

from __future__ import annotations

import datetime as dt
import operator
import uuid
from collections.abc import Mapping
from functools import reduce
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Func, TextField, Value

from exercises import access, activity, events
from exercises.actions import receipts
from exercises.actions.drafts import let_go
from exercises.models import Card, Exercise, Option, OptionVersion, Participation, Template


def submit_option(
    *, author: Participation, values: Mapping[str, Any], key: uuid.UUID, now: dt.datetime, origin: str = ""
) -> int:
    """Submit a new option and return its number; the same *key* again returns the first number.

    *values* are title, summary and aspects (template key → Markdown), already cleaned by the form; *origin*
    says where an option of a reconstruction comes from.
    """
    access.require(author, "submit", now)
    exercise = author.exercise
    with transaction.atomic():
        receipt, first = receipts.claim(author, key, {"action": "submit_option", **values})
        if not first:
            return int(receipt.answer["number"])
        number = next_number(exercise)
        option = create_option(exercise=exercise, author=author, number=number, values=values, now=now, origin=origin)
        receipts.keep(receipt, {"number": option.number})
        let_go(author, "option.new")
        activity.append(exercise, events.OptionSubmitted(option=option.number, version=1), actor=author, now=now)
    return option.number


def enter_present_policy(*, manager: Participation, values: Mapping[str, Any], now: dt.datetime) -> None:
    """Write PO-0, the present policy, which is rated like any other option; once, and by the manager."""
    access.require(manager, "manage", now)
    with transaction.atomic():
        option = create_option(
            exercise=manager.exercise, author=None, number=0, values=values, now=now, origin="present"
        )
        event = events.OptionSubmitted(option=option.number, version=1)
        activity.append(manager.exercise, event, actor=manager, now=now)


def create_option(
    *,
    exercise: Exercise,
    author: Participation | None,
    number: int,
    values: Mapping[str, Any],
    now: dt.datetime,
    origin: str = "",
) -> Option:
    """The rows of a new option: itself, version 1 and its card."""
    option = Option.objects.create(
        exercise=exercise, number=number, author=author, state="submitted", origin=origin, submitted_at=now
    )
    option.current = OptionVersion.objects.create(
        option=option,
        number=1,
        template=Template.objects.filter(exercise=exercise).latest("version"),
        title=values["title"],
        summary=values["summary"],
        aspects=values["aspects"],
        author=author,
        created_at=now,
    )
    option.save(update_fields=["current"])
    index_text(option)
    Card.objects.create(option=option)
    return option


def index_text(option: Option) -> None:
    """Let search find the words of the option's current text; call it with every new version.

    Stemmed as English and without accents; a hit in the title weighs more than one in the summary, and that
    more than one in an aspect.
    """
    text = option.current
    assert text is not None  # an option is born with version 1
    parts = {"A": text.title, "B": text.summary, "C": " ".join(map(str, text.aspects.values()))}
    words = [SearchVector(Unaccent(Value(part)), weight=weight, config="english") for weight, part in parts.items()]
    Option.objects.filter(pk=option.pk).update(search=reduce(operator.add, words))


class Unaccent(Func):
    """PostgreSQL's unaccent(): é as e."""

    function = "unaccent"
    output_field = TextField()


def next_number(exercise: Exercise) -> int:
    """The next free PO number; the counter's row stays locked until the commit, so a refusal wastes none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exercises_numbering SET last_option = last_option + 1 WHERE exercise_id = %s RETURNING last_option",
            [exercise.pk],
        )
        return int(cursor.fetchone()[0])
