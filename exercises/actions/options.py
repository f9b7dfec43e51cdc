"""Writes on options and their texts."""

from __future__ import annotations

import datetime as dt
import operator
import uuid
from collections.abc import Mapping
from functools import reduce
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Value
from django.utils.translation import gettext as _

from exercises import access, activity, events
from exercises.actions import receipts
from exercises.actions.decisions import locked
from exercises.actions.drafts import let_go
from exercises.errors import ActionRefused
from exercises.models import Card, Exercise, Option, OptionVersion, Participation, Template
from exercises.queries import option_rules as rules
from exercises.queries.search import Unaccent

TEXTS = ("title", "summary", "aspects")


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


def revise_option(
    *,
    author: Participation,
    option: Option,
    values: Mapping[str, Any],
    change: str,
    seen_version: int,
    key: uuid.UUID,
    now: dt.datetime,
) -> int:
    """Give an option a new text and return its version; the same *key* again returns the first answer.

    *values* as for submit_option; *change* is typo, clarification or material, and a material one raises the
    generation, so that sheets on the text before are on an older one. *author* is whoever writes: the option's
    author until the freeze, then those who may amend. Raises ActionRefused(stale) with version and who wrote it
    when *seen_version* is not the current one: nobody's text is overwritten unseen.
    """
    with transaction.atomic():
        body = {"action": "revise_option", "option": option.number, "seen": seen_version, "change": change, **values}
        receipt, first = receipts.claim(author, key, body)
        if not first:
            return int(receipt.answer["version"])
        standing = locked(option, author)
        rules.may_edit(author, standing, now)
        rules.may_change(author, standing, change, now)
        refuse_stale(standing, seen_version)
        if not differs(standing, values):
            raise ActionRefused("invalid", _("Nothing is different from the present text."))
        version = write_version(standing, author, values, change, now)
        let_go(author, f"option.{standing.number}")
        receipts.keep(receipt, {"version": version.number})
        event = events.OptionRevised(option=standing.number, version=version.number, change=change)
        activity.append(author.exercise, event, actor=author, now=now)
    return version.number


def refuse_stale(option: Option, seen_version: int) -> None:
    """Raise ActionRefused(stale) unless *seen_version* is the option's current text."""
    present = option.current
    assert present is not None  # an option is born with version 1
    if present.number != seen_version:
        who = present.author.alias if present.author else ""
        message = _("The text was saved meanwhile as version %(version)s. Both texts are shown; nothing is lost.")
        facts = {"version": present.number, "written_by": who}
        raise ActionRefused("stale", message % {"version": present.number}, facts=facts)


def differs(option: Option, values: Mapping[str, Any]) -> bool:
    """Whether *values* are another text than the current one."""
    return any(values[name] != getattr(option.current, name) for name in TEXTS)


def write_version(
    option: Option, author: Participation, values: Mapping[str, Any], change: str, now: dt.datetime
) -> OptionVersion:
    """The next version of a locked option, made its current text and findable by its words."""
    present = option.current
    assert present is not None  # an option is born with version 1
    option.current = OptionVersion.objects.create(
        option=option,
        number=present.number + 1,
        generation=present.generation + (change == "material"),
        change=change,
        template=present.template,
        author=author,
        created_at=now,
        **{name: values[name] for name in TEXTS},
    )
    option.save(update_fields=["current"])
    index_text(option)
    return option.current


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

    Without accents; stemmed as English, title and summary as they are written as well, for what is half typed. A hit
    in the title weighs more than one in the summary, and that more than one in an aspect.
    """
    text = option.current
    assert text is not None  # an option is born with version 1
    aspects = " ".join(map(str, text.aspects.values()))
    parts = [("A", text.title, "english"), ("A", text.title, "simple"), ("B", text.summary, "english")]
    parts += [("B", text.summary, "simple"), ("C", aspects, "english")]
    words = [SearchVector(Unaccent(Value(part)), weight=weight, config=config) for weight, part, config in parts]
    Option.objects.filter(pk=option.pk).update(search=reduce(operator.add, words))


def next_number(exercise: Exercise) -> int:
    """The next free PO number; the counter's row stays locked until the commit, so a refusal wastes none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exercises_numbering SET last_option = last_option + 1 WHERE exercise_id = %s RETURNING last_option",
            [exercise.pk],
        )
        return int(cursor.fetchone()[0])
