"""What the crowd says about all options at once: on what it is divided and between whom, and what is unclear.

Nothing here asks who reads: it is for those who may see_results, and the views ask first (access.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import Count
from django.utils.translation import gettext as _

from exercises import formats
from exercises.analysis.groups import GroupAnswer, by_group, opposed
from exercises.analysis.judged import Judged, Tally, judged, tally
from exercises.analysis.placed import Placed, placed
from exercises.analysis.reliability import Reliability, reliability
from exercises.models import Criterion, Event, Exercise, Option, Participation, Rating
from exercises.queries.ratings import counting, placements_of

# Kinds of event after which the crowd may say something else.
ANSWERS = ("sheet.judged", "sheet.revised")
STANDING = ("option.reviewed", "option.withdrawn", "options.withdrawn", "option.restored", "options.accepted")

Answers = Tally[int, str]


@dataclass(frozen=True, eq=False)
class Crowd:
    """All answers that stand, by option number and criterion key; *rounds* has round 1 as it was, for comparison."""

    tallied: Answers
    judged: dict[tuple[int, str], Judged]
    placed: dict[int, Placed]
    first_round: dict[tuple[int, str], Judged]

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.tallied.options

    def on(self, criterion: str) -> dict[int, Judged]:
        """What was said on one criterion, by option number."""
        return {number: self.judged[number, criterion] for number in self.numbers}

    @property
    def divided(self) -> list[tuple[int, str]]:
        """Options and criteria on which there are two camps, the clearest first."""
        found = [(place, result.division.p) for place, result in self.judged.items() if result.division]
        return [place for place, _p in sorted(found, key=lambda entry: entry[1]) if self.judged[place].divided]

    @property
    def unclear(self) -> list[int]:
        """Numbers of options that people place in too many ways for a point to say it."""
        return sorted(number for number, result in self.placed.items() if result.unclear)

    @cached_property
    def reliabilities(self) -> dict[str, Reliability | None]:
        """How much raters agree over all options, by criterion."""
        return {key: reliability(self.tallied.on(key)) for key in self.tallied.criteria}


def crowd_of(exercise: Exercise) -> Crowd:
    """What the crowd says now; read once for each last answer, however many look."""
    return _crowd(exercise.pk, exercise.stream.epoch, _last(exercise, ANSWERS), _last(exercise, STANDING))


def _last(exercise: Exercise, kinds: tuple[str, ...]) -> int:
    events = Event.objects.filter(exercise=exercise, kind__in=kinds).order_by("-seq")
    return events.values_list("seq", flat=True).first() or 0


@lru_cache(maxsize=8)
def _crowd(exercise_id: int, epoch: str, answers: int, standing: int) -> Crowd:
    """The key names the log's life and its last numbers: nothing read here can change without a new one."""
    rows = Option.objects.filter(exercise=exercise_id, state__in=formats.STANDING_STATES)
    options = dict(rows.order_by("number").values_list("pk", "number"))
    criteria = list(Criterion.objects.filter(exercise=exercise_id).values_list("key", flat=True))
    tallied = _tally(exercise_id, options, criteria, after_revision=True)
    first = _tally(exercise_id, options, criteria, after_revision=False)
    return Crowd(tallied, judged(tallied), _placed(options), judged(first))


def _tally(exercise_id: int, options: dict[int, int], criteria: Sequence[str], *, after_revision: bool) -> Answers:
    """Counted by the database: one row for each option, criterion and step."""
    rows = Rating.objects.filter(
        counting(after_revision=after_revision), option__exercise=exercise_id, option__in=list(options)
    )
    counted = rows.order_by().values_list("option", "criterion__key", "step").annotate(n=Count("pk"))
    return tally(((options[pk], key, step, n) for pk, key, step, n in counted), list(options.values()), criteria)


def _placed(options: dict[int, int]) -> dict[int, Placed]:
    places = placements_of(options)
    return placed((options[pk], x, y) for pk, answers in places.items() for x, y in answers)


# Between whom


@dataclass(frozen=True)
class Between:
    """The groups of one kind (*by* expertise or region) on a divided question; *opposed*: some on either side."""

    by: str
    groups: list[GroupAnswer]

    @property
    def opposed(self) -> bool:
        return opposed(self.groups)

    def on(self, side: str) -> list[str]:
        """Names of the groups that mostly sit in the "low" or the "high" camp."""
        return [group.group for group in self.groups if group.side == side]


def between(
    exercise: Exercise, crowd: Crowd, places: Collection[tuple[int, str]]
) -> dict[tuple[int, str], list[Between]]:
    """For each of *places*, an option's number and a criterion's key, how expertise and region stand. One query."""
    rows = Rating.objects.filter(
        counting(after_revision=True),
        option__exercise=exercise,
        option__number__in={number for number, _key in places},
        step__isnull=False,
    )
    wanted = ("option__number", "criterion__key", "step", "participation__expertise", "participation__region")
    by_place: dict[tuple[int, str], list[tuple[int, str, str]]] = {place: [] for place in places}
    for number, key, step, expertise, region in rows.values_list(*wanted):
        if (number, key) in by_place and step is not None:
            by_place[number, key].append((step, expertise, region))
    return {place: _between(answers, crowd.judged[place]) for place, answers in by_place.items()}


def _between(answers: list[tuple[int, str, str]], result: Judged) -> list[Between]:
    return [
        Between(
            by,
            by_group(
                ((_(group) if group else "", step) for group, step in named),
                rest=_("all others"),
                division=result.division,
            ),
        )
        for by, named in (
            (_("expertise"), [(expertise, step) for step, expertise, _region in answers]),
            (_("region"), [(region, step) for step, _expertise, region in answers]),
        )
    ]


# One's own answers


def own_steps(person: Participation) -> dict[tuple[int, str], int]:
    """The person's own steps that stand, by option number and criterion key; abstentions are left out."""
    rows = Rating.objects.filter(counting(after_revision=True), participation=person)
    given = rows.values_list("option__number", "criterion__key", "step")
    return {(number, key): step for number, key, step in given if step is not None}


def revised_by(person: Participation) -> frozenset[int]:
    """Numbers of the options whose sheet the person has revised: once each, and no more."""
    rows = person.sheets.filter(round=2, current=True)
    return frozenset(rows.values_list("option__number", flat=True))


def people_who_judged(exercise: Exercise) -> tuple[int, int]:
    """How many people handed in how many sheets in round 1."""
    rows = Participation.objects.filter(exercise=exercise, sheets__round=1, sheets__current=True)
    counted = rows.aggregate(people=Count("pk", distinct=True), sheets=Count("sheets"))
    return counted["people"], counted["sheets"]
