from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from exercises.models import (
    Criterion,
    Draft,
    Event,
    Exercise,
    Option,
    OptionVersion,
    Participation,
    Phase,
    Protocol,
    QueueEntry,
    Rating,
    Sheet,
)
from tests.exercises.conftest import Cast, make_user

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


def draw(client: Client) -> list[int]:
    """The portion that a person has after asking for one."""
    client.post("/x/alpha/judge/")
    return [entry.option.number for entry in client.get("/x/alpha/judge/").context["queue"].left]


def test_a_portion_leads_from_option_to_option_and_back(
    cast: Cast, submit: Callable[..., Option], stand_in: Stand
) -> None:
    for _ in range(3):
        submit(cast.ana)
    stand_in("rate")
    ben = cast.client("ben")
    assert "3 options, about 8 minutes." in words(ben.get("/x/alpha/judge/"))
    answer = ben.post("/x/alpha/judge/")
    first, second, third = draw(ben)
    assert answer["Location"] == f"/x/alpha/judge/{first}/"
    assert "1 of 3, about 8 minutes left" in words(ben.get(f"/x/alpha/judge/{first}/"))
    assert post(ben, body(), first)["Location"] == f"/x/alpha/judge/{second}/"
    page = words(ben.get(f"/x/alpha/judge/{second}/"))
    assert "2 of 3, about 5 minutes left" in page
    assert f"Your sheet on PO-{first} is saved. Change it" in page
    assert post(ben, body(), third)["Location"] == f"/x/alpha/judge/{second}/"
    assert post(ben, body(), second)["Location"] == "/x/alpha/judge/"
    assert "You have judged every option. Thank you." in words(ben.get("/x/alpha/judge/"))


def words(answer: Any) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_after_a_portion_the_next_is_offered(
    cast: Cast, exercise: Exercise, submit: Callable[..., Option], stand_in: Stand
) -> None:
    exercise.portion = 2
    exercise.save(update_fields=["portion"])
    for _ in range(5):
        submit(cast.ana)
    stand_in("rate")
    ben = cast.client("ben")
    for number in draw(ben):
        post(ben, body(), number)
    page = words(ben.get("/x/alpha/judge/"))
    assert "Done, thank you. 3 more options could use your judgment." in page
    assert "Take another 2, about 5 minutes" in page
    assert len(draw(ben)) == 2
    assert ben.post("/x/alpha/judge/", headers={"accept": "application/json"}).json() == {"options": draw(ben)}


