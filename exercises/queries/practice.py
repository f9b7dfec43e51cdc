"""Samples, one's own progress on them, and what practice says about the questions."""

from __future__ import annotations

from typing import Any

from exercises.analysis.pilot import Pilot, pilot_of
from exercises.models import Criterion, Exercise, Participation, PracticeSheet, Sample


def samples_of(seat: Participation) -> list[tuple[Sample, bool]]:
    """All samples in their order, and whether this person has handed in a sheet on each; two queries."""
    mine = PracticeSheet.objects.filter(sample__exercise=seat.exercise, participation=seat)
    done = set(mine.values_list("sample", flat=True))
    samples = Sample.objects.filter(exercise=seat.exercise).order_by("number")
    return [(sample, sample.pk in done) for sample in samples]


def next_sample(seat: Participation, after: int = 0) -> Sample | None:
    """The first sample behind number *after*, then from the beginning, without a sheet of this person."""
    left = [sample for sample, done in samples_of(seat) if not done and sample.number != after]
    return next((sample for sample in left if sample.number > after), left[0] if left else None)


def own_answers(seat: Participation, sample: Sample) -> dict[str, Any] | None:
    """What this person answered on *sample*, in the shape that the form takes."""
    return PracticeSheet.objects.filter(sample=sample, participation=seat).values_list("answers", flat=True).first()


def pilot(exercise: Exercise) -> Pilot:
    """The figures of all practice sheets, everybody's who practised; two queries."""
    rows = list(
        PracticeSheet.objects.filter(sample__exercise=exercise).order_by("pk").values_list("participation", "answers")
    )
    keys = list(Criterion.objects.filter(exercise=exercise).values_list("key", flat=True))
    return pilot_of(len({person for person, _answers in rows}), [answers for _person, answers in rows], keys)
