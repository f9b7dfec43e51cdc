"""What the demo's analysts say to each other about the options, and what moderators do with it."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any

from exercises.actions import comments
from exercises.demo import content
from exercises.demo.week import Week, key
from exercises.models import Participation


def plan(week: Week) -> None:
    for place, comment in enumerate(content.read("talk")["comments"]):
        week.at(content.moment(comment["at"]), partial(_opens_thread, week, place, comment))


def _opens_thread(week: Week, place: int, comment: dict[str, Any], now: dt.datetime) -> None:
    """Post a comment, and plan what is said below it and done with it."""
    number = _posts(week, comment["option"], comment, now, named=key("comment", place))
    for n, reply in enumerate(comment.get("replies", [])):
        named = key("comment", place, n)
        week.at(
            content.moment(reply["at"]), partial(_replies, week, comment["option"], reply, thread=number, named=named)
        )
    for what, step in (("revised", _revises), ("withdrawn", _withdraws), ("strongest", _chooses)):
        if what in comment:
            week.at(content.moment(comment[what]), partial(step, week, comment, number))
    if "hidden" in comment:
        week.at(content.moment(comment["hidden"]["at"]), partial(_hides, week, comment["hidden"], number))


def _posts(
    week: Week, option: int, comment: dict[str, Any], now: dt.datetime, *, named: uuid.UUID, below: int = 0
) -> int:
    present = week.options[option].current
    assert present is not None
    return comments.post_comment(
        author=_author(week, option, comment),
        option=week.options[option],
        kind=comment["kind"],
        text=comment.get("was", comment["text"]),
        key=named,
        now=now,
        seen_version=present.number,
        thread=week.comment(below) if below else None,
    )


def _author(week: Week, option: int, comment: dict[str, Any]) -> Participation:
    """An analyst by number, or whoever wrote the option."""
    number = content.options()[option]["author"] if comment["by"] == "author" else comment["by"]
    return week.analyst(number)


def _replies(
    week: Week, option: int, reply: dict[str, Any], now: dt.datetime, *, thread: int, named: uuid.UUID
) -> None:
    _posts(week, option, reply, now, named=named, below=thread)


def _revises(week: Week, comment: dict[str, Any], number: int, now: dt.datetime) -> None:
    comments.revise_comment(
        author=week.analyst(comment["by"]),
        comment=week.comment(number),
        text=comment["text"],
        seen_version=1,
        key=key("comment revised", number),
        now=now,
    )


def _withdraws(week: Week, comment: dict[str, Any], number: int, now: dt.datetime) -> None:
    comments.withdraw_comment(author=week.analyst(comment["by"]), comment=week.comment(number), now=now)


def _hides(week: Week, hidden: dict[str, Any], number: int, now: dt.datetime) -> None:
    moderator, comment = week.seats[hidden["by"]], week.comment(number)
    comments.hide_comment(moderator=moderator, comment=comment, reason=hidden["reason"], note=hidden["note"], now=now)


def _chooses(week: Week, comment: dict[str, Any], number: int, now: dt.datetime) -> None:
    moderator = week.seats["moderator1"]  # who lives where it is evening when the writing ends
    option = week.options[comment["option"]]
    comments.choose_objection(moderator=moderator, option=option, comment=week.comment(number), now=now)
