"""Judging an option."""

from __future__ import annotations

import math
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from exercises.actions.protocol import freeze_protocol
from exercises.actions.ratings import judge_option, revise_sheet
from exercises.errors import ActionRefused
from exercises.models import Draft, Option, Placement, Protocol, Rating, Sheet

Middle = Callable[[str], datetime]
SHEET: dict[str, Any] = {
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


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"x": 1.01}, "x", "A position lies between −1 and +1."),
        ({"y": -1.01}, "y", "A position lies between −1 and +1."),
        ({"x": math.nan}, "x", "A position is a number."),
        ({"y": math.inf}, "y", "A position lies between −1 and +1."),
        ({"x": None}, "x", "A position is a number."),
        ({"x": True}, "x", "A position is a number."),
        ({"x": "perhaps"}, "x", "Choose one of the answers."),
        ({"certainty": "very"}, "certainty", "Choose one of the answers."),
        ({"ratings": {**SHEET["ratings"], "risk": 6}}, "rating_risk", "Choose one of the five steps."),
        ({"ratings": {**SHEET["ratings"], "risk": 0}}, "rating_risk", "Choose one of the five steps."),
        ({"ratings": {**SHEET["ratings"], "risk": True}}, "rating_risk", "Choose one of the five steps."),
        ({"ratings": {**SHEET["ratings"], "risk": 2.5}}, "rating_risk", "Choose one of the five steps."),
        ({"ratings": {**SHEET["ratings"], "risk": "tired"}}, "rating_risk", "Choose one of the reasons."),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused_beside_its_field(
    changed: dict[str, Any], field: str, sentence: str, cast, submit, middle: Middle
) -> None:
    with pytest.raises(ActionRefused) as refused:
        judge(cast, submit(cast.ana), middle("rate"), values={**SHEET, **changed})
    assert (refused.value.code, refused.value.fields, Sheet.objects.count()) == ("invalid", {field: sentence}, 0)


def test_the_database_refuses_what_no_action_should_let_through(cast, submit, middle: Middle) -> None:
    judge(cast, submit(cast.ana), middle("rate"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.update(x=1.01)
    with pytest.raises(IntegrityError):
        Rating.objects.update(step=6, abstained="")


def test_a_question_that_nobody_asks_is_refused(cast, submit, middle: Middle) -> None:
    option = submit(cast.ana)
    for ratings in ({**SHEET["ratings"], "beauty": 3}, {"risk": 1}, None):
        with pytest.raises(ActionRefused) as refused:
            judge(cast, option, middle("rate"), values={**SHEET, "ratings": ratings})
        assert (refused.value.code, Sheet.objects.count()) == ("stale", 0)


@pytest.mark.parametrize(("seen", "accepted"), [(None, True), (2, True), (0, False), (1, False), (3, False)])
def test_a_sheet_on_other_wording_is_refused(seen: int | None, accepted: bool, cast, exercise, submit, middle) -> None:
    option, now = submit(cast.ana), middle("rate")
    first = freeze_protocol(exercise=exercise, now=now)
    second = Protocol.objects.create(
        exercise=exercise, number=2, content=first.content, hash=first.hash, reason="A word was wrong.", made_at=now
    )
    if accepted:
        judge(cast, option, now, seen_protocol=seen)
        assert Sheet.objects.get().protocol == second
        return
    with pytest.raises(ActionRefused) as refused:
        judge(cast, option, now, seen_protocol=seen)
    assert (refused.value.code, refused.value.facts, Sheet.objects.count()) == ("stale", {"protocol": 2}, 0)


def test_fixing_the_first_wording_changes_no_word(cast, exercise, submit, middle: Middle) -> None:
    option, now = submit(cast.ana), middle("rate")
    judge(cast, option, now, seen_protocol=0)  # the clock was late: this sheet fixes it
    judge(cast, option, now, seen_protocol=0)
    assert list(Sheet.objects.values_list("protocol__number", flat=True)) == [1, 1]


def test_a_sheet_lets_its_draft_go_and_no_other(cast, submit, middle: Middle) -> None:
    option, now = submit(cast.ana), middle("rate")
    for who, place in ((cast.ben, "sheet.1"), (cast.ben, "sheet.2"), (cast.cleo, "sheet.1")):
        Draft.objects.create(participation=who, place=place, seq=1, body={}, saved_at=now)
    with pytest.raises(ActionRefused):
        judge(cast, option, now, values={**SHEET, "x": 7})
    assert Draft.objects.count() == 3
    judge(cast, option, now)
    assert sorted(Draft.objects.values_list("participation", "place")) == sorted(
        [(cast.ben.pk, "sheet.2"), (cast.cleo.pk, "sheet.1")]
    )


@pytest.fixture
def judged(cast, submit, middle: Middle) -> Option:
    option = submit(cast.ana)
    judge(cast, option, middle("rate"))
    return option


REVISED = {**SHEET, "ratings": dict.fromkeys(SHEET["ratings"], 5), "x": 0.75, "y": 0.0}


def revise(cast, option: Option, now: datetime, **changed: Any) -> int:
    given: dict[str, Any] = {
        "rater": cast.ben,
        "option": option,
        "seen_version": 1,
        "values": REVISED,
        "reason": "The comments on costs.",
        "key": uuid.uuid4(),
        "now": now,
    }
    return revise_sheet(**{**given, **changed})


def rows(model: Any) -> list[Any]:
    return list(model.objects.filter(round=1).order_by("pk").values())


def test_a_revision_is_a_second_round_beside_the_first(cast, exercise, judged: Option, middle: Middle) -> None:
    before = [rows(model) for model in (Sheet, Rating, Placement)]
    second = Sheet.objects.get(pk=revise(cast, judged, middle("reveal")))
    assert [rows(model) for model in (Sheet, Rating, Placement)] == before
    assert (second.round, second.current, second.reason) == (2, True, "The comments on costs.")
    assert set(second.ratings.values_list("round", "current", "step")) == {(2, True, 5)}
    assert (second.placement.round, second.placement.x, second.placement.y) == (2, 0.75, 0.0)
    event = exercise.events.last()
    assert (event.kind, event.data) == ("sheet.revised", {"option": 1})


def test_an_option_is_revised_once_and_a_repeated_request_is_one(cast, judged: Option, middle: Middle) -> None:
    key, now = uuid.uuid4(), middle("reveal")
    assert revise(cast, judged, now, key=key) == revise(cast, judged, now, key=key)
    with pytest.raises(ActionRefused) as refused:
        revise(cast, judged, now)
    moment = timezone.localtime(now)
    sentence = f"You revised this sheet on {moment:%-d %B %Y, %H:%M}; one revision an option."
    assert (refused.value.code, str(refused.value.message)) == ("conflict", sentence)
    assert Sheet.objects.filter(round=2).count() == 1


def test_only_who_judged_revises(cast, judged: Option, middle: Middle) -> None:
    with pytest.raises(ActionRefused) as refused:
        revise(cast, judged, middle("reveal"), rater=cast.cleo)
    assert (refused.value.code, Sheet.objects.count()) == ("conflict", 1)


@pytest.mark.parametrize("kind", ["rate", "challenge", "draft", "closed"])
def test_a_revision_is_open_after_the_reveal_only(kind: str, cast, judged: Option, middle: Middle) -> None:
    with pytest.raises(ActionRefused) as refused:
        revise(cast, judged, middle(kind))
    assert (refused.value.code, Sheet.objects.count()) == ("not_open", 1)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Write something here."),
        (" \n ", "Write something here."),
        ("x" * 501, "At most 500 characters fit here; this is 1 too long."),
        (None, "Write something here."),
    ],
)
def test_a_revision_says_why(reason: Any, sentence: str, cast, judged: Option, middle: Middle) -> None:
    with pytest.raises(ActionRefused) as refused:
        revise(cast, judged, middle("reveal"), reason=reason)
    assert (refused.value.fields, Sheet.objects.count()) == ({"reason": sentence}, 1)


