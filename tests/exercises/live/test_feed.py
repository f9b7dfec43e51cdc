"""The socket and the catch-up: who is let in, what comes, and what ends it."""

from __future__ import annotations

import socket
import threading
import time
import uuid

import pytest
from channels.layers import channel_layers
from django.db import close_old_connections
from django.test import Client
from websockets.exceptions import InvalidStatus

from exercises import activity, events
from exercises.actions import people
from exercises.actions.narratives import create_narrative
from exercises.live import feed as live_feed
from exercises.live import hints, hub
from exercises.models import Participation, Stream

pytestmark = pytest.mark.django_db(transaction=True)

MOVED = events.CardMoved(option=1, x=0.5, y=-0.5, version=1)
JUDGED = events.SheetJudged(option=1, round=1, first=True)
MOVED_LINE = ["card.moved", {"option": 1, "x": 0.5, "y": -0.5, "version": 1, "noted": False}]
JUDGED_LINE = ["sheet.judged", {"option": 1, "round": 1, "first": True}]


# What comes


def test_a_socket_first_gets_what_was_missed_then_the_head_then_what_happens(cast, exercise, listen, append):
    epoch = activity.head(exercise.pk).epoch
    known = append(cast.mona)
    append(cast.mona, MOVED)
    listener = listen(cast.client("mona"), exercise, after=known)
    assert listener.frames == [
        {"events": [[known + 1, *MOVED_LINE]]},
        {"head": known + 1, "epoch": epoch},
    ]
    append(cast.mona, JUDGED)
    assert listener.next() == {"events": [[known + 2, *JUDGED_LINE]]}


def test_who_is_not_in_the_audience_gets_the_bare_number(cast, exercise, listen, append):
    seq = append(cast.mona, MOVED, JUDGED)
    listener = listen(cast.client("ana"), exercise, after=seq - 2)
    staff = listen(cast.client("milo"), exercise, after=seq - 2)
    append(cast.mona, JUDGED, MOVED)
    assert listener.frames[0] == {"events": [[seq - 1, *MOVED_LINE], [seq, None, None]]}
    assert listener.next() == {"events": [[seq + 1, None, None], [seq + 2, *MOVED_LINE]]}
    assert staff.frames[0] == {"events": [[seq - 1, *MOVED_LINE], [seq, *JUDGED_LINE]]}
    assert staff.next() == {"events": [[seq + 1, *JUDGED_LINE], [seq + 2, *MOVED_LINE]]}


def test_a_long_absence_is_told_in_pages(cast, exercise, listen, append):
    start = append(cast.mona)
    append(cast.mona, *[MOVED] * (2 * activity.PAGE + 100))
    listener = listen(cast.client("ana"), exercise, after=start)
    sizes = [len(frame["events"]) for frame in listener.frames[:-1]]
    assert sizes == [activity.PAGE, activity.PAGE, 100]


def test_nothing_falls_between_page_and_socket(cast, exercise, listen, append):
    start = append(cast.mona)

    def write() -> None:
        for _ in range(150):
            append(cast.mona, MOVED)
        close_old_connections()

    writer = threading.Thread(target=write)
    writer.start()
    listeners = [listen(cast.client("ana"), exercise, after=start, wait=False) for _ in range(12)]
    numbers = [[line[0] for line in listener.lines_up_to(start + 150)] for listener in listeners]
    writer.join()
    # Numbers may come twice where replay and feed meet, which a browser ignores; none may be missing.
    assert [sorted(set(got)) for got in numbers] == [list(range(start + 1, start + 151))] * 12


def test_many_bells_make_few_frames(cast, exercise, listen, append, monkeypatch):
    monkeypatch.setattr("exercises.live.hub.LOOK_EVERY", 60)  # nothing but bells wakes the hub
    monkeypatch.setattr("exercises.live.hub.WINDOW", 0.3)
    listener = listen(cast.client("ana"), exercise)
    start, began = activity.head(exercise.pk).seq, time.monotonic()
    for _ in range(40):
        append(cast.mona, MOVED)
    windows = (time.monotonic() - began) / 0.3
    listener.frames.clear()
    listener.lines_up_to(start + 40)
    # One more for what rang in the last window, one for the window that was open when the first was written.
    assert len(listener.frames) <= windows + 2


