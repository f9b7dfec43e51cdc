"""The queue of those who review, and what authors do and read about a decision."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions.moderation import accept_option, reject_option, return_option, take_up_option
from exercises.actions.option_life import appeal_decision, resubmit_option
from exercises.models import Option
from tests.exercises.conftest import Cast

Stand = Callable[[str], Any]


@pytest.fixture
def now(stand_in: Stand) -> dt.datetime:
    moment: dt.datetime = stand_in("diverge")
    return moment


@pytest.fixture
def option(cast: Cast, now: dt.datetime, submit: Callable[..., Option]) -> Option:
    return submit(cast.ana)


def decide(cast: Cast, who: str, **data: Any) -> Any:
    sent = {"seen_version": 1, "key": str(uuid.uuid4()), **data}
    return cast.client(who).post("/x/alpha/moderation/1/", sent)


def given_back(cast: Cast, option: Option, now: dt.datetime) -> None:
    what: dict[str, Any] = {"seen_version": 1, "reason": "unclear", "note": "Who pays?", "key": uuid.uuid4()}
    return_option(moderator=cast.mona, option=option, **what, now=now)


def state(option: Option) -> str:
    option.refresh_from_db()
    return option.state


def test_the_queue_tells_what_is_free_whose_and_what_came_back(
    cast: Cast, option: Option, now: dt.datetime, submit: Callable[..., Option]
) -> None:
    mine, others, accepted, back = (submit(cast.ben, title) for title in ("Mine", "Others", "Accepted", "Back"))
    take_up_option(moderator=cast.mona, option=mine, now=now)
    take_up_option(moderator=cast.milo, option=others, now=now)
    accept_option(moderator=cast.mona, option=accepted, seen_version=1, key=uuid.uuid4(), now=now)
    given_back(cast, back, now)
    resubmit_option(author=cast.ben, option=back, seen_version=1, key=uuid.uuid4(), now=now)
    page = cast.client("mona").get("/x/alpha/moderation/")
    queue = page.context["queue"]
    assert [item.option.number for item in queue.mine] == [mine.number]
    assert [(item.option.number, item.back) for item in queue.free] == [(option.number, False), (back.number, True)]
    assert [item.option.number for item in queue.others] == [others.number]
    assert (queue.decided, queue.total, queue.next.option) == (1, 5, mine)
    text = page.content.decode()
    assert "1 of 5 reviewed" in text
    assert "with Alias Milo" in text
    assert "came back" in text
    assert '<span class="tab-count">4<span' in text


def test_an_appeal_stands_first_with_its_words(
    cast: Cast, option: Option, now: dt.datetime, submit: Callable[..., Option]
) -> None:
    rejected = submit(cast.ben)
    what: dict[str, Any] = {"seen_version": 1, "reason": "off_question", "key": uuid.uuid4()}
    reject_option(moderator=cast.mona, option=rejected, **what, now=now)
    appeal_decision(author=cast.ben, option=rejected, text="It does answer it.", key=uuid.uuid4(), now=now)
    page = cast.client("mona").get("/x/alpha/moderation/")
    assert [item.appeal for item in page.context["queue"].free] == ["It does answer it.", ""]
    text = cast.client("milo").get(f"/x/alpha/moderation/{rejected.number}/").content.decode()
    assert "Its author appeals" in text
    assert "It does answer it." in text


def test_nothing_waits(cast: Cast, now: dt.datetime) -> None:
    page = cast.client("mona").get("/x/alpha/moderation/").content.decode()
    assert "Every option is decided." in page
    assert "tab-count" not in page


@pytest.mark.parametrize("who", ["ana", "olga"])
def test_it_is_the_staffs_alone(who: str, cast: Cast, option: Option) -> None:
    assert cast.client(who).get("/x/alpha/moderation/").status_code == 403
    assert cast.client(who).get("/x/alpha/moderation/1/").status_code == 403
    assert "/x/alpha/moderation/" not in cast.client(who).get("/x/alpha/").content.decode()


def test_taking_up_is_seen_by_others_and_taken_over_on_purpose(cast: Cast, option: Option) -> None:
    assert decide(cast, "mona", do="take")["Location"] == "/x/alpha/moderation/1/"
    assert "You have taken this up" in cast.client("mona").get("/x/alpha/moderation/1/").content.decode()
    assert "Alias Mona has taken this up." in cast.client("milo").get("/x/alpha/moderation/1/").content.decode()
    assert decide(cast, "milo", do="accept").status_code == 409
    assert decide(cast, "milo", do="over").status_code == 302
    assert decide(cast, "milo", do="release")["Location"] == "/x/alpha/moderation/"
    assert state(option) == "submitted"


def test_a_decision_leads_to_the_next_option(cast: Cast, option: Option, submit: Callable[..., Option]) -> None:
    submit(cast.ben)
    assert decide(cast, "mona", do="accept")["Location"] == "/x/alpha/moderation/2/"
    assert state(option) == "accepted"
    page = cast.client("mona").get("/x/alpha/moderation/2/").content.decode()
    assert "PO-1 is accepted." in page


def test_a_return_wants_a_reason_and_keeps_what_was_typed(cast: Cast, option: Option) -> None:
    answer = decide(cast, "mona", do="return", note="Who pays?", grace_hours="500")
    form = answer.context["form"]
    assert (answer.status_code, dict(form.errors)) == (
        422,
        {"grace_hours": ["Give between 1 and 168 hours."]},
    )
    answer = decide(cast, "mona", do="return", note="Who pays?", grace_hours="6")
    form = answer.context["form"]
    assert (answer.status_code, dict(form.errors)) == (422, {"reason": ["Choose one of the reasons."]})
    assert (form["note"].value(), form["grace_hours"].value()) == ("Who pays?", "6")
    assert decide(cast, "mona", do="return", reason="unclear", note="Who pays?", grace_hours="6").status_code == 302
    assert state(option) == "returned"


def test_a_text_that_changed_meanwhile_is_read_before_it_is_decided(cast: Cast, option: Option) -> None:
    answer = decide(cast, "mona", do="reject", reason="unclear", note="Kept", seen_version=2)
    assert (answer.status_code, answer.context["form"]["note"].value()) == (409, "Kept")
    assert answer.context["form"].non_field_errors() == ["The text has changed: version 1. Read it, then decide."]
    assert answer.context["form"]["seen_version"].value() == "1"


@pytest.mark.parametrize("do", ["", "burn"])
def test_an_unknown_decision_is_said(do: str, cast: Cast, option: Option) -> None:
    answer = decide(cast, "mona", do=do)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["do"])
    assert state(option) == "submitted"


def test_programs_get_problem_details(cast: Cast, option: Option) -> None:
    client, json = cast.client("mona"), {"accept": "application/json"}
    data = {"do": "reject", "seen_version": 1}
    answer = client.post("/x/alpha/moderation/1/", data, headers=json)
    assert (answer.status_code, answer.json()["fields"]) == (422, {"reason": "Choose one of the reasons."})
    data = {"do": "accept", "seen_version": 1}
    assert client.post("/x/alpha/moderation/1/", data, headers=json).json() == {}
    assert state(option) == "accepted"


def test_reasons_are_the_authors_and_the_staffs_to_read(cast: Cast, option: Option, now: dt.datetime) -> None:
    given_back(cast, option, now)
    for who, reads in (("ana", True), ("milo", True), ("ben", False), ("olga", False)):
        text = cast.client(who).get("/x/alpha/options/1/").content.decode()
        told = ("Who pays?" in text, "It is not clear what is to be done, or by whom." in text)
        assert (who, told, "returned to its author" in text) == (who, (reads, reads), True)


def test_its_author_withdraws_and_restores(cast: Cast, option: Option) -> None:
    client = cast.client("ana")
    page = client.post("/x/alpha/options/1/withdraw/", follow=True).content.decode()
    assert "PO-1 is withdrawn. You can restore it." in page
    assert state(option) == "withdrawn"
    assert "PO-1 is back." in client.post("/x/alpha/options/1/restore/", follow=True).content.decode()
    assert state(option) == "submitted"


def test_its_author_appeals_and_reads_that_it_waits(cast: Cast, option: Option, now: dt.datetime) -> None:
    client = cast.client("ana")
    given_back(cast, option, now)
    assert "Who pays?" in client.get("/x/alpha/options/1/appeal/").content.decode()
    empty = client.post("/x/alpha/options/1/appeal/", {"text": " "})
    assert (empty.status_code, dict(empty.context["form"].errors)) == (422, {"text": ["Write something here."]})
    sent = {"text": "It is clear.", "key": str(uuid.uuid4())}
    page = client.post("/x/alpha/options/1/appeal/", sent, follow=True).content.decode()
    assert "An appeal waits for its answer." in page
    again = client.post("/x/alpha/options/1/appeal/", {"text": "Once more.", "key": str(uuid.uuid4())})
    assert (again.status_code, again.context["form"]["text"].value()) == (409, "Once more.")


def test_the_manager_reopens_a_frozen_text(cast: Cast, option: Option, stand_in: Stand) -> None:
    client = cast.client("manager")
    assert client.get("/x/alpha/options/1/reopen/").status_code == 409
    stand_in("rate")
    wrong = client.post("/x/alpha/options/1/reopen/", {"reason": "A wrong figure.", "hours": "0"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["hours"])
    sent = {"reason": "A wrong figure.", "hours": "4", "key": str(uuid.uuid4())}
    assert (
        "Moderators can change it now." in client.post("/x/alpha/options/1/reopen/", sent, follow=True).content.decode()
    )
    option.refresh_from_db()
    assert option.reopened_until is not None


def test_the_next_step_of_an_author_is_what_came_back(cast: Cast, option: Option, now: dt.datetime) -> None:
    given_back(cast, option, now)
    home = cast.client("ana").get("/x/alpha/")
    assert home.context["step"].heading == "Your option PO-1 was returned"
    assert home.context["step_url"] == "/x/alpha/options/1/"
    assert cast.client("ben").get("/x/alpha/").context["step"].heading == "Write a policy option"


def test_the_next_step_of_a_moderator_is_the_queue(cast: Cast, option: Option) -> None:
    step = cast.client("mona").get("/x/alpha/").context["step"]
    assert (step.heading, step.view) == ("Review 1 option", "moderation")


@pytest.mark.parametrize("options", [1, 3])
def test_the_queue_asks_as_often_for_one_as_for_many(
    options: int, cast: Cast, now: dt.datetime, submit: Callable[..., Option], django_assert_num_queries: Any
) -> None:
    for _n in range(options):
        submit(cast.ana)
    cast.client("mona").get("/x/alpha/moderation/")
    with django_assert_num_queries(QUEUE):
        cast.client("mona").get("/x/alpha/moderation/")


QUEUE = 9
