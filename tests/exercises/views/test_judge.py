from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from exercises.models import Event, Option, OptionVersion, Participation, Rating, Sheet
from tests.exercises.conftest import Cast

Stand = Callable[[str], Any]
CRITERIA = ("desirability", "feasibility", "impact", "risk")


def body(**changed: str) -> dict[str, str]:
    steps = {f"rating_{key}": "4" for key in CRITERIA}
    places = {"x": "-0.35", "x_answer": "placed", "y_answer": "unclear"}
    return {"key": str(uuid.uuid4()), "seen_version": "1", **steps, **places, **changed}


def post(client: Client, data: dict[str, str], number: int = 1, **headers: str) -> Any:
    return client.post(f"/x/alpha/judge/{number}/", data, headers=headers)


def sentences(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


@pytest.fixture
def option(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> Option:
    submitted = submit(cast.ana)
    stand_in("rate")
    submitted.refresh_from_db()
    return submitted


def test_a_sheet_is_sent_and_shown_again(cast: Cast, option: Option) -> None:
    assert cast.client("ben").get("/x/alpha/judge/1/").status_code == 200
    answer = post(cast.client("ben"), body(certainty="high"))
    assert answer["Location"] == "/x/alpha/judge/"
    sheet = Sheet.objects.get()
    assert sheet.certainty == "high"
    assert dict(sheet.ratings.values_list("criterion__key", "step")) == dict.fromkeys(CRITERIA, 4)
    assert (sheet.placement.x, sheet.placement.y, sheet.placement.y_answer) == (-0.35, None, "unclear")
    form = cast.client("ben").get("/x/alpha/judge/1/").context["form"]
    assert [form[f"rating_{key}"].value() for key in CRITERIA] == [4, 4, 4, 4]
    assert [(a.value, a.answers.value()) for a in form.axis_fields] == [(-0.35, "placed"), (None, "unclear")]


def test_after_a_sheet_comes_the_next_option(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    for _ in range(3):
        submit(cast.ana)
    stand_in("rate")
    order = [o.number for o in cast.client("ben").get("/x/alpha/judge/").context["queue"].options]
    assert sorted(order) == [1, 2, 3]
    first, second, third = order
    assert post(cast.client("ben"), body(), first)["Location"] == f"/x/alpha/judge/{second}/"
    assert post(cast.client("ben"), body(), third)["Location"] == f"/x/alpha/judge/{second}/"
    assert post(cast.client("ben"), body(), second)["Location"] == "/x/alpha/judge/"
    assert "You have judged every option" in cast.client("ben").get("/x/alpha/judge/").content.decode()


def test_a_criterion_may_be_abstained_from(cast: Cast, option: Option) -> None:
    post(cast.client("ben"), body(rating_risk="", abstain_risk="expertise"))
    assert list(Rating.objects.filter(criterion__key="risk").values_list("step", "abstained")) == [(None, "expertise")]


def test_the_same_request_twice_is_one_sheet(cast: Cast, option: Option) -> None:
    same = body()
    assert [post(cast.client("ben"), same).status_code for _ in range(2)] == [302, 302]
    assert Sheet.objects.count() == 1
    other = post(cast.client("ben"), {**same, "rating_risk": "1"})
    assert other.status_code == 422
    assert other.context["form"]["rating_risk"].value() == "1"
    assert other.context["form"]["key"].value() != same["key"]


def test_every_error_stands_beside_its_field_and_all_choices_stay(cast: Cast, option: Option) -> None:
    sent = body(
        rating_desirability="",
        rating_feasibility="9",
        abstain_impact="conflict",
        x="1.5",
        y_answer="placed",
        certainty="perhaps",
    )
    answer = post(cast.client("ben"), sent)
    assert answer.status_code == 422
    assert sentences(answer) == {
        "rating_desirability": ["Choose a step, or say why you do not."],
        "rating_feasibility": ["Choose one of the five steps."],
        "abstain_impact": ["You chose a step and a reason for not choosing one. Keep one of them."],
        "x": ["A position lies between −1 and +1."],
        "y": ["Move the slider to where the option lies."],
        "certainty": ["Choose one of the answers."],
    }
    form = answer.context["form"]
    assert {name: form[name].value() for name in sent} == sent
    assert Sheet.objects.count() == 0


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "0,5", "left", "1e999", "0\0"])
def test_a_position_is_a_number_within_the_board(number: str, cast: Cast, option: Option) -> None:
    answer = post(cast.client("ben"), body(x=number))
    assert answer.status_code == 422
    assert list(sentences(answer)) == ["x"]


def test_an_untouched_slider_is_no_answer(cast: Cast, option: Option) -> None:
    sent = body(x="0", y="0")  # what a browser sends for a slider that nobody moved
    del sent["x_answer"], sent["y_answer"]
    assert sentences(post(cast.client("ben"), sent)) == {
        "x_answer": ["Move the slider, or choose one of the answers."],
        "y_answer": ["Move the slider, or choose one of the answers."],
    }
    page = cast.client("ben").get("/x/alpha/judge/1/").content.decode()
    assert page.count("data-unplaced") == 2
    assert 'step="0.05"\n             \n' in page  # no value attribute: the draft may fill it


@pytest.mark.parametrize("seen", ["", "x", "-1", "0"])
def test_a_sheet_says_which_text_it_is_about(seen: str, cast: Cast, option: Option) -> None:
    answer = post(cast.client("ben"), body(seen_version=seen))
    assert answer.status_code == 422
    assert "This sheet does not say which text it is about." in answer.content.decode()
    assert Sheet.objects.count() == 0


def test_a_text_that_changed_is_shown_and_then_judged(cast: Cast, option: Option) -> None:
    old = option.current
    assert old is not None
    option.current = OptionVersion.objects.create(
        option=option,
        number=2,
        change="typo",
        template=old.template,
        title="Pay them",
        summary=old.summary,
        aspects=old.aspects,
        created_at=old.created_at,
    )
    option.save(update_fields=["current"])
    answer = post(cast.client("ben"), body())
    assert answer.status_code == 409
    assert sentences(answer)["__all__"][0].startswith("The text has changed since you opened it.")
    assert answer.context["form"]["seen_version"].value() == "2"
    assert answer.context["form"]["rating_risk"].value() == "4"
    assert "Pay them" in answer.content.decode()
    assert post(cast.client("ben"), body(seen_version="2")).status_code == 302


def test_when_rating_has_closed_the_choices_are_kept(cast: Cast, option: Option, stand_in: Stand) -> None:
    stand_in("reveal")
    answer = post(cast.client("ben"), body(rating_risk="2"))
    assert answer.status_code == 409
    assert sentences(answer)["__all__"] == ["This is not open in the present phase, “Reveal”."]
    assert answer.context["form"]["rating_risk"].value() == "2"
    assert Sheet.objects.count() == 0
    assert cast.client("ben").get("/x/alpha/judge/1/").status_code == 409
    assert "Rating is closed." in cast.client("ben").get("/x/alpha/judge/").content.decode()


def test_nobody_judges_an_own_option(cast: Cast, option: Option) -> None:
    assert cast.client("ana").get("/x/alpha/judge/").context["queue"].options == ()
    assert cast.client("ana").get("/x/alpha/judge/1/").status_code == 409
    answer = post(cast.client("ana"), body())
    assert (answer.status_code, Sheet.objects.count()) == (409, 0)


@pytest.mark.parametrize("name", ["olga", "mona", "lead", "manager"])
def test_only_analysts_judge(name: str, cast: Cast, option: Option) -> None:
    assert cast.client(name).get("/x/alpha/judge/1/").status_code == 403
    assert post(cast.client(name), body()).status_code == 403
    assert Sheet.objects.count() == 0


def test_programs_get_problem_details(cast: Cast, option: Option) -> None:
    json = {"accept": "application/json"}
    first = post(cast.client("ben"), body(), 1, **json)
    assert (first.status_code, first.json()) == (201, {"sheet": Sheet.objects.get().pk})
    refused = post(cast.client("ben"), body(rating_risk="7"), 1, **json)
    assert (refused.status_code, refused.json()["fields"]) == (422, {"rating_risk": "Choose one of the five steps."})
    assert post(cast.client("ben"), body(seen_version="9"), 1, **json).json()["version"] == 1


def test_while_rating_is_open_nothing_of_others_is_told(cast: Cast, option: Option) -> None:
    post(cast.client("ben"), body())
    for name in ("ana", "cleo", "olga", "mona", "lead", "manager"):
        for address in ("", "options/", "options/1/"):
            answer = cast.client(name).get(f"/x/alpha/{address}")
            assert answer.context.get("result") is None
            assert [row["result"] for row in answer.context.get("rows", [])] in ([], [None])
    assert Event.objects.filter(kind="sheet.judged").count() == 1


@pytest.mark.parametrize("name", ["mona", "lead", "manager"])
def test_staff_see_how_many_sheets_there_are(name: str, cast: Cast, option: Option) -> None:
    post(cast.client("ben"), body())
    post(cast.client("cleo"), body())
    coverage = cast.client(name).get("/x/alpha/judge/").context["coverage"]
    assert [(row.option.number, row.sheets, row.missing) for row in coverage] == [(1, 2, 13)]


def test_observers_have_no_queue(cast: Cast, option: Option) -> None:
    assert cast.client("olga").get("/x/alpha/judge/").status_code == 403


@pytest.mark.parametrize("n", [1, 3])
def test_the_queue_takes_the_same_queries_for_any_length(
    n: int, cast: Cast, submit: Callable[..., Option], stand_in: Stand, django_assert_num_queries: Any
) -> None:
    for _ in range(n):
        submit(cast.ana)
    stand_in("rate")
    client = cast.client("ben")
    with django_assert_num_queries(5):  # session, user, seat, phases, options
        assert len(client.get("/x/alpha/judge/").context["queue"].options) == n


def test_each_rater_has_an_own_order_that_stays(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    for _ in range(8):
        submit(cast.ana)
    stand_in("rate")

    def order(name: str) -> list[int]:
        return [o.number for o in cast.client(name).get("/x/alpha/judge/").context["queue"].options]

    assert order("ben") == order("ben")
    assert order("ben") != order("cleo")
    assert sorted(order("ben")) == list(range(1, 9))


def test_options_below_the_floor_come_first(
    cast: Cast, submit: Callable[..., Option], stand_in: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exercises.formats.RATING_FLOOR", 1)
    for _ in range(4):
        submit(cast.ana)
    stand_in("rate")

    def order() -> list[int]:
        return [o.number for o in cast.client("ben").get("/x/alpha/judge/").context["queue"].options]

    first = order()[0]
    post(cast.client("cleo"), body(), first)
    assert order()[-1] == first
    assert Participation.objects.get(pk=cast.cleo.pk).sheets.count() == 1
