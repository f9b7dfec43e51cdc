"""Drafts over HTTP: saved, listed, put back into the form, and offered when they cannot be sent any more."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises import formats
from exercises.models import Draft, Option
from tests.exercises.conftest import Cast

Stand = Callable[[str], Any]
Submit = Callable[..., Option]
ADDRESS, CHANGE, NEW = "/x/alpha/drafts/", "/x/alpha/drafts/change/", "/x/alpha/options/new/"


def save(cast: Cast, typed: Any, /, *, name: str = "ana", **changed: Any) -> Any:
    data = {"place": "option.new", "seq": 1, "tab": "a", "body": json.dumps(typed), **changed}
    return cast.client(name).post(ADDRESS, data, headers={"accept": "application/json"})


def change(cast: Cast, do: str, **more: str) -> Any:
    return cast.client("ana").post(CHANGE, {"do": do, "place": "option.new", **more})


def standing(place: str = "option.new") -> dict[str, str]:
    return dict(Draft.objects.get(place=place).body)


def text(**changed: str) -> dict[str, str]:
    fields = {"title": "Pay the police", "summary": "One line.", "key": str(uuid.uuid4())}
    return {**fields, **{f"aspect_{f.key}": f"About {f.key}." for f in formats.DEFAULT_TEMPLATE}, **changed}


# Saving


def test_a_save_answers_with_its_receipt(cast: Cast, stand_in: Stand) -> None:
    now = stand_in("diverge")
    answer = save(cast, {"title": "Pay"}, seq=3)
    assert (answer.status_code, answer.json()["seq"]) == (200, 3)
    draft = Draft.objects.get()
    assert answer.json()["saved_at"] == draft.saved_at.isoformat()
    assert abs((draft.saved_at - now).total_seconds()) < 60
    assert (draft.participation, draft.place, draft.tab, draft.base, draft.body) == (
        cast.ana, "option.new", "a", None, {"title": "Pay"},
    )  # fmt: skip


def test_another_tab_learns_what_stands(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    save(cast, {"title": "Theirs"}, seq=2)
    answer = save(cast, {"title": "Mine"}, seq=2, tab="b")
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    told = answer.json()
    assert (told["code"], told["seq"], told["body"]) == ("stale", 2, {"title": "Theirs"})


def test_what_is_typed_is_kept_as_it_is_typed(cast: Cast, stand_in: Stand) -> None:
    """A control character is the submit's to refuse; autosave must not lose a text over it."""
    stand_in("diverge")
    typed = {"title": "  a\u202eb\x07 <b> é e\u0301 \r\n", "summary": "nul:\0 half:\ud83d whole:\U0001f600", "gone": ""}
    assert save(cast, typed).status_code == 200
    kept = {**typed, "summary": "nul:\ufffd half:\ufffd whole:\U0001f600"}
    assert standing() == kept
    page = cast.client("ana").get(NEW)
    assert page.context["form"]["title"].value() == kept["title"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": "nowhere"}, None),
        ({"place": ""}, "place"),
        ({"place": "option.new\0"}, "place"),
        ({"seq": "0"}, "seq"),
        ({"seq": "-1"}, "seq"),
        ({"seq": "1e3"}, "seq"),
        ({"seq": "NaN"}, "seq"),
        ({"seq": str(2**53)}, "seq"),
        ({"after": "-1"}, "after"),
        ({"base": str(2**31)}, "base"),
        ({"tab": ""}, "tab"),
        ({"tab": "x" * 37}, "tab"),
        ({"tab": "<b>"}, "tab"),
        ({"body": ""}, "body"),
        ({"body": "{"}, "body"),
        ({"body": "[]"}, "body"),
        ({"body": "[" * 100_000}, "body"),
        ({"body": '{"title": 1}'}, "body"),
        ({"body": '{"title": {"a": "b"}}'}, "body"),
        ({"body": '{"Not a name": ""}'}, "body"),
        ({"body": json.dumps({f"f{n}": "" for n in range(61)})}, "body"),
        ({"body": json.dumps({"title": "x" * 200_001})}, "body"),
    ],
)
def test_what_cannot_be_a_draft_is_refused(
    wrong: dict[str, str], field: str | None, cast: Cast, stand_in: Stand
) -> None:
    stand_in("diverge")
    answer = save(cast, {"title": "Pay"}, **wrong)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert list(answer.json().get("fields", {})) == ([field] if field else [])
    assert Draft.objects.count() == 0


