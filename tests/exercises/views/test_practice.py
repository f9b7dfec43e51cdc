"""Practising: samples, the sheet on one, and what staff see of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions.practice import practise, write_sample
from exercises.models import Criterion, Option, Participation, PracticeSheet, Sample, Sheet
from tests.exercises.conftest import make_user

LIST = "/x/alpha/practise/"
Stand = Callable[[str], Any]
CRITERIA = ("desirability", "feasibility", "impact", "risk")


@pytest.fixture
def now(stand_in: Stand) -> Any:
    return stand_in("prepare")


@pytest.fixture
def write(cast, now) -> Callable[..., None]:
    def written(*titles: str) -> None:
        for title in titles:
            write_sample(author=cast.mona, title=title, text="From **ten**.", key=uuid.uuid4(), now=now)

    return written


def sheet(client: Any, number: int = 1, **changed: str) -> dict[str, str]:
    """What a browser sends: the hidden fields of the form as it is shown, and answers."""
    form = client.get(f"{LIST}{number}/").context["form"]
    hidden = {field.html_name: str(field.value() or 0) for field in form.hidden_fields() if field.html_name != "key"}
    steps = {f"rating_{key}": "4" for key in CRITERIA}
    places = {"x": "-0.35", "x_answer": "placed", "y_answer": "unclear"}
    return {**hidden, "key": str(uuid.uuid4()), **steps, **places, **changed}


def test_one_practises_and_goes_on_to_the_next(cast, write) -> None:
    write("A curfew", "A wall")
    client = cast.client("ana")
    assert client.get(LIST).context["done"] == 0
    assert client.post(f"{LIST}1/", sheet(client))["Location"] == f"{LIST}2/"
    assert client.post(f"{LIST}2/", sheet(client, 2))["Location"] == LIST
    assert client.get(LIST).context["done"] == 2
    assert PracticeSheet.objects.get(sample__number=1).answers == {
        "ratings": dict.fromkeys(CRITERIA, 4),
        "x": -0.35,
        "y": "unclear",
        "certainty": "",
    }
    form = client.get(f"{LIST}1/").context["form"]
    assert [form[f"rating_{key}"].value() for key in CRITERIA] == [4, 4, 4, 4]
    assert (Sheet.objects.count(), Option.objects.count()) == (0, 0)


def test_the_same_sheet_twice_is_one_and_another_under_its_key_is_told(cast, write) -> None:
    write("A curfew")
    client = cast.client("ana")
    sent = sheet(client)
    assert [client.post(f"{LIST}1/", sent).status_code for _ in range(2)] == [302, 302]
    other = client.post(f"{LIST}1/", {**sent, "rating_risk": "1"})
    assert (other.status_code, other.context["form"]["rating_risk"].value()) == (422, "1")


def test_errors_stand_beside_their_fields_and_answers_stay(cast, write) -> None:
    write("A curfew")
    client = cast.client("ana")
    answer = client.post(f"{LIST}1/", sheet(client, rating_risk="", x="nan"))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"rating_risk", "x"}
    assert answer.context["form"]["rating_impact"].value() == "4"


def test_a_criterion_that_came_meanwhile_is_asked_for_and_the_rest_is_kept(cast, exercise, write) -> None:
    write("A curfew")
    client = cast.client("ana")
    sent = sheet(client)
    Criterion.objects.create(
        exercise=exercise, key="cost", position=9, name="Cost", question="?", steps=list("abcde"), good="low"
    )
    answer = client.post(f"{LIST}1/", sent)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"rating_cost"})
    assert answer.context["form"]["rating_risk"].value() == "4"
    assert client.post(f"{LIST}1/", {**sent, "rating_cost": "2"}).status_code == 302


def test_when_rating_has_begun_the_answers_are_kept_and_the_reason_is_told(cast, write, stand_in: Stand) -> None:
    write("A curfew")
    client = cast.client("ana")
    sent = sheet(client)
    stand_in("rate")
    answer = client.post(f"{LIST}1/", sent)
    assert answer.status_code == 409
    assert "This is not open in the present phase, “Rate”." in answer.content.decode()
    assert answer.context["form"]["rating_risk"].value() == "4"
    assert "Practice is open to those who will rate" in client.get(f"{LIST}1/").content.decode()


@pytest.mark.parametrize("who", ["manager", "lead", "mona"])
def test_staff_write_and_rewrite_samples_on_the_same_page(cast, now, who: str) -> None:
    client = cast.client(who)
    sent = {"key": str(uuid.uuid4()), "title": "A curfew", "text": "From ten."}
    assert [client.post(LIST, sent).status_code for _ in range(2)] == [302, 302]
    form = client.get(f"{LIST}?edit=1").context["form"]
    again = {name: str(form[name].value()) for name in ("number", "seen", "title", "text")}
    assert client.post(LIST, {**again, "text": "From nine.", "key": str(uuid.uuid4())}).status_code == 302
    assert list(Sample.objects.values_list("title", "text")) == [("A curfew", "From nine.")]
    clash = client.post(LIST, {**again, "text": "From eight.", "key": str(uuid.uuid4())})
    assert clash.status_code == 409
    assert clash.context["theirs"].text == "From nine."
    assert clash.context["form"]["text"].value() == "From eight."
    mended = {**again, "text": "From eight.", "seen": clash.context["form"]["seen"].value()}
    assert client.post(LIST, {**mended, "key": str(uuid.uuid4())}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Write something here."),
        ("title", "x" * 91, "At most 90 characters fit here; this is 1 too long."),
        ("text", "x" * 6_001, "At most 6000 characters fit here; this is 1 too long."),
        ("text", "a\0b", "This holds a NUL character (U+0000), which cannot be stored. Remove it."),
        ("title", "a\u202eb", "This holds a character that turns the reading direction (U+202E). Remove it."),
    ],
)
def test_a_sample_that_cannot_be_is_told_beside_its_field(cast, now, field: str, value: str, sentence: str) -> None:
    sent = {"title": "A curfew", "text": "From ten.", field: value}
    answer = cast.client("mona").post(LIST, sent)
    assert (answer.status_code, answer.context["form"].errors) == (422, {field: [sentence]})
    assert answer.context["form"][field].value() == value


@pytest.mark.parametrize("number", ["9", "99999999999999999999"])
def test_a_sample_that_is_not_there_is_not_found(cast, now, number: str) -> None:
    assert cast.client("mona").get(f"{LIST}{number}/").status_code == 404
    assert cast.client("mona").get(f"{LIST}?edit=9").status_code == 404


def test_figures_are_for_staff_and_from_five_people_on(cast, exercise, write, now) -> None:
    write("A curfew")
    sample = Sample.objects.get()
    for n in range(5):
        assert not cast.client("mona").get(LIST).context["pilot"].shown
        assert "rank correlation" not in cast.client("mona").get(LIST).content.decode()
        seat = Participation.objects.create(
            exercise=exercise, user=make_user(f"p{n}"), role="analyst", alias=f"P{n}", consent_at=now, joined_at=now
        )
        values = {"ratings": dict.fromkeys(CRITERIA, 3), "x": n / 5, "y": n / 5, "certainty": ""}
        practise(person=seat, sample=sample, values=values, key=uuid.uuid4(), now=now)
    page = cast.client("mona").get(LIST)
    assert (page.context["pilot"].people, page.context["pilot"].rho) == (5, 1.0)
    assert "Too few to say whether X and Y say the same (rank correlation 1.00, n = 5)." in page.content.decode()
    for who in ("ana", "olga"):
        answer = cast.client(who).get(LIST)
        assert answer.context["pilot"] is None
        assert "rank correlation" not in answer.content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_takes_the_same_queries_for_any_length(cast, write, django_assert_num_queries: Any, n: int) -> None:
    write(*(f"Sample {k}" for k in range(n)))
    client = cast.client("ana")
    with django_assert_num_queries(8):  # session, user, seat, phases, own sheets, samples, criteria, axes
        assert len(client.get(LIST).context["samples"]) == n


def test_the_next_step_of_an_analyst_who_prepares_is_to_practise(cast, write) -> None:
    def step(who: str) -> str:
        return cast.client(who).get("/x/alpha/").context["step"].heading

    assert step("ana") == "Read the brief"
    write("A curfew")
    assert (step("ana"), step("olga"), step("mona")) == ("Practise on a sample", "Read the brief", "Read the brief")
    client = cast.client("ana")
    client.post(f"{LIST}1/", sheet(client))
    assert step("ana") == "Read the brief"
