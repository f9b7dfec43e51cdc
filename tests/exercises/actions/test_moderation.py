"""Taking up, deciding, reopening, and what the clock withdraws."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from exercises import schedule
from exercises.actions.exercise import open_due_phases
from exercises.actions.moderation import (
    accept_option,
    reject_option,
    release_option,
    reopen_option,
    return_option,
    take_up_option,
    withdraw_overdue_returns,
)
from exercises.actions.option_life import appeal_decision
from exercises.actions.options import enter_present_policy, revise_option
from exercises.errors import ActionRefused
from exercises.models import Decision, Event, Option, Participation

Middle = Callable[[str], dt.datetime]
TEXT = {"title": "Pay the police more", "summary": "One line.", "aspects": {"outcome": "Less bribery."}}


@pytest.fixture
def option(cast, submit) -> Option:
    waiting: Option = submit(cast.ana)
    return waiting


def fresh(option: Option) -> Option:
    return Option.objects.select_related("current", "reviewer").get(pk=option.pk)


def steps(option: Option) -> list[tuple[str, str, str, str | None]]:
    rows = option.decisions.select_related("decided_by")
    return [(d.verdict, d.reason, d.note, d.decided_by.alias if d.decided_by else None) for d in rows]


def decide(action: Callable[..., None], by: Participation, option: Option, now: dt.datetime, **more: Any) -> None:
    reason = {} if action is accept_option else {"reason": "unclear"}
    action(moderator=by, option=option, now=now, **{"seen_version": 1, "key": uuid.uuid4(), **reason, **more})


def refused(action: Callable[..., None], *args: Any, **more: Any) -> ActionRefused:
    before = Event.objects.count(), Decision.objects.count()
    with pytest.raises(ActionRefused) as caught:
        action(*args, **more)
    assert (Event.objects.count(), Decision.objects.count()) == before
    return caught.value


def told() -> list[tuple[str, dict[str, Any]]]:
    return list(Event.objects.filter(kind__startswith="option").order_by("seq").values_list("kind", "data"))[1:]


def test_one_moderator_takes_it_up_and_another_is_told_who(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    take_up_option(moderator=cast.mona, option=option, now=now)
    take_up_option(moderator=cast.mona, option=option, now=now)
    error = refused(take_up_option, moderator=cast.milo, option=option, now=now)
    assert (error.code, error.facts) == ("stale", {"reviewer": "Alias Mona"})
    standing = fresh(option)
    assert (standing.state, standing.reviewer, steps(option)) == (
        "in_review",
        cast.mona,
        [("in_review", "", "", "Alias Mona")],
    )
    assert told() == [("option.reviewed", {"option": 1, "state": "in_review"})]


def test_what_is_held_is_decided_by_its_holder_or_by_whoever_takes_it_over(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    take_up_option(moderator=cast.mona, option=option, now=now)
    error = refused(decide, accept_option, cast.milo, option, now)
    assert (error.code, error.facts) == ("stale", {"reviewer": "Alias Mona"})
    take_up_option(moderator=cast.milo, option=option, now=now, over=True)
    assert refused(decide, accept_option, cast.mona, option, now).facts == {"reviewer": "Alias Milo"}
    decide(accept_option, cast.milo, option, now)
    assert (fresh(option).state, fresh(option).reviewer) == ("accepted", None)


def test_what_is_put_back_waits_for_everybody_again(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    release_option(moderator=cast.mona, option=option, now=now)
    take_up_option(moderator=cast.mona, option=option, now=now)
    release_option(moderator=cast.milo, option=option, now=now)
    assert fresh(option).reviewer == cast.mona
    release_option(moderator=cast.mona, option=option, now=now)
    assert (fresh(option).state, fresh(option).reviewer) == ("submitted", None)
    assert [data["state"] for _kind, data in told()] == ["in_review", "submitted"]


def test_a_return_has_a_reason_a_note_and_an_end(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    decide(return_option, cast.mona, option, now, note="Who pays?", grace_hours=6)
    assert (fresh(option).state, fresh(option).returned_until) == ("returned", now + dt.timedelta(hours=6))
    assert steps(option) == [("returned", "unclear", "Who pays?", "Alias Mona")]
    assert told() == [("option.reviewed", {"option": 1, "state": "returned"})]


def test_a_rejection_has_a_reason(cast, option, middle: Middle) -> None:
    decide(reject_option, cast.mona, option, middle("diverge"), reason="off_question")
    assert (fresh(option).state, steps(option)) == ("rejected", [("rejected", "off_question", "", "Alias Mona")])


@pytest.mark.parametrize(
    ("action", "values", "field", "sentence"),
    [
        (return_option, {"reason": "boring"}, "reason", "Choose one of the reasons."),
        (reject_option, {"reason": ""}, "reason", "Choose one of the reasons."),
        (return_option, {"grace_hours": 0}, "grace_hours", "Give between 1 and 168 hours."),
        (return_option, {"grace_hours": 169}, "grace_hours", "Give between 1 and 168 hours."),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(
    action, values, field: str, sentence: str, cast, option, middle: Middle
) -> None:
    error = refused(decide, action, cast.mona, option, middle("diverge"), **values)
    assert (error.code, error.fields) == ("invalid", {field: sentence})


def test_a_second_moderators_decision_is_told_who_was_first(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    decide(accept_option, cast.mona, option, now)
    error = refused(decide, return_option, cast.milo, option, now)
    assert (error.code, error.message) == ("stale", "Alias Mona was first: it is accepted now.")
    assert error.facts == {"state": "accepted", "decided_by": "Alias Mona"}


def test_an_accepted_option_is_not_returned(cast, option, middle: Middle) -> None:
    decide(accept_option, cast.mona, option, middle("diverge"))
    error = refused(decide, return_option, cast.mona, option, middle("diverge"))
    assert (error.code, error.message) == ("conflict", "This option is accepted, so there is nothing to decide.")


def test_a_decision_on_a_text_that_nobody_read_is_refused(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    take_up_option(moderator=cast.mona, option=option, now=now)
    what: dict[str, Any] = {"values": TEXT, "change": "material", "seen_version": 1, "key": uuid.uuid4()}
    revise_option(author=cast.ana, option=option, **what, now=now)
    error = refused(decide, accept_option, cast.mona, option, now)
    assert (error.code, error.facts) == ("stale", {"version": 2})
    decide(accept_option, cast.mona, option, now, seen_version=2)
    assert fresh(option).state == "accepted"


def test_the_same_click_twice_is_one_decision(cast, option, middle: Middle) -> None:
    key = uuid.uuid4()
    for _click in range(2):
        decide(return_option, cast.mona, option, middle("diverge"), key=key)
    assert len(steps(option)) == 1
    error = refused(decide, reject_option, cast.mona, option, middle("diverge"), key=key)
    assert error.code == "key_reused"


@pytest.mark.parametrize("who", ["manager", "ana", "ben", "olga"])
def test_only_those_with_the_role_decide(who: str, cast, option, middle: Middle) -> None:
    seat = getattr(cast, who)
    for act in (
        lambda: take_up_option(moderator=seat, option=option, now=middle("diverge")),
        lambda: decide(accept_option, seat, option, middle("diverge")),
    ):
        assert refused(act).code == "not_your_role"


@pytest.mark.parametrize("kind", ["prepare", "closed"])
def test_outside_their_phases_nothing_is_decided(kind: str, cast, option, middle: Middle) -> None:
    assert refused(decide, accept_option, cast.mona, option, middle(kind)).code == "not_open"


def test_nobody_decides_on_what_they_wrote_as_an_analyst(cast, option, middle: Middle) -> None:
    cast.ana.role = "moderator"
    cast.ana.save()
    error = refused(decide, accept_option, cast.ana, option, middle("diverge"))
    assert (error.code, error.message) == ("conflict", "This is your own option; somebody else decides on it.")


def test_the_present_policy_and_what_was_merged_are_not_reviewed(cast, option, middle: Middle) -> None:
    enter_present_policy(manager=cast.manager, values=TEXT, now=middle("prepare"))
    present = Option.objects.get(number=0)
    assert refused(decide, accept_option, cast.mona, present, middle("diverge")).code == "conflict"
    Option.objects.filter(pk=option.pk).update(state="merged")
    assert refused(decide, accept_option, cast.mona, option, middle("diverge")).code == "gone"


def test_an_appeal_is_answered_by_the_next_decision(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    decide(reject_option, cast.mona, option, now)
    what: dict[str, Any] = {"text": "It does answer it.", "key": uuid.uuid4(), "now": now}
    appeal_decision(author=cast.ana, option=option, **what)
    take_up_option(moderator=cast.milo, option=option, now=now)
    assert (fresh(option).state, fresh(option).appealed_at) == ("rejected", now)
    decide(accept_option, cast.milo, option, now)
    standing = fresh(option)
    assert (standing.state, standing.appealed_at, standing.reviewer) == ("accepted", None, None)
    assert [verdict for verdict, *_rest in steps(option)] == ["rejected", "appealed", "in_review", "accepted"]
    assert told() == [
        ("option.reviewed", {"option": 1, "state": "rejected"}),
        ("option.appealed", {"option": 1}),
        ("option.reviewed", {"option": 1, "state": "rejected"}),
        ("option.reviewed", {"option": 1, "state": "accepted"}),
    ]


def test_the_clock_withdraws_once_what_ran_out_and_an_appeal_outlives_it(
    cast, exercise, option, submit, middle: Middle
) -> None:
    now = middle("compete")
    other = submit(cast.ben)
    for returned, hours in ((option, 30), (other, 72)):
        decide(return_option, cast.mona, returned, now, grace_hours=hours)
    appeal_decision(author=cast.ana, option=option, text="Clear enough.", key=uuid.uuid4(), now=now)
    assert withdraw_overdue_returns(exercise=exercise, now=now + dt.timedelta(hours=11)) == []
    open_due_phases(exercise=exercise, now=middle("rate"))
    late = middle("reveal")
    assert withdraw_overdue_returns(exercise=exercise, now=late) == [1]
    assert withdraw_overdue_returns(exercise=exercise, now=late) == []
    assert (fresh(option).state, fresh(other).state) == ("withdrawn", "returned")
    assert steps(option)[-1] == ("withdrawn", "", "", None)
    withdrawn = Event.objects.filter(kind="options.withdrawn")
    assert [(e.data, e.actor) for e in withdrawn] == [({"options": [1]}, None)]
    decide(accept_option, cast.mona, option, late)
    assert fresh(option).state == "accepted"


def test_the_clocks_run_finds_what_ran_out(cast, exercise, option, middle: Middle) -> None:
    decide(return_option, cast.mona, option, middle("compete"), grace_hours=30)
    exercise.clock_offset = middle("rate") - timezone.now()
    exercise.save()
    schedule.tick()
    assert fresh(option).state == "returned"
    exercise.clock_offset = middle("reveal") - timezone.now()
    exercise.save()
    schedule.tick()
    schedule.tick()
    assert (fresh(option).state, Event.objects.filter(kind="options.withdrawn").count()) == ("withdrawn", 1)


def test_the_manager_reopens_a_frozen_text_for_a_while(cast, option, middle: Middle) -> None:
    now = middle("rate")
    open_due_phases(exercise=cast.manager.exercise, now=now)
    until = now + dt.timedelta(hours=4)
    what: dict[str, Any] = {"option": option, "reason": "A wrong figure carries it.", "until": until, "now": now}
    key = uuid.uuid4()
    for _click in range(2):
        reopen_option(manager=cast.manager, **what, key=key)
    assert fresh(option).reopened_until == until
    assert steps(option)[1:] == [("reopened", "", "A wrong figure carries it.", cast.manager.alias)]
    assert refused(reopen_option, manager=cast.mona, **what, key=uuid.uuid4()).code == "not_your_role"
    for wrong, field in (({"reason": " "}, "reason"), ({"until": now}, "until")):
        error = refused(reopen_option, manager=cast.manager, **{**what, **wrong}, key=uuid.uuid4())
        assert (error.code, list(error.fields)) == ("invalid", [field])


def test_before_the_freeze_there_is_nothing_to_reopen(cast, option, middle: Middle) -> None:
    now = middle("compete")
    what: dict[str, Any] = {"option": option, "reason": "Why", "until": now + dt.timedelta(hours=4), "now": now}
    assert refused(reopen_option, manager=cast.manager, **what, key=uuid.uuid4()).code == "conflict"
