"""What to know of an option's answers before they are believed, on its page and in the list, after the reveal only."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exercises.actions.ratings import revise_sheet
from exercises.models import Option, Participation
from tests.exercises.conftest import KEYS, Cast

Stand = Callable[[str], dt.datetime]


def words(client: Client, number: int) -> str:
    page = client.get(f"/x/alpha/options/{number}/").content.decode()
    return " ".join(re.sub("<[^>]*>", " ", page).split())


def test_an_option_says_whether_it_is_divided_and_between_whom(cast: Cast, judged_week: list[Option]) -> None:
    said = {number: words(cast.client("ben"), number) for number in (1, 2, 3, 4)}
    sides = "By expertise: Law mostly in the lower camp; Economics mostly in the upper."
    assert {number: (text.count("Divided."), text.count(sides)) for number, text in said.items()} == {
        1: (0, 0),
        2: (4, 4),
        3: (0, 0),
        4: (0, 0),
    }
    assert [number for number, text in said.items() if "Unclear placement." in text] == [3]
    few = "7 of the 15 answers that it takes to say whether"
    assert {number: text.count(few) for number, text in said.items()} == {1: 0, 2: 0, 3: 0, 4: 5}


def test_while_rating_is_open_it_says_nothing(cast: Cast, judged_week: list[Option], stand_in: Stand) -> None:
    stand_in("rate")
    for number in (2, 3, 4):
        text = words(cast.client("mona"), number)
        assert not re.search("Divided\\.|Unclear placement|of the 15 answers", text)


@pytest.mark.parametrize(("revise", "compared"), [(4, 0), (5, 1)])
def test_rounds_stand_side_by_side_where_five_have_revised(
    revise: int, compared: int, cast: Cast, judged_week: list[Option], raters: list[Participation], middle: Stand
) -> None:
    for rater in raters[:revise]:
        values = {"ratings": dict.fromkeys(KEYS, 1) | {"risk": 2}, "x": 0.5, "y": 0.5}
        revise_sheet(
            rater=rater, option=judged_week[0], seen_version=1, reason="Costs.", key=uuid.uuid4(), values=values,
            now=middle("reveal"),
        )  # fmt: skip
    text = words(cast.client("ben"), 1)
    assert f"{revise} sheets were revised" in text
    # On risk nobody changed the step, so there is nothing to compare.
    assert text.count("Round 1: median 4.5 (4–5), n 20") == 3 * compared
    assert text.count("With revisions: median 4 (") == 3 * compared


@pytest.mark.parametrize(("mark", "found"), [("divided", [2]), ("unclear", [3]), ("few", [4]), ("", [1, 2, 3, 4])])
def test_the_list_finds_by_mark(mark: str, found: list[int], cast: Cast, judged_week: list[Option]) -> None:
    page = cast.client("ben").get("/x/alpha/options/", {"mark": mark})
    assert (page.status_code, [row["option"].number for row in page.context["rows"]]) == (200, found)


def test_the_list_says_it_in_small_words(cast: Cast, judged_week: list[Option]) -> None:
    page = cast.client("ben").get("/x/alpha/options/").content.decode()
    assert re.findall('data-mark="([a-z]*)">', page) == ["divided", "unclear", "few"]
    assert page.count("20 sheets, desirability 4.5 (4–5)") == 1


def test_a_mark_that_there_is_not_is_refused_and_sealed_ones_are_not_asked(
    cast: Cast, judged_week: list[Option], stand_in: Stand
) -> None:
    client = cast.client("ben")
    refused = client.get("/x/alpha/options/", {"mark": "best"})
    assert (refused.status_code, len(refused.context["rows"])) == (422, 4)
    assert "There is no such mark." in refused.content.decode()
    stand_in("rate")
    sealed = client.get("/x/alpha/options/", {"mark": "divided"})
    assert [row["option"].number for row in sealed.context["rows"]] == [1, 2, 3, 4]
    assert "divided" not in sealed.content.decode()


@pytest.mark.parametrize("mark", ["", "divided", "few"])
def test_the_list_asks_as_often_with_a_mark_as_without(mark: str, cast: Cast, judged_week: list[Option]) -> None:
    client = cast.client("ben")
    client.get("/x/alpha/options/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/x/alpha/options/", {"mark": mark})
    assert len(asked) == 10
