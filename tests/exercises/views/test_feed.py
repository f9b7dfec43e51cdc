"""The catch-up over HTTP."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from exercises import activity, events

MOVED = events.CardMoved(option=1, x=0.5, y=-0.5, version=1)
MOVED_DATA = {"option": 1, "x": 0.5, "y": -0.5, "version": 1, "noted": False}
JUDGED = events.SheetJudged(option=1, round=1, first=True)


def write(actor, *logged):
    for event in logged:
        seq = activity.append(actor.exercise, event, actor=actor, now=timezone.now())
    return seq


def ask(client, exercise, **asked):
    return client.get(f"/x/{exercise.slug}/events", asked)


def test_what_came_after_a_number(cast, exercise):
    epoch, seq = activity.head(exercise.pk).epoch, write(cast.mona, MOVED, JUDGED)
    answer = ask(cast.client("ana"), exercise, after=seq - 2, epoch=epoch)
    assert answer.json() == {
        "epoch": epoch,
        "head": seq,
        "events": [[seq - 1, "card.moved", MOVED_DATA], [seq, None, None]],
        "more": False,
    }
    assert "no-store" in answer.headers["Cache-Control"]


def test_pages_lead_to_the_end(cast, exercise):
    head = activity.head(exercise.pk)
    write(cast.mona, *[MOVED] * (activity.PAGE + 1))
    after, told, more = head.seq, [], True
    while more:
        page = ask(cast.client("mona"), exercise, after=after, epoch=head.epoch).json()
        told.append(len(page["events"]))
        after, more = page["events"][-1][0], page["more"]
    assert (told, after) == ([activity.PAGE, 1], page["head"])


@pytest.mark.parametrize("events_missed", [1, 3])
def test_the_number_of_queries_stands(cast, exercise, django_assert_num_queries, events_missed):
    head, client = activity.head(exercise.pk), cast.client("ana")
    write(cast.mona, *[MOVED] * events_missed)
    # session, person, participation with exercise and log, phases, events
    with django_assert_num_queries(5):
        ask(client, exercise, after=head.seq, epoch=head.epoch)


@pytest.mark.parametrize("after", ["", "-1", "1.5", "x", "9" * 30, str(2**63), "١", "\x00"])
def test_a_bad_number_is_a_problem(cast, exercise, after):
    answer = ask(cast.client("ana"), exercise, after=after, epoch=activity.head(exercise.pk).epoch)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["code"] == "invalid"


def test_a_missing_epoch_is_a_problem(cast, exercise):
    assert ask(cast.client("ana"), exercise, after=0).status_code == 422


def test_another_log_means_reload(cast, exercise):
    head = activity.head(exercise.pk)
    old = ask(cast.client("ana"), exercise, after=0, epoch="old")
    future = ask(cast.client("ana"), exercise, after=head.seq + 1, epoch=head.epoch)
    assert [(a.status_code, a.json()["reload"]) for a in (old, future)] == [(409, True)] * 2


def test_strangers_learn_nothing(cast, exercise):
    asked = {"after": 0, "epoch": activity.head(exercise.pk).epoch}
    answers = [ask(client, exercise, **asked).status_code for client in (cast.client("stranger"), Client())]
    assert answers == [404, 404]


def test_it_only_reads(cast, exercise):
    assert cast.client("ana").post(f"/x/{exercise.slug}/events").status_code == 405
