from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from exercises import formats
from exercises.models import Draft, Event, Option, OptionVersion
from tests.exercises.conftest import Cast

Stand = Callable[[str], Any]


def body(**changed: str) -> dict[str, str]:
    texts = {"title": "Pay the police", "summary": "One line.", "key": str(uuid.uuid4())}
    aspects = {f"aspect_{field.key}": f"About **{field.key}**." for field in formats.DEFAULT_TEMPLATE}
    return {**texts, **aspects, **changed}


def post(client: Client, data: dict[str, str], **headers: str) -> Any:
    return client.post("/x/alpha/options/new/", data, headers=headers)


def sentences(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


def test_an_option_is_written_and_read(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    assert cast.client("ana").get("/x/alpha/options/new/").status_code == 200
    answer = cast.client("ana").post("/x/alpha/options/new/", body(), follow=True)
    assert answer.redirect_chain == [("/x/alpha/options/1/", 302)]
    page = answer.content.decode()
    assert "PO-1 is submitted. Everybody in the exercise can read it now." in page
    assert "<p>About <strong>outcome</strong>.</p>" in page
    assert f'data-acknowledged="alpha.option.new.{cast.ana.pk}"' in page
    assert list(Option.objects.values_list("number", "state", "author")) == [(1, "submitted", cast.ana.pk)]
    # Told once: whoever comes back to the page does not lose a newer draft.
    assert "data-acknowledged" not in cast.client("ana").get("/x/alpha/options/1/").content.decode()


def test_the_same_request_twice_is_one_option(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    same = body()
    first, again = post(cast.client("ana"), same), post(cast.client("ana"), same)
    assert (first["Location"], again["Location"]) == ("/x/alpha/options/1/", "/x/alpha/options/1/")
    assert Option.objects.count() == 1


def test_the_same_key_with_another_text_is_refused_and_a_further_try_works(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    same = body()
    post(cast.client("ana"), same)
    answer = post(cast.client("ana"), {**same, "title": "Another"})
    assert answer.status_code == 422
    assert sentences(answer) == {
        "__all__": [
            "You have sent this form before, with other content, and that stands. Send it again to submit this as well."
        ]
    }
    form = answer.context["form"]
    assert form["title"].value() == "Another"
    assert form["key"].value() != same["key"]
    again = post(cast.client("ana"), {**same, "title": "Another", "key": form["key"].value()})
    assert again["Location"] == "/x/alpha/options/2/"


def test_everything_typed_is_kept_beside_its_sentence(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    typed = body(title="x" * 91, summary=" ", aspect_outcome="a\u202eb", aspect_actors="a\0b")
    answer = post(cast.client("ana"), typed)
    assert answer.status_code == 422
    assert sentences(answer) == {
        "title": ["At most 90 characters fit here; this is 1 too long."],
        "summary": ["Write something here."],
        "aspect_outcome": ["This holds a character that turns the reading direction (U+202E). Remove it."],
        "aspect_actors": ["This holds a NUL character (U+0000), which cannot be stored. Remove it."],
    }
    form = answer.context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert (Option.objects.count(), OptionVersion.objects.count()) == (0, 0)
    assert Event.objects.filter(kind="option.submitted").count() == 0


def test_a_damaged_key_is_said(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    answer = post(cast.client("ana"), body(key="no uuid"))
    assert answer.status_code == 422
    assert "This form’s key is damaged." in answer.content.decode()
    assert Option.objects.count() == 0


@pytest.mark.parametrize("kind", ["prepare", "rate", "reveal", "draft", "closed"])
def test_in_another_phase_the_sentence_stands_in_the_form(kind: str, cast: Cast, stand_in: Stand) -> None:
    stand_in(kind)
    answer = post(cast.client("ana"), body(title="Kept"))
    assert answer.status_code == 409
    assert sentences(answer)["__all__"][0].startswith("This is not open in the present phase")
    assert 'value="Kept"' in answer.content.decode()
    assert Option.objects.count() == 0
    assert cast.client("ana").get("/x/alpha/options/new/").status_code == 409


@pytest.mark.parametrize("name", ["olga", "mona", "lead", "manager"])
def test_only_analysts_write(name: str, cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    answer = post(cast.client(name), body())
    assert answer.status_code == 403
    assert "you can read this, but not change it." in answer.content.decode()
    assert Option.objects.count() == 0


def test_programs_get_numbers_and_problem_details(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    client, json = cast.client("ana"), {"accept": "application/json"}
    same = body()
    first, again = post(client, same, **json), post(client, same, **json)
    assert (first.status_code, first.json(), again.json()) == (201, {"number": 1}, {"number": 1})
    reused = post(client, {**same, "title": "Another"}, **json)
    assert (reused.status_code, reused.json()["code"]) == (422, "key_reused")
    empty = post(client, body(title=""), **json)
    assert (empty.status_code, empty["Content-Type"]) == (422, "application/problem+json")
    assert empty.json()["fields"] == {"title": "Write something here."}
    stand_in("rate")
    assert post(client, body(), **json).json()["code"] == "not_open"
    assert post(cast.client("olga"), body(), **json).status_code == 403


def test_without_script_the_page_brings_a_key(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    page = cast.client("ana").get("/x/alpha/options/new/").content.decode()
    assert '<input type="hidden" name="key" value="">' in page
    assert '<noscript><input type="hidden" name="key" value="' in page


def test_a_preview_shows_it_as_others_will_read_it_and_submits_nothing(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    typed = body(title="Pay <b>them</b>", summary="", aspect_outcome="**Less** <script>alert(1)</script>")
    answer = post(cast.client("ana"), {**typed, "preview": "1"})
    page = answer.content.decode()
    assert (answer.status_code, Option.objects.count()) == (200, 0)
    assert "<p><strong>Less</strong> &lt;script&gt;" in page
    assert "Pay &lt;b&gt;them&lt;/b&gt;" in page
    assert "Only you see this. Nothing was submitted." in page
    assert "Write something here." not in page  # it is not sent yet, so nothing is wrong with it
    form = answer.context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert Draft.objects.get().body == typed
    assert post(cast.client("ana"), body())["Location"] == "/x/alpha/options/1/"


def test_a_preview_says_what_it_sounds_like(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    submit(cast.ben, "Pay the harbour police from customs fees")
    stand_in("diverge")
    page = post(cast.client("ana"), body(title="Harbour police paid from fees", preview="1")).content.decode()
    assert "Sounds like" in page
    assert "Pay the harbour police from customs fees" in page


def test_after_the_close_there_is_no_preview_but_the_reason(cast: Cast, stand_in: Stand) -> None:
    stand_in("rate")
    answer = post(cast.client("ana"), body(preview="1"))
    assert (answer.status_code, "Only you see this" in answer.content.decode()) == (409, False)
