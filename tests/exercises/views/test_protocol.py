"""The protocol's pages: reading, the form with its slots, the deviation, and the file whose hash can be checked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from exercises import access
from exercises.actions.protocol import change_protocol, deviate
from exercises.models import Axis, Criterion, Exercise, Protocol
from exercises.queries import protocol as protocols

PAGE, EDIT = "/x/alpha/protocol/", "/x/alpha/protocol/edit/"
Stand = Callable[[str], Any]
NAMES = ["Desirability", "Feasibility", "Impact", "Risk"]


def typed(client: Any, **changed: str) -> dict[str, str]:
    """What a browser sends from the form as it is shown, with some fields changed."""
    form = client.get(EDIT).context["form"]
    fields = {field.html_name: str(field.value()) for field in form if field.value() not in {None, ""}}
    return {**fields, "count": str(form.slots_count), **changed}


def slot(position: int, name: str, **changed: str) -> dict[str, str]:
    words = {"name": name, "question": f"{name}?", "good": "high", **{f"step{n}": f"s{n}" for n in range(1, 6)}}
    return {f"c{position}_{part}": value for part, value in {**words, **changed}.items()}


def names(exercise: Exercise) -> list[str]:
    return list(Criterion.objects.filter(exercise=exercise).values_list("name", flat=True))


def shown_names(answer: Any) -> list[str]:
    return [slot.part["name"].value() or "" for slot in answer.context["form"].slots]


def portion(cast: Any, exercise: Exercise, size: int, now: Any, reason: str = "") -> None:
    content = protocols.content_of(exercise)
    what: dict[str, Any] = {
        "axes": {axis["key"]: axis for axis in content["axes"]},
        "criteria": content["criteria"],
        "thresholds": {**content["thresholds"], "portion": size},
        "seen_hash": protocols.hash_of(content),
    }
    if reason:
        deviate(manager=cast.manager, **what, reason=reason, now=now)
    else:
        change_protocol(manager=cast.manager, **what, now=now)


# --- reading


@pytest.mark.parametrize("who", ["manager", "lead", "mona", "ana", "olga"])
def test_every_member_reads_it(cast, exercise, stand_in: Stand, who: str) -> None:
    stand_in("diverge")
    page = cast.client(who).get(PAGE).content.decode()
    assert "Open until rating begins on" in page
    assert protocols.standing(exercise).hash in page
    assert ("Change the protocol" in page) is (who == "manager")
    assert page.count('class="question"') == 4


def test_after_the_freeze_it_tells_when_and_with_which_hash(cast, exercise, stand_in: Stand) -> None:
    now = stand_in("rate")
    portion(cast, exercise, 5, now, "Eight were too many.")
    page = cast.client("ana").get(PAGE).content.decode()
    first, second = Protocol.objects.order_by("number")
    assert "Frozen on" in page
    assert first.hash in page
    assert second.hash in page
    assert f"{first.hash[:12]}…" in page
    assert "Eight were too many." in page
    assert f"Protocol 2, by {cast.manager.alias}" in page
    assert re.sub(r"\s+", " ", page).count("<del>8</del>") == 1
    assert "<ins>5</ins>" in page


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_deviations(
    cast, exercise, stand_in: Stand, django_assert_num_queries: Any, n: int
) -> None:
    now = stand_in("rate")
    for size in range(1, n + 1):
        portion(cast, exercise, size, now, "So.")
    client = cast.client("ana")
    with django_assert_num_queries(5):  # session, user, seat, phases, protocols
        assert len(client.get(PAGE).context["protocol"].deviations) == n


def test_the_sum_of_the_file_is_the_hash_that_is_shown(cast, exercise, stand_in: Stand) -> None:
    now = stand_in("diverge")
    assert cast.client("ana").get(f"{PAGE}1.json").status_code == 404  # nothing is frozen yet
    form = typed(cast.client("manager"), c0_name="Würde 公平", x_negative="«Zivil»")
    assert cast.client("manager").post(EDIT, form).status_code == 302
    now = stand_in("rate")
    portion(cast, exercise, 5, now, "Eight were too many.")
    for number in (1, 2):
        answer = cast.client("olga").get(f"{PAGE}{number}.json")
        shown = Protocol.objects.get(number=number).hash
        assert hashlib.sha256(answer.content).hexdigest() == shown
        assert json.loads(answer.content) == Protocol.objects.get(number=number).content
        assert answer["Content-Disposition"] == (
            f'attachment; filename="exercise-fictional_alpha_protocol-{number}.json"'
        )
    assert cast.client("olga").get(f"{PAGE}3.json").status_code == 404
    assert cast.client("olga").get(f"{PAGE}99999999999999999999.json").status_code == 404


# --- the form before the freeze


def test_the_manager_saves_the_whole_set(cast, exercise, stand_in: Stand) -> None:
    stand_in("diverge")
    client = cast.client("manager")
    answer = client.post(EDIT, typed(client, c3_name="Danger", c3_for_whom="bystanders", portion="6"))
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert names(exercise) == [*NAMES[:3], "Danger"]
    assert Criterion.objects.get(exercise=exercise, key="risk").for_whom == "bystanders"
    assert Exercise.objects.get(pk=exercise.pk).portion == 6


ARRANGED = {
    "add": [*NAMES, ""],
    "remove-1": ["Desirability", "Impact", "Risk"],
    "up-3": ["Desirability", "Feasibility", "Risk", "Impact"],
    "down-0": ["Feasibility", "Desirability", "Impact", "Risk"],
    "up-0": NAMES,
    "down-3": NAMES,
    "show": NAMES,
    "remove-9": NAMES,
    "up--1": NAMES,
    "down-99999999999999999999": NAMES,
    "": NAMES,
}


@pytest.mark.parametrize("do", ARRANGED)
def test_buttons_arrange_the_criteria_and_save_nothing(cast, exercise, stand_in: Stand, do: str) -> None:
    stand_in("diverge")
    client = cast.client("manager")
    answer = client.post(EDIT, typed(client, do=do, portion="not yet a number"))
    assert (answer.status_code, shown_names(answer)) == (200, ARRANGED[do])
    assert answer.context["form"]["portion"].value() == "not yet a number"
    assert answer.context["form"].errors == {}
    assert names(exercise) == NAMES


def test_what_was_arranged_is_then_saved_with_its_keys(cast, exercise, stand_in: Stand) -> None:
    stand_in("diverge")
    client = cast.client("manager")
    shown = client.post(EDIT, typed(client, do="up-3")).context["form"]
    fields = {field.html_name: str(field.value() or "") for field in shown}
    client.post(EDIT, fields)
    assert list(Criterion.objects.filter(exercise=exercise).values_list("key", flat=True)) == [
        *("desirability", "feasibility", "risk", "impact")
    ]


def test_a_script_gets_the_form_alone(cast, stand_in: Stand) -> None:
    stand_in("diverge")
    client = cast.client("manager")
    answer = client.post(EDIT, typed(client, do="add"), headers={"hx-request": "true"})
    assert answer.content.decode().lstrip().startswith('<submit-once id="protocol-form">')


def test_there_is_no_button_for_a_seventh(cast, stand_in: Stand) -> None:
    stand_in("diverge")
    client = cast.client("manager")
    six = typed(client, **slot(4, "Cost"), **slot(5, "Speed"), count="6")
    answer = client.post(EDIT, {**six, "do": "add"})
    assert len(shown_names(answer)) == 6
    assert 'value="add"' not in answer.content.decode()


def test_every_error_stands_beside_its_field_and_all_that_was_typed_stays(cast, exercise, stand_in: Stand) -> None:
    stand_in("diverge")
    client = cast.client("manager")
    sent = typed(
        client,
        c0_step3="",
        c1_name=" desirability ",
        c2_question="x" * 201,
        c2_good="both",
        c3_for_whom="a\u202eb",
        c3_by_when="a\0b",
        x_positive="SOCIAL",
        y_question="",
        rating_floor="0",
        portion="many",
    )
    answer = client.post(EDIT, sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert {name: list(said) for name, said in form.errors.items()} == {
        "c0_step3": ["Write something here."],
        "c1_name": ["Another criterion has this name. Give it one of its own."],
        "c2_question": ["At most 200 characters fit here; this is 1 too long."],
        "c2_good": ["Choose one of the two ends."],
        "c3_for_whom": ["This holds a character that turns the reading direction (U+202E). Remove it."],
        "c3_by_when": ["This holds a NUL character (U+0000), which cannot be stored. Remove it."],
        "x_positive": ["The two ends of an axis must differ."],
        "y_question": ["Write something here."],
        "rating_floor": ["A whole number from 1 to 200."],
        "portion": ["A whole number from 1 to 50."],
    }
    assert {name: form[name].value() for name in sent if name != "do"} == sent
    assert [slot.opened for slot in form.slots] == [True, True, True, True]
    assert names(exercise) == NAMES


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        ("7", "An exercise has at most 6 criteria. Take some away."),
        ("0", "An exercise has at least one criterion. Add one."),
        ("", "This form does not say what it started from. Load the page again."),
        ("999999999999999", "This form does not say what it started from. Load the page again."),
        ("-1", "This form does not say what it started from. Load the page again."),
    ],
)
def test_a_seventh_criterion_and_none_are_refused(cast, exercise, stand_in: Stand, count: str, sentence: str) -> None:
    stand_in("diverge")
    client = cast.client("manager")
    more = {**slot(4, "Cost"), **slot(5, "Speed"), **slot(6, "Reach")}
    answer = client.post(EDIT, {**typed(client), **more, "count": count})
    assert answer.status_code == 422
    assert sentence in list(answer.context["form"].non_field_errors())
    assert len(shown_names(answer)) == (0 if count == "0" else 7)
    assert names(exercise) == NAMES


def test_of_two_managers_the_second_sees_both_and_may_save_again(cast, exercise, stand_in: Stand) -> None:
    now = stand_in("diverge")
    client = cast.client("manager")
    mine = typed(client, c0_question="Mine?", portion="8")
    portion(cast, exercise, 5, now)
    answer = client.post(EDIT, mine)
    assert answer.status_code == 409
    assert [(d.part, d.before, d.after) for d in answer.context["clash"]] == [
        ("question", "If it could be done, would it be right to do it?", "Mine?"),
        ("portion", 5, 8),
    ]
    page = answer.content.decode()
    assert "Somebody changed the protocol meanwhile. Both are shown; nothing is lost." in page
    form = answer.context["form"]
    assert form["c0_question"].value() == "Mine?"
    assert client.post(EDIT, {**mine, "seen_hash": form["seen_hash"].value()}).status_code == 302
    assert protocols.content_of(exercise)["criteria"][0]["question"] == "Mine?"


def test_a_criterion_that_was_taken_away_meanwhile_comes_back_on_purpose_only(cast, exercise, stand_in: Stand) -> None:
    stand_in("diverge")
    client = cast.client("manager")
    mine = typed(client, c0_question="Mine?")
    theirs = client.post(EDIT, typed(client, do="remove-3")).context["form"]
    client.post(EDIT, {field.html_name: str(field.value() or "") for field in theirs})
    assert names(exercise) == NAMES[:3]
    answer = client.post(EDIT, mine)
    assert [(d.name, d.part) for d in answer.context["clash"]] == [("Desirability", "question"), ("Risk", "added")]
    client.post(EDIT, {**mine, "seen_hash": answer.context["form"]["seen_hash"].value()})
    assert names(exercise) == NAMES


def test_programs_get_problem_details(cast, exercise, stand_in: Stand) -> None:
    now = stand_in("diverge")
    client, accept = cast.client("manager"), {"accept": "application/json"}
    mine = typed(client, portion="8")
    saved = client.post(EDIT, typed(client, portion="7"), headers=accept)
    assert saved.json() == {"hash": protocols.standing(exercise).hash}
    portion(cast, exercise, 5, now)
    stale = client.post(EDIT, mine, headers=accept)
    assert (stale.status_code, stale.json()["hash"]) == (409, protocols.standing(exercise).hash)
    wrong = client.post(EDIT, typed(client, portion="0"), headers=accept)
    assert (wrong.status_code, wrong.json()["fields"]) == (422, {"portion": "A whole number from 1 to 50."})


# --- after the freeze


def test_the_same_page_asks_for_a_reason_and_locks_what_cannot_change(cast, exercise, stand_in: Stand) -> None:
    stand_in("rate")
    client = cast.client("manager")
    page = client.get(EDIT).content.decode()
    assert 'name="reason"' in page
    assert 'name="do"' not in page
    assert 'name="c0_good"' not in page
    sent = typed(client, c0_for_whom="those who live there")
    refused = client.post(EDIT, sent)
    assert refused.context["form"].errors == {"reason": ["Write something here."]}
    assert client.post(EDIT, {**sent, "reason": "Raters asked for whom."}).status_code == 302
    assert Protocol.objects.get(number=2).reason == "Raters asked for whom."
    criterion = Criterion.objects.get(exercise=exercise, key="desirability")
    assert (criterion.for_whom, criterion.good) == ("those who live there", "high")


@pytest.mark.parametrize(
    "forged",
    [
        {"c0_good": "low"},
        {"x_negative": "Kinetic", "x_positive": "Social"},
        {**slot(4, "Cost"), "count": "5"},
        {"count": "3"},
        {"c0_key": "risk"},
    ],
)
def test_what_is_locked_cannot_be_forged(cast, exercise, stand_in: Stand, forged: dict[str, str]) -> None:
    stand_in("rate")
    client = cast.client("manager")
    before = protocols.content_of(exercise)
    answer = client.post(EDIT, {**typed(client), "reason": "So.", **forged})
    assert answer.status_code == 409
    assert "There are answers already" in answer.content.decode()
    assert answer.context["form"]["reason"].value() == "So."
    assert protocols.content_of(exercise) == before
    assert Protocol.objects.count() == 1


def test_a_form_from_before_the_freeze_is_kept_and_asks_for_the_reason(cast, exercise, stand_in: Stand) -> None:
    stand_in("compete")
    client = cast.client("manager")
    sent = typed(client, c0_question="Mine?")
    stand_in("rate")
    answer = client.post(EDIT, sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"reason": ["Write something here."]}
    assert answer.context["form"]["c0_question"].value() == "Mine?"
    assert client.post(EDIT, {**sent, "reason": "It was meant so."}).status_code == 302
    assert Protocol.objects.get(number=2).content["criteria"][0]["question"] == "Mine?"


def test_nobody_arranges_criteria_of_a_frozen_protocol(cast, exercise, stand_in: Stand) -> None:
    stand_in("rate")
    client = cast.client("manager")
    answer = client.post(EDIT, typed(client, do="remove-0", reason="So."))
    assert answer.status_code == 422  # taken as a deviation that changes nothing
    assert "Nothing differs from the protocol in force." in answer.content.decode()
    assert names(exercise) == NAMES


def test_the_page_of_an_exercise_whose_clock_is_late_is_locked_by_the_dates(cast, exercise, middle) -> None:
    from django.utils import timezone

    exercise.clock_offset = middle("rate") - timezone.now()
    exercise.save(update_fields=["clock_offset"])
    assert access.may(cast.ana, "rate", access.now_in(exercise))
    assert cast.client("manager").get(EDIT).context["locked"]


def test_the_poles_that_are_shown_are_the_protocols(cast, exercise, stand_in: Stand) -> None:
    stand_in("diverge")
    Axis.objects.filter(exercise=exercise, key="x").update(negative="<i>Civil</i>")
    page = cast.client("ana").get(PAGE).content.decode()
    assert "&lt;i&gt;Civil&lt;/i&gt;" in page
    assert "<i>Civil</i>" not in page
