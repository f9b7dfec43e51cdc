from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises import access
from exercises.actions import narratives as narrative_actions
from exercises.actions import options as option_actions
from exercises.actions import places as place_actions
from exercises.actions import ratings as rating_actions
from exercises.models import Exercise, Option, OptionVersion, Participation
from exercises.queries.crowd import crowd_of
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
@pytest.mark.parametrize(("kind", "queries"), [("diverge", 8), ("reveal", 10), ("challenge", 12)])
def test_the_list_takes_the_same_queries_for_any_length(
    *, n: int, kind: str, queries: int, cast: Cast, submit: Submit, stand_in: Stand, django_assert_num_queries: Any
) -> None:
    for _ in range(n):
        submit(cast.ana)
    stand_in(kind)
    cast.manager.exercise.stream.refresh_from_db()
    crowd_of(cast.manager.exercise)  # the crowd is read once, whoever comes first
    client = cast.client("olga")
    # session, user, seat, phases, visit, count, keys, options; events since, criterion; narratives, tags
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
    assert titles(cast, "?q=po2") == ["Close the border"]
    assert titles(cast, "?q=%25") == []
    assert titles(cast, "?q=99999999999") == []
    page = cast.client("olga").get("/x/alpha/options/?q=nothing").content.decode()
    assert "No option holds these words in its number, title or text, with these filters." in page
    assert 'value="nothing"' in page


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("police", [1]),
        ("polic", [1]),  # half a word
        ("policing", [1]),  # a word's other forms
        ("policin", [1]),  # half of another form
        ("THE", [1, 2]),  # a word that says nothing, as the beginning of others
        ("pay the", [1]),
        ("the police pay", [1]),
        ("mexico", [2]),
        ("México", [2]),
        ("méxi", [2]),
        ("bribery", [1, 2]),  # in the text, below title and summary
        ("police border", []),
        ("'); DROP", []),
        ("pay & | ! :* <-> (", [1]),
        ("' '", []),
        ("1", [1]),
        ("PO-2", [2]),
        ("00002", [2]),
    ],
)
def test_words_are_found_as_they_are_typed(q: str, found: list[int], cast: Cast, stand_in: Stand) -> None:
    now = stand_in("diverge")
    for title in ("Pay the policing of towns", "Theatre on México’s border"):
        values = {"title": title, "summary": "One line.", "aspects": {"outcome": "Less bribery."}}
        option_actions.submit_option(author=cast.ana, values=values, key=uuid.uuid4(), now=now)
    rows = cast.client("olga").get("/x/alpha/options/", {"q": q}).context["rows"]
    assert [row["option"].number for row in rows] == found


def test_what_was_found_is_marked_and_nothing_else_is_markup(cast: Cast, stand_in: Stand) -> None:
    now = stand_in("diverge")
    values = {"title": "Police & <b>México</b> </mark>", "summary": '<i>police</i> "posts"', "aspects": {}}
    option_actions.submit_option(author=cast.ana, values=values, key=uuid.uuid4(), now=now)

    def shown(q: str) -> tuple[str, str]:
        page = cast.client("olga").get("/x/alpha/options/", {"q": q}).content.decode()
        title = re.search(r'<h2 dir="auto">(.*?)</h2>', page)
        line = re.search(r'<p class="option-line" dir="auto">(.*?)</p>', page)
        assert title
        assert line
        return title[1], line[1]

    assert shown("polic") == (
        "<mark>Police</mark> &amp; &lt;b&gt;México&lt;/b&gt; &lt;/mark&gt;",
        "&lt;i&gt;<mark>police</mark>&lt;/i&gt; &quot;posts&quot;",
    )
    assert shown("mexico")[0] == "Police &amp; &lt;b&gt;<mark>México</mark>&lt;/b&gt; &lt;/mark&gt;"


def test_a_script_gets_the_list_alone(cast: Cast, submit: Submit, stand_in: Stand) -> None:
    submit(cast.ana)
    stand_in("diverge")
    answer = cast.client("olga").get("/x/alpha/options/?q=pay", headers={"HX-Request": "true"})
    page = answer.content.decode().strip()
    assert (page.startswith('<div id="list">'), "<html" in page, "HX-Request" in answer["Vary"]) == (True, False, True)
    assert "<mark>Pay</mark> the police" in page


