"""Drawing, opening and skipping: what a person is given to judge."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import prefetch_related_objects

from exercises import formats
from exercises.actions.protocol import freeze_protocol
from exercises.actions.queue import draw_portion, open_entry, resume_option, skip_option
from exercises.actions.ratings import judge_option
from exercises.errors import ActionRefused
from exercises.models import Event, Exercise, Option, OptionVersion, Participation, QueueEntry, Sheet, Template
from exercises.queries.queue import load_of, next_of, queue_of
from tests.exercises.conftest import Cast, make_user

Middle = Callable[[str], dt.datetime]
SHEET = {"ratings": dict.fromkeys(("desirability", "feasibility", "impact", "risk"), 3), "x": 0.5, "y": "both"}


def judge(rater: Participation, option: Option, now: dt.datetime) -> None:
    judge_option(rater=rater, option=option, seen_version=1, values=SHEET, key=uuid.uuid4(), now=now)


@pytest.fixture
def now(middle: Middle) -> dt.datetime:
    return middle("rate")


def analysts(exercise: Exercise, count: int) -> list[Participation]:
    joined = exercise.created_at
    users = [make_user(f"analyst{number}") for number in range(count)]
    rows = [
        # The draw goes by the id: a fixed one makes every run the same.
        Participation(
            pk=n, exercise=exercise, user=u, role="analyst", alias=u.name, consent_at=joined, joined_at=joined
        )
        for n, u in enumerate(users, 1_000_001)
    ]
    return Participation.objects.bulk_create(rows)


def options(exercise: Exercise, count: int, author: Participation | None = None) -> dict[int, Option]:
    """PO-1 … PO-*count*, without the road that authors take."""
    template, at = Template.objects.get(exercise=exercise), exercise.created_at
    for number in range(1, count + 1):
        made = Option.objects.create(exercise=exercise, number=number, author=author, state="accepted", submitted_at=at)
        texts = {"title": f"Option {number}", "summary": "One line.", "aspects": {}}
        made.current = OptionVersion.objects.create(option=made, number=1, template=template, created_at=at, **texts)
        made.save(update_fields=["current"])
    return {o.number: o for o in Option.objects.select_related("current").filter(exercise=exercise)}


def test_a_portion_is_drawn_logged_and_waits(cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    options(exercise, 11)
    drawn = draw_portion(rater=cast.ben, now=now)
    assert len(set(drawn)) == formats.PORTION == 8
    rows = QueueEntry.objects.values_list("participation", "option__number", "portion", "position", "opened_at")
    assert list(rows) == [(cast.ben.pk, number, 1, place, None) for place, number in enumerate(drawn, 1)]
    event = Event.objects.get(kind="portion.drawn")
    assert (event.data, event.audience, event.actor) == ({"options": drawn}, "staff", cast.ben)
    queue = queue_of(cast.ben)
    assert [entry.option.number for entry in queue.left] == drawn
    assert (queue.judgeable, queue.remaining, queue.minutes) == (11, 3, 20)


def test_the_next_one_comes_when_the_last_is_done(cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    made = options(exercise, 11)
    first = draw_portion(rater=cast.ben, now=now)
    for number in first:
        assert draw_portion(rater=cast.ben, now=now) == [n for n in first if n not in done(cast.ben)]
        judge(cast.ben, made[number], now)
    second = draw_portion(rater=cast.ben, now=now)
    assert sorted([*first, *second]) == list(range(1, 12))
    assert set(QueueEntry.objects.filter(portion=2).values_list("option__number", flat=True)) == set(second)
    for number in second:
        judge(cast.ben, made[number], now)
    assert draw_portion(rater=cast.ben, now=now) == []
    assert Event.objects.filter(kind="portion.drawn").count() == 2
    assert (queue_of(cast.ben).coming, queue_of(cast.ben).judged) == (0, 11)


def done(rater: Participation) -> set[int]:
    return set(Sheet.objects.filter(participation=rater).values_list("option__number", flat=True))


def test_what_no_longer_stands_drops_out_and_what_is_new_comes_later(
    cast: Cast, exercise: Exercise, now: dt.datetime
) -> None:
    made = options(exercise, 3)
    drawn = draw_portion(rater=cast.ben, now=now)
    Option.objects.filter(number=drawn[0]).update(state="withdrawn")
    new = Option.objects.get(number=drawn[1])
    new.pk, new.number, new.current = None, 4, None
    new.save()
    assert draw_portion(rater=cast.ben, now=now) == drawn[1:]
    for number in drawn[1:]:
        judge(cast.ben, made[number], now)
    assert draw_portion(rater=cast.ben, now=now) == [4]


def test_nobody_is_given_an_own_option(cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    options(exercise, 3, author=cast.ben)
    assert draw_portion(rater=cast.ben, now=now) == []
    assert (queue_of(cast.ben).judgeable, Event.objects.filter(kind="portion.drawn").count()) == (0, 0)
    assert sorted(draw_portion(rater=cast.cleo, now=now)) == [1, 2, 3]


def test_the_first_look_is_kept(cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    made = options(exercise, 2)
    first, second = draw_portion(rater=cast.ben, now=now)
    for minutes in (1, 9):
        open_entry(rater=cast.ben, option=made[first], now=now + dt.timedelta(minutes=minutes))
    judge(cast.ben, made[second], now)  # whose browser said nothing
    opened = dict(QueueEntry.objects.values_list("option__number", "opened_at"))
    assert opened == {first: now + dt.timedelta(minutes=1), second: now}


def test_a_skipped_option_comes_back_last(cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    made = options(exercise, 10)
    first = draw_portion(rater=cast.ben, now=now)
    skip_option(rater=cast.ben, option=made[first[0]], reason="later", now=now)
    skip_option(rater=cast.ben, option=made[first[0]], reason="later", now=now)
    event = Event.objects.get(kind="option.skipped")
    assert (event.data, event.audience) == ({"option": first[0], "reason": "later"}, "staff")
    assert draw_portion(rater=cast.ben, now=now) == first[1:]
    for number in first[1:]:
        judge(cast.ben, made[number], now)
    second = draw_portion(rater=cast.ben, now=now)
    assert (len(second), second[-1]) == (3, first[0])
    assert QueueEntry.objects.filter(participation=cast.ben).count() == 10
    assert list(QueueEntry.objects.filter(option=made[first[0]]).values_list("portion", "skipped")) == [(2, "")]


def test_a_skip_is_taken_back(cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    made = options(exercise, 3)
    drawn = draw_portion(rater=cast.ben, now=now)
    skip_option(rater=cast.ben, option=made[drawn[1]], reason="unclear", now=now)
    for _ in range(2):
        resume_option(rater=cast.ben, option=made[drawn[1]], now=now)
    assert draw_portion(rater=cast.ben, now=now) == drawn
    assert Event.objects.filter(kind="option.resumed").count() == 1


def test_what_cannot_be_skipped_is_said(cast: Cast, exercise: Exercise, now: dt.datetime, middle: Middle) -> None:
    made = options(exercise, 2)
    (first, second) = draw_portion(rater=cast.ben, now=now)
    judge(cast.ben, made[first], now)
    for rater, number, reason, at, code in (
        (cast.ben, first, "later", now, "conflict"),  # judged
        (cast.cleo, second, "later", now, "conflict"),  # not in the queue
        (cast.ben, second, "bored", now, "invalid"),
        (cast.ben, second, "later", middle("reveal"), "not_open"),
        (cast.mona, second, "later", now, "not_your_role"),
    ):
        with pytest.raises(ActionRefused) as refused:
            skip_option(rater=rater, option=made[number], reason=reason, now=at)
        assert refused.value.code == code
    assert Event.objects.filter(kind="option.skipped").count() == 0


@pytest.mark.parametrize("kind", ["compete", "reveal"])
def test_nothing_is_drawn_outside_of_rating(kind: str, cast: Cast, exercise: Exercise, middle: Middle) -> None:
    options(exercise, 2)
    with pytest.raises(ActionRefused) as refused:
        draw_portion(rater=cast.ben, now=middle(kind))
    assert (refused.value.code, QueueEntry.objects.count()) == ("not_open", 0)


def test_a_promise_counts_as_a_sheet_for_half_an_hour(cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    options(exercise, 4)
    held = draw_portion(rater=cast.ben, now=now)
    assert load_of(cast.cleo, now).sheets == dict.fromkeys(held, 1)
    assert load_of(cast.ben, now).sheets == dict.fromkeys(held, 0)
    assert load_of(cast.cleo, now + formats.PROMISED).sheets == dict.fromkeys(held, 0)
    Participation.objects.filter(pk=cast.ben.pk).update(removed_at=now)
    assert load_of(cast.cleo, now).sheets == dict.fromkeys(held, 0)


def test_a_sheet_and_its_promise_are_counted_once(cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    made = options(exercise, 4)
    first, second, *rest = draw_portion(rater=cast.ben, now=now)
    judge(cast.ben, made[first], now)
    skip_option(rater=cast.ben, option=made[second], reason="later", now=now)
    assert load_of(cast.cleo, now).sheets == {first: 1, second: 0, **dict.fromkeys(rest, 1)}


def test_of_what_waits_the_one_with_fewest_sheets_comes_first(cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    made = options(exercise, 3)
    first, second, third = draw_portion(rater=cast.ben, now=now)
    judge(cast.cleo, made[first], now)
    judge(cast.cleo, made[second], now)
    judge(cast.ana, made[first], now)
    assert draw_portion(rater=cast.ben, now=now) == [third, second, first]


@pytest.mark.slow
@pytest.mark.parametrize(("people", "turns", "apart"), [(30, (8, 8, 4), 2), (30, (20,), 3)])
def test_many_people_with_twenty_sheets_each_leave_33_options_even(
    people: int, turns: tuple[int, ...], apart: int, cast: Cast, exercise: Exercise, now: dt.datetime
) -> None:
    """Everybody stops in the middle of a portion, or does it all at one sitting. A sheet a minute, so a day in all."""
    made, raters = options(exercise, 33), analysts(exercise, people)
    protocol = freeze_protocol(exercise=exercise, now=now)
    prefetch_related_objects([exercise], "phases")
    opens, minute = exercise.phases.get(kind="rate").opens_at, itertools.count()
    for sheets in turns:
        for rater in raters:
            for _ in range(sheets):
                at = opens + dt.timedelta(minutes=next(minute))
                option = made[draw_portion(rater=rater, now=at)[0]]
                whole = {"version": option.current, "generation": 1, "protocol": protocol, "created_at": at}
                Sheet.objects.create(participation=rater, option=option, round=1, **whole)
    counts = Counter(Sheet.objects.values_list("option__number", flat=True))
    assert (len(counts), sum(counts.values())) == (33, people * 20)
    assert max(counts.values()) - min(counts.values()) <= apart
    assert min(counts.values()) >= exercise.rating_floor


@pytest.mark.django_db(transaction=True)
def test_ten_draws_of_one_person_at_once_are_one_portion(cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    options(exercise, 20)
    got: list[Any] = []

    def once() -> None:
        try:
            got.append(draw_portion(rater=Participation.objects.get(pk=cast.ben.pk), now=now))
        finally:
            connection.close()

    threads = [threading.Thread(target=once) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 10
    assert all(numbers == got[0] for numbers in got)
    assert (QueueEntry.objects.count(), Event.objects.filter(kind="portion.drawn").count()) == (8, 1)


@pytest.mark.parametrize("n", [1, 3])
def test_the_next_alone_is_the_next_of_the_queue(n: int, cast: Cast, exercise: Exercise, now: dt.datetime) -> None:
    them = options(exercise, n + 3, author=cast.cleo)
    drawn = draw_portion(rater=cast.ben, now=now)
    judge(cast.ana, them[drawn[0]], now)
    judge(cast.ben, them[drawn[-1]], now)
    skip_option(rater=cast.ben, option=them[drawn[1]], reason="later", now=now)
    Option.objects.filter(number=drawn[-2]).update(state="withdrawn")
    left = [entry.option.number for entry in queue_of(cast.ben).left]
    assert len(left) == n
    for after in (None, *drawn):
        option = queue_of(cast.ben).next(after)
        assert next_of(cast.ben, after) == (option.number if option else None)
    assert (next_of(cast.ana), queue_of(cast.ana).next()) == (None, None)
