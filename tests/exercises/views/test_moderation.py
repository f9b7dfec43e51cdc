"""The queue of those who review, and what authors do and read about a decision."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions.moderation import accept_option, reject_option, return_option, take_up_option
from exercises.actions.option_life import appeal_decision, resubmit_option
from exercises.models import Option
from exercises.queries import moderation as queries
from tests.exercises.conftest import Cast

Stand = Callable[[str], Any]
ADDRESS = "/x/alpha/moderation/"


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
    assert [(item.option.number, item.claim, item.back) for item in page.context["items"]] == [
        (option.number, "", False),
        (mine.number, "with you", False),
        (others.number, "with Alias Milo", False),
        (back.number, "", True),
    ]
    assert (queue.decided, queue.total, queue.next) == (1, 5, mine)
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
    assert [item.appeal for item in page.context["items"]] == ["It does answer it.", ""]
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


QUEUE = 13


# Filters, parts, the next one


def listed(cast: Cast, query: str = "", who: str = "mona") -> list[int]:
    return [item.option.number for item in cast.client(who).get(f"{ADDRESS}{query}").context["items"]]


@pytest.fixture
def mixed(cast: Cast, option: Option, now: dt.datetime, submit: Callable[..., Option]) -> None:
    """1 waits, 2 is taken up by mona, 3 returned by mona, 4 rejected by milo and appealed for, 5 accepted by milo."""
    taken, returned, rejected, accepted = (
        submit(cast.ben, title) for title in ("Taken", "Returned", "Rejected", "Good")
    )
    take_up_option(moderator=cast.mona, option=taken, now=now)
    given_back(cast, returned, now)
    what: dict[str, Any] = {"seen_version": 1, "now": now}
    reject_option(moderator=cast.milo, option=rejected, reason="duplicate", key=uuid.uuid4(), **what)
    appeal_decision(author=cast.ben, option=rejected, text="It is not.", key=uuid.uuid4(), now=now)
    accept_option(moderator=cast.milo, option=accepted, key=uuid.uuid4(), **what)


FILTERS = {
    "": [4, 1, 2],
    "?state=submitted": [1],
    "?state=in_review": [2],
    "?state=appealed": [4],
    "?state=returned": [3],
    "?state=accepted": [5],
    "?state=all": [4, 1, 2, 3, 5],
    "?reason=unclear": [3],
    "?reason=duplicate&state=all": [4],
    "?reason=duplicate&state=returned": [],
    "?mine=on": [2],
    "?mine=on&state=all": [2, 3],
    "?state=burnt": [4, 1, 2],
}


def test_the_queue_is_filtered_in_its_address(cast: Cast, mixed: None) -> None:
    assert {query: listed(cast, query) for query in FILTERS} == FILTERS
    assert cast.client("mona").get(f"{ADDRESS}?state=burnt").status_code == 422


def test_the_queue_comes_in_parts_the_oldest_first(
    cast: Cast, option: Option, submit: Callable[..., Option], monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        submit(cast.ben, f"Option {n}")
    monkeypatch.setattr(queries, "PAGE", 2)
    assert [listed(cast, query) for query in ("", "?page=2", "?page=3", "?page=9")] == [[1, 2], [3, 4], [5], [5]]


def test_the_next_case_is_the_one_after_this_and_comes_round(
    cast: Cast, option: Option, now: dt.datetime, submit: Callable[..., Option]
) -> None:
    for n in range(3):
        submit(cast.ben, f"Option {n}")
    take_up_option(moderator=cast.milo, option=Option.objects.get(number=3), now=now)
    after = [cast.client("mona").get(f"{ADDRESS}{n}/").context["queue"].next.number for n in (1, 2, 4)]
    assert after == [2, 4, 1]


def test_who_holds_an_option_is_told_to_the_staff_alone(cast: Cast, mixed: None) -> None:
    address = f"{ADDRESS}claims/?option=1&option=2&option=5&option=99&option=x"
    assert cast.client("milo").get(address).json() == {
        "1": {"claim": "", "state": "not yet reviewed", "kind": ""},
        "2": {"claim": "with Alias Mona", "state": "in review", "kind": ""},
        "5": {"claim": "no longer waits", "state": "accepted", "kind": "settled"},
    }
    assert cast.client("mona").get(address).json()["2"]["claim"] == "with you"
    assert cast.client("ana").get(address).status_code == 403


# Many at once


def many(cast: Cast, *chosen: str, who: str = "mona", **data: Any) -> Any:
    return cast.client(who).post(f"{ADDRESS}accept/", {"option": chosen, **data})


def test_many_are_looked_at_accepted_and_given_back_by_one_step(
    cast: Cast, option: Option, now: dt.datetime, submit: Callable[..., Option]
) -> None:
    taken, third = submit(cast.ben, "Taken"), submit(cast.ben, "Third")
    take_up_option(moderator=cast.mona, option=taken, now=now)
    preview = many(cast, "1:1", "2:1", "3:1")
    assert ([o.number for o, _value in preview.context["fit"]], preview.context["unfit"]) == ([1, 2, 3], [])
    assert state(option) == "submitted"
    sure = {"sure": "on", "key": str(uuid.uuid4())}
    answer = many(cast, "1:1", "2:1", **sure)
    assert answer["Location"] == f"{ADDRESS}?undo={sure['key']}"
    assert many(cast, "1:1", "2:1", **sure).status_code == 302  # a double click
    assert [state(each) for each in (option, taken, third)] == ["accepted", "accepted", "submitted"]
    page = cast.client("mona").get(answer["Location"]).content.decode()
    assert "2 options are accepted." in page
    assert sure["key"] in page
    assert cast.client("milo").post(f"{ADDRESS}undo/", {"key": sure["key"]}).status_code == 410
    back = cast.client("mona").post(f"{ADDRESS}undo/", {"key": sure["key"]}, follow=True).content.decode()
    assert "2 options wait again." in back
    assert [state(each) for each in (option, taken, third)] == ["submitted", "in_review", "submitted"]
    assert taken.reviewer == cast.mona
    assert "0 options wait again." in (
        cast.client("mona").post(f"{ADDRESS}undo/", {"key": sure["key"]}, follow=True).content.decode()
    )


def test_what_speaks_against_one_keeps_all_and_is_said(cast: Cast, mixed: None, option: Option) -> None:
    take_up_option(
        moderator=cast.milo,
        option=Option.objects.get(number=2),
        now=Option.objects.get(number=1).submitted_at,
        over=True,
    )
    preview = many(cast, "1:1", "2:1", "4:1", "5:1")
    said = {o.number: sentence for o, sentence in preview.context["unfit"]}
    assert said == {
        2: "Alias Milo has taken this up. Take it over if you want to decide.",
        4: "Its author appeals; answer that by itself.",
        5: "Alias Milo was first: it is accepted now.",
    }
    refused = many(cast, "1:1", "2:1", sure="on")
    assert (refused.status_code, state(option)) == (409, "submitted")
    assert many(cast, "1:2", sure="on").status_code == 409
    assert state(option) == "submitted"


@pytest.mark.parametrize("chosen", [(), ("1",), ("1:x",), ("0:1",)])
def test_nothing_that_can_be_accepted_is_said(chosen: tuple[str, ...], cast: Cast, option: Option) -> None:
    answer = many(cast, *chosen, sure="on")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["option"])


def test_what_moved_on_since_stays_and_nothing_is_undone_after_the_freeze(
    cast: Cast, option: Option, submit: Callable[..., Option], stand_in: Stand
) -> None:
    submit(cast.ben, "Second")
    key = str(uuid.uuid4())
    many(cast, "1:1", "2:1", sure="on", key=key)
    cast.client("ben").post("/x/alpha/options/2/withdraw/")
    assert cast.client("mona").post(f"{ADDRESS}undo/", {"key": key}).status_code == 302
    assert dict(Option.objects.values_list("number", "state")) == {1: "submitted", 2: "withdrawn"}
    key = str(uuid.uuid4())
    many(cast, "1:1", sure="on", key=key)
    stand_in("rate")
    assert cast.client("mona").post(f"{ADDRESS}undo/", {"key": key}).status_code == 409
    assert state(option) == "accepted"


# The histories as a table


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r="])
def test_the_histories_are_a_table_that_no_spreadsheet_calculates(
    begin: str, cast: Cast, option: Option, now: dt.datetime
) -> None:
    note = f"{begin}cmd|'/c calc'!A1, \"quoted\""
    what: dict[str, Any] = {"seen_version": 1, "reason": "unclear", "key": uuid.uuid4()}
    return_option(moderator=cast.mona, option=option, note=note, **what, now=now)
    answer = cast.client("milo").get(f"{ADDRESS}history.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    header, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    told = dict(zip(header, row, strict=True))
    assert (told["option"], told["what"], told["by"], told["reason"]) == (
        "PO-1", "returned to its author", "Alias Mona", "unclear",
    )  # fmt: skip
    assert told["note"] == f"'{note}"
    assert cast.client("ana").get(f"{ADDRESS}history.csv").status_code == 403