def test_ones_own_and_the_narratives_are_filters(cast: Cast, submit: Submit, stand_in: Stand) -> None:
    submit(cast.ana, "Of ana")
    submit(cast.ben, "Of ben")
    stand_in("diverge")
    assert titles(cast, "?mine=on", "ana") == ["Of ana"]
    assert titles(cast, "?narrative=1", "ana") == ["Of ana", "Of ben"]  # it says nothing while it is closed
    now = stand_in("reveal")
    which = {"values": {"nickname": "Mend"}, "x": 0, "y": 0, "key": uuid.uuid4(), "now": now}
    narrative_actions.create_narrative(author=cast.lead, **which)
    narrative = cast.mona.exercise.narratives.get()
    ben = Option.objects.get(number=2)
    place_actions.put_into_narrative(
        moderator=cast.mona, narrative=narrative.number, options=[ben.number], kind="core", now=now
    )
    assert titles(cast, "?narrative=1", "mona") == ["Of ben"]
    assert titles(cast, "?narrative=1", "ana") == ["Of ana", "Of ben"]
    assert cast.client("mona").get("/x/alpha/options/?narrative=2").status_code == 422


def test_what_came_since_the_last_visit_is_marked(
    cast: Cast, exercise: Exercise, submit: Submit, stand_in: Stand
) -> None:
    def news(name: str = "olga", query: str = "") -> list[tuple[int, str]]:
        rows = cast.client(name).get(f"/x/alpha/options/{query}").context["rows"]
        return [(row["option"].number, row["news"]) for row in rows]

    def pass_time(hours: float) -> None:
        exercise.clock_offset += dt.timedelta(hours=hours)
        exercise.save(update_fields=["clock_offset"])

    def write(title: str) -> None:
        values = {"title": title, "summary": "One line.", "aspects": {}}
        now = access.now_in(exercise)
        option_actions.submit_option(author=cast.ana, values=values, key=uuid.uuid4(), now=now)

    stand_in("diverge")
    exercise.refresh_from_db()
    write("First")
    assert (news(), news("olga", "?new=on")) == ([(1, "")], [])  # a first visit: nothing is new, or all would be
    pass_time(1)
    write("Second")
    pass_time(0.1)
    assert news() == [(1, ""), (2, "new")]
    pass_time(0.1)
    assert news() == [(1, ""), (2, "new")]  # still the same visit: a reload does not lose it
    OptionVersion.objects.filter(option__number=1).update(created_at=access.now_in(exercise))
    assert news("olga", "?new=on") == [(1, "changed"), (2, "new")]
    page = cast.client("olga").get("/x/alpha/options/").content.decode()
    assert (page.count("<li data-new>"), 'name="new"' in page) == (2, True)
    assert news("ana", "?new=on") == []
    pass_time(1)
    assert [what for _n, what in news("ana")] == ["", ""]  # what one did oneself is no news
    assert news() == [(1, ""), (2, "")]


def test_similar_options_are_found_by_title_and_summary(
    cast: Cast, submit: Submit, stand_in: Stand, django_assert_num_queries: Any
) -> None:
    for title in ("Pay the harbour police from customs fees", "Close the border at night", "Train judges"):
        submit(cast.ana, title)
    submit(cast.ana, "Pay the harbour police twice")
    Option.objects.filter(number=4).update(state="withdrawn")
    stand_in("diverge")

    def found(**typed: str) -> list[int]:
        answer = cast.client("ben").get("/x/alpha/options/similar/", typed)
        return [option.number for option in answer.context["similar"]]

    assert found(title="Harbour policemen paid by fees") == [1]
    assert found(title="Night closing", summary="The border is closed.") == [2]
    assert found(title="police") == []  # one word is nothing in common
    assert found(title="", summary="") == []
    assert found(title="a\0b") == []
    assert found(title="Something else entirely", summary="About schools.") == []
    with django_assert_num_queries(5):  # session, user, seat, phases, options
        found(title="Harbour policemen paid by fees")


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
    drawn = re.findall(r'<path class="(fill-ink|fill-line)" d="([^"]*)"', page)
    # desirability: one 1, one 2 (his own, in ink), two 4, three 5
    assert drawn[:2] == [
        ("fill-line", "M2 100v-33h96v33zM302 100v-67h96v67zM402 100v-100h96v100z"),
        ("fill-ink", "M102 100v-33h96v33z"),
    ]
    assert len(drawn) == 6  # nobody answered on risk
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
    place_actions.put_into_narrative(moderator=cast.mona, narrative=1, options=[judged.number], kind="core", now=now)

    def named(name: str) -> list[bool]:
        client = cast.client(name)
        pages = [client.get(f"/x/alpha/{a}").content.decode() for a in ("options/", "options/1/", "")]
        return ["Mend the state" in page for page in pages]

    assert named("ben") == [False, False, False]
    assert named("mona")[:2] == [True, True]
    stand_in("challenge")
    assert named("ben")[:2] == [True, True]
