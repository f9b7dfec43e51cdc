"""Judging an option."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection

from exercises.actions.ratings import judge_option
from exercises.errors import ActionRefused
from exercises.models import Option, Placement, Rating, Sheet

Middle = Callable[[str], datetime]
SHEET = {
    "ratings": {"desirability": 4, "feasibility": 2, "impact": 3, "risk": "expertise"},
    "x": -0.5,
    "y": "unclear",
    "certainty": "low",
}


def judge(cast, option: Option, now: datetime, **changed: Any) -> int:
    given: dict[str, Any] = {
        "rater": cast.ben,
        "option": option,
        "seen_version": 1,
        "values": SHEET,
        "key": uuid.uuid4(),
        "now": now,
    }
    return judge_option(**{**given, **changed})


def test_a_sheet_holds_ratings_and_placement_of_one_version(cast, submit, middle: Middle) -> None:
    option = submit(cast.ana)
    sheet = Sheet.objects.get(pk=judge(cast, option, middle("rate")))
    assert (sheet.version, sheet.generation, sheet.round, sheet.current) == (option.current, 1, 1, True)
    answers = {r.criterion.key: (r.step, r.abstained) for r in sheet.ratings.select_related("criterion")}
    assert answers == {
        "desirability": (4, ""),
        "feasibility": (2, ""),
        "impact": (3, ""),
        "risk": (None, "expertise"),
    }
    placed = sheet.placement
    assert (placed.x, placed.x_answer, placed.y, placed.y_answer) == (-0.5, "", None, "unclear")


def test_a_second_sheet_replaces_the_first_and_keeps_it(cast, exercise, submit, middle: Middle) -> None:
    option = submit(cast.ana)
    judge(cast, option, middle("rate"))
    judge(cast, option, middle("rate"), values={**SHEET, "x": 0.25})
    assert list(Sheet.objects.order_by("id").values_list("current", flat=True)) == [False, True]
    assert Rating.objects.filter(current=True).count() == 4
    assert Placement.objects.get(current=True).x == 0.25
    kinds = exercise.events.filter(kind="sheet.judged").values_list("data__first", flat=True)
    assert list(kinds) == [True, False]


def test_what_is_logged_of_a_sheet_says_nothing_of_what_it_says(cast, exercise, submit, middle: Middle) -> None:
    judge(cast, submit(cast.ana), middle("rate"))
    event = exercise.events.last()
    assert (event.data, event.audience) == ({"option": 1, "round": 1, "first": True}, "staff")


def test_nobody_rates_an_own_option(cast, submit, middle: Middle) -> None:
    with pytest.raises(ActionRefused) as refused:
        judge(cast, submit(cast.ben), middle("rate"))
    assert (refused.value.code, Sheet.objects.count()) == ("conflict", 0)


def test_a_sheet_on_an_older_text_is_refused_with_the_present_version(cast, submit, middle: Middle) -> None:
    with pytest.raises(ActionRefused) as refused:
        judge(cast, submit(cast.ana), middle("rate"), seen_version=0)
    assert (refused.value.code, refused.value.facts) == ("stale", {"version": 1})


@pytest.mark.parametrize("kind", ["diverge", "compete", "reveal", "closed"])
def test_rating_is_open_in_its_phase_only(cast, submit, middle: Middle, kind: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        judge(cast, submit(cast.ana), middle(kind))
    assert (refused.value.code, Sheet.objects.count()) == ("not_open", 0)


def test_a_missing_criterion_leaves_nothing_half_written(cast, submit, middle: Middle) -> None:
    with pytest.raises(ActionRefused):
        judge(cast, submit(cast.ana), middle("rate"), values={**SHEET, "ratings": {"risk": 1}})
    assert (Sheet.objects.count(), Rating.objects.count()) == (0, 0)


def test_the_database_refuses_what_no_form_should_let_through(cast, submit, middle: Middle) -> None:
    with pytest.raises(IntegrityError):
        judge(cast, submit(cast.ana), middle("rate"), values={**SHEET, "x": 1.01})


@pytest.mark.django_db(transaction=True)
def test_twenty_sheets_of_one_person_at_once_leave_one_current(cast, submit, middle: Middle) -> None:
    option, now = submit(cast.ana), middle("rate")
    failed: list[BaseException] = []

    def once() -> None:
        try:
            judge(cast, option, now)
        except BaseException as error:  # noqa: BLE001  told by the assertion below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (Sheet.objects.filter(current=True).count(), Sheet.objects.count()) == (1, 20)
    assert Rating.objects.filter(current=True).count() == 4
