"""Samples and practice sheets: apart from everything real."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions.practice import mark_of, practise, write_sample
from exercises.errors import ActionRefused
from exercises.models import Option, PracticeSheet, Rating, Sample, Sheet

Middle = Callable[[str], dt.datetime]
CRITERIA = ("desirability", "feasibility", "impact", "risk")


def answers(step: int = 4, **changed: Any) -> dict[str, Any]:
    return {"ratings": dict.fromkeys(CRITERIA, step), "x": 0.25, "y": "unclear", "certainty": "", **changed}


def refusal(act: Callable[..., object], **arguments: Any) -> str:
    with pytest.raises(ActionRefused) as refused:
        act(**arguments)
    return refused.value.code


@pytest.fixture
def now(middle: Middle) -> dt.datetime:
    return middle("prepare")


@pytest.fixture
def sample(cast, now) -> Sample:
    write_sample(author=cast.mona, title="A curfew", text="From ten to six.", key=uuid.uuid4(), now=now)
    return Sample.objects.get()


def told(exercise) -> list[tuple[str, str, dict[str, Any]]]:
    rows = exercise.events.filter(kind__startswith="sample").order_by("seq")
    return list(rows.values_list("kind", "audience", "data"))


@pytest.mark.parametrize("who", ["manager", "lead", "mona"])
def test_those_who_prepare_it_write_samples(cast, exercise, now, who: str) -> None:
    key = uuid.uuid4()
    one = {"author": getattr(cast, who), "title": "A curfew", "text": "From ten to six.", "key": key, "now": now}
    assert [write_sample(**one), write_sample(**one)] == [1, 1]
    assert write_sample(**{**one, "key": uuid.uuid4()}) == 2
    assert refusal(write_sample, **{**one, "title": "Other"}) == "key_reused"
    assert Option.objects.count() == 0
    assert [kind for kind, _a, _d in told(exercise)] == ["sample.written", "sample.written"]


@pytest.mark.parametrize("who", ["ana", "olga"])
def test_nobody_else_writes_samples(cast, now, who: str) -> None:
    one = {"author": getattr(cast, who), "title": "A", "text": "B", "key": uuid.uuid4(), "now": now}
    assert refusal(write_sample, **one) == "not_your_role"


def test_samples_are_written_while_it_is_prepared_only(cast, middle: Middle) -> None:
    one = {"author": cast.mona, "title": "A", "text": "B", "key": uuid.uuid4(), "now": middle("diverge")}
    assert refusal(write_sample, **one) == "not_open"


def test_a_new_text_starts_from_the_one_that_was_seen(cast, exercise, now, sample) -> None:
    seen = mark_of(sample)
    new = {"author": cast.lead, "number": 1, "title": "A curfew", "text": "From nine.", "key": uuid.uuid4(), "now": now}
    assert write_sample(**new, seen=seen) == 1
    sample.refresh_from_db()
    assert (sample.text, sample.written_by) == ("From nine.", cast.lead)
    with pytest.raises(ActionRefused) as refused:
        write_sample(**{**new, "text": "From eight.", "key": uuid.uuid4()}, seen=seen)
    assert (refused.value.code, refused.value.facts) == ("stale", {"seen": mark_of(sample)})
    assert refusal(write_sample, **{**new, "number": 9, "key": uuid.uuid4()}, seen=seen) == "gone"


def test_there_are_at_most_twenty_samples(cast, exercise, now) -> None:
    exercise.numbering.last_sample = 20
    exercise.numbering.save()
    assert refusal(write_sample, author=cast.mona, title="A", text="B", key=uuid.uuid4(), now=now) == "conflict"


@pytest.mark.parametrize("phase", ["prepare", "diverge", "compete"])
def test_the_last_practice_sheet_counts_and_is_in_no_result(cast, exercise, middle, sample, phase: str) -> None:
    for step in (2, 5):
        practise(person=cast.ana, sample=sample, values=answers(step), key=uuid.uuid4(), now=middle(phase))
    assert [sheet.answers for sheet in PracticeSheet.objects.all()] == [answers(5)]
    assert (Sheet.objects.count(), Rating.objects.count()) == (0, 0)
    assert told(exercise)[1:] == [("sample.judged", "staff", {"sample": 1})] * 2


def test_the_same_request_twice_is_one(cast, exercise, now, sample) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        practise(person=cast.ana, sample=sample, values=answers(), key=key, now=now)
    assert len(told(exercise)) == 2  # written, judged
    assert refusal(practise, person=cast.ana, sample=sample, values=answers(1), key=key, now=now) == "key_reused"


def test_answers_to_criteria_that_changed_are_refused(cast, now, sample) -> None:
    old = answers(ratings={"cost": 3})
    assert refusal(practise, person=cast.ana, sample=sample, values=old, key=uuid.uuid4(), now=now) == "stale"
    assert PracticeSheet.objects.count() == 0


@pytest.mark.parametrize(("who", "code"), [("manager", "not_your_role"), ("olga", "not_your_role")])
def test_who_does_not_rate_does_not_practise(cast, now, sample, who: str, code: str) -> None:
    person = getattr(cast, who)
    assert refusal(practise, person=person, sample=sample, values=answers(), key=uuid.uuid4(), now=now) == code


def test_when_rating_opens_practice_is_over(cast, sample, middle: Middle) -> None:
    one = {"person": cast.ana, "sample": sample, "values": answers(), "key": uuid.uuid4(), "now": middle("rate")}
    assert refusal(practise, **one) == "not_open"
