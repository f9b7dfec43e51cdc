from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions import narratives as narrative_actions
from exercises.actions import options as option_actions
from exercises.actions import ratings as rating_actions
from exercises.models import Exercise, Option, Participation
from tests.exercises.conftest import Cast, make_user

Stand = Callable[[str], Any]
Submit = Callable[..., Option]
TEXT = {"title": "As it is", "summary": "Soldiers.", "aspects": {"outcome": "None."}}


def raters(exercise: Exercise, n: int) -> list[Participation]:
    joined = exercise.created_at
    return [
        Participation.objects.create(
            exercise=exercise, user=make_user(f"rater{i}"), role="analyst", alias=f"Rater {i}",
            consent_at=joined, joined_at=joined,
        )
        for i in range(n)
    ]  # fmt: skip


def judge(rater: Participation, option: Option, now: Any, step: int = 4, x: float | str = 0.5) -> None:
    ratings = {"desirability": step, "feasibility": 3, "impact": 2, "risk": "expertise"}
    values = {"ratings": ratings, "x": x, "y": -0.25, "certainty": ""}
    rating_actions.judge_option(rater=rater, option=option, seen_version=1, values=values, key=uuid.uuid4(), now=now)


@pytest.fixture
def judged(cast: Cast, exercise: Exercise, submit: Submit, stand_in: Stand) -> Option:
    """PO-1 with six sheets of strangers and one of ben's."""
    option = submit(cast.ana)
    now = stand_in("rate")
    option.refresh_from_db()
    for step, rater in zip((1, 4, 4, 5, 5, 5), raters(exercise, 6), strict=True):
        judge(rater, option, now, step)
    judge(cast.ben, option, now, 2)
    return option


# The list


def titles(cast: Cast, query: str = "", name: str = "olga") -> list[str]:
    rows = cast.client(name).get(f"/x/alpha/options/{query}").context["rows"]
    return [row["option"].current.title for row in rows]


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("kind", "queries"), [("diverge", 6), ("reveal", 10), ("challenge", 11)])
def test_the_list_takes_the_same_queries_for_any_length(
    *, n: int, kind: str, queries: int, cast: Cast, submit: Submit, stand_in: Stand, django_assert_num_queries: Any
) -> None:
    for _ in range(n):
        submit(cast.ana)
    stand_in(kind)
    client = cast.client("olga")
    # session, user, seat, phases, count, options; results: criteria, steps, places, sheets; tags
    with django_assert_num_queries(queries):
        assert len(client.get("/x/alpha/options/").context["rows"]) == n


def test_search_and_state_stand_in_the_address(cast: Cast, submit: Submit, stand_in: Stand) -> None:
    for title in ("Pay the police", "Close the border", "Pay the judges"):
        submit(cast.ana, title)
    Option.objects.filter(number=3).update(state="withdrawn")
    stand_in("diverge")
    assert titles(cast) == ["Pay the police", "Close the border", "Pay the judges"]
    assert titles(cast, "?q=pAy") == ["Pay the police", "Pay the judges"]
    assert titles(cast, "?q=pay&state=withdrawn") == ["Pay the judges"]
    assert titles(cast, "?q=PO-2") == ["Close the border"]
    assert titles(cast, "?q=%25") == []
    assert titles(cast, "?q=99999999999") == []
    page = cast.client("olga").get("/x/alpha/options/?q=nothing").content.decode()
    assert "No option holds these words in its number, title or summary." in page
    assert 'value="nothing"' in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?q=a%00b", "This holds a NUL character (U+0000)"),
        ("?q=a%E2%80%AEb", "This holds a character that turns the reading direction (U+202E)"),
        ("?q=" + "x" * 101, "At most 100 characters fit here; this is 1 too long."),
        ("?state=gone", "There is no such state."),
    ],
)
def test_a_search_that_cannot_be_right_is_said(
    query: str, said: str, cast: Cast, submit: Submit, stand_in: Stand
) -> None:
    submit(cast.ana)
    stand_in("diverge")
    answer = cast.client("olga").get(f"/x/alpha/options/{query}")
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert len(answer.context["rows"]) == 1  # the list is still there


def test_fifty_fit_on_a_page(cast: Cast, exercise: Exercise, submit: Submit, stand_in: Stand) -> None:
    for _ in range(51):
        submit(cast.ana)
    stand_in("diverge")
    assert len(titles(cast)) == 50
    assert len(titles(cast, "?page=2")) == 1
    assert len(titles(cast, "?page=nonsense")) == 50
    page = cast.client("olga").get("/x/alpha/options/?q=pay&page=2").content.decode()
    assert 'href="?q=pay&amp;page=1" rel="prev"' in page