def test_a_hint_has_no_number_and_the_newest_wins(cast, exercise, listen, append, monkeypatch):
    monkeypatch.setattr("exercises.live.hub.LOOK_EVERY", 60)  # nothing but bells and hints wakes the hub
    staff, listener = listen(cast.client("mona"), exercise), listen(cast.client("ana"), exercise)
    for percent in (10, 20, 30):
        activity.hint(exercise.pk, "report.progress", {"percent": percent}, audience="staff", subject="r1")
    assert staff.next() == {"hint": "report.progress", "percent": 30}
    seq = append(cast.mona)
    assert listener.next() == {"events": [[seq, "option.submitted", {"option": 1, "version": 1}]]}


def test_an_analyst_hears_of_narratives_from_the_phase_that_shows_them(cast, exercise, listen, stand_in):
    def create(now):
        values = {"nickname": "Inside job"}
        return create_narrative(author=cast.lead, values=values, x=0, y=0, key=uuid.uuid4(), now=now)

    now = stand_in("reveal")
    listener = listen(cast.client("ana"), exercise)
    create(now)
    hidden = activity.head(exercise.pk).seq
    assert listener.lines_up_to(hidden) == [[hidden, None, None]]
    now = stand_in("challenge")
    opened = activity.head(exercise.pk).seq
    assert listener.lines_up_to(opened) == [[opened, "phase.opened", {"phase": "challenge", "late": True}]]
    create(now)
    shown = activity.head(exercise.pk).seq
    assert [line[1] for line in listener.lines_up_to(shown)] == ["narrative.created"]


def test_ping_is_answered_with_the_head(cast, exercise, listen):
    listener = listen(cast.client("ana"), exercise)
    listener.socket.send("ping")
    head = activity.head(exercise.pk)
    assert listener.next() == {"head": head.seq, "epoch": head.epoch}


# Who is let in


def refusal(listen, client, exercise, **asked):
    with pytest.raises(InvalidStatus) as refused:
        listen(client, exercise, **asked)
    return refused.value.response.status_code


@pytest.mark.parametrize("origin", [None, "http://elsewhere.invalid", "https://127.0.0.1", "null"])
def test_a_foreign_or_missing_origin_is_refused(cast, exercise, listen, origin):
    assert refusal(listen, cast.client("ana"), exercise, origin=origin) == 403


def test_strangers_learn_nothing(cast, exercise, listen):
    Participation.objects.filter(pk=cast.ben.pk).update(removed_at=cast.ben.joined_at)
    answers = {
        "stranger": refusal(listen, cast.client("stranger"), exercise),
        "removed": refusal(listen, cast.client("ben"), exercise),
        "nobody": refusal(listen, Client(), exercise),
        "no such exercise": refusal(listen, cast.client("ana"), exercise, slug="no-such"),
        "no such address": refusal(listen, cast.client("ana"), exercise, slug="alpha/more"),
    }
    assert set(answers.values()) == {404}


@pytest.mark.parametrize("after", [None, "", "-1", "1.5", "x", "9" * 30, str(2**63), "%D9%A1"])
def test_a_bad_number_closes_the_socket_with_a_reason(cast, exercise, listen, after):
    listener = listen(cast.client("ana"), exercise, after=after, wait=False)
    assert listener.until_closed() == (4400, [])
    assert listener.socket.close_reason == "“after” must be the number of the last event that you know."


def test_a_missing_epoch_closes_the_socket(cast, exercise, listen):
    assert listen(cast.client("ana"), exercise, epoch=None, wait=False).until_closed() == (4400, [])


def test_another_log_means_reload(cast, exercise, listen):
    old = listen(cast.client("ana"), exercise, epoch="old", wait=False)
    future = listen(cast.client("ana"), exercise, after=activity.head(exercise.pk).seq + 1, wait=False)
    assert [old.until_closed(), future.until_closed()] == [(4409, [{"reload": True}])] * 2


# What ends it


@pytest.mark.parametrize(
    ("said", "code"),
    [("hello", 1008), ("", 1008), (b"ping", 1008), ("x" * 65_536, 1008), ("x" * 65_537, 1009), (b"x" * 70_000, 1009)],
)
def test_an_analyst_may_say_nothing_but_ping(cast, exercise, listen, said, code):
    listener = listen(cast.client("ana"), exercise)
    listener.socket.send(said)
    assert listener.until_closed() == (code, [])


