"""Creating an exercise, its settings, and opening the next phase."""

from __future__ import annotations

import datetime as dt

import pytest

from exercises.models import Exercise

NEW = {
    "title": "Water in the delta",
    "slug": "",
    "question": "Who gets the water?",
    "deck": "",
    "brief": "Read **first**.",
    "marking": "EXERCISE",
    "zone": "Africa/Cairo",
    "first_day": "2031-03-05",
    "working_days": "on",
    "x_question": "How?",
    "x_negative": "Law",
    "x_positive": "Force",
    "y_question": "Who?",
    "y_negative": "Upstream",
    "y_positive": "Downstream",
}


def test_a_new_exercise_has_its_working_days(cast) -> None:
    answer = cast.client("manager").post("/x/new/", NEW)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/x/water-in-the-delta/")
    phases = Exercise.objects.get(slug="water-in-the-delta").phases.all()
    # A Wednesday in Cairo, two hours ahead of UTC; the weekend lies inside the phase that it follows.
    assert [(p.kind, p.opens_at.date()) for p in phases][1:5] == [
        ("diverge", dt.date(2031, 3, 4)),
        ("compete", dt.date(2031, 3, 6)),
        ("rate", dt.date(2031, 3, 9)),
        ("reveal", dt.date(2031, 3, 10)),
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"question": "a\0b"}, "question"),
        ({"slug": "alpha"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"title": "数", "slug": ""}, "slug"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"first_day": "tomorrow"}, "first_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"first_day": "9999-12-31"}, "first_day"),
        ({"x_negative": "x" * 41}, "x_negative"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(cast, changed, field) -> None:
    page = cast.client("manager").post("/x/new/", {**NEW, **changed})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert Exercise.objects.count() == 1


def test_without_the_right_nobody_creates(cast) -> None:
    page = cast.client("ana").post("/x/new/", NEW)
    assert (page.status_code, Exercise.objects.count()) == (403, 1)


def test_the_manager_opens_the_next_phase_and_a_double_click_opens_one(cast, exercise, stand_in) -> None:
    stand_in("diverge")
    seen = {"seen_phase": exercise.phases.get(kind="diverge").pk}
    manager = cast.client("manager")
    assert manager.post("/x/alpha/next-phase/", seen).status_code == 302
    assert manager.post("/x/alpha/next-phase/", seen).status_code == 409
    assert manager.post("/x/alpha/next-phase/", {"seen_phase": "soon"}).status_code == 422
    assert exercise.events.filter(kind="phase.opened").latest("seq").data["phase"] == "compete"


def test_others_see_the_settings_and_change_nothing(cast, exercise, stand_in) -> None:
    stand_in("diverge")
    assert cast.client("ana").get("/x/alpha/settings/").status_code == 200
    assert cast.client("ana").post("/x/alpha/settings/", {"title": "Mine"}).status_code == 403
    exercise.refresh_from_db()
    assert exercise.title == "Exercise alpha"


def test_the_manager_changes_the_words(cast, exercise, stand_in) -> None:
    stand_in("diverge")
    words = {"title": "Better", "question": "Q?", "deck": "", "brief": "", "marking": "TOP"}
    assert cast.client("manager").post("/x/alpha/settings/", words).status_code == 302
    exercise.refresh_from_db()
    assert (exercise.title, exercise.marking, exercise.events.last().kind) == ("Better", "TOP", "frame.changed")


def test_the_dates_are_shown_before_anything_is_created(cast) -> None:
    sent = {"title": "Kept", "first_day": "2031-03-05", "zone": "Africa/Cairo", "working_days": "on", "preview": "1"}
    answer = cast.client("manager").post("/x/new/", sent)
    assert (answer.status_code, Exercise.objects.count()) == (200, 1)
    page = answer.content.decode()
    assert 'value="Kept"' in page
    assert "Write something here." not in page
    plan = [page.index(words) for words in ("5–6 March 2031", "7–9 March 2031", "10 March 2031", "13 March 2031")]
    assert plan == sorted(plan)
    without = cast.client("manager").post("/x/new/", {**sent, "first_day": ""})
    assert (without.status_code, "first_day" in without.context["form"].errors) == (422, True)