def test_an_option_is_put_aside_and_taken_up_again(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    for _ in range(3):
        submit(cast.ana)
    stand_in("rate")
    ben = cast.client("ben")
    first, second, _third = draw(ben)
    nothing = ben.post(f"/x/alpha/judge/{first}/skip/", {})
    assert (nothing.status_code, nothing.context["skip"].errors) == (422, {"reason": ["Choose one of the reasons."]})
    answer = ben.post(f"/x/alpha/judge/{first}/skip/", {"reason": "expertise"})
    assert answer["Location"] == f"/x/alpha/judge/{second}/"
    assert f"PO-{first} is put aside. It comes back at the end." in words(ben.get(f"/x/alpha/judge/{second}/"))
    assert "is put aside" not in words(ben.get(f"/x/alpha/judge/{second}/"))
    assert "outside my field" in words(ben.get("/x/alpha/judge/"))
    assert ben.post(f"/x/alpha/judge/{first}/resume/")["Location"] == f"/x/alpha/judge/{first}/"
    assert QueueEntry.objects.get(option__number=first).skipped == ""
    refused = cast.client("cleo").post(
        f"/x/alpha/judge/{first}/skip/", {"reason": "later"}, headers={"accept": "application/json"}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


def test_only_a_look_is_a_look(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    submit(cast.ana)
    stand_in("rate")
    ben = cast.client("ben")
    draw(ben)
    ben.get("/x/alpha/judge/1/")  # which may be fetched ahead
    assert QueueEntry.objects.get().opened_at is None
    assert ben.post("/x/alpha/judge/1/opened/").status_code == 204
    assert QueueEntry.objects.get().opened_at is not None


def test_a_sheet_on_other_questions_is_kept_and_asked_again(cast: Cast, option: Option) -> None:
    protocol = Protocol.objects.get(exercise=option.exercise)
    protocol.pk, protocol.number, protocol.reason = None, 2, "A word was wrong."
    protocol.save()
    answer = post(cast.client("ben"), body(seen_protocol="1"))
    assert answer.status_code == 409
    assert sentences(answer)["__all__"][0].startswith("The questions have changed since you opened this sheet.")
    assert answer.context["form"]["seen_protocol"].value() == "2"
    assert answer.context["form"]["rating_risk"].value() == "4"
    assert post(cast.client("ben"), body(seen_protocol="2")).status_code == 302


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
    page = answer.content.decode()
    assert page.count("This sheet is not saved yet.") == 1
    # What is read first is what is wrong, and no check of the browser's own comes before it and passes over questions.
    assert re.findall(r"<(\w+)[^>]* autofocus>", page) == ["div"]
    assert re.findall(r'<form class="sheet"[^>]* (\w+)>', page) == ["novalidate"]


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "0,5", "left", "1e999", "0\0"])
def test_a_position_is_a_number_within_the_board(number: str, cast: Cast, option: Option) -> None:
    answer = post(cast.client("ben"), body(x=number))
    assert answer.status_code == 422
    assert list(sentences(answer)) == ["x"]


def test_an_untouched_slider_is_no_answer(cast: Cast, option: Option) -> None:
    fresh = cast.client("ben").get("/x/alpha/judge/1/").content.decode()
    assert 'step="0.05"\n             \n' in fresh  # no value attribute
    sent = body(x="0", y="0")  # what a browser sends for a slider that nobody moved
    del sent["x_answer"], sent["y_answer"]
    assert sentences(post(cast.client("ben"), sent)) == {
        "x_answer": ["Move the slider, or choose one of the answers."],
        "y_answer": ["Move the slider, or choose one of the answers."],
    }
    page = cast.client("ben").get("/x/alpha/judge/1/").content.decode()
    assert page.count("data-unplaced") == 2  # the draft of what was refused has it no more placed than that


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


def test_a_sheet_whose_answer_was_lost_is_acknowledged_also_after_the_close(
    cast: Cast, option: Option, stand_in: Stand
) -> None:
    same = body(rating_risk="2")
    assert post(cast.client("ben"), same)["Location"] == "/x/alpha/judge/"
    stand_in("reveal")
    assert post(cast.client("ben"), same)["Location"] == "/x/alpha/judge/"
    assert Sheet.objects.count() == 1
    other = post(cast.client("ben"), {**same, "rating_risk": "3"})
    assert (other.status_code, other.context["form"]["rating_risk"].value()) == (422, "3")
    again = body(reason="The costs.")
    assert [post(cast.client("ben"), again)["Location"] for _ in range(2)] == ["/x/alpha/options/1/"] * 2
    assert list(Sheet.objects.order_by("pk").values_list("round", flat=True)) == [1, 2]


@pytest.mark.parametrize("state", ["withdrawn", "rejected", "merged"])
def test_a_sheet_on_an_option_that_fell_meanwhile_is_refused_and_kept(state: str, cast: Cast, option: Option) -> None:
    Option.objects.filter(pk=option.pk).update(state=state)
    answer = post(cast.client("ben"), body(rating_risk="2"))
    assert sentences(answer)["__all__"] == ["This option no longer stands, so it is not rated."]
    assert answer.context["form"]["rating_risk"].value() == "2"
    assert (Sheet.objects.count(), Rating.objects.count()) == (0, 0)
    assert Draft.objects.get(participation=cast.ben, place="sheet.1").body["rating_risk"] == "2"


def test_the_queue_and_the_sheet_name_the_protocol(cast: Cast, option: Option) -> None:
    protocol = Protocol.objects.get(exercise=option.exercise)
    for address in ("/x/alpha/judge/", "/x/alpha/judge/1/"):
        page = cast.client("ben").get(address).content.decode()
        assert f"Protocol 1 SHA-256 {protocol.hash[:12]}…" in " ".join(re.sub(r"<[^>]+>", " ", page).split())
        assert 'href="/x/alpha/protocol/"' in page


def test_for_whom_and_by_when_stand_with_the_question(cast: Cast, option: Option) -> None:
    Criterion.objects.filter(key="risk").update(for_whom="the harbours", by_when="2028")
    page = words(cast.client("ben").get("/x/alpha/judge/1/"))
    assert "How bad is it if it goes wrong? For whom: the harbours. By when: 2028. 1 negligible" in page
    assert page.count("For whom:") == 1


def test_nobody_judges_an_own_option(cast: Cast, option: Option) -> None:
    assert cast.client("ana").get("/x/alpha/judge/").context["queue"].judgeable == 0
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
    assert (first.status_code, first.json()) == (201, {"sheet": Sheet.objects.get().pk, "next": "/x/alpha/judge/"})
    refused = post(cast.client("ben"), body(rating_risk="7"), 1, **json)
    assert (refused.status_code, refused.json()["fields"]) == (422, {"rating_risk": "Choose one of the five steps."})
    assert post(cast.client("ben"), body(seen_version="9"), 1, **json).json()["version"] == 1


def test_while_rating_is_open_nothing_of_others_is_told(cast: Cast, option: Option) -> None:
    post(cast.client("ben"), body())
    for name in ("ana", "cleo", "olga", "mona", "lead", "manager"):
        for address in ("", "options/", "options/1/"):
            answer = cast.client(name).get(f"/x/alpha/{address}")
            assert answer.context.get("result") is None
            shown = [(row["marks"], row["line"]) for row in answer.context.get("rows", [])]
            assert shown in ([], [(None, "")])
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
def test_queue_sheet_and_coverage_take_the_same_queries_for_any_number(
    n: int, cast: Cast, submit: Callable[..., Option], stand_in: Stand, django_assert_num_queries: Any
) -> None:
    for _ in range(n):
        submit(cast.ana)
    stand_in("rate")
    ben, mona = cast.client("ben"), cast.client("mona")
    first = draw(ben)[0]
    post(cast.client("cleo"), body(), first)
    with django_assert_num_queries(8):  # session, user, seat, phases, portion, counts, own sheets, protocol
        assert len(ben.get("/x/alpha/judge/").context["queue"].left) == n
    # … seat, phases, option, own sheet, wording, draft, criteria, axes, portion, counts
    with django_assert_num_queries(12):
        ben.get(f"/x/alpha/judge/{first}/")
    with django_assert_num_queries(
        10
    ):  # … seat, phases, options, sheets, abstentions, looks, people, what waits for review
        assert len(mona.get("/x/alpha/judge/").context["coverage"]) == n


def test_staff_see_what_became_of_what_was_shown(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    for _ in range(3):
        submit(cast.ana)
    stand_in("rate")
    ben = cast.client("ben")
    first, second, third = draw(ben)
    ben.post(f"/x/alpha/judge/{second}/skip/", {"reason": "later"})
    ben.post(f"/x/alpha/judge/{third}/opened/")
    post(ben, body(rating_risk="", abstain_risk="unclear"), first)
    post(cast.client("cleo"), body(), first)  # from outside a queue
    rows = cast.client("mona").get("/x/alpha/judge/").context["coverage"]
    told = {r.option.number: (r.sheets, r.missing, r.shown, r.skipped, r.abstained) for r in rows}
    assert told == {first: (2, 13, 2, 0, 1), second: (0, 15, 1, 1, 0), third: (0, 15, 1, 0, 0)}


def test_no_group_under_five_is_told_apart(cast: Cast, exercise: Exercise, option: Option) -> None:
    joined = exercise.created_at
    for number, (expertise, region) in enumerate(
        [("Law", "Europe")] * 3 + [("Law", "Asia")] * 7 + [("Economics", "Asia")] * 6 + [("Governance", "Europe")] * 4
    ):
        user = make_user(f"member{number}")
        facts = {"expertise": expertise, "region": region, "consent_at": joined, "joined_at": joined}
        Participation.objects.create(exercise=exercise, user=user, role="analyst", alias=user.name, **facts)
    post(cast.client("ben"), body())
    groups = cast.client("mona").get("/x/alpha/judge/").context["groups"]
    # The cast's three analysts are lawyers from Europe, so six of those; four in governance show up with economics.
    assert [(g.name, g.people, g.began, g.sheets) for g in groups] == [("Law", 13, 1, 1), ("other fields", 10, 0, 0)]
    assert [(p.name, p.people, p.began) for p in groups[0].parts] == [("Asia", 7, 0), ("Europe", 6, 1)]
    assert groups[1].parts == ()


@pytest.fixture
def revealed(cast: Cast, option: Option, stand_in: Stand) -> Option:
    post(cast.client("ben"), body(rating_risk="1"))
    stand_in("reveal")
    return option


def test_after_the_reveal_the_sheet_is_revised_once_with_a_reason(cast: Cast, revealed: Option) -> None:
    ben = cast.client("ben")
    page = ben.get("/x/alpha/judge/1/")
    assert (page.status_code, page.context["revising"]) == (200, True)
    assert page.context["form"]["rating_risk"].value() == 1
    without = post(ben, body(rating_risk="3"))
    assert (without.status_code, sentences(without)) == (422, {"reason": ["Write something here."]})
    assert without.context["form"]["rating_risk"].value() == "3"
    answer = post(ben, body(rating_risk="3", reason="The costs."))
    assert answer["Location"] == "/x/alpha/options/1/"
    assert list(Sheet.objects.order_by("round").values_list("round", "reason")) == [(1, ""), (2, "The costs.")]
    again = post(ben, body(reason="Once more."))
    assert again.status_code == 409
    assert re.fullmatch(
        r"You revised this sheet on \d+ \w+ \d{4}, \d\d:\d\d; one revision an option.", sentences(again)["__all__"][0]
    )
    assert again.context["form"]["reason"].value() == "Once more."
    assert ben.get("/x/alpha/judge/1/").status_code == 409


def test_who_has_revised_reads_round_1_beside_it_and_comes_to_no_dead_end(cast: Cast, revealed: Option) -> None:
    ben = cast.client("ben")

    def sheets() -> list[tuple[str, bool]]:
        rows = re.findall(r'<li class="queue-row">.*?</li>', ben.get("/x/alpha/judge/").content.decode(), re.DOTALL)
        return [(re.findall(r'href="([^"]+)"', row)[0], ">revised<" in row) for row in rows]

    assert sheets() == [("/x/alpha/judge/1/", False)]
    post(ben, body(rating_risk="3", rating_impact="", abstain_impact="unclear", reason="The costs."))
    assert sheets() == [("/x/alpha/options/1/", True)]
    page = ben.get("/x/alpha/options/1/").content.decode()
    assert re.findall(r'answer-before">You, round 1: (\d)', page) == ["4", "1"]  # impact and risk, which were changed
    assert "The costs." in page
    refused = ben.get("/x/alpha/judge/1/").content.decode()
    main = refused[refused.index("<main") : refused.index("</main>")]
    assert re.findall(r'<a class="button" href="([^"]+)"', main) == ["/x/alpha/options/1/", "/x/alpha/judge/"]
    assert 'class="button button-primary" href="/x/alpha/reveal/"' in ben.get("/x/alpha/judge/").content.decode()


def test_before_rating_opens_it_says_when(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    submit(cast.ana)
    stand_in("diverge")
    opening = Phase.objects.get(exercise__slug="alpha", kind="rate")
    for name, words in (("ben", "Read the options until then"), ("mona", "Rating has not opened yet")):
        answer = cast.client(name).get("/x/alpha/judge/")
        assert (answer.context["opening"], words in answer.content.decode()) == (opening, True)
    stand_in("rate")
    assert cast.client("mona").get("/x/alpha/judge/").context["opening"] is None


def test_another_tab_with_the_same_form_hears_at_once_that_it_is_revised(cast: Cast, revealed: Option) -> None:
    ben, key = cast.client("ben"), str(uuid.uuid4())
    assert post(ben, body(rating_risk="3", reason="The costs.", key=key)).status_code == 302
    twin = post(ben, body(rating_risk="4", reason="The gains.", key=key))
    assert (twin.status_code, twin.context["form"]["reason"].value()) == (409, "The gains.")
    assert [sentence.partition(" on ")[0] for sentence in sentences(twin)["__all__"]] == ["You revised this sheet"]
    same = post(ben, body(rating_risk="3", reason="The costs.", key=key))
    assert (same.status_code, Sheet.objects.count()) == (302, 2)


def test_who_did_not_judge_in_time_has_nothing_to_revise(cast: Cast, revealed: Option) -> None:
    assert cast.client("cleo").get("/x/alpha/judge/1/").status_code == 409
    answer = post(cast.client("cleo"), body(reason="Late."))
    assert sentences(answer)["__all__"] == ["This is not open in the present phase, “Reveal”."]
    assert Sheet.objects.count() == 1


def test_each_rater_has_an_own_order_that_stays(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    for _ in range(8):
        submit(cast.ana)
    stand_in("rate")
    assert draw(cast.client("ben")) == draw(cast.client("ben"))
    assert draw(cast.client("ben")) != draw(cast.client("cleo"))
    assert sorted(draw(cast.client("ben"))) == list(range(1, 9))