def sign_out(cast):
    cast.client("mona").logout()


def remove(cast):
    people.remove_person(manager=cast.manager, person=cast.mona, now=cast.manager.joined_at)


def change_role(cast):
    Participation.objects.filter(pk=cast.mona.pk).update(role="analyst")


def change_password(cast):
    cast.mona.user.set_password("something quite new")
    cast.mona.user.save()


def deactivate(cast):
    cast.mona.user.is_active = False
    cast.mona.user.save()


@pytest.fixture
def looked(monkeypatch):
    """Wait until the hub has looked at everybody's seat, beginning later than now: every second, if the machine can."""
    ended, look = 0, hub._look
    assert hub.LOOK_EVERY <= 1.0

    async def count(*arguments):
        nonlocal ended
        answer = await look(*arguments)
        ended += 1
        return answer

    def wait() -> None:
        before, deadline = ended, time.monotonic() + 30
        while ended < before + 2:  # the first of them may have begun before
            assert time.monotonic() < deadline
            time.sleep(0.01)

    monkeypatch.setattr(hub, "_look", count)
    return wait


@pytest.mark.parametrize(
    "revocation", [(sign_out, 4401), (change_password, 4401), (deactivate, 4401), (remove, 4403), (change_role, 4403)]
)
def test_revocation_is_silent_after_the_next_look(cast, exercise, listen, append, looked, revocation):
    revoke, code = revocation
    listener, other = listen(cast.client("mona"), exercise), listen(cast.client("milo"), exercise)
    revoke(cast)
    looked()
    seq = append(cast.manager, JUDGED)
    got, frames = listener.until_closed()
    numbers = [line[0] for frame in frames for line in frame.get("events", [])]
    assert got == code
    assert seq not in numbers
    assert other.lines_up_to(seq)[-1] == [seq, *JUDGED_LINE]


def test_a_restored_log_sends_everybody_home(cast, exercise, listen):
    listener = listen(cast.client("ana"), exercise)
    Stream.objects.filter(pk=exercise.pk).update(epoch="another", last_seq=0)
    assert listener.until_closed() == (4409, [{"reload": True}])