def test_a_revision_knows_text_and_option_as_a_sheet_does(cast, judged: Option, middle: Middle) -> None:
    now = middle("reveal")
    for changed, code in (({"seen_version": 2}, "stale"), ({"rater": cast.ana}, "conflict")):
        with pytest.raises(ActionRefused) as refused:
            revise(cast, judged, now, **changed)
        assert refused.value.code == code
    judged.state = "withdrawn"
    with pytest.raises(ActionRefused) as refused:
        revise(cast, judged, now)
    assert (refused.value.code, Sheet.objects.count()) == ("gone", 1)


def test_the_draft_of_a_revision_goes_with_it(cast, judged: Option, middle: Middle) -> None:
    now = middle("reveal")
    Draft.objects.create(participation=cast.ben, place="sheet.1", seq=1, body={}, saved_at=now)
    revise(cast, judged, now)
    assert Draft.objects.count() == 0


@pytest.fixture
def fifty_connections(transactional_db: None) -> Iterator[None]:
    """As many in the pool, open already: a process holds fewer, and on a busy machine a new one takes its time."""
    pool = connection.pool  # type: ignore[attr-defined]  # PostgreSQL's has one
    pool.resize(51, 60)
    pool.wait(60)
    yield
    pool.resize(1, settings.DATABASE_POOL)


@pytest.mark.usefixtures("fifty_connections")
def test_fifty_sheets_of_one_person_at_once_leave_one_current(cast, submit, middle: Middle) -> None:
    option, now = submit(cast.ana), middle("rate")
    failed: list[BaseException] = []
    all_here = threading.Barrier(50)

    def once() -> None:
        try:
            connection.ensure_connection()
            all_here.wait(60)
            judge(cast, option, now)
        except BaseException as error:  # noqa: BLE001  told by the assertion below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=once) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (Sheet.objects.filter(current=True).count(), Sheet.objects.count()) == (1, 50)
    assert Rating.objects.filter(current=True).count() == 4


@pytest.mark.django_db(transaction=True)
def test_twenty_revisions_of_one_person_at_once_are_one(cast, submit, middle: Middle) -> None:
    option, now = submit(cast.ana), middle("reveal")
    judge(cast, option, middle("rate"))
    said: list[str] = []

    def once() -> None:
        try:
            revise(cast, option, now)
        except ActionRefused as refused:
            said.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (said, Sheet.objects.filter(round=2).count()) == (["conflict"] * 19, 1)