@pytest.mark.parametrize(("name", "said"), [("ana", "The first option is yours to write"), ("mona", "No options yet")])
def test_an_empty_list_says_what_to_do(name: str, said: str, cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    assert said in cast.client(name).get("/x/alpha/options/").content.decode()


# The page


def test_the_present_policy_is_an_option_without_an_author(cast: Cast, stand_in: Stand) -> None:
    now = stand_in("prepare")
    option_actions.enter_present_policy(manager=cast.manager, values=TEXT, now=now)
    page = cast.client("olga").get("/x/alpha/options/0/").content.decode()
    assert "As it is" in page
    assert "Reconstruction: present policy" in page
    assert page.count("Nothing was written here.") == 4
    assert re.findall(r'<span class="meta">(short|empty)</span>', page) == ["short", "empty", "empty", "empty", "empty"]


def test_before_and_after_lead_along_the_numbers(cast: Cast, submit: Submit, stand_in: Stand) -> None:
    for title in ("One", "Two", "Three"):
        submit(cast.ana, title)
    stand_in("diverge")
    context = cast.client("olga").get("/x/alpha/options/2/").context
    assert (context["before"].number, context["after"].number) == (1, 3)
    assert cast.client("olga").get("/x/alpha/options/3/").context["after"] is None


def test_what_people_write_is_harmless_on_the_page(cast: Cast, stand_in: Stand) -> None:
    now = stand_in("diverge")
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](//evil.example)"
    values = {"title": hostile[:80], "summary": hostile, "aspects": {"outcome": hostile}}
    option_actions.submit_option(author=cast.ana, values=values, key=uuid.uuid4(), now=now)
    for address in ("options/", "options/1/", ""):
        page = cast.client("olga").get(f"/x/alpha/{address}").content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert re.findall(r"<script|<img|onerror=alert\(1\)>|href=\"(?:javascript|//)", main) == []


def test_while_rating_is_open_one_sees_ones_own_sheet_only(cast: Cast, judged: Option) -> None:
    context = cast.client("ben").get("/x/alpha/options/1/").context
    assert context["own"].answers["ratings"] == {"desirability": 2, "feasibility": 3, "impact": 2, "risk": "expertise"}
    assert (context["result"], context["judgeable"]) == (None, True)
    page = cast.client("ben").get("/x/alpha/options/1/").content.decode()
    assert "Sealed until rating closes, for everybody." in page
    assert page.count("bars-drawing") == 0
    for name in ("ana", "olga", "mona", "lead", "manager"):
        context = cast.client(name).get("/x/alpha/options/1/").context
        assert (context["own"], context["result"], context["judgeable"]) == (None, None, False)


def test_after_the_reveal_the_crowd_stands_above_ones_own_answers(cast: Cast, judged: Option, stand_in: Stand) -> None:
    stand_in("reveal")
    page = cast.client("ben").get("/x/alpha/options/1/").content.decode()
    assert "median 4 (3–5), n 7" in page
    heights = re.findall(r'<rect class="(fill-ink|fill-line)" x="\d02" width="96" y="\d+" height="(\d+)"', page)
    # desirability: one 1, one 2 (his own, in ink), two 4, three 5
    assert heights[:5] == [
        ("fill-line", "33"),
        ("fill-ink", "33"),
        ("fill-line", "0"),
        ("fill-line", "67"),
        ("fill-line", "100"),
    ]
    assert len(heights) == 15  # nobody answered on risk
    assert "fewer than five answers" in page
    assert "You abstained: outside my field." in page
    assert page.count('fill-opacity=".55"') == 7
    assert "The crowd put it at 0.50 across and -0.25 up" in page


def test_fewer_than_five_answers_are_not_broken_out(
    cast: Cast, exercise: Exercise, submit: Submit, stand_in: Stand
) -> None:
    option = submit(cast.ana)
    now = stand_in("rate")
    option.refresh_from_db()
    for rater in raters(exercise, 4):
        judge(rater, option, now)
    stand_in("reveal")
    page = cast.client("olga").get("/x/alpha/options/1/").content.decode()
    assert page.count("fewer than five answers") == 4
    assert page.count("bars-drawing") == 0
    assert "Fewer than five placed it, so no place is shown." in page
    assert "too few sheets to show" in cast.client("olga").get("/x/alpha/options/").content.decode()


def test_narratives_are_named_only_once_they_may_be_seen(cast: Cast, judged: Option, stand_in: Stand) -> None:
    now = stand_in("reveal")
    narrative_actions.create_narrative(
        author=cast.lead, values={"nickname": "Mend the state"}, x=0, y=0, key=uuid.uuid4(), now=now
    )
    narrative_actions.put_into_narrative(
        moderator=cast.mona, narrative=cast.mona.exercise.narratives.get(), option=judged, kind="core", now=now
    )

    def named(name: str) -> list[bool]:
        client = cast.client(name)
        pages = [client.get(f"/x/alpha/{a}").content.decode() for a in ("options/", "options/1/", "")]
        return ["Mend the state" in page for page in pages]

    assert named("ben") == [False, False, False]
    assert named("mona")[:2] == [True, True]
    stand_in("challenge")
    assert named("ben")[:2] == [True, True]
