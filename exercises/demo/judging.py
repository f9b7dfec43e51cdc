"""The demo's day of rating and the one revision after the reveal: the queue decides what, the crowd answers."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from exercises.actions import drafts, queue, ratings
from exercises.demo import content, crowd, hours
from exercises.demo.week import Week, key

LEAVES_WITH_A_DRAFT = (37, 60)
LAST_START = dt.timedelta(minutes=25)  # before the close nobody begins another portion


def plan(week: Week) -> None:
    rate, reveal = week.phase("rate"), week.phase("reveal")
    for analyst in content.analysts():
        if hours.habit("silent", analyst):
            continue
        early = dt.timedelta(hours=8 if hours.habit("leave", analyst) else 0)  # time for what they leave unfinished
        start = hours.sitting(analyst, "rate", rate.opens_at, rate.closes_at - early)
        week.at(start, partial(_sits_down, week, analyst, _portions(analyst)))
        if not hours.habit("few", analyst) and hours.draw("looks again", analyst).random() < 0.72:
            start = hours.sitting(analyst, "reveal", reveal.opens_at, reveal.closes_at)
            week.at(start, partial(_looks_again, week, analyst))


def _portions(analyst: int) -> int:
    """How many portions the analyst means to judge."""
    if hours.habit("regulars", analyst):
        return 6
    if hours.habit("few", analyst):
        return 1
    return 2 if hours.habit("leave", analyst) else hours.draw("portions", analyst).choices([1, 2, 3], [2, 5, 4])[0]


def _sits_down(week: Week, analyst: int, portions: int, now: dt.datetime) -> None:
    """Draw a portion and plan its sheets one after the other, then the next sitting."""
    closes = week.phase("rate").closes_at
    waiting = queue.draw_portion(rater=week.analyst(analyst), now=now)
    stays = _stays(analyst, portions, len(waiting))
    at = now
    for number in waiting[:stays]:
        at += hours.pace(analyst, number)
        week.at(at, partial(_takes_up, week, analyst, number))
    if stays < len(waiting):
        if analyst in LEAVES_WITH_A_DRAFT:
            week.at(at + dt.timedelta(seconds=70), partial(_leaves_draft, week, analyst, waiting[stays]))
    elif waiting and portions > 1:
        pauses = [5] if hours.habit("leave", analyst) else [3, 5, 12, 40, 95, 170]
        rest = dt.timedelta(minutes=hours.draw("rest", analyst, portions).choice(pauses))
        again = hours.next_awake(analyst, at + rest)
        if again < closes - LAST_START:
            week.at(again, partial(_sits_down, week, analyst, portions - 1))


def _stays(analyst: int, portions: int, size: int) -> int:
    """For how many options of the portion the analyst stays."""
    random = hours.draw("stays", analyst)
    if hours.habit("few", analyst):
        return random.randint(2, 4)
    if hours.habit("leave", analyst) and portions == 1:
        return random.randint(2, 6)
    return size


def _takes_up(week: Week, analyst: int, number: int, now: dt.datetime) -> None:
    """Judge the option, or put it aside where it is met for the first time and something speaks against it."""
    if now >= week.phase("rate").closes_at:
        return
    rater, option = week.analyst(analyst), week.options[number]
    reason = "" if (analyst, number) in week.skipped else crowd.skips(analyst, number)
    if reason:
        week.skipped.add((analyst, number))
        queue.skip_option(rater=rater, option=option, reason=reason, now=now)
        return
    assert option.current is not None
    values = crowd.sheet(analyst, content.options()[number], str(number))
    ratings.judge_option(
        rater=rater,
        option=option,
        seen_version=option.current.number,
        values=values,
        key=key("sheet", analyst, number),
        now=now,
    )
    week.sheets[analyst, number] = values


def _leaves_draft(week: Week, analyst: int, number: int, now: dt.datetime) -> None:
    steps = crowd.sheet(analyst, content.options()[number], str(number))["ratings"]
    body = {f"rating_{name}": str(step) for name, step in list(steps.items())[:2]}
    drafts.save_draft(
        writer=week.analyst(analyst), place=f"sheet.{number}", seq=1, tab=str(key("tab", analyst)), body=body, now=now
    )


def _looks_again(week: Week, analyst: int, now: dt.datetime) -> None:
    """After the reveal, take up again what lies furthest from what the others said."""
    mine = {number: values for (who, number), values in week.sheets.items() if who == analyst}
    middles = {number: crowd.medians(_answers(week, number)) for number in mine}
    random = hours.draw("again", analyst)
    far = sorted(mine, key=lambda number: -crowd.distance(mine[number], middles[number]) - random.uniform(0, 3))
    at = now
    for number in far[: round(len(far) * random.uniform(0.15, 0.4))]:
        said = crowd.revision(analyst, content.options()[number], mine[number], middles[number])
        if said:
            at += hours.pace(analyst, "again", number)
            week.at(at, partial(_revises, week, analyst, number, said))


def _answers(week: Week, number: int) -> list[dict[str, Any]]:
    return [values for (_who, option), values in week.sheets.items() if option == number]


def _revises(week: Week, analyst: int, number: int, said: tuple[dict[str, Any], str], now: dt.datetime) -> None:
    (values, reason), option = said, week.options[number]
    if now >= week.phase("reveal").closes_at:
        return
    assert option.current is not None
    ratings.revise_sheet(
        rater=week.analyst(analyst),
        option=option,
        seen_version=option.current.number,
        values=values,
        reason=reason,
        key=key("revision", analyst, number),
        now=now,
    )