def test_two_hundred_thousand_characters_fit(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    assert save(cast, {"aspect_outcome": "ü" * 200_000}).status_code == 200


def test_an_observer_has_none_and_a_stranger_finds_nothing(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    assert save(cast, {"title": "Pay"}, name="olga").status_code == 403
    assert save(cast, {"title": "Pay"}, name="stranger").status_code == 404
    assert Draft.objects.count() == 0


def test_a_save_takes_the_same_few_queries_however_long_the_text(
    cast: Cast, submit: Submit, stand_in: Stand, django_assert_num_queries: Any
) -> None:
    submit(cast.ben)
    stand_in("diverge")
    client = cast.client("ana")
    for place, body, queries in (
        ("option.new", {"title": "Pay"}, 5),  # session, user, seat, phases, the save
        ("option.new", text(), 6),  # … and whether this very form was submitted
        ("comment.1", text(), 7),  # … and the option
    ):
        data = {"place": place, "seq": 1, "tab": "a", "body": json.dumps(body)}
        with django_assert_num_queries(queries):
            client.post(ADDRESS, data)


# In the form


def test_the_page_shows_the_draft_without_script(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    save(cast, text(title="From the train"), seq=7)
    answer = cast.client("ana").get(NEW)
    page = answer.content.decode()
    assert answer.context["form"]["title"].value() == "From the train"
    assert ("Your draft from" in page, 'data-seq="7"' in page, "Start anew" in page) == (True, True, True)
    assert f'data-name="alpha.option.new.{cast.ana.pk}"' in page
    # With its key: sent from here and from where it was begun, it is one option.
    assert f'name="key" value="{standing()["key"]}"' in page
    assert "Your draft from" not in cast.client("ben").get(NEW).content.decode()


def test_a_submit_takes_the_draft_with_it(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    body = text()
    save(cast, body)
    assert cast.client("ana").post(NEW, body).status_code == 302
    assert Draft.objects.count() == 0
    late = save(cast, body, seq=2)
    assert (late.status_code, late.json()["code"]) == (410, "gone")
    assert cast.client("ana").get(NEW).context["form"]["title"].value() is None


def test_a_refused_submit_keeps_what_it_sent(cast: Cast, stand_in: Stand) -> None:
    """Also without script: who comes back tomorrow finds it."""
    stand_in("diverge")
    save(cast, text(title="Older"))
    refused = text(title="x" * 91)
    assert cast.client("ana").post(NEW, refused).status_code == 422
    assert (standing(), Draft.objects.get().seq, Draft.objects.get().overtaken) == (refused, 2, None)
    assert "data-bound" in cast.client("ana").post(NEW, refused).content.decode()


def test_after_the_close_it_is_kept_and_said(cast: Cast, stand_in: Stand) -> None:
    stand_in("rate")
    body = text(title="Too late")
    assert cast.client("ana").post(NEW, body).status_code == 409
    assert standing() == body
    page = cast.client("ana").get(ADDRESS).content.decode()
    assert "This is closed in the present phase. Your text is kept here." in page
    assert ("Too late" in page, "Go on" in page) == (True, False)


def test_a_key_that_was_used_does_not_lose_the_other_text(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    body = text()
    cast.client("ana").post(NEW, body)
    assert cast.client("ana").post(NEW, {**body, "title": "Another"}).status_code == 422
    assert (standing()["title"], standing()["key"] != body["key"]) == ("Another", True)


# The list of one's own


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_takes_the_same_queries_for_any_length(
    n: int, cast: Cast, submit: Submit, stand_in: Stand, django_assert_num_queries: Any
) -> None:
    for number in range(1, n + 1):
        submit(cast.ben)
        stand_in("diverge")
        save(cast, text(title=f"Comment {number}"), place=f"comment.{number}")
    client = cast.client("ana")
    # session, user, seat, phases, drafts, receipts, options
    with django_assert_num_queries(7):
        assert len(client.get(ADDRESS).context["rows"]) == n


def test_the_list_says_what_each_is_and_where_it_goes_on(cast: Cast, submit: Submit, stand_in: Stand) -> None:
    submit(cast.ben)
    stand_in("diverge")
    for place in ("option.new", "option.1", "comment.1", "comment.1.4", "wording.1.4", "sheet.1"):
        save(cast, {"title": f"At {place}"}, place=place)
    rows = {row["name"]: (row["words"], row["address"], row["why"]) for row in listed(cast)}
    closed = "This is closed in the present phase. Your text is kept here."
    assert rows == {
        "A new option": ("At option.new", "/x/alpha/options/new/", ""),
        "A change of PO-1": ("At option.1", "/x/alpha/options/1/edit/", ""),
        "A comment on PO-1": ("At comment.1", "/x/alpha/options/1/#write", ""),
        "An answer to comment 4 on PO-1": ("At comment.1.4", "/x/alpha/options/1/comments/4/?write=answer", ""),
        "Other words for comment 4 on PO-1": ("At wording.1.4", "/x/alpha/options/1/comments/4/?write=words", ""),
        "A sheet on PO-1": ("At sheet.1", "", closed),
    }
    assert [row["name"] for row in listed(cast, "ben")] == []


def listed(cast: Cast, name: str = "ana") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = cast.client(name).get(ADDRESS).context["rows"]
    return rows


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("merged", "PO-1 was merged into another option meanwhile."),
        ("withdrawn", "PO-1 was withdrawn meanwhile."),
        ("rejected", "PO-1 was rejected meanwhile."),
        ("purged", "The texts of PO-1 were removed meanwhile."),
        ("deleted", "PO-1 is no longer there."),
    ],
)
def test_a_draft_outlives_its_option_and_is_offered_for_copying(
    state: str, said: str, cast: Cast, submit: Submit, stand_in: Stand
) -> None:
    option = submit(cast.ana)
    stand_in("diverge")
    save(cast, {"title": "My <b>change</b>"}, place="option.1")
    if state == "deleted":
        Option.objects.update(current=None)
        option.delete()
    else:
        Option.objects.update(state=state)
    page = cast.client("ana").get(ADDRESS).content.decode()
    assert (said in page, "Copy what you need." in page, "Go on" in page) == (True, True, False)
    assert "My &lt;b&gt;change&lt;/b&gt;" in page
    assert standing("option.1") == {"title": "My <b>change</b>"}
    if state in {"purged", "deleted"}:
        assert save(cast, {"title": "More"}, place="option.1", seq=2).json()["code"] == "gone"


def test_discarding_can_be_undone(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    save(cast, text(title="Thrown away"))
    assert change(cast, "anew", list="1")["Location"] == ADDRESS
    page = cast.client("ana").get(ADDRESS).content.decode()
    assert ("Thrown away" in page, "Take it back" in page) == (True, True)
    form = cast.client("ana").get(NEW)
    assert form.context["form"]["title"].value() is None
    assert "Thrown away" in form.content.decode()  # offered there as well
    assert change(cast, "take", tab="a")["Location"] == NEW
    assert cast.client("ana").get(NEW).context["form"]["title"].value() == "Thrown away"
    change(cast, "anew")
    change(cast, "drop", tab="a", list="1")
    assert Draft.objects.count() == 0
    assert "Nothing begun" in cast.client("ana").get(ADDRESS).content.decode()


def test_a_choice_that_cannot_be_made_is_said(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    assert (change(cast, "burn").status_code, change(cast, "take").status_code) == (422, 422)
    gone = change(cast, "anew")
    assert gone.status_code == 410
    assert "This draft is no longer there" in gone.content.decode()
    save(cast, text())
    assert change(cast, "drop", tab="zz").status_code == 410


def test_nobody_reaches_anothers_draft(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    save(cast, text(title="Of ana"))
    assert cast.client("ben").post(CHANGE, {"do": "anew", "place": "option.new"}).status_code == 410
    for name in ("ben", "mona", "manager", "olga"):
        for address in (ADDRESS, "/x/alpha/", "/x/alpha/options/"):
            assert "Of ana" not in cast.client(name).get(address).content.decode()
    assert standing()["title"] == "Of ana"
