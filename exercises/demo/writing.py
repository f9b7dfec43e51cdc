"""How the demo's options come to be: submitted, improved, returned and sent again, reviewed, withdrawn, rejected."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from exercises.actions import drafts, moderation, option_life, options
from exercises.demo import content, hours
from exercises.demo.content import Text
from exercises.demo.week import Week, key

OFFICE = (8, 20)  # hours of a moderator's local clock
# What nobody gets round to reviewing before rating opens.
LEFT_OVER = frozenset({24, 29, 31, 32, 33})


def plan(week: Week) -> None:
    for number, option in content.options().items():
        if number:
            texts = content.texts(number)
            week.at(content.moment(option["at"]), partial(_submits, week, number, option, texts[0]))
            for version in range(1, len(texts)):
                week.at(content.moment(texts[version - 1].at), partial(_changes, week, number, version))
    for step in content.read("versions")["returned"]:
        week.at(content.moment(step["at"]), partial(_returns, week, step))
    for extra in content.read("versions")["extra"]:
        _plans_extra(week, extra)
    for draft in content.read("habits")["drafts"]:
        week.at(content.moment(draft["at"]), partial(_drafts, week, draft))


def _plans_extra(week: Week, extra: dict[str, Any]) -> None:
    first = Text(content.option_values(extra))
    week.at(content.moment(extra["at"]), partial(_submits, week, extra["number"], extra, first))
    if "withdrawn" in extra:
        week.at(content.moment(extra["withdrawn"]), partial(_withdraws, week, extra))
    for step in ("rejected", "upheld"):
        if step in extra:
            week.at(content.moment(extra[step]["at"]), partial(_rejects, week, extra["number"], extra[step]))
    if "appealed" in extra:
        week.at(content.moment(extra["appealed"]["at"]), partial(_appeals, week, extra))


def _submits(week: Week, number: int, option: dict[str, Any], text: Text, now: dt.datetime) -> None:
    given = options.submit_option(
        author=week.analyst(option["author"]),
        values=text.values,
        origin=option.get("origin", ""),
        key=key("option", number),
        now=now,
    )
    assert given == number, f"PO-{number} was submitted as PO-{given}"
    week.reread(number)
    if number in content.options() and number not in _returned():
        _plans_review(week, number, now)


def _returned() -> dict[int, str]:
    """The options that are given back, and by whom; the same moderator reads them again."""
    return {step["option"]: step["by"] for step in content.read("versions")["returned"]}


def _plans_review(week: Week, number: int, now: dt.datetime) -> None:
    """One of the two moderators takes the option up in office hours and accepts it soon after, if there is time."""
    random = hours.draw("review", number)
    name = _returned().get(number) or random.choice(["moderator1", "moderator2"])
    zone = next(person["zone"] for person in content.people()["staff"] if person["email"] == name)
    begins = hours.next_within(*OFFICE, zone, now + dt.timedelta(minutes=random.uniform(40, 240)))
    ends = begins + dt.timedelta(minutes=random.uniform(6, 25))
    if number not in LEFT_OVER and ends < week.phase("rate").opens_at:
        week.at(begins, partial(_takes_up, week, number, name))
        week.at(ends, partial(_accepts, week, number, name))


def _takes_up(week: Week, number: int, name: str, now: dt.datetime) -> None:
    moderation.take_up_option(moderator=week.seats[name], option=week.options[number], now=now)
    week.reread(number)


def _accepts(week: Week, number: int, name: str, now: dt.datetime) -> None:
    moderation.accept_option(
        moderator=week.seats[name],
        option=week.options[number],
        seen_version=_version(week, number),
        key=key("accepted", number),
        now=now,
    )
    week.reread(number)


def _version(week: Week, number: int) -> int:
    present = week.options[number].current
    assert present is not None
    return present.number


def _changes(week: Week, number: int, version: int, now: dt.datetime) -> None:
    """The step from one text to the next: of a returned option it is sent again, of any other it is edited."""
    before, after = content.texts(number)[version - 1 : version + 1]
    author = week.seats[before.by] if before.by else week.analyst(content.options()[number]["author"])
    what: dict[str, Any] = {"values": after.values, "change": before.change, "seen_version": version}
    named = key("version", number, version + 1)
    if week.options[number].state == "returned":
        option_life.resubmit_option(author=author, option=week.options[number], key=named, now=now, **what)
        _plans_review(week, number, now)
    else:
        options.revise_option(author=author, option=week.options[number], key=named, now=now, **what)
    week.reread(number)


def _returns(week: Week, step: dict[str, Any], now: dt.datetime) -> None:
    moderation.return_option(
        moderator=week.seats[step["by"]],
        option=week.options[step["option"]],
        seen_version=_version(week, step["option"]),
        reason=step["reason"],
        note=step["note"],
        key=key("returned", step["option"]),
        now=now,
    )
    week.reread(step["option"])


def _withdraws(week: Week, extra: dict[str, Any], now: dt.datetime) -> None:
    option = week.options[extra["number"]]
    option_life.withdraw_option(author=week.analyst(extra["author"]), option=option, now=now)
    week.reread(extra["number"])


def _rejects(week: Week, number: int, step: dict[str, Any], now: dt.datetime) -> None:
    moderation.reject_option(
        moderator=week.seats[step["by"]],
        option=week.options[number],
        seen_version=_version(week, number),
        reason=step["reason"],
        note=step["note"],
        key=key("rejected", number, step["at"]),
        now=now,
    )
    week.reread(number)


def _appeals(week: Week, extra: dict[str, Any], now: dt.datetime) -> None:
    option_life.appeal_decision(
        author=week.analyst(extra["author"]),
        option=week.options[extra["number"]],
        text=extra["appealed"]["text"],
        key=key("appealed", extra["number"]),
        now=now,
    )


def _drafts(week: Week, draft: dict[str, Any], now: dt.datetime) -> None:
    """Something that is begun and not sent."""
    tab = str(key("tab", draft["by"]))
    writer = week.analyst(draft["by"])
    drafts.save_draft(writer=writer, place=draft["place"], seq=1, tab=tab, body=draft["body"], now=now)
