"""The page of the reveal: sealed before, for everybody at once after, and no group under five on it."""

from __future__ import annotations

import uuid

import pytest

from exercises.actions.ratings import judge_option
from exercises.queries.crowd import check_of, crowd_of

KEYS = ("desirability", "feasibility", "impact", "risk")


@pytest.fixture
def option(cast, submit, crowd, stand_in, middle):
    option = submit(cast.ana, "Pay the police")
    stand_in("rate")
    crowd(option, [(0.5, 0.5)] * 16)
    values = {"ratings": dict.fromkeys(KEYS, 1), "x": 0.5, "y": 0.5}
    judge_option(rater=cast.ben, option=option, seen_version=1, values=values, key=uuid.uuid4(), now=middle("rate"))
    return option


@pytest.mark.parametrize("who", ["manager", "lead", "mona", "ana", "olga"])
def test_before_the_reveal_it_says_when_and_nothing_else(cast, option, who) -> None:
    page = cast.client(who).get("/x/alpha/reveal/").content.decode()
    assert ("Then this page leads through" in page, "Pay the police" in page, "median" in page) == (True, False, False)


@pytest.mark.parametrize("who", ["manager", "lead", "mona", "ana", "olga"])
def test_after_it_everybody_reads_the_same_medians(cast, option, stand_in, who) -> None:
    stand_in("reveal")
    page = cast.client(who).get("/x/alpha/reveal/").content.decode()
    assert "median 4 (4–4), n 17" in " ".join(page.split())
    assert "The crowd agrees on 1 of 1 options" in page


def test_ones_own_step_is_marked_and_its_sheet_can_be_looked_at_again(cast, option, stand_in) -> None:
    stand_in("reveal")
    page = cast.client("ben").get("/x/alpha/reveal/").content.decode()
    assert "<b>you 1</b>" in page
    assert "Look at your sheet on PO-1 again" in page


def test_a_criterion_that_is_not_asked_is_not_found(cast, option, stand_in) -> None:
    stand_in("reveal")
    client = cast.client("ana")
    assert client.get("/x/alpha/reveal/?criterion=risk").status_code == 200
    assert client.get("/x/alpha/reveal/?criterion=beauty").status_code == 404
    assert client.get("/x/alpha/reveal/?all=nonsense").status_code == 200


def test_with_nothing_judged_every_part_says_so(cast, submit, stand_in) -> None:
    submit(cast.ana)
    stand_in("reveal")
    page = cast.client("ana").get("/x/alpha/reveal/").content.decode()
    for words in ("On none yet", "divided on nothing", "Where the options lie is clear", "have changed nothing yet"):
        assert words in page


def test_how_firm_the_order_is_stands_at_its_end_as_a_check(cast, exercise, judged_week) -> None:
    check = check_of(exercise, crowd_of(exercise), "desirability")
    page = cast.client("ana").get("/x/alpha/reveal/").content.decode()
    told = " ".join(page[page.index('id="check"') :].split())
    assert "Put the 3 options with 15 answers or more in the order of their mean step." in told
    assert f"would stay in its third of that order {round(check.stays * 10)} times in 10" in told
    assert "This changes no number on any page" in told
    assert page.index('id="check"') > page.index('id="moved"')


def test_with_fewer_than_three_options_there_is_no_order_to_check(cast, option, stand_in) -> None:
    stand_in("reveal")
    assert 'id="check"' not in cast.client("ana").get("/x/alpha/reveal/").content.decode()
