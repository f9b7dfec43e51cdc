"""Revising, submitting again, withdrawing, restoring, appealing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions.exercise import open_due_phases
from exercises.actions.moderation import (
    accept_option,
    reject_option,
    reopen_option,
    return_option,
    take_up_option,
    withdraw_overdue_returns,
)
from exercises.actions.option_life import appeal_decision, restore_option, resubmit_option, withdraw_option
from exercises.actions.options import enter_present_policy, revise_option
from exercises.errors import ActionRefused
from exercises.models import Decision, Draft, Event, Option, OptionVersion, Participation

Middle = Callable[[str], dt.datetime]
TEXT: dict[str, Any] = {"title": "Pay judges", "summary": "Another line.", "aspects": {"outcome": "Fewer bribes."}}


@pytest.fixture
def option(cast, submit) -> Option:
    waiting: Option = submit(cast.ana)
    return waiting


def fresh(option: Option) -> Option:
    return Option.objects.select_related("current").get(pk=option.pk)


def revise(by: Participation, option: Option, now: dt.datetime, **more: Any) -> int:
    what = {"values": TEXT, "change": "clarification", "seen_version": 1, "key": uuid.uuid4()}
    return revise_option(author=by, option=option, now=now, **{**what, **more})


def resubmit(by: Participation, option: Option, now: dt.datetime, **more: Any) -> int:
    return resubmit_option(author=by, option=option, now=now, **{"seen_version": 1, "key": uuid.uuid4(), **more})


def give_back(by: Participation, option: Option, now: dt.datetime, hours: int = 24, seen: int = 1) -> None:
    what: dict[str, Any] = {"seen_version": seen, "reason": "unclear", "grace_hours": hours, "key": uuid.uuid4()}
    return_option(moderator=by, option=option, **what, now=now)


def appeal(by: Participation, option: Option, now: dt.datetime, text: str = "It is clear.") -> None:
    appeal_decision(author=by, option=option, text=text, key=uuid.uuid4(), now=now)


def refused(action: Callable[..., Any], *args: Any, **more: Any) -> ActionRefused:
    def counts() -> tuple[int, int, int]:
        return Event.objects.count(), Decision.objects.count(), OptionVersion.objects.count()

    before = counts()
    with pytest.raises(ActionRefused) as caught:
        action(*args, **more)
    assert counts() == before
    return caught.value


def test_a_revision_is_a_new_version_that_search_finds(cast, option, middle: Middle) -> None:
    assert revise(cast.ana, option, middle("diverge"), change="typo") == 2
    present = fresh(option).current
    assert present
    assert (present.title, present.change, present.generation, present.author) == ("Pay judges", "typo", 1, cast.ana)
    assert list(option.versions.values_list("number", "title")) == [(1, "Pay the police"), (2, "Pay judges")]
    assert list(Option.objects.filter(search="judge").values_list("number", flat=True)) == [1]
    last = Event.objects.order_by("seq").last()
    assert last
    assert (last.kind, last.data) == ("option.revised", {"option": 1, "version": 2, "change": "typo"})


def test_only_a_material_change_raises_the_generation(cast, option, middle: Middle) -> None:
    for seen, change in ((1, "clarification"), (2, "material"), (3, "typo")):
        text = {**TEXT, "title": f"Title {seen}"}
        revise(cast.ana, option, middle("diverge"), values=text, change=change, seen_version=seen)
    assert list(option.versions.values_list("number", "generation")) == [(1, 1), (2, 1), (3, 2), (4, 2)]


def test_a_save_from_an_older_version_is_refused_and_says_whose_is_newer(cast, option, middle: Middle) -> None:
    revise(cast.ana, option, middle("diverge"))
    error = refused(revise, cast.ana, option, middle("diverge"), values={**TEXT, "title": "Mine"})
    assert (error.code, error.facts) == ("stale", {"version": 2, "written_by": "Alias Ana"})


def test_the_same_save_twice_is_one_version(cast, option, middle: Middle) -> None:
    key = uuid.uuid4()
    assert [revise(cast.ana, option, middle("diverge"), key=key) for _click in range(2)] == [2, 2]
    assert option.versions.count() == 2


@pytest.mark.parametrize(
    ("more", "code", "fields"),
    [
        ({"change": "first"}, "invalid", {"change": "Say what kind of change it is."}),
        ({"change": ""}, "invalid", {"change": "Say what kind of change it is."}),
    ],
)
def test_the_kind_of_change_is_said(more, code: str, fields: dict[str, str], cast, option, middle: Middle) -> None:
    error = refused(revise, cast.ana, option, middle("diverge"), **more)
    assert (error.code, error.fields) == (code, fields)


def test_the_same_text_is_no_revision(cast, option, middle: Middle) -> None:
    assert option.current
    same = {name: getattr(option.current, name) for name in ("title", "summary", "aspects")}
    assert refused(revise, cast.ana, option, middle("diverge"), values=same).code == "invalid"


@pytest.mark.parametrize("kind", ["rate", "reveal", "challenge", "draft", "closed"])
def test_after_the_freeze_an_author_changes_nothing(kind: str, cast, option, middle: Middle) -> None:
    error = refused(revise, cast.ana, option, middle(kind))
    assert (error.code, error.message) == (
        "not_open",
        "The texts froze when rating opened. Moderators can still mend a mistake.",
    )


@pytest.mark.parametrize(
    ("who", "kind", "code"),
    [
        ("ben", "diverge", "not_your_role"),
        ("olga", "diverge", "not_your_role"),
        ("mona", "diverge", "not_open"),
        ("manager", "diverge", "not_open"),
        ("manager", "rate", "not_your_role"),
        ("mona", "draft", "not_open"),
    ],
)
def test_somebody_elses_text_stays_untouched(who: str, kind: str, code: str, cast, option, middle: Middle) -> None:
    assert refused(revise, getattr(cast, who), option, middle(kind)).code == code


def test_after_the_freeze_moderators_mend_and_only_the_manager_lets_them_do_more(
    cast, exercise, option, middle: Middle
) -> None:
    now = middle("rate")
    open_due_phases(exercise=exercise, now=now)
    assert revise(cast.mona, option, now, change="typo") == 2
    again = {"values": {**TEXT, "title": "Pay courts"}, "change": "material", "seen_version": 2}
    error = refused(revise, cast.mona, option, now, **again)
    assert (error.code, list(error.fields)) == ("conflict", ["change"])
    until = now + dt.timedelta(hours=1)
    reopen_option(manager=cast.manager, option=option, reason="Wrong", until=until, key=uuid.uuid4(), now=now)
    assert refused(revise, cast.mona, option, until, **again).code == "conflict"
    assert revise(cast.mona, option, now, **again) == 3
    assert list(option.versions.values_list("generation", flat=True)) == [1, 1, 2]


def test_the_present_policy_is_the_staffs(cast, exercise, middle: Middle) -> None:
    enter_present_policy(manager=cast.manager, values={**TEXT, "title": "As it is"}, now=middle("prepare"))
    present = Option.objects.get(number=0)
    assert revise(cast.manager, present, middle("prepare")) == 2
    text = {**TEXT, "title": "As it was"}
    assert revise(cast.lead, present, middle("diverge"), seen_version=2, values=text) == 3
    open_due_phases(exercise=exercise, now=middle("rate"))
    last = {"seen_version": 3, "values": {**TEXT, "title": "As it has been"}}
    assert refused(revise, cast.ana, present, middle("diverge"), **last).code == "not_your_role"
    assert refused(revise, cast.manager, present, middle("rate"), **last, change="material").code == "conflict"
    assert refused(revise, cast.manager, present, middle("closed"), **last).code == "not_your_role"
    assert revise(cast.manager, present, middle("rate"), **last, change="typo") == 4


def test_an_author_may_go_on_editing_while_it_is_reviewed_and_when_it_is_accepted(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    take_up_option(moderator=cast.mona, option=option, now=now)
    assert revise(cast.ana, option, now) == 2
    accept_option(moderator=cast.mona, option=option, seen_version=2, key=uuid.uuid4(), now=now)
    assert revise(cast.ana, option, now, seen_version=2, values={**TEXT, "title": "Third"}) == 3


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        ("withdrawn", "conflict", "This option is withdrawn. It has to be restored first."),
        ("rejected", "conflict", "This option was rejected, and its text stays as it was."),
        ("merged", "gone", "This option was merged into another. Its text stays as it was."),
    ],
)
def test_what_has_fallen_is_not_edited(state: str, code: str, words: str, cast, option, middle: Middle) -> None:
    Option.objects.filter(pk=option.pk).update(state=state)
    error = refused(revise, cast.ana, option, middle("diverge"))
    assert (error.code, error.message) == (code, words)


def test_a_returned_option_comes_back_with_a_new_text_in_one_step(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    give_back(cast.mona, option, now)
    key = uuid.uuid4()
    assert [resubmit(cast.ana, option, now, values=TEXT, change="material", key=key) for _click in range(2)] == [2, 2]
    standing = fresh(option)
    assert standing.current
    assert (standing.number, standing.state, standing.returned_until) == (1, "submitted", None)
    assert (standing.current.title, standing.current.generation) == ("Pay judges", 2)
    assert list(option.decisions.values_list("verdict", "version__number")) == [("returned", 1), ("resubmitted", 2)]
    last = Event.objects.order_by("seq").last()
    assert last
    assert (last.kind, last.data) == ("option.resubmitted", {"option": 1, "version": 2})


def test_it_may_come_back_as_it_was(cast, option, middle: Middle) -> None:
    give_back(cast.mona, option, middle("diverge"))
    assert resubmit(cast.ana, option, middle("diverge")) == 1
    assert (fresh(option).state, option.versions.count()) == ("submitted", 1)


def test_a_returned_option_may_be_edited_without_sending_it(cast, option, middle: Middle) -> None:
    give_back(cast.mona, option, middle("diverge"))
    assert (revise(cast.ana, option, middle("diverge")), fresh(option).state) == (2, "returned")


def test_grace_reaches_over_the_freeze_and_ends_by_the_date_alone(cast, exercise, option, middle: Middle) -> None:
    now = middle("compete")
    give_back(cast.mona, option, now, hours=30)
    open_due_phases(exercise=exercise, now=middle("rate"))
    end = now + dt.timedelta(hours=30)
    assert refused(resubmit, cast.ana, option, end, values=TEXT).message == "Its time to be submitted again is over."
    assert refused(revise, cast.ana, option, end).code == "not_open"
    assert refused(revise, cast.mona, option, end - dt.timedelta(seconds=1)).code == "conflict"
    assert resubmit(cast.ana, option, end - dt.timedelta(seconds=1), values=TEXT, change="material") == 2
    assert fresh(option).state == "submitted"


def test_before_the_freeze_a_short_grace_takes_no_time_away(cast, option, middle: Middle) -> None:
    give_back(cast.mona, option, middle("diverge"), hours=1)
    assert resubmit(cast.ana, option, middle("compete")) == 1


def test_what_came_back_late_is_still_reviewed_after_rating(cast, exercise, option, middle: Middle) -> None:
    give_back(cast.mona, option, middle("compete"), hours=60)
    open_due_phases(exercise=exercise, now=middle("reveal"))
    resubmit(cast.ana, option, middle("reveal"))
    accept_option(moderator=cast.mona, option=option, seen_version=1, key=uuid.uuid4(), now=middle("reveal"))
    assert fresh(option).state == "accepted"


def test_only_a_returned_option_of_ones_own_is_submitted_again(cast, option, middle: Middle) -> None:
    assert refused(resubmit, cast.ana, option, middle("diverge")).code == "conflict"
    give_back(cast.mona, option, middle("diverge"))
    assert refused(resubmit, cast.ben, option, middle("diverge")).code == "not_your_role"
    assert refused(resubmit, cast.ana, option, middle("diverge"), seen_version=2).code == "stale"


def test_withdrawing_twice_is_once_and_restoring_brings_the_state_back(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    accept_option(moderator=cast.mona, option=option, seen_version=1, key=uuid.uuid4(), now=now)
    for _click in range(2):
        withdraw_option(author=cast.ana, option=option, now=now)
    assert (fresh(option).state, Event.objects.filter(kind="option.withdrawn").count()) == ("withdrawn", 1)
    assert restore_option(person=cast.ana, option=option, now=now) == "accepted"
    assert refused(restore_option, person=cast.ana, option=option, now=now).code == "conflict"
    assert list(option.decisions.values_list("verdict", flat=True)) == ["accepted", "withdrawn", "restored"]
    last = Event.objects.order_by("seq").last()
    assert last
    assert (last.kind, last.data) == ("option.restored", {"option": 1, "state": "accepted"})


def test_a_review_that_was_going_on_begins_anew_after_a_restore(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    take_up_option(moderator=cast.mona, option=option, now=now)
    withdraw_option(author=cast.ana, option=option, now=now)
    assert restore_option(person=cast.ana, option=option, now=now) == "submitted"
    assert fresh(option).reviewer is None


def test_a_returned_option_is_restored_as_returned_with_the_time_it_had(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    give_back(cast.mona, option, now)
    withdraw_option(author=cast.ana, option=option, now=now)
    assert restore_option(person=cast.ana, option=option, now=now) == "returned"
    assert fresh(option).returned_until == now + dt.timedelta(hours=24)


def test_after_the_freeze_moderators_restore_and_authors_do_neither(cast, exercise, option, submit, middle) -> None:
    give_back(cast.mona, option, middle("compete"), hours=1)
    standing, now = submit(cast.ben), middle("rate")
    open_due_phases(exercise=exercise, now=now)
    assert fresh(option).state == "withdrawn"
    assert refused(withdraw_option, author=cast.ben, option=standing, now=now).code == "not_open"
    assert refused(restore_option, person=cast.ana, option=option, now=now).code == "not_open"
    assert refused(restore_option, person=cast.ben, option=option, now=now).code == "not_your_role"
    assert restore_option(person=cast.mona, option=option, now=now) == "submitted"
    assert withdraw_overdue_returns(exercise=exercise, now=now) == []


def test_only_its_author_withdraws_and_restores_before_the_freeze(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    assert refused(withdraw_option, author=cast.ben, option=option, now=now).code == "not_your_role"
    withdraw_option(author=cast.ana, option=option, now=now)
    assert refused(restore_option, person=cast.mona, option=option, now=now).code == "not_your_role"


def test_an_appeal_is_its_authors_and_once_a_decision(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    assert refused(appeal, cast.ana, option, now).code == "conflict"
    reject_option(moderator=cast.mona, option=option, seen_version=1, reason="several", key=uuid.uuid4(), now=now)
    assert refused(appeal, cast.ben, option, now).code == "not_your_role"
    assert refused(appeal, cast.ana, option, now, text=" ").fields == {"text": "Say what speaks against the decision."}
    appeal(cast.ana, option, now)
    assert refused(appeal, cast.ana, option, now).message == "Your appeal waits for its answer already."
    assert refused(appeal, cast.ana, option, middle("closed")).code == "conflict"


def test_when_nobody_can_answer_any_more_there_is_no_appeal(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    reject_option(moderator=cast.mona, option=option, seen_version=1, reason="several", key=uuid.uuid4(), now=now)
    assert refused(appeal, cast.ana, option, middle("closed")).code == "not_open"


def test_submitting_again_settles_an_appeal(cast, option, middle: Middle) -> None:
    now = middle("diverge")
    give_back(cast.mona, option, now)
    appeal(cast.ana, option, now)
    resubmit(cast.ana, option, now)
    assert (fresh(option).appealed_at, fresh(option).state) == (None, "submitted")


def test_a_save_lets_its_draft_go_and_a_refusal_keeps_it(cast, option, middle: Middle) -> None:
    now = middle("diverge")

    def typed() -> int:
        what = {"place": "option.1", "seq": 1, "tab": "t", "base": 1, "body": {"title": "Pay judges"}, "saved_at": now}
        return Draft.objects.get_or_create(participation=cast.ana, place="option.1", defaults=what)[0].pk

    typed()
    refused(revise, cast.ana, option, now, seen_version=7)
    assert Draft.objects.count() == 1
    revise(cast.ana, option, now)
    assert Draft.objects.count() == 0
    give_back(cast.mona, fresh(option), now, seen=2)
    typed()
    resubmit(cast.ana, option, now, seen_version=2)
    assert Draft.objects.count() == 0
