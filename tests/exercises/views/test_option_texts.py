"""A new text, the clash of two, and what is different between versions."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from exercises import formats
from exercises.actions.moderation import return_option
from exercises.actions.options import revise_option
from exercises.models import Option
from tests.exercises.conftest import Cast

Stand = Callable[[str], Any]
ASPECTS = {field.key: f"About **{field.key}**." for field in formats.DEFAULT_TEMPLATE}


@pytest.fixture
def option(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> Option:
    option = submit(cast.ana)
    stand_in("diverge")
    return option


def body(**changed: str) -> dict[str, str]:
    texts = {"title": "Pay the police", "summary": "One line.", "key": str(uuid.uuid4()), "do": "save"}
    aspects = {f"aspect_{key}": text for key, text in ASPECTS.items()}
    return {**texts, **aspects, "change": "clarification", "seen_version": "1", **changed}


def post(client: Client, data: dict[str, str], **headers: str) -> Any:
    return client.post("/x/alpha/options/1/edit/", data, headers=headers)


def rewrite(cast: Cast, option: Option, now: Any, **changed: str) -> None:
    """Somebody else's save: the author's own other browser."""
    values = {"title": "Pay the police", "summary": "One line.", "aspects": dict(ASPECTS), **changed}
    seen = Option.objects.select_related("current").get(pk=option.pk).current
    assert seen
    what: dict[str, Any] = {"change": "typo", "seen_version": seen.number, "key": uuid.uuid4()}
    revise_option(author=cast.ana, option=option, values=values, **what, now=now)


def titles(option: Option) -> list[str]:
    return list(option.versions.values_list("title", flat=True))


def test_the_page_holds_the_present_text_and_saves_a_new_version(cast: Cast, option: Option) -> None:
    page = cast.client("ana").get("/x/alpha/options/1/edit/")
    form = page.context["form"]
    assert (form["title"].value(), form["seen_version"].value()) == ("Pay the police", 1)
    assert form["aspect_outcome"].value() == "About **outcome**."
    answer = cast.client("ana").post("/x/alpha/options/1/edit/", body(title="Pay judges"), follow=True)
    assert answer.redirect_chain == [("/x/alpha/options/1/", 302)]
    assert "Version 2 of PO-1 is saved." in answer.content.decode()
    assert f'data-acknowledged="alpha.option.1.{cast.ana.pk}"' in answer.content.decode()
    assert titles(option) == ["Pay the police", "Pay judges"]


def test_the_same_request_twice_is_one_version(cast: Cast, option: Option) -> None:
    same = body(title="Pay judges")
    assert [post(cast.client("ana"), same).status_code for _click in range(2)] == [302, 302]
    assert titles(option) == ["Pay the police", "Pay judges"]


def test_what_is_missing_is_said_beside_it_and_everything_typed_is_kept(cast: Cast, option: Option) -> None:
    typed = body(title=" ", summary="Kept", change="")
    answer = post(cast.client("ana"), typed)
    form = answer.context["form"]
    assert (answer.status_code, dict(form.errors)) == (
        422,
        {"title": ["Write something here."], "change": ["Say what kind of change it is."]},
    )
    assert {name: form[name].value() for name in ("title", "summary", "change")} == {
        "title": " ",
        "summary": "Kept",
        "change": "",
    }
    assert titles(option) == ["Pay the police"]


def test_two_saves_from_one_version_meet_field_by_field(cast: Cast, option: Option, stand_in: Stand) -> None:
    rewrite(cast, option, stand_in("diverge"), title="Pay the courts", summary="Their line.")
    mine = body(title="Pay the judges", aspect_actors="Mine alone.")
    answer = post(cast.client("ana"), mine)
    clash = answer.context["clash"]
    assert (answer.status_code, clash.version.number) == (409, 2)
    # The summary was theirs alone, so theirs is chosen; the actors are mine alone and need no choice.
    assert {name: field.untouched for name, field in clash.fields.items()} == {"title": False, "summary": True}
    told = clash.fields["title"]
    assert [(p.kind, p.text) for p in told.theirs] == [("same", "Pay the"), ("in", " courts")]
    assert [(p.kind, p.text) for p in told.mine] == [("same", "Pay the"), ("out", " judges")]
    form = answer.context["form"]
    assert (form["title"].value(), form["seen_version"].value()) == ("Pay the judges", "2")
    chosen = {**mine, "key": str(uuid.uuid4()), "seen_version": "2", "take_title": "mine", "take_summary": "theirs"}
    assert post(cast.client("ana"), chosen).status_code == 302
    last = option.versions.get(number=3)
    assert (last.title, last.summary, last.aspects["actors"]) == ("Pay the judges", "Their line.", "Mine alone.")


def test_theirs_can_be_taken_for_a_field_that_both_changed(cast: Cast, option: Option, stand_in: Stand) -> None:
    rewrite(cast, option, stand_in("diverge"), title="Pay the courts")
    answer = post(cast.client("ana"), body(title="Mine", summary="Mine too.", seen_version="2", take_title="theirs"))
    assert answer.status_code == 302
    last = option.versions.get(number=3)
    assert (last.title, last.summary) == ("Pay the courts", "Mine too.")


def test_whoever_goes_on_writing_in_a_field_has_chosen_it(cast: Cast, option: Option, stand_in: Stand) -> None:
    rewrite(cast, option, stand_in("diverge"), title="Pay the courts", summary="Their\nline.")
    kept = {"take_summary": "theirs", "summary": "Mine\r\nfirst.", "mine_summary": "Mine\nfirst."}
    written = {"take_title": "theirs", "title": "Pay the judges", "mine_title": "Pay the police"}
    assert post(cast.client("ana"), body(seen_version="2", **kept, **written)).status_code == 302
    last = option.versions.get(number=3)
    assert (last.title, last.summary) == ("Pay the judges", "Their\nline.")


def test_a_third_save_in_between_is_shown_as_well(cast: Cast, option: Option, stand_in: Stand) -> None:
    for title in ("Pay the courts", "Pay nobody"):
        rewrite(cast, option, stand_in("diverge"), title=title)
    answer = post(cast.client("ana"), body(title="Mine", seen_version="2", take_title="mine"))
    assert (answer.status_code, answer.context["clash"].version.number) == (409, 3)
    assert answer.context["form"]["title"].value() == "Mine"


def test_the_clash_is_a_draft_on_the_older_version_until_it_is_resolved(
    cast: Cast, option: Option, stand_in: Stand
) -> None:
    rewrite(cast, option, stand_in("diverge"), title="Pay the courts")
    post(cast.client("ana"), body(title="Mine"))
    again = cast.client("ana").get("/x/alpha/options/1/edit/")
    assert again.context["form"]["title"].value() == "Pay the courts"
    assert "It is kept in your drafts." in again.content.decode()


def test_a_returned_option_is_submitted_again_with_its_new_text(cast: Cast, option: Option, stand_in: Stand) -> None:
    what: dict[str, Any] = {"seen_version": 1, "reason": "unclear", "note": "Who pays?", "key": uuid.uuid4()}
    return_option(moderator=cast.mona, option=option, **what, now=stand_in("diverge"))
    page = cast.client("ana").get("/x/alpha/options/1/").content.decode()
    assert "Returned to you. You can submit it again until" in page
    assert "It is not clear what is to be done, or by whom." in page
    assert "Who pays?" in page
    answer = cast.client("ana").post("/x/alpha/options/1/edit/", body(title="Pay judges", do="submit"), follow=True)
    assert "PO-1 is submitted again." in answer.content.decode()
    option.refresh_from_db()
    assert (option.state, titles(option)) == ("submitted", ["Pay the police", "Pay judges"])


@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("olga", 403), ("mona", 409), ("manager", 409)])
def test_it_is_not_for_everybody(who: str, status: int, cast: Cast, option: Option) -> None:
    assert cast.client(who).get("/x/alpha/options/1/edit/").status_code == status
    assert post(cast.client(who), body(title="Mine")).status_code == status
    assert titles(option) == ["Pay the police"]


def test_after_the_freeze_the_authors_text_is_kept_in_the_form(cast: Cast, option: Option, stand_in: Stand) -> None:
    stand_in("rate")
    answer = post(cast.client("ana"), body(title="Too late"))
    assert (answer.status_code, answer.context["form"]["title"].value()) == (409, "Too late")
    assert answer.context["form"].non_field_errors() == [
        "The texts froze when rating opened. Moderators can still mend a mistake."
    ]


def test_programs_get_numbers_and_problem_details(cast: Cast, option: Option) -> None:
    json = {"accept": "application/json"}
    assert post(cast.client("ana"), body(title="New"), **json).json() == {"number": 1, "version": 2}
    stale = post(cast.client("ana"), body(title="Newer"), **json)
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (409, "stale", 2)


def versions(client: Client, query: str = "") -> Any:
    return client.get(f"/x/alpha/options/1/versions/{query}")


def test_the_versions_are_listed_and_compared(cast: Cast, option: Option, stand_in: Stand) -> None:
    assert "There is one version so far" in versions(cast.client("ben")).content.decode()
    for title in ("Pay the courts", "Pay nobody"):
        rewrite(cast, option, stand_in("diverge"), title=title)
    page = versions(cast.client("ben"))
    assert [version.number for version in page.context["versions"]] == [3, 2, 1]
    assert (page.context["old"].number, page.context["new"].number) == (2, 3)
    asked = versions(cast.client("ben"), "?from=3&to=1")
    assert (asked.context["old"].number, asked.context["new"].number) == (1, 3)
    assert [field.key for field in asked.context["fields"] if field.changed] == ["title"]
    text = asked.content.decode()
    assert '<del><bdi class="visually-hidden">removed: </bdi> the police' in text
    assert '<ins><bdi class="visually-hidden">added: </bdi> nobody' in text


@pytest.mark.parametrize("query", ["?from=1", "?from=1&to=9", "?from=x&to=1", "?to=1"])
def test_versions_that_are_not_there_are_not_found(query: str, cast: Cast, option: Option) -> None:
    assert versions(cast.client("ana"), query).status_code == 404


@pytest.mark.parametrize("saves", [1, 3])
def test_the_page_of_versions_asks_as_often_for_one_as_for_many(
    saves: int, cast: Cast, option: Option, stand_in: Stand, django_assert_num_queries: Any
) -> None:
    for n in range(saves):
        rewrite(cast, option, stand_in("diverge"), title=f"Title {n}")
    versions(cast.client("ben"))
    with django_assert_num_queries(QUERIES):
        versions(cast.client("ben"))


QUERIES = 6