@pytest.fixture(params=["dead", "frozen"])
def no_broker(request, settings, monkeypatch):
    """A broker that is not there, or one that takes the call and never answers."""
    monkeypatch.setattr(activity, "PATIENCE", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        address = f"redis://127.0.0.1:{frozen.getsockname()[1]}" if request.param == "frozen" else "unix:///nowhere"
        layer = {**settings.CHANNEL_LAYERS["default"], "CONFIG": {"hosts": [{"address": address}]}}
        settings.CHANNEL_LAYERS = {"default": layer}
        channel_layers.backends.clear()
        yield
        activity._quiet_until = 0.0


def test_without_the_broker_writes_stand_and_screens_catch_up(cast, exercise, no_broker, listen, append):
    listener = listen(cast.client("ana"), exercise)
    began = time.monotonic()
    for _ in range(20):
        seq = append(cast.mona, MOVED)
    assert time.monotonic() - began < 20  # one wait of two seconds for the broker, not twenty
    assert listener.lines_up_to(seq)[-1] == [seq, *MOVED_LINE]


def test_hubs_end_after_their_last_reader(cast, exercise, listen, monkeypatch):
    monkeypatch.setattr("exercises.live.hub.LINGER", 0.1)
    listener = listen(cast.client("ana"), exercise)
    from exercises.live.routing import _feed

    assert isinstance(_feed, live_feed.Feed)
    assert exercise.pk in _feed.hubs
    listener.socket.close()
    deadline = time.monotonic() + 15
    while exercise.pk in _feed.hubs and time.monotonic() < deadline:
        time.sleep(0.01)
    assert exercise.pk not in _feed.hubs


def test_under_a_foreign_server_all_is_the_same(cast, exercise, listen, append, foreign_address):
    known = append(cast.mona)
    append(cast.mona, MOVED)
    listener = listen(cast.client("mona"), exercise, after=known, where=foreign_address)
    assert listener.frames[0] == {"events": [[known + 1, *MOVED_LINE]]}
    append(cast.mona, JUDGED)
    assert listener.next() == {"events": [[known + 2, *JUDGED_LINE]]}
    other = listen(cast.client("ana"), exercise, where=foreign_address)
    other.socket.send("hello")
    assert other.until_closed() == (1008, [])
    remove(cast)
    code, _ = listener.until_closed()
    assert code == 4403
    with pytest.raises(InvalidStatus) as refused:
        listen(cast.client("stranger"), exercise, where=foreign_address)
    assert refused.value.response.status_code == 404


# Hints of moderators at the board


def here(person, **said):
    return {"hint": "board.here", "who": person.alias, **said}


def test_moderators_see_each_other_and_nobody_else_does(cast, exercise, listen, append, stand_in):
    stand_in("reveal")
    mona, milo = listen(cast.client("mona"), exercise), listen(cast.client("milo"), exercise)
    ana, manager = listen(cast.client("ana"), exercise), listen(cast.client("manager"), exercise)
    mona.socket.send('{"at":[0.5,-0.25],"selected":[3],"view":[0,0,1]}')
    said = here(cast.mona, at=[0.5, -0.25], selected=[3], view=[0, 0, 1])
    assert (milo.next(), mona.next()) == (said, said)
    mona.socket.close()
    assert milo.next() == here(cast.mona, gone=True)
    seq = append(cast.mona)
    line = {"events": [[seq, "option.submitted", {"option": 1, "version": 1}]]}
    assert (ana.next(), manager.next()) == (line, line)  # and nothing before it


def test_of_a_moderators_hints_the_newest_is_told(cast, exercise, listen, stand_in):
    stand_in("reveal")
    mona, milo = listen(cast.client("mona"), exercise), listen(cast.client("milo"), exercise)
    for x in range(100):
        mona.socket.send(f'{{"at":[{x / 100},0]}}')
    mona.socket.send("ping")
    while "head" not in mona.next():
        pass
    told = [frame["at"][0] for frame in mona.frames if "hint" in frame]
    assert told == sorted(told)
    assert len(told) < hints.AT_ONCE
    assert milo.next()["who"] == "Alias Mona"


@pytest.mark.parametrize("role", ["manager", "ana", "olga"])
def test_who_does_not_cluster_may_not_hint(cast, exercise, listen, stand_in, role):
    stand_in("reveal")
    listener = listen(cast.client(role), exercise)
    listener.socket.send("{}")
    assert listener.until_closed() == (1008, [])


@pytest.mark.parametrize(
    "said",
    [
        '{"at":[0.5]}',
        '{"at":[0.5,NaN]}',
        '{"at":[0.5,1e400]}',
        '{"at":[true,0]}',
        '{"who":"Alias Milo"}',
        '{"selected":["3"]}',
        '{"selected":[' + "1," * 20 + "1]}",
        '{"gone":1}',
        "[" * 500,
        "[]",
        '{"selected":[' + " " * 512 + "]}",
        b"{}",
    ],
)
def test_what_is_no_hint_ends_the_socket(cast, exercise, listen, stand_in, said):
    stand_in("reveal")
    listener = listen(cast.client("mona"), exercise)
    listener.socket.send(said)
    assert listener.until_closed() == (1008, [])


def test_every_hint_asks_anew_who_sends_it(cast, exercise, listen, append, stand_in, monkeypatch):
    monkeypatch.setattr("exercises.live.hub.LOOK_EVERY", 60)  # only the hint itself looks
    stand_in("reveal")
    mona, milo = listen(cast.client("mona"), exercise), listen(cast.client("milo"), exercise)
    people.remove_person(manager=cast.manager, person=cast.mona, now=cast.manager.joined_at)
    removed = activity.head(exercise.pk).seq
    mona.socket.send('{"at":[0,0]}')
    mona.socket.send("ping")
    while "head" not in mona.next():
        pass
    seq = append(cast.milo)
    assert [line[0] for line in milo.lines_up_to(seq)] == [removed, seq]
    assert [frame for frame in milo.frames if "hint" in frame] == []


def test_when_clustering_is_over_hints_reach_nobody(cast, exercise, listen, append, stand_in):
    stand_in("draft")
    mona = listen(cast.client("mona"), exercise)
    mona.socket.send('{"at":[0,0]}')
    mona.socket.send("ping")
    while "head" not in mona.next():  # which is answered after the hint was looked at
        pass
    seq = append(cast.mona)
    mona.lines_up_to(seq)
    assert [frame for frame in mona.frames if "hint" in frame] == []
